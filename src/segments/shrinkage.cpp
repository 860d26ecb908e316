#include "segments/shrinkage.hpp"

#include "core/math.hpp"

#include <algorithm>
#include <cmath>

namespace dangol::inline v0 {
namespace {

constexpr double fewest_prior_trials = 0.5, most_prior_trials = 1e6;

/// M = p(1 − p) / τ² − 1 from the weighted spread S = Σ wᵢ (p̂ᵢ − p)², whose expectation under no spread beyond binomial is
/// p(1 − p) · (cells − 1) when the weights are the trials.
double trials_of_spread(double spread, double binomial_variance, double trials, double squared_trials, double cells) {
    if (cells < 2 || binomial_variance <= 0) return most_prior_trials;
    const double excess = (spread - binomial_variance * (cells - 1)) / (trials - squared_trials / trials - (cells - 1));
    if (!(excess > 0)) return most_prior_trials;
    return std::clamp(binomial_variance / excess - 1, fewest_prior_trials, most_prior_trials);
}

}  // namespace

RatePrior estimate_rate_prior(std::span<const double> counts, std::span<const double> exposures) {
    double events = 0, exposure = 0, squared = 0, cells = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (!(exposures[i] > 0)) continue;
        events += counts[i];
        exposure += exposures[i];
        squared += exposures[i] * exposures[i];
        ++cells;
    }
    if (cells == 0 || events == 0) return {0.5, 1};
    const double mean = events / exposure;
    double spread = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (!(exposures[i] > 0)) continue;
        const double difference = counts[i] / exposures[i] - mean;
        spread += exposures[i] * difference * difference;
    }
    // E[spread] = mean · (cells − 1) + τ² · (exposure − Σe²/exposure)
    const double variance = (spread - mean * (cells - 1)) / std::max(exposure - squared / exposure, 1e-300);
    const double shape = variance > 0 ? std::clamp(mean * mean / variance, 0.5, 1e6) : 1e6;
    return {shape, shape / mean};
}

ProportionPrior estimate_proportion_prior(std::span<const double> successes, std::span<const double> trials) {
    double success = 0, trial = 0, squared = 0, cells = 0;
    for (std::size_t i = 0; i < trials.size(); ++i) {
        if (!(trials[i] > 0)) continue;
        success += successes[i];
        trial += trials[i];
        squared += trials[i] * trials[i];
        ++cells;
    }
    if (cells == 0) return {};
    const double proportion = (success + 0.5) / (trial + 1);
    double spread = 0;
    for (std::size_t i = 0; i < trials.size(); ++i) {
        if (!(trials[i] > 0)) continue;
        const double difference = successes[i] / trials[i] - proportion;
        spread += trials[i] * difference * difference;
    }
    return {proportion, trials_of_spread(spread, proportion * (1 - proportion), trial, squared, cells)};
}

CompositionPrior estimate_composition_prior(MatrixView<const float> parts, std::span<const double> effective_counts) {
    const std::size_t width = parts.columns();
    CompositionPrior prior{.pooled = std::vector<double>(width, 0.5 / static_cast<double>(width))};
    double trial = 0, squared = 0, cells = 0;
    for (std::size_t i = 0; i < parts.rows(); ++i) {
        const double n = effective_counts[i];
        if (!(n > 0)) continue;
        trial += n;
        squared += n * n;
        ++cells;
        for (std::size_t l = 0; l < width; ++l) prior.pooled[l] += n * static_cast<double>(parts(i, l));
    }
    double spread = 0, binomial_variance = 0;
    for (double& share : prior.pooled) {
        share /= trial + 0.5;
        binomial_variance += share * (1 - share);
    }
    for (std::size_t i = 0; i < parts.rows(); ++i) {
        if (!(effective_counts[i] > 0)) continue;
        for (std::size_t l = 0; l < width; ++l) {
            const double difference = static_cast<double>(parts(i, l)) - prior.pooled[l];
            spread += effective_counts[i] * difference * difference;
        }
    }
    prior.concentration = trials_of_spread(spread, binomial_variance, trial, squared, cells);
    return prior;
}

void centred_log_ratios(std::span<const float> parts, double effective_count, double concentration, std::span<const double> pooled,
                        std::span<double> out) noexcept {
    double sum = 0;
    for (std::size_t l = 0; l < out.size(); ++l) {
        const double events = effective_count * static_cast<double>(parts[l]) + concentration * pooled[l];
        sum += out[l] = math::log(events / (effective_count + concentration));
    }
    const double mean = sum / static_cast<double>(out.size());
    for (double& value : out) value -= mean;
}

}  // namespace dangol::inline v0
