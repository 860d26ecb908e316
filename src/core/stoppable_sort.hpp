#pragma once

#include <dangol/core/execution.hpp>

#include <algorithm>
#include <cstddef>

namespace dangol::inline v0 {

/// std::ranges::sort that looks for a stop once in 65,536 comparisons, a few milliseconds; stopped, the range holds its elements in no order.
/// @throws Cancelled
template <class Range, class Less>
void stoppable_sort(Range& range, const Less& less, const Execution& execution) {
    std::size_t comparisons = 0;
    std::ranges::sort(range, [&](const auto& a, const auto& b) {
        if ((++comparisons & 0xffffU) == 0) check_stop(execution);
        return less(a, b);
    });
}

}  // namespace dangol::inline v0
