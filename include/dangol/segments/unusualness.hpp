#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/export.hpp>
#include <dangol/features/feature_table.hpp>
#include <dangol/segments/mixture.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace dangol::inline v0 {

/// How finely unusualness() is resolved.
struct UnusualnessOptions {
    std::size_t draws = 999;  ///< ≥ 19, expected customers for each set of known columns and exposures: the result is in steps of 1 / (draws + 1)
    std::uint64_t seed = 0;
    bool operator==(const UnusualnessOptions&) const = default;
};

/// How unusual each customer is: the share of the customers whom the mixture expects who are less far out,
///
///     uᵢ = P( −log p(X) < −log p(xᵢ) ),   X drawn from the mixture, with the same columns known, through exposures within 3 % of theirs
///
/// in [0, 1): 0.99 is farther out than 99 % of those expected. Log-likelihoods themselves cannot be compared: who is known by more columns, or has
/// been watched for longer, has more nats. Customers of the mixture are spread evenly over [0, 1), whatever is known of them; where more than 1 % lie above
/// 0.99, customers have longer tails than the fit, or are others. One of whom nothing is known gets 0.
///
/// Amounts count by the density of their logarithm, so that currencies change nothing. What a customer gets depends on nobody else in the table.
/// `customers` may hold any subset of the mixture's columns. Cost: `draws` densities for each set of known columns and exposures. (A parametric
/// bootstrap of one observation: Davison & Hinkley 1997, §4.2.) @throws InvalidArgument, ColumnKindMismatch, UnknownLevel, Cancelled
[[nodiscard]] DANGOL_EXPORT std::vector<double> unusualness(const Mixture&, const FeatureTable& customers, const UnusualnessOptions& = {}, const Execution& = {});

}  // namespace dangol::inline v0
