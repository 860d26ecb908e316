#pragma once

#include <dangol/features/feature_column.hpp>

#include <optional>

namespace dangol::inline v0 {

/// When in the year they come, by the wall clock: column season_mix, composition of "december_february", "march_may", "june_august" and
/// "september_november"; exposure: visits. Counted over the last whole years before the as-of moment in which the customer was
/// observed, so that each season had its turn equally often. Missing with less than a year, or without a visit in it. Descriptor.
struct Seasonality {
    std::optional<Role> role = {};
    bool operator==(const Seasonality&) const = default;
};

}  // namespace dangol::inline v0
