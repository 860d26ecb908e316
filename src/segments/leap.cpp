#include "segments/leap.hpp"

#include "core/linear_algebra.hpp"
#include "core/math.hpp"
#include "segments/circle.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dangol::inline v0 {
namespace {

constexpr double reach = 0.7;  // about a factor of two
constexpr double highest = std::numeric_limits<double>::max();

double bounded(double step) noexcept { return std::clamp(step, -reach, reach); }

/// Shares, or probabilities of levels: all by the same power of their change, so that a law which ties them together ties them still.
void leap_of_sum(std::span<const double> before, std::span<double> after, double steps) {
    double most = 0;
    for (std::size_t i = 0; i < after.size(); ++i)
        if (before[i] > 0 && after[i] > 0) most = std::max(most, std::fabs(math::log(after[i]) - math::log(before[i])));
    if (!(most > 0)) return;
    const double times = std::min(steps, reach / most);
    double old_sum = 0, sum = 0;
    for (std::size_t i = 0; i < after.size(); ++i) {
        old_sum += after[i];
        if (before[i] > 0 && after[i] > 0) after[i] *= math::exp(times * (math::log(after[i]) - math::log(before[i])));
        sum += after[i];
    }
    for (double& share : after) share *= old_sum / sum;
}

/// Covariances of all segments, one below the other, as long as each stays one.
Matrix leap_of_covariance(const Matrix& before, const Matrix& after, double steps) {
    const std::size_t size = after.columns(), count = size == 0 ? 0 : after.rows() / size;
    Matrix out = after;
    for (std::size_t v = 0; v < count; ++v) {
        Matrix one(size, size);
        for (std::size_t a = 0; a < size; ++a) {
            for (std::size_t b = 0; b < size; ++b) {
                const std::size_t row = v * size + a;
                const double most = reach * std::sqrt(after(row, a) * after(v * size + b, b));
                one(a, b) = after(row, b) + std::clamp(steps * (after(row, b) - before(row, b)), -most, most);
            }
        }
        if (!Cholesky::of(one)) continue;
        for (std::size_t a = 0; a < size; ++a) std::ranges::copy(one.row(a), out.row(v * size + a).begin());
    }
    return out;
}

}  // namespace

LeapPlan::LeapPlan(const PreparedTable& table) {
    for (const PreparedColumn& column : table.columns) {
        if (!column.shared && column.varies) add(column);
    }
}

void LeapPlan::add(const PreparedColumn& column) {
    const auto coordinate = [&](std::size_t which, Scale scale, double least = 0, double most = highest) {
        const double unit = scale == Scale::line ? column.scale : scale == Scale::circle ? column.scale / (2 * math::pi) : 1;
        coordinates_.push_back({column.first_parameter + which, scale, unit, least, most});
    };
    const double floor = column.variance_floor * column.scale * column.scale;
    switch (column.family) {
        case Family::normal:
            coordinate(0, Scale::line);
            if (!column.in_block) coordinate(1, Scale::log, floor);
            break;
        case Family::log_normal_hurdle:
            coordinate(0, Scale::logit);
            coordinate(1, Scale::line);
            if (!column.in_block) coordinate(2, Scale::log, floor);
            break;
        case Family::gamma_hurdle:
            coordinate(0, Scale::logit);
            coordinate(1, Scale::log);
            coordinate(2, Scale::log, 0, column.values.empty() ? highest : column.values[0]);
            break;
        case Family::poisson: coordinate(0, Scale::log, least_probability * column.center); break;
        case Family::negative_binomial:
            coordinate(0, Scale::log, least_share_of_rate * column.center);
            coordinate(1, Scale::log, least_size, most_size);
            break;
        case Family::von_mises:
            coordinate(0, Scale::circle);
            coordinate(1, Scale::log, 0, column.values.empty() ? highest : column.values[0]);
            break;
        case Family::bernoulli:
        case Family::binomial: coordinate(0, Scale::logit); break;
        case Family::beta_binomial:
        case Family::dirichlet_multinomial:
            for (std::size_t part = 0; part < column.parameter_width; ++part) coordinate(part, Scale::log, least_concentration, most_concentration);
            break;
        case Family::categorical:
        case Family::adjacent_category:
        case Family::multinomial: levels_.push_back({column.first_parameter, column.parameter_width}); break;
    }
}

FitState LeapPlan::leap(const FitState& before, const FitState& after, double steps) const {
    FitState to = after;
    leap_of_sum(before.shares, to.shares, steps);
    to.covariance = leap_of_covariance(before.covariance, after.covariance, steps);
    for (std::size_t k = 0; k < after.segments(); ++k) {
        for (const Coordinate& c : coordinates_) {
            const double from = before.parameters(k, c.parameter), here = after.parameters(k, c.parameter);
            double& there = to.parameters(k, c.parameter);
            switch (c.scale) {
                case Scale::line: there = here + c.unit * bounded(steps * (here - from) / c.unit); break;
                case Scale::circle: {
                    const double period = 2 * math::pi * c.unit, away = circle::wrapped(here - from + period / 2, period) - period / 2;
                    there = circle::wrapped(here + c.unit * bounded(steps * away / c.unit), period);
                    break;
                }
                case Scale::log:
                    if (from > 0 && here > 0 && from != here) there = std::clamp(here * math::exp(bounded(steps * (math::log(here) - math::log(from)))), c.least, c.most);
                    break;
                case Scale::logit:
                    if (from > 0 && here > 0 && from < 1 && here < 1) there = math::logistic(math::logit(here) + bounded(steps * (math::logit(here) - math::logit(from))));
                    break;
            }
        }
        for (const Levels& levels : levels_)
            leap_of_sum(before.parameters.row(k).subspan(levels.first, levels.count), to.parameters.row(k).subspan(levels.first, levels.count), steps);
    }
    return to;
}

double steps_left(double gain, double gain_before) noexcept {
    const double rate = std::sqrt(std::min(gain / gain_before, 0.9999));
    return rate / (1 - rate);
}

}  // namespace dangol::inline v0
