#pragma once

#include <dangol/features/feature_column.hpp>

#include <cstddef>
#include <optional>

namespace dangol::inline v0 {

/// How unequal the days between visits are (as VisitIntervals counts them): their standard deviation over their mean, the
/// coefficient of variation. 0 like clockwork, 1 as if at random, more in bursts. Column visit_variability, positive; exposure:
/// intervals. Missing with fewer than `intervals_at_least`. Descriptor: VisitIntervals' regularity says the same of many intervals, and is
/// steadier; this one is what spreadsheets have.
struct VisitVariability {
    std::size_t intervals_at_least = 3;  ///< ≥ 2
    std::optional<Role> role = {};
    bool operator==(const VisitVariability&) const = default;
};

}  // namespace dangol::inline v0
