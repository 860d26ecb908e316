#include "core/large_array.hpp"

#include "core/parallel.hpp"

#include <cstdint>
#include <cstdlib>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace dangol::inline v0 {

void FreeLargeArray::operator()(std::byte* memory) const noexcept { std::free(memory); }

namespace {
constexpr std::size_t large_page = std::size_t{1} << 21;
}

void ask_for_large_pages([[maybe_unused]] void* memory, [[maybe_unused]] std::size_t bytes) noexcept {
#if defined(__linux__)
    const auto begin = (reinterpret_cast<std::uintptr_t>(memory) + large_page - 1) / large_page * large_page;
    const auto end = (reinterpret_cast<std::uintptr_t>(memory) + bytes) / large_page * large_page;
    if (begin < end) madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);  // a wish: without it everything works as well
#endif
}

void make_ready(void* memory, std::size_t bytes, const Execution& execution) {
    if (bytes < 2 * large_page) return;
    ask_for_large_pages(memory, bytes);
    constexpr std::size_t small_page = 4'096;  // where there are no large ones
    for_each_block(block_count(bytes, large_page), execution, [&](std::size_t block) {
        const BlockRange range = block_range(block, bytes, large_page);
        for (std::size_t at = range.begin; at < range.end; at += small_page) static_cast<volatile std::byte*>(memory)[at] = std::byte{0};
    });
}

LargeArray make_large_array(std::size_t bytes) {
    constexpr std::size_t line = 64;
    const bool is_large = bytes >= large_page;
    const std::size_t alignment = is_large ? large_page : line;
    const std::size_t whole = (bytes + alignment - 1) / alignment * alignment;
    auto* memory = static_cast<std::byte*>(std::aligned_alloc(alignment, whole));
    if (memory == nullptr) throw std::bad_alloc();
    if (is_large) ask_for_large_pages(memory, whole);
    return LargeArray(memory);
}

}  // namespace dangol::inline v0
