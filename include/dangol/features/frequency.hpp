#pragma once

#include <dangol/features/feature_column.hpp>

#include <cstddef>
#include <optional>

namespace dangol::inline v0 {

/// Visits in the window. Column visits, or visits_last_<n>_days; count; exposure: days observed (FeaturePlan::observed_from says since
/// when). Missing of somebody who had neither joined nor visited before the as-of moment; a customer who did not come in the
/// window has 0. Basis; over part of the window descriptor.
struct Frequency {
    std::optional<Role> role = {};
    std::optional<std::size_t> last_days = {};  ///< of the window, counted by the wall clock; none: the whole window
    bool operator==(const Frequency&) const = default;
};

}  // namespace dangol::inline v0
