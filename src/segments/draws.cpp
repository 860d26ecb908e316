#include "segments/draws.hpp"

#include "core/math.hpp"

#include <algorithm>
#include <cmath>

namespace dangol::inline v0 {
namespace {

/// Of the direction 0, in (−π, π]: a normal law is an envelope, because 1 − cos θ ≥ 2 θ² / π².
double von_mises(double concentration, Random& random) {
    for (;;) {
        const double flatter = 2 * concentration / (math::pi * math::pi), deviation = concentration > 0.5 ? 1 / std::sqrt(2 * flatter) : 0;
        const double angle = deviation > 0 ? random.normal(0, deviation) : random.uniform(-math::pi, math::pi);
        if (std::fabs(angle) > math::pi) continue;
        const double log_envelope = deviation > 0 ? -flatter * angle * angle : 0;
        if (random.chance(math::exp(concentration * (math::cos(angle) - 1) - log_envelope))) return angle;
    }
}

double position_on_circle(std::span<const double> parameters, Random& random) {
    const double period = parameters[2], position = parameters[0] + von_mises(parameters[1], random) * period / (2 * math::pi);
    return position < 0 ? position + period : position >= period ? position - period : position;
}

double amount(Family family, std::span<const double> parameters, Random& random) {
    if (!random.chance(parameters[0])) return 0;
    if (family == Family::log_normal_hurdle) return math::exp(random.normal(parameters[1], std::sqrt(parameters[2])));
    return parameters[2] > 0 ? random.gamma(parameters[2], parameters[1] / parameters[2]) : parameters[1];
}

std::vector<float> composition(Family family, std::span<const double> parameters, double events, Random& random) {
    const auto trials = static_cast<std::uint64_t>(std::max(1.0, std::floor(events + 0.5)));
    const auto counts = family == Family::multinomial ? random.multinomial(trials, parameters) : random.multinomial(trials, random.dirichlet(parameters));
    std::vector<float> parts;
    for (const std::uint64_t count : counts) parts.push_back(static_cast<float>(static_cast<double>(count) / events));
    return parts;
}

}  // namespace

Cell draw_cell(Family family, std::span<const double> parameters, const Cell& like, Random& random, std::vector<float>& parts) {
    Cell cell{.exposure = like.exposure};
    const auto trials = static_cast<std::uint64_t>(std::floor(std::max(like.exposure, 0.0) + 0.5));
    switch (family) {
        case Family::normal: cell.number = random.normal(parameters[0], std::sqrt(parameters[1])); break;
        case Family::log_normal_hurdle:
        case Family::gamma_hurdle: cell.number = amount(family, parameters, random); break;
        case Family::poisson: cell.number = static_cast<double>(random.poisson(like.exposure * parameters[0])); break;
        case Family::negative_binomial: cell.number = static_cast<double>(random.negative_binomial(like.exposure * parameters[0], parameters[1])); break;
        case Family::bernoulli: cell.code = random.chance(parameters[0]) ? 1 : 0; break;
        case Family::binomial: cell.number = static_cast<double>(random.binomial(trials, parameters[0])); break;
        case Family::beta_binomial: cell.number = static_cast<double>(random.binomial(trials, random.beta(parameters[0], parameters[1]))); break;
        case Family::von_mises: cell.number = position_on_circle(parameters, random); break;
        case Family::categorical:
        case Family::adjacent_category: cell.code = static_cast<std::uint32_t>(random.categorical(parameters)); break;
        case Family::dirichlet_multinomial:
        case Family::multinomial:
            parts = composition(family, parameters, like.exposure, random);
            cell.parts = parts;
            break;
    }
    return cell;
}

}  // namespace dangol::inline v0
