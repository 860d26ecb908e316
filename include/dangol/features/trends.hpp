#pragma once

#include <dangol/features/feature_column.hpp>

#include <cstddef>
#include <optional>

namespace dangol::inline v0 {

/// Whether they come more often or less: b of a visit rate exp(a + b t) over the time observed, per year, to first order about b = 0,
///     b = 12 (t̄ / T − ½) / T,  standard error √(12 / n) / T,
/// with the mean time t̄ of n visits in T observed (their ratio is Laplace's trend statistic: Cox & Lewis, The Statistical Analysis of Series of
/// Events, 1966, section 3.3). The visit that starts the observation is not counted. Column visit_trend, numeric, change of the logarithm a year;
/// exposure: visits. Missing with fewer than `visits_at_least`. Descriptor. Where joining is not known, a customer who
/// began to come during the window rises.
struct VisitTrend {
    std::size_t visits_at_least = 3;  ///< ≥ 2
    std::optional<Role> role = {};
    bool operator==(const VisitTrend&) const = default;
};

/// Whether they spend more on a visit or less: the slope of the least-squares line through the amounts of the visits in the window.
/// Column spend_trend, numeric, in the schema's currency a year, with its standard error; exposure: visits with an amount. Missing with fewer
/// than 3, or all at one time. Descriptor.
struct SpendTrend {
    std::optional<Role> role = {};
    bool operator==(const SpendTrend&) const = default;
};

}  // namespace dangol::inline v0
