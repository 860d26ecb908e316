#include "core/slab_pool.hpp"

#include <algorithm>

namespace dangol::inline v0 {

std::byte* SlabPool::take(std::size_t bytes) {
    const std::size_t whole = (bytes + line - 1) / line * line;
    const std::lock_guard lock(mutex_);
    if (size_ - used_ < whole) {
        const std::size_t size = std::max(whole, std::clamp(2 * size_, smallest, largest));
        pieces_.push_back(make_large_array(size));
        size_ = size;
        used_ = 0;
    }
    std::byte* const slab = pieces_.back().get() + used_;
    used_ += whole;
    return slab;
}

}  // namespace dangol::inline v0
