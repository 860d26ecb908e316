#pragma once

#include <dangol/core/execution.hpp>

#include <cstddef>
#include <memory>
#include <vector>
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

/// So many zeros, in such pages.
template <class T>
std::vector<T> make_large_vector(std::size_t count) {
    std::vector<T> values;
    values.reserve(count);
    ask_for_large_pages(values.data(), count * sizeof(T));
    values.resize(count);
    return values;
}

/// The same, and has the system clear the pages at once, by several threads. The memory counts as not written.
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

}  // namespace dangol::inline v0
