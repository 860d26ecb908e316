#pragma once

#include "core/parallel.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace dangol::inline v0 {

inline constexpr std::size_t rows_per_sum = 8192;

/// Sums of `size` numbers over all rows, added up in the same order for any number of threads; `add(BlockRange, std::span<double> sums)` adds those of a block.
template <class Add>
std::vector<double> sum_blocks(std::size_t rows, std::size_t size, const Execution& execution, Add&& add, std::string_view stage = {}) {
    return reduce_blocks(
        std::max<std::size_t>(block_count(rows, rows_per_sum), 1), execution,
        [&](std::size_t block) {
            std::vector<double> sums(size, 0);
            add(block_range(block, rows, rows_per_sum), sums);
            return sums;
        },
        [](std::vector<double>& into, std::vector<double>&& from) { std::ranges::transform(into, from, into.begin(), std::plus()); }, stage);
}

}  // namespace dangol::inline v0
