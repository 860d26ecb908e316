#pragma once

#include <dangol/core/matrix.hpp>

#include <cstddef>
#include <span>
#include <vector>

/// Rates, proportions and compositions of single customers, drawn towards what is common as far as their exposure is small.
/// Each prior is estimated by moments from all customers: what many hold in common is strong, what few events say is weak.
namespace dangol::inline v0 {

/// Gamma prior of a Poisson rate: shape a, b in units of exposure. Shrunken rate: (x + a) / (e + b).
struct RatePrior {
    double shape = 0.5;
    double exposure = 0;
    double rate(double count, double over) const noexcept { return (count + shape) / (over + exposure); }
};
/// Moments as for overdispersed rates: variance of rates beyond Poisson. Cells with exposure 0 are passed over.
RatePrior estimate_rate_prior(std::span<const double> counts, std::span<const double> exposures);

/// Beta prior of a proportion: `trials` of them with mean `proportion`. Shrunken: (s + M p) / (t + M).
struct ProportionPrior {
    double proportion = 0.5;
    double trials = 1;
    double shrunk(double successes, double of) const noexcept { return (successes + trials * proportion) / (of + trials); }
};
/// Kleinman (1973), J. Amer. Statist. Assoc. 68, 46–54: moments with trials as weights; M is kept within [0.5, 10⁶].
ProportionPrior estimate_proportion_prior(std::span<const double> successes, std::span<const double> trials);

/// Dirichlet prior of a composition: `concentration` events, spread over the parts as they are pooled. A part that nobody has
/// keeps its share of half an event, so that its logarithm exists.
struct CompositionPrior {
    double concentration = 1;
    std::vector<double> pooled = {};
};
/// The same moments, summed over the parts. `parts` is cells × parts; cells with effective count 0 are passed over.
CompositionPrior estimate_composition_prior(MatrixView<const float> parts, std::span<const double> effective_counts);

/// Centred log-ratios of the shrunken parts of one composition, one each (Aitchison 1982).
void centred_log_ratios(std::span<const float> parts, double effective_count, double concentration, std::span<const double> pooled,
                        std::span<double> out) noexcept;

}  // namespace dangol::inline v0
