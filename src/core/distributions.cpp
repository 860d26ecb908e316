#include <dangol/core/statistics.hpp>

#include <algorithm>
#include <cmath>

#include "math.hpp"

// Cumulative distributions, their quantiles, and the intervals made of them.
namespace dangol::inline v0 {
namespace {

bool has_trials(double successes, double trials) { return trials > 0 && successes >= 0 && successes <= trials; }

}  // namespace

double normal_cdf(double x) noexcept { return math::normal_cdf(x); }
double normal_quantile(double p) noexcept { return math::normal_quantile(p); }

double student_t_cdf(double t, double degrees) {
    if (t == 0) return 0.5;
    if (std::isnan(t)) return t;
    const double tail = 0.5 * beta_cdf(degrees / (degrees + t * t), 0.5 * degrees, 0.5);
    return t < 0 ? tail : 1 - tail;
}

double chi_squared_tail(double x, double degrees) {
    return x <= 0 ? 1.0 : math::gamma_tail(0.5 * degrees, 0.5 * x);
}

double beta_cdf(double x, double a, double b) { return math::beta_cdf(x, a, b); }
double beta_quantile(double p, double a, double b) { return math::beta_quantile(p, a, b); }

Interval wilson_interval(double successes, double trials, double level) {
    if (!has_trials(successes, trials)) return {0, 1};
    const double z = math::normal_quantile(0.5 + 0.5 * level), share = successes / trials;
    const double middle = (share + z * z / (2 * trials)) / (1 + z * z / trials);
    const double half = z * std::sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials)) / (1 + z * z / trials);
    return {successes == 0 ? 0.0 : std::max(0.0, middle - half), successes == trials ? 1.0 : std::min(1.0, middle + half)};
}

Interval clopper_pearson_interval(double successes, double trials, double level) {
    if (!has_trials(successes, trials)) return {0, 1};
    const double tail = 0.5 * (1 - level), failures = trials - successes;
    return {successes == 0 ? 0.0 : beta_quantile(tail, successes, failures + 1),
            failures == 0 ? 1.0 : beta_quantile(1 - tail, successes + 1, failures)};
}

Interval jeffreys_interval(double successes, double trials, double level) {
    if (!has_trials(successes, trials)) return {0, 1};
    const double tail = 0.5 * (1 - level), failures = trials - successes;
    return {successes == 0 ? 0.0 : beta_quantile(tail, successes + 0.5, failures + 0.5),
            failures == 0 ? 1.0 : beta_quantile(1 - tail, successes + 0.5, failures + 0.5)};
}

}  // namespace dangol::inline v0
