#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// One bit per row: whether a cell was observed, whether a row is meant. Bit i is bit i mod 64 of word i / 64; the bits
/// of the last word behind the end are 0. Access is not checked.
namespace dangol::inline v0 {

/// Bits that lie elsewhere.
class BitView {
public:
    constexpr BitView() = default;
    constexpr BitView(std::span<const std::uint64_t> words, std::size_t size) noexcept : words_(words), size_(size) {}

    constexpr std::size_t size() const noexcept { return size_; }
    constexpr bool test(std::size_t i) const noexcept { return ((words_[i / 64] >> (i % 64)) & 1U) != 0; }
    constexpr bool operator[](std::size_t i) const noexcept { return test(i); }
    constexpr std::span<const std::uint64_t> words() const noexcept { return words_; }

    constexpr std::size_t count() const noexcept {  ///< how many are set
        std::size_t set = 0;
        for (const std::uint64_t word : words_) set += static_cast<std::size_t>(std::popcount(word));
        return set;
    }
    constexpr bool all() const noexcept { return count() == size_; }

private:
    std::span<const std::uint64_t> words_ = {};
    std::size_t size_ = 0;
};

/// Bits of its own.
class Bits {
public:
    Bits() = default;
    explicit Bits(std::size_t size, bool value = false) : words_((size + 63) / 64, value ? ~std::uint64_t{0} : 0), size_(size) {
        if (value && size % 64 != 0) words_.back() >>= 64 - size % 64;
    }

    std::size_t size() const noexcept { return size_; }
    bool test(std::size_t i) const noexcept { return view().test(i); }
    bool operator[](std::size_t i) const noexcept { return view().test(i); }
    std::size_t count() const noexcept { return view().count(); }
    bool all() const noexcept { return view().all(); }

    void set(std::size_t i, bool value = true) noexcept {
        const std::uint64_t bit = std::uint64_t{1} << (i % 64);
        words_[i / 64] = value ? (words_[i / 64] | bit) : (words_[i / 64] & ~bit);
    }
    void push_back(bool value) {
        if (size_ % 64 == 0) words_.push_back(0);
        set(size_++, value);
    }

    std::span<const std::uint64_t> words() const noexcept { return words_; }
    BitView view() const noexcept { return {words_, size_}; }
    operator BitView() const noexcept { return view(); }

    bool operator==(const Bits&) const = default;

private:
    std::vector<std::uint64_t> words_ = {};
    std::size_t size_ = 0;
};

}  // namespace dangol::inline v0
