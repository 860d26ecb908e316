#pragma once

#include <dangol/features/feature_column.hpp>

#include <optional>

namespace dangol::inline v0 {

/// Visits in the window. Column visits, count; exposure: days observed (FeaturePlan::observed_from says since when). Missing of
/// somebody who had neither joined nor visited before the as-of moment; a customer who did not come in the window has 0. Basis.
struct Frequency {
    std::optional<Role> role = {};
    bool operator==(const Frequency&) const = default;
};

}  // namespace dangol::inline v0
