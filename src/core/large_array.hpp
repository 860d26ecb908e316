#pragma once

#include <dangol/core/execution.hpp>

#include <cstddef>
#include <memory>
#include <vector>

namespace dangol::inline v0 {

/// Uninitialised memory for tables that are read at random. Large ones begin on a boundary of 2 MB and the system is asked for pages of
/// that size, where it has them: with small pages half of the time goes into finding them.
struct FreeLargeArray {
    void operator()(std::byte* memory) const noexcept;
};
using LargeArray = std::unique_ptr<std::byte[], FreeLargeArray>;

LargeArray make_large_array(std::size_t bytes);  ///< @throws std::bad_alloc

/// The same wish for memory that somebody else has asked for, and not touched yet.
void ask_for_large_pages(void* memory, std::size_t bytes) noexcept;

/// Room for so many in such pages, in a vector that is empty.
template <class T>
void reserve_large(std::vector<T>& cells, std::size_t count) {
    if (!cells.empty() || cells.capacity() >= count) return;
    cells.reserve(count);
    ask_for_large_pages(cells.data(), count * sizeof(T));
}

/// Makes a vector as long, its new elements cleared: one page after the other, right after the system handed it out and so in the cache.
template <class T>
void resize_large(std::vector<T>& cells, std::size_t count) {
    reserve_large(cells, count);
    cells.resize(count);
}

/// The same wish as ask_for_large_pages(), and has the system clear the pages at once, by several threads. The memory counts as not written.
void make_ready(void* memory, std::size_t bytes, const Execution& execution);

/// Makes a vector as long, its new elements cleared.
template <class T>
void resize_large(std::vector<T>& cells, std::size_t count, const Execution& execution) {
    if (cells.empty() && cells.capacity() < count) {
        cells.reserve(count);
        make_ready(cells.data(), count * sizeof(T), execution);
    }
    cells.resize(count);
}

/// Numbers, or structs of them, in such memory, not cleared: for what is written as a whole before it is read.
template <class T>
class LargeNumbers {
public:
    using value_type = T;
    LargeNumbers() = default;
    explicit LargeNumbers(std::size_t count) : memory_(count == 0 ? nullptr : make_large_array(count * sizeof(T))), size_(count) {}

    void keep_first(std::size_t count) noexcept { size_ = count; }  ///< no more than there are
    bool empty() const noexcept { return size_ == 0; }
    std::size_t size() const noexcept { return size_; }
    T* data() noexcept { return reinterpret_cast<T*>(memory_.get()); }
    const T* data() const noexcept { return reinterpret_cast<const T*>(memory_.get()); }
    T* begin() noexcept { return data(); }
    T* end() noexcept { return data() + size_; }
    const T* begin() const noexcept { return data(); }
    const T* end() const noexcept { return data() + size_; }
    T& operator[](std::size_t i) noexcept { return data()[i]; }
    const T& operator[](std::size_t i) const noexcept { return data()[i]; }

private:
    LargeArray memory_ = {};
    std::size_t size_ = 0;
};

/// As many, none of which has been written.
template <class T>
void resize_large(LargeNumbers<T>& numbers, std::size_t count, const Execution&) {
    numbers = LargeNumbers<T>(count);
}

}  // namespace dangol::inline v0
