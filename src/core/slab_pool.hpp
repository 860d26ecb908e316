#pragma once

#include "core/large_array.hpp"

#include <cstddef>
#include <mutex>
#include <vector>

namespace dangol::inline v0 {

/// Memory taken from the system in pieces that grow, and handed out in slabs that live as long as the pool: some hundred thousand of
/// them share a few large pages. Several threads may take at once.
class SlabPool {
public:
    /// Uninitialised, on a boundary of 64 bytes. @throws std::bad_alloc
    std::byte* take(std::size_t bytes);

    /// All slabs are given up; their memory is handed out again.
    void begin_again() noexcept;
    std::size_t byte_count() const noexcept;

private:
    static constexpr std::size_t line = 64, smallest = std::size_t{1} << 16, largest = std::size_t{1} << 24;
    struct Piece {
        LargeArray memory = {};
        std::size_t size = 0;
    };

    std::mutex mutex_;
    std::vector<Piece> pieces_ = {};
    std::size_t begun_ = 0, used_ = 0;  ///< pieces that were handed out of; of the last of them so many bytes
};

}  // namespace dangol::inline v0
