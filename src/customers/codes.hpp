#pragma once

#include <dangol/core/execution.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Dictionary encoding: each distinct value gets the next code when it is first seen.
namespace dangol::inline v0 {

/// Good in every bit, the same on every machine.
std::uint64_t hash_of(std::string_view text) noexcept;

inline constexpr std::uint64_t golden_ratio = 0x9e37'79b9'7f4a'7c15ULL;

/// The finaliser of SplitMix64 (Steele, Lea & Flood 2014), a bijection: two numbers never have the same.
inline std::uint64_t hash_of(std::int64_t number) noexcept {
    auto hash = static_cast<std::uint64_t>(number) + golden_ratio;
    hash = (hash ^ (hash >> 30)) * 0xbf58'476d'1ce4'e5b9ULL;
    hash = (hash ^ (hash >> 27)) * 0x94d0'49bb'1331'11ebULL;
    return hash ^ (hash >> 31);
}

/// The number whose hash this is: its steps backwards, the factors inverted modulo 2⁶⁴.
inline std::int64_t number_of_hash(std::uint64_t hash) noexcept {
    hash = (hash ^ (hash >> 31) ^ (hash >> 62)) * 0x3196'42b2'd24d'8ec3ULL;
    hash = (hash ^ (hash >> 27) ^ (hash >> 54)) * 0x96de'1b17'3f11'9089ULL;
    return static_cast<std::int64_t>((hash ^ (hash >> 30) ^ (hash >> 60)) - golden_ratio);
}

namespace detail {

/// Open addressing with linear probing, at most half full. Holds codes only; the values lie with the owner.
class CodeSlots {
public:
    static constexpr std::uint32_t vacant = 0xffff'ffffU;

    /// The code found, or `vacant` after writing `fresh` where it belongs. `equal(code)` compares with the value looked for.
    template <class Equal>
    std::uint32_t find_or_put(std::uint64_t hash, std::uint32_t fresh, const Equal& equal) {
        if (2 * (used_ + 1) > slots_.size()) grow();
        const std::size_t mask = slots_.size() - 1;
        const auto tag = static_cast<std::uint32_t>(hash >> 32);
        for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
            Slot& slot = slots_[at];
            if (slot.code == vacant) {
                slot = {tag, static_cast<std::uint32_t>(hash), fresh};
                ++used_;
                return vacant;
            }
            if (slot.tag == tag && equal(slot.code)) return slot.code;
        }
    }

    /// The code found, or `vacant`.
    template <class Equal>
    std::uint32_t find(std::uint64_t hash, const Equal& equal) const {
        if (slots_.empty()) return vacant;
        const std::size_t mask = slots_.size() - 1;
        for (std::size_t at = hash & mask; slots_[at].code != vacant; at = (at + 1) & mask) {
            if (slots_[at].tag == static_cast<std::uint32_t>(hash >> 32) && equal(slots_[at].code)) return slots_[at].code;
        }
        return vacant;
    }

private:
    struct Slot {
        std::uint32_t tag = 0, low = 0;  // the two halves of the hash, so that growing needs no value
        std::uint32_t code = vacant;
    };
    void grow();

    std::vector<Slot> slots_ = {};
    std::size_t used_ = 0;
};

}  // namespace detail

class TextCodes {
public:
    std::uint32_t code(std::string_view text);
    std::uint32_t find(std::string_view text) const;  ///< 0xffffffff: never seen
    std::size_t size() const noexcept { return ends_.size(); }
    std::string_view text(std::uint32_t code) const noexcept;

private:
    detail::CodeSlots slots_ = {};
    std::string bytes_ = {};
    std::vector<std::size_t> ends_ = {};
    std::uint32_t last_ = detail::CodeSlots::vacant;
};

/// Codes in order of first sight, put in the order of their values: what makes results independent of the order of rows.
struct SortedLevels {
    std::vector<std::string> levels = {};
    std::vector<std::uint32_t> rank_of_code = {};
};
/// By their bytes; when every level is a whole number, by number.
SortedLevels sorted_levels(const TextCodes& codes, const Execution& execution = {});

/// The levels in their order, which codes then follow; what is not known (0xffffffff) stays so.
std::vector<std::string> use_sorted_levels(const TextCodes& words, std::vector<std::uint32_t>& codes);

}  // namespace dangol::inline v0
