#include "core/math_bessel.hpp"

#include "core/math.hpp"

#include <algorithm>

namespace dangol::inline v0::math {
namespace {

constexpr double large = 30;

}  // namespace

double log_bessel_i0(double x) noexcept {
    double sum = 1, term = 1;
    if (x <= large) {  // Σ (x² / 4)ᵐ / m!² (Abramowitz & Stegun 9.6.12)
        for (double m = 1; term > 1e-18 * sum; ++m) {
            term *= x * x / (4 * m * m);
            sum += term;
        }
        return log(sum);
    }
    for (double m = 1; term > 1e-18; ++m) {  // 9.7.1; the terms fall until m is near 2x
        term *= (2 * m - 1) * (2 * m - 1) / (8 * m * x);
        sum += term;
    }
    return x - 0.5 * log(2 * pi * x) + log(sum);
}

double bessel_ratio(double x) noexcept {
    if (x > 1e3) return 1 - (0.5 + (0.125 + (0.125 + 0.1953125 / x) / x) / x) / x;
    // 1 / (2/x + 1 / (4/x + 1 / (6/x + …))), from behind (9.1.73); all terms positive
    double below = 0;
    for (double m = 2 * std::floor(30 + x); m >= 2; m -= 2) below = x / (m + x * below);
    return below;
}

double inverse_bessel_ratio(double r) noexcept {
    if (!(r > 0)) return 0;
    // First guess: Best & Fisher 1981; then Newton's steps, A′ = 1 − A² − A / x.
    double x = r < 0.53 ? r * (2 + r * r * (1 + 5 * r * r / 6)) : r < 0.85 ? -0.4 + 1.39 * r + 0.43 / (1 - r) : 1 / (r * (3 + r * (r - 4)));
    for (int step = 0; step < 50; ++step) {
        const double ratio = bessel_ratio(x);
        const double next = std::max(x - (ratio - r) / (1 - ratio * ratio - ratio / x), x / 4);
        if (std::fabs(next - x) <= 1e-15 * x) return next;
        x = next;
    }
    return x;
}

}  // namespace dangol::inline v0::math
