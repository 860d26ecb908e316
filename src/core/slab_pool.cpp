#include "core/slab_pool.hpp"

#include <algorithm>

namespace dangol::inline v0 {

std::byte* SlabPool::take(std::size_t bytes) {
    const std::size_t whole = (bytes + line - 1) / line * line;
    const std::lock_guard lock(mutex_);
    while (begun_ == 0 || pieces_[begun_ - 1].size - used_ < whole) {
        if (begun_ == pieces_.size()) {
            const std::size_t last = pieces_.empty() ? 0 : pieces_.back().size, size = std::max(whole, std::clamp(2 * last, smallest, largest));
            pieces_.push_back({make_large_array(size), size});
        }
        ++begun_;
        used_ = 0;
    }
    std::byte* const slab = pieces_[begun_ - 1].memory.get() + used_;
    used_ += whole;
    return slab;
}

void SlabPool::begin_again() noexcept { begun_ = used_ = 0; }

std::size_t SlabPool::byte_count() const noexcept {
    std::size_t bytes = 0;
    for (const Piece& piece : pieces_) bytes += piece.size;
    return bytes;
}

}  // namespace dangol::inline v0
