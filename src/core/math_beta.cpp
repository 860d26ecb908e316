#include <algorithm>
#include <cmath>

#include "math.hpp"

// The incomplete beta and gamma functions: a front factor in Loader's form (2000, "Fast and accurate computation of binomial
// probabilities"), which does not cancel for large parameters, times a series or a continued fraction.
namespace dangol::inline v0::math {
namespace {

constexpr double half_log_two_pi = 0.91893853320467274178;
constexpr int terms_at_most = 100'000;  // the fractions need about the square root of the largest parameter

/// log Γ(x + 1) − (x + ½) log x + x − ½ log 2π: what Stirling's formula lacks.
double stirling_error(double x) noexcept {
    if (x < 16) return lgamma(x + 1) - (x + 0.5) * log(x) + x - half_log_two_pi;
    const double z = 1 / (x * x);
    return (1.0 / 12 - z * (1.0 / 360 - z * (1.0 / 1260 - z * (1.0 / 1680 - z * (1.0 / 1188 - z * 691 / 360360))))) / x;
}

/// x log(x / m) + m − x ≥ 0 without cancellation where x is near m.
double deviance(double x, double m) noexcept {
    const double v = (x - m) / (x + m);
    if (std::fabs(v) > 0.1) return x * log(x / m) + m - x;
    double series = 0;  // x log((1 + v) / (1 − v)) = 2x (v + v³/3 + …), of which 2xv − (x − m) = (x − m) v
    for (int odd = 19; odd >= 3; odd -= 2) series = series * v * v + 1.0 / odd;
    return (x - m) * v + 2 * x * v * v * v * series;
}

/// xᵃ (1 − x)ᵇ / B(a, b), with y = 1 − x.
double beta_front(double x, double y, double a, double b) noexcept {
    const double n = a + b;
    const double exponent = stirling_error(n) - stirling_error(a) - stirling_error(b) - deviance(a, n * x) - deviance(b, n * y);
    return exp(exponent - half_log_two_pi) * std::sqrt(a / n) * std::sqrt(b);
}

/// front / Iₓ(a, b) for x at most a / (a + b): DiDonato & Morris' fraction (1992, equation 9) by Lentz' method. Unlike the
/// better known one it does not cancel where x is near 1, because `excess` = a − (a + b) x is taken from y.
double beta_fraction(double x, double y, double a, double b) noexcept {
    const double excess = a * y - b * x;
    double value = a * (excess + 1) / (a + 1), c = value, d = 0;
    for (int i = 1; i < terms_at_most; ++i) {
        const double m = i, scale = a + 2 * m - 1;
        const double step = (a + m - 1) / scale * ((a + b + m - 1) / scale) * m * (b - m) * x * x;
        const double next = m + m * (b - m) * x / scale + (a + m) * (excess + 1 + m * (1 + y)) / (a + 2 * m + 1);
        d = 1 / (next + step * d);
        c = next + step / c;
        const double factor = c * d;
        value *= factor;
        if (std::fabs(factor - 1) < 1e-16) break;
    }
    return value;
}

/// Iₓ(a, b) with y = 1 − x.
double beta_lower(double x, double y, double a, double b) noexcept {
    if (x <= 0) return 0;
    if (y <= 0) return 1;
    const double front = beta_front(x, y, a, b);
    if (a * y >= b * x) return front / beta_fraction(x, y, a, b);
    return 1 - front / beta_fraction(y, x, b, a);
}

/// log(x / (1 − x)) with Iₓ(a, b) = p, for p ≤ ½: Newton's steps on log I, kept within a bracket that shrinks.
double beta_quantile_log_odds(double p, double a, double b) noexcept {
    double low = -745, high = 745, t = log(a / b);
    for (int step = 0; step < 300; ++step) {
        const double x = logistic(t), y = logistic(-t);
        const double share = beta_lower(x, y, a, b);
        (share < p ? low : high) = t;
        double next = share > 0 ? t - log(share / p) * share / beta_front(x, y, a, b) : low;
        if (!(next > low && next < high)) next = 0.5 * (low + high);
        const bool arrived = std::fabs(next - t) <= 4e-16 * std::fmax(1.0, std::fabs(t));
        t = next;
        if (arrived) break;
    }
    return t;
}

}  // namespace

double beta_cdf(double x, double a, double b) noexcept {
    if (!(a > 0 && b > 0) || std::isnan(x)) return not_a_number;
    return std::clamp(beta_lower(x, 1 - x, a, b), 0.0, 1.0);
}

double beta_quantile(double p, double a, double b) noexcept {
    if (!(a > 0 && b > 0) || !(p >= 0 && p <= 1)) return not_a_number;
    if (p == 0 || p == 1) return p;
    if (p <= 0.5) return logistic(beta_quantile_log_odds(p, a, b));
    return logistic(-beta_quantile_log_odds(1 - p, b, a));
}

double gamma_tail(double shape, double x) noexcept {
    if (!(shape > 0) || std::isnan(x)) return not_a_number;
    if (x <= 0) return 1;
    if (x == infinity) return 0;
    const double front = exp(-stirling_error(shape) - deviance(shape, x) - half_log_two_pi) / std::sqrt(shape);
    if (x < shape + 1) {  // 1 − P by its series (Abramowitz & Stegun 6.5.29)
        double term = 1, sum = 1;
        for (int n = 1; n < terms_at_most && term > sum * 1e-17; ++n) sum += term *= x / (shape + n);
        return std::fmax(0.0, 1 - front * sum);
    }
    double b = x + 1 - shape, d = 1 / b, c = infinity, value = d;  // Legendre's fraction (6.5.31), Lentz' method
    for (int n = 1; n < terms_at_most; ++n) {
        const double step = n * (shape - n);
        b += 2;
        d = 1 / (b + step * d);
        c = b + step / c;
        const double factor = c * d;
        value *= factor;
        if (std::fabs(factor - 1) < 1e-16) break;
    }
    return front * shape * value;
}

}  // namespace dangol::inline v0::math
