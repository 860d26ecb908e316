#include "segments/mixture_stability.hpp"

#include <dangol/segments/most_probable.hpp>
#include <dangol/segments/validity.hpp>

#include <span>
#include <utility>

namespace dangol::inline v0 {

std::vector<double> mixture_stability(const FeatureTable& table, const Matrix& membership, const MixtureOptions& options, std::size_t samples, std::uint64_t seed,
                                      const Execution& execution) {
    const auto weights = table.weights();
    const auto regroup = [&](std::span<const double> times_drawn, std::size_t sample) {
        const Execution alone = on_this_thread(execution);
        std::vector<double> drawn(weights.begin(), weights.end());
        for (std::size_t i = 0; i < drawn.size(); ++i) drawn[i] *= times_drawn[i];
        const FeatureTable customers = table.with_weights(std::move(drawn));
        MixtureOptions anew = options;
        anew.seed = options.seed + 1 + sample;
        const Mixture fresh = fit_mixture(customers, anew, alone), warm = fit_mixture(customers, membership, options, alone);
        const bool fresh_is_better = fresh.report().log_posterior.back() > warm.report().log_posterior.back();
        return most_probable((fresh_is_better ? fresh : warm).membership(table, alone));
    };
    return bootstrap_stability(most_probable(membership), membership.columns(), samples, regroup, seed, execution);
}

}  // namespace dangol::inline v0
