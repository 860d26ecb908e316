#pragma once

#include <dangol/core/execution.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

/// Work cut into blocks, done by a team of threads that lives exactly as long as the call.
///
/// Blocks are fixed by the data, never by the number of threads, and partial results are merged in a fixed tree: that
/// is why results are the same bits on any machine. A block should take between 0.1 and 20 ms, so that handing out
/// costs nothing and a stop is noticed at once.
namespace dangol::inline v0 {

/// Rows [begin, end).
struct BlockRange {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t size() const noexcept { return end - begin; }
};

constexpr std::size_t block_count(std::size_t rows, std::size_t rows_per_block) noexcept {
    return (rows + rows_per_block - 1) / rows_per_block;
}
constexpr BlockRange block_range(std::size_t block, std::size_t rows, std::size_t rows_per_block) noexcept {
    const std::size_t begin = block * rows_per_block;
    return {begin, rows - begin < rows_per_block ? rows : begin + rows_per_block};
}

namespace detail {
void run_blocks(std::size_t count, const Execution& execution, std::string_view stage,
                const std::function<void(std::size_t)>& work);
}

/// Calls work(block) once for every block in [0, count), in any order, from several threads (this one among them).
/// @throws Cancelled, and what work or the progress callback throws first; then the remaining blocks are not begun.
template <class Work>
void for_each_block(std::size_t count, const Execution& execution, Work&& work, std::string_view stage = {}) {
    detail::run_blocks(count, execution, stage, [&work](std::size_t block) { work(block); });
}

/// merge(merge(part 0, part 1), merge(part 2, part 3)) … with part i = make(i): a binary tree over the blocks, whatever the
/// number of threads. `merge(T& into, T&& from)` adds the right part to the left one. Two neighbours are merged as soon
/// as both are there, so that few parts live at a time. Needs count ≥ 1.
template <class Make, class Merge>
auto reduce_blocks(std::size_t count, const Execution& execution, Make&& make, Merge&& merge, std::string_view stage = {}) {
    using Part = decltype(make(std::size_t{0}));
    std::vector<std::optional<Part>> parts(count);  // a merged node lives where its leftmost block does
    std::vector<char> waiting(2 * count + 64, 0);   // per inner node: whether its first child is done
    std::mutex mutex;

    // Inner nodes, level by level: `first_of_level` + position.
    for_each_block(
        count, execution,
        [&](std::size_t block) {
            parts[block].emplace(make(block));
            std::size_t position = block, first_of_level = 0, width = count, stride = 1;
            while (width > 1) {
                const std::size_t parent = position / 2;
                const bool has_sibling = (position ^ 1U) < width;
                if (has_sibling) {
                    {
                        const std::lock_guard lock(mutex);
                        if (!std::exchange(waiting[first_of_level + parent], char{1})) return;
                    }
                    const std::size_t left = 2 * parent * stride, right = left + stride;
                    merge(*parts[left], std::move(*parts[right]));
                    parts[right].reset();
                }
                width = (width + 1) / 2;
                first_of_level += width;
                position = parent;
                stride *= 2;
            }
        },
        stage);
    return std::move(*parts[0]);
}

}  // namespace dangol::inline v0
