#pragma once

#include <dangol/features/feature_column.hpp>

#include <cstddef>
#include <optional>

namespace dangol::inline v0 {

/// Days between consecutive days with a visit (two visits on one day are one coming), by the wall clock, in the window.
///
/// visit_interval_days, positive: their mean. It is 1 / frequency. Missing without an interval.
/// visit_regularity, positive: the shape k of their gamma law: 1 as if at random, larger more regular, smaller in bursts.
/// With intervals x₁ … xₙ the closed form of Ye & Chen (The American Statistician 71, 2017),
///     k = n Σ x / (n Σ x log x − Σ log x · Σ x),
/// less its first-order bias (Louzada, Ramos & Ramos, The American Statistician 73, 2019),
///     (3 k − (2/3) k / (1 + k) − (4/5) k / (1 + k)²) / n,
/// and at most regularity_at_most, which equal intervals reach. Missing with fewer than `intervals_at_least` intervals.
///
/// Exposure of both: intervals. Both descriptors: since days are counted whole, who comes often also looks regular (among
/// 2,097 households of a grocer the logarithms of regularity and frequency correlate by .56).
struct VisitIntervals {
    std::size_t intervals_at_least = 5;  ///< for the regularity; ≥ 4, below which the correction leaves nothing
    std::optional<Role> role = {};       ///< of both columns
    bool operator==(const VisitIntervals&) const = default;

    static constexpr double regularity_at_most = 100;
};

}  // namespace dangol::inline v0
