#pragma once

#include <dangol/core/estimate.hpp>
#include <dangol/export.hpp>

#include <cstddef>
#include <span>
#include <vector>

/// Small statistics that every layer needs. Inputs hold no NaN. Weights are ≥ 0. Where nothing can be said (no
/// values, no weight) the answer is NaN, unless said otherwise.
namespace dangol::inline v0 {

/// Sum with a running correction (Neumaier 1974): the error does not grow with the number of values.
DANGOL_EXPORT double sum(std::span<const double> values) noexcept;

DANGOL_EXPORT double mean(std::span<const double> values) noexcept;
DANGOL_EXPORT double mean(std::span<const double> values, std::span<const double> weights) noexcept;
/// Around the mean, divided by n − 1; two passes.
DANGOL_EXPORT double variance(std::span<const double> values) noexcept;
/// Around the weighted mean, divided by the weight: weights are how much a row stands for, not how often it was drawn.
DANGOL_EXPORT double variance(std::span<const double> values, std::span<const double> weights) noexcept;

/// The p-quantile, 0 ≤ p ≤ 1, by linear interpolation (Hyndman & Fan 1996, type 7; the default of R and NumPy). O(n).
DANGOL_EXPORT double quantile(std::span<const double> values, double p);
/// The same at several p at the cost of one sort.
DANGOL_EXPORT std::vector<double> quantiles(std::span<const double> values, std::span<const double> p);
DANGOL_EXPORT double median(std::span<const double> values);

/// 1 for the smallest; equal values share the mean of their ranks.
DANGOL_EXPORT std::vector<double> ranks(std::span<const double> values);
DANGOL_EXPORT double correlation(std::span<const double> a, std::span<const double> b) noexcept;  ///< Pearson's; NaN for a constant

/// Standard normal distribution.
DANGOL_EXPORT double normal_cdf(double x) noexcept;
DANGOL_EXPORT double normal_quantile(double p) noexcept;
/// Student's t with `degrees` > 0 degrees of freedom, P(T ≤ t).
DANGOL_EXPORT double student_t_cdf(double t, double degrees);
/// P(X > x) of χ² with `degrees` > 0 degrees of freedom.
DANGOL_EXPORT double chi_squared_tail(double x, double degrees);
/// Regularised incomplete beta function Iₓ(a, b) and its inverse in x: the beta distribution. a, b > 0.
DANGOL_EXPORT double beta_cdf(double x, double a, double b);
DANGOL_EXPORT double beta_quantile(double p, double a, double b);

/// Intervals for a share of `successes` in `trials`, 0 ≤ successes ≤ trials; counts may be fractional (weights). Without trials 0 to 1.
/// Wilson (1927), without continuity correction; Newcombe 1998, method 3.
DANGOL_EXPORT Interval wilson_interval(double successes, double trials, double level = 0.95);
/// Clopper & Pearson (1934): never covers less than `level`, mostly more.
DANGOL_EXPORT Interval clopper_pearson_interval(double successes, double trials, double level = 0.95);
/// Equal tails of Beta(successes + ½, failures + ½), reaching 0 and 1 where no and only successes were seen (Brown, Cai & DasGupta 2001).
DANGOL_EXPORT Interval jeffreys_interval(double successes, double trials, double level = 0.95);

/// q-values: the smallest false discovery rate at which each would be rejected (Benjamini & Hochberg 1995).
DANGOL_EXPORT std::vector<double> false_discovery_rates(std::span<const double> p_values);

}  // namespace dangol::inline v0
