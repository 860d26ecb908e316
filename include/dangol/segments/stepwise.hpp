#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/export.hpp>
#include <dangol/features/feature_table.hpp>
#include <dangol/segments/mixture_statistics.hpp>
#include <dangol/segments/segmentation.hpp>

#include <cstddef>
#include <optional>

/// Segments that go on learning: customers come in groups, are looked at once, and need not be kept. Stepwise (on-line) EM after Cappé &
/// Moulines (2009), whose sums are those of mixture_statistics.hpp:
///
///     s ← (1 − γ) s + γ · mean of T(x) over the newcomers, memberships under the present mixture      γ the step
///     mixture ← maximise(s)
namespace dangol::inline v0 {

/// A segmentation with the sums that it learned from. Segments keep place and id in every update.
struct RunningSegmentation {
    Segmentation segmentation = {};
    MixtureStatistics statistics = {};  ///< of everyone so far, older ones counting less; weight = customers
    double customers = 0;               ///< weight of all who were looked at
    std::size_t updates = 0;
    bool operator==(const RunningSegmentation&) const = default;
};

/// How fast the past is forgotten.
struct StepwiseOptions {
    /// In (½, 1]. The step is (b / n)^exponent for b newcomers that make n of all so far. 1: every customer counts alike, however
    /// long ago, and memberships that were wrong in the beginning are forgotten slowly. Smaller values forget sooner and vary more;
    /// above ½ the steps still shrink enough to converge (Robbins & Monro 1951).
    double exponent = 0.7;
    /// In [0, 1]. The step is never smaller, so that it follows customers who change: about the last 1 / least_step groups count.
    /// With 0 it converges; above 0 it keeps wavering.
    double least_step = 0;
    std::optional<double> prior_customers = {};  ///< none: as the mixture was fitted
    bool operator==(const StepwiseOptions&) const = default;
};

/// `fitted_on`: the customers behind the segmentation. @throws ColumnKindMismatch, UnknownLevel, Cancelled
[[nodiscard]] DANGOL_EXPORT RunningSegmentation begin_stepwise(const Segmentation&, const FeatureTable& fitted_on, const Execution& = {});

/// One step. The verdict becomes `untested` where it was natural or reproducible, and what the tests found is dropped: they were about
/// other customers; judge_segments() tells it anew. The report's log-likelihood is that of each group under the mixture that met it, weighted like the
/// sums. Customers of weight 0, or none, change nothing. @throws InvalidArgument, ColumnKindMismatch, UnknownLevel, Cancelled
[[nodiscard]] DANGOL_EXPORT RunningSegmentation update_segments(const RunningSegmentation&, const FeatureTable& newcomers, const StepwiseOptions& = {},
                                                                const Execution& = {});

}  // namespace dangol::inline v0
