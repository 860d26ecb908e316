#pragma once

#include <dangol/features/feature_column.hpp>

#include <optional>

namespace dangol::inline v0 {

/// Days from joining, or from the first visit on record if that is earlier or joining is not known, to the as-of moment;
/// reaches back beyond the window. Column tenure_days, positive. Missing of somebody who had neither joined nor visited.
/// Descriptor: where everyone's history starts with the file, it measures the calendar.
struct Tenure {
    std::optional<Role> role = {};
    bool operator==(const Tenure&) const = default;
};

}  // namespace dangol::inline v0
