#pragma once

#include "core/math.hpp"
#include "segments/family_operations.hpp"

/// Successes at a probability: parameter (probability), features (successes, trials); shared by bernoulli and binomial.
namespace dangol::inline v0::success_rate {

inline std::size_t width(const FeatureColumn&) noexcept { return 1; }
inline std::size_t constants(const FeatureColumn&) noexcept { return 2; }

inline void update(const PreparedColumn&, const Statistics& statistics, std::span<double> parameters) {
    if (!(statistics.features[1] > 0)) return;
    const double p = statistics.features[0] / statistics.features[1];
    parameters[0] = p < 0 ? 0 : p > 1 ? 1 : p;
}
inline void initialise(const PreparedColumn& column, const Statistics& statistics, std::span<double> parameters) {
    parameters[0] = 0.5;
    update(column, statistics, parameters);
}
inline void express(const PreparedColumn&, std::span<const double> parameters, std::span<double> coefficients, std::span<double>) {
    const double p = clamped_probability(parameters[0]);
    coefficients[1] = math::log1p(-p);
    coefficients[0] = math::log(p) - coefficients[1];
}
inline void derive(std::span<const double> parameters, std::span<double> constants) {
    const double p = clamped_probability(parameters[0]);
    constants[0] = math::log(p);
    constants[1] = math::log1p(-p);
}
inline double expected_value(std::span<const double> parameters) { return parameters[0]; }
inline bool sound(std::span<const double> parameters) noexcept { return parameters[0] >= 0 && parameters[0] <= 1; }

/// Features (successes, trials). Only where any and not all trials succeeded is there something to learn.
inline void settle(double successes, double trials, PreparedColumn& column) {
    column.feature_count = 2;
    column.varies = successes > 0 && successes < trials;
    column.free_parameters = column.varies ? 1 : 0;
}
inline void settle_everyone(const Statistics& everyone, PreparedColumn& column, ColumnDraft&) { settle(everyone.features[0], everyone.features[1], column); }

}  // namespace dangol::inline v0::success_rate
