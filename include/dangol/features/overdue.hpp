#pragma once

#include <dangol/features/feature_column.hpp>

#include <cstddef>
#include <optional>

namespace dangol::inline v0 {

/// How long they have stayed away by their own measure: days since the last visit over their mean interval (as VisitIntervals counts them). Column
/// overdue_ratio, positive: 1 is when they usually come, 3 is three intervals. Exposure: intervals. Missing with fewer than
/// `intervals_at_least`. Descriptor: as recency it drifts with the moment.
struct Overdue {
    std::size_t intervals_at_least = 2;  ///< ≥ 1
    std::optional<Role> role = {};
    bool operator==(const Overdue&) const = default;
};

}  // namespace dangol::inline v0
