#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "math_lanes.hpp"

/// dangol's own elementary and special functions. The C library chooses variants by processor, whose last bits differ;
/// these are the same sequence of IEEE operations everywhere, so that results travel between machines bit by bit.
/// (std::sqrt, std::floor and std::fabs are exact by IEEE 754 and used as they are.)
///
/// Errors were measured against long double and 40 digits (tests/core/test_math.cpp): exp and log below 1 ulp, pow below 3e-15 relative, the
/// others below 1e-14 relative unless said otherwise. NaN gives NaN.
namespace dangol::inline v0::math {

constexpr double pi = 0x1.921fb54442d18p+1;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

inline double exp(double x) noexcept {
    lanes::exp(x);
    return x;
}
inline double log(double x) noexcept {  ///< −∞ at 0, NaN below
    lanes::log(x);
    return x;
}

/// Over arrays, several at a time; bit for bit what the single functions give.
void exp_in_place(double* values, std::size_t count) noexcept;
void log_in_place(double* values, std::size_t count) noexcept;

/// eˣ − 1 without cancellation near 0 (Kahan's quotient).
inline double expm1(double x) noexcept {
    if (std::fabs(x) > 1) return exp(x) - 1;
    const double e = exp(x);
    if (e == 1) return x;
    return (e - 1) * x / log(e);
}

/// log(1 + x) without cancellation near 0 (Kahan's quotient).
inline double log1p(double x) noexcept {
    const double sum = 1 + x;
    if (sum == 1) return x;
    if (!(x < 1e15)) return log(x);
    return log(sum) * x / (sum - 1);
}

double pow(double x, double y) noexcept;
double sin(double x) noexcept;  ///< |x| ≤ 1e6; absolute error below 2e-16
double cos(double x) noexcept;
double atan2(double y, double x) noexcept;  ///< in (−π, π]; 0 for (0, 0)

/// 1 / (1 + e⁻ˣ), with its full precision in both tails.
inline double logistic(double x) noexcept {
    if (x >= 0) return 1 / (1 + exp(-x));
    const double e = exp(x);
    return e / (1 + e);
}

/// log(p / (1 − p)), the inverse of logistic.
inline double logit(double p) noexcept { return log(p) - log1p(-p); }

/// log(1 + eˣ) without overflow.
inline double log1p_exp(double x) noexcept { return (x > 0 ? x : 0.0) + log1p(exp(-std::fabs(x))); }

double lgamma(double x) noexcept;    ///< log Γ(x) for x > 0; +∞ at 0, NaN below
double digamma(double x) noexcept;   ///< (log Γ)′(x) for x > 0; near its zero 1.4616… to 1e-15 absolute
double trigamma(double x) noexcept;  ///< (log Γ)″(x) for x > 0

double erf(double x) noexcept;
double erfc(double x) noexcept;           ///< relative precision kept in the right tail
double normal_cdf(double x) noexcept;     ///< Φ(x), relative precision kept in the left tail
inline constexpr double one_sided_95 = 1.644853626951472, two_sided_95 = 1.959963984540054;  ///< Φ⁻¹(.95), Φ⁻¹(.975)
double normal_quantile(double p) noexcept;  ///< Φ⁻¹(p); ∓∞ at 0 and 1, NaN outside (Wichura 1988, algorithm AS 241)

/// Incomplete functions, to 1e-12 relative for parameters up to 1e5; NaN for parameters that are not positive.
double beta_cdf(double x, double a, double b) noexcept;       ///< Iₓ(a, b)
double beta_quantile(double p, double a, double b) noexcept;  ///< x with Iₓ(a, b) = p
double gamma_tail(double shape, double x) noexcept;           ///< P(X > x) of the gamma distribution with scale 1

}  // namespace dangol::inline v0::math
