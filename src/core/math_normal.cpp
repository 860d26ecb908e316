#include <array>

#include "math.hpp"

// The error function and the normal distribution.
namespace dangol::inline v0::math {
namespace {

constexpr double root_half = 0x1.6a09e667f3bcdp-1;     // √½
constexpr double one_by_root_pi = 0x1.20dd750429b6dp-1;  // 1/√π

/// exp(−scale · x²) for |x| < 1e4, with x² carried exactly: an error of x² would be multiplied by x² itself.
double exp_minus_square(double x, double scale) noexcept {
    const double high = std::floor(x * 0x1p16) * 0x1p-16;
    return exp(-scale * high * high) * exp(-scale * (x - high) * (x + high));
}

/// eˣ² erfc(x) for x ≥ 1 by Laplace's continued fraction, evaluated from behind (Abramowitz & Stegun 7.1.14).
double scaled_erfc(double x) noexcept {
    const int terms = x < 1.5 ? 300 : x < 2 ? 140 : x < 3 ? 80 : x < 6 ? 40 : 16;
    double tail = 0;
    for (int k = terms; k >= 1; --k) tail = 0.5 * k / (x + tail);
    return one_by_root_pi / (x + tail);
}

/// erf(x) for |x| < 1.5: 2/√π e^{−x²} Σ 2ⁿ x²ⁿ⁺¹ / (2n+1)!!, all terms positive (Abramowitz & Stegun 7.1.6).
double erf_series(double x) noexcept {
    const double z = 2 * x * x;
    double sum = 1;
    for (int n = 32; n >= 1; --n) sum = 1 + sum * z / (2 * n + 1);
    return 2 * one_by_root_pi * x * exp_minus_square(x, 1) * sum;
}

template <std::size_t count>
double ratio(const std::array<double, count>& above, const std::array<double, count>& below, double x) noexcept {
    double numerator = 0, denominator = 0;
    for (std::size_t k = count; k-- > 0;) {
        numerator = numerator * x + above[k];
        denominator = denominator * x + below[k];
    }
    return numerator / denominator;
}

}  // namespace

double erf(double x) noexcept {
    const double size = std::fabs(x);
    if (size < 1.5) return erf_series(x);
    if (size > 6) return std::isnan(x) ? x : std::copysign(1.0, x);
    if (std::isnan(x)) return x;
    return std::copysign(1 - exp_minus_square(size, 1) * scaled_erfc(size), x);
}

double erfc(double x) noexcept {
    if (std::isnan(x)) return x;
    if (x < 1) return x > -1.5 ? 1 - erf_series(x) : 1 + erf(-x);
    return x > 28 ? 0.0 : exp_minus_square(x, 1) * scaled_erfc(x);
}

double normal_cdf(double x) noexcept {
    const double size = std::fabs(x);
    if (size < 1 / root_half) return 0.5 * (x < 0 ? erfc(size * root_half) : 1 + erf(x * root_half));
    if (std::isnan(x)) return x;
    const double tail = size > 40 ? 0.0 : 0.5 * exp_minus_square(size, 0.5) * scaled_erfc(size * root_half);
    return x < 0 ? tail : 1 - tail;
}

double normal_quantile(double p) noexcept {
    if (!(p >= 0 && p <= 1)) return not_a_number;
    const double q = p - 0.5;
    if (std::fabs(q) <= 0.425) {
        static constexpr std::array<double, 8> above = {
            3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
            4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3};
        static constexpr std::array<double, 8> below = {
            1.0,                     4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
            2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3};
        return q * ratio(above, below, 0.180625 - q * q);
    }
    const double tail = q < 0 ? p : 1 - p;
    if (tail == 0) return q < 0 ? -infinity : infinity;
    const double r = std::sqrt(-log(tail));
    double size = 0;
    if (r <= 5) {
        static constexpr std::array<double, 8> above = {
            1.42343711074968357734e0, 4.63033784615654529590e0,  5.76949722146069140550e0,  3.64784832476320460504e0,
            1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4};
        static constexpr std::array<double, 8> below = {
            1.0,                       2.05319162663775882187e0,  1.67638483018380384940e0,  6.89767334985100004550e-1,
            1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9};
        size = ratio(above, below, r - 1.6);
    } else {
        static constexpr std::array<double, 8> above = {
            6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,  2.96560571828504891230e-1,
            2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7};
        static constexpr std::array<double, 8> below = {
            1.0,                       5.99832206555887937690e-1, 1.36929880922737805310e-1, 1.48753612908506148525e-2,
            7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15};
        size = ratio(above, below, r - 5);
    }
    return q < 0 ? -size : size;
}

}  // namespace dangol::inline v0::math
