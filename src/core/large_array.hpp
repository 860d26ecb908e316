#pragma once

#include <cstddef>
#include <memory>

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

}  // namespace dangol::inline v0
