#include "core/large_array.hpp"

#include <cstdlib>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace dangol::inline v0 {

void FreeLargeArray::operator()(std::byte* memory) const noexcept { std::free(memory); }

LargeArray make_large_array(std::size_t bytes) {
    constexpr std::size_t large_page = std::size_t{1} << 21, line = 64;
    const bool is_large = bytes >= large_page;
    const std::size_t alignment = is_large ? large_page : line;
    const std::size_t whole = (bytes + alignment - 1) / alignment * alignment;
    auto* memory = static_cast<std::byte*>(std::aligned_alloc(alignment, whole));
    if (memory == nullptr) throw std::bad_alloc();
#if defined(__linux__)
    if (is_large) madvise(memory, whole, MADV_HUGEPAGE);  // a wish: without it everything works as well
#endif
    return LargeArray(memory);
}

}  // namespace dangol::inline v0
