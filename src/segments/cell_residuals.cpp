#include "segments/cell_residuals.hpp"

#include "core/math.hpp"

#include <algorithm>
#include <cmath>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t levels_at_most = 8;

double standardised(double from_mean, double variance) { return variance > 0 ? from_mean / std::sqrt(variance) : 0; }

}  // namespace

std::size_t residual_width(const Mixture::State& state, std::size_t column) {
    const FeatureColumn& meaning = state.columns[column];
    const std::span<const double> first = state.parameters_of(0, column);
    switch (state.families[column]) {
        case Family::normal: return first[1] > 0 ? 1 : 0;
        case Family::log_normal_hurdle:
        case Family::gamma_hurdle: return first[2] > 0 ? 1 : 0;
        case Family::poisson:
        case Family::negative_binomial: return first[0] > 1e-99 ? 1 : 0;
        case Family::bernoulli:
        case Family::binomial:
        case Family::beta_binomial: return 1;
        case Family::categorical:
        case Family::adjacent_category: return meaning.levels.size() > 1 && meaning.levels.size() <= levels_at_most ? meaning.levels.size() : 0;
        case Family::dirichlet_multinomial:
        case Family::multinomial:
        case Family::von_mises: return 0;
    }
    return 0;
}

bool has_spread(Family family) noexcept {
    return family == Family::normal || family == Family::log_normal_hurdle || family == Family::gamma_hurdle ||
           family == Family::negative_binomial || family == Family::beta_binomial;
}

bool residual_of(const Mixture::State& state, std::size_t segment, std::size_t column, const Cell& cell, std::span<double> out) {
    const std::span<const double> p = state.parameters_of(segment, column);
    const double x = cell.number, n = cell.exposure;
    switch (state.families[column]) {
        case Family::normal: out[0] = standardised(x - p[0], p[1]); return true;
        case Family::log_normal_hurdle:
            if (!(x > 0)) return false;
            out[0] = standardised(math::log(x) - p[1], p[2]);
            return true;
        case Family::gamma_hurdle:
            if (!(x > 0)) return false;
            out[0] = standardised(x - p[1], p[2] > 0 ? p[1] * p[1] / p[2] : 0);
            return true;
        case Family::poisson: out[0] = standardised(x - n * p[0], n * p[0]); return true;
        case Family::negative_binomial: out[0] = standardised(x - n * p[0], n * p[0] * (1 + n * p[0] / p[1])); return true;
        case Family::bernoulli: out[0] = standardised((cell.code != 0 ? 1 : 0) - p[0], p[0] * (1 - p[0])); return true;
        case Family::binomial: out[0] = standardised(x - n * p[0], n * p[0] * (1 - p[0])); return true;
        case Family::beta_binomial: {
            const double sum = p[0] + p[1], mean = p[0] / sum;
            out[0] = standardised(x - n * mean, n * mean * (1 - mean) * (sum + n) / (sum + 1));
            return true;
        }
        case Family::categorical:
        case Family::adjacent_category:
            for (std::size_t level = 0; level < out.size(); ++level) {
                out[level] = p[level] > 0 ? ((cell.code == level ? 1 : 0) - p[level]) / std::sqrt(p[level]) : 0;
            }
            return true;
        case Family::dirichlet_multinomial:
        case Family::multinomial:
        case Family::von_mises: break;
    }
    return false;
}

}  // namespace dangol::inline v0
