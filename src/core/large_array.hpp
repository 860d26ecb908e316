#pragma once

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

/// Makes a vector as long, its new elements cleared, on large pages where it is long.
template <class T>
void resize_large(std::vector<T>& cells, std::size_t count) {
    if (cells.capacity() < count) {
        cells.reserve(count);
        if (cells.empty()) ask_for_large_pages(cells.data(), count * sizeof(T));
    }
    cells.resize(count);
}

}  // namespace dangol::inline v0
