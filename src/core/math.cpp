#include "math.hpp"

#include <array>

namespace dangol::inline v0::math {
namespace {

/// A number in two parts, low much smaller than high: about 106 bits.
struct Double2 {
    double high, low;
};

Double2 exact_sum(double a, double b) noexcept {  // Knuth
    const double sum = a + b;
    const double b_part = sum - a;
    return {sum, (a - (sum - b_part)) + (b - b_part)};
}

Double2 exact_product(double a, double b) noexcept {  // Dekker, without fused multiply-add; |a|, |b| < 2^990
    constexpr double splitter = 0x1p27 + 1;
    const double a_scaled = a * splitter, b_scaled = b * splitter;
    const double a_high = a_scaled - (a_scaled - a), b_high = b_scaled - (b_scaled - b);
    const double a_low = a - a_high, b_low = b - b_high;
    const double product = a * b;
    return {product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low};
}

/// log x for finite x > 0 with a relative error near 2⁻⁶⁰: the leading term 2s of 2 artanh(s) is carried in two parts,
/// the rest of the series is smaller than a hundredth of it.
Double2 precise_log(double x) noexcept {
    int exponent = 0;
    double m = std::frexp(x, &exponent);
    if (m < 0x1.6a09e667f3bcdp-1) {
        m *= 2;
        --exponent;
    }
    const double f = m - 1;
    const Double2 divisor = exact_sum(2.0, f);
    const double s = f / divisor.high;
    const Double2 product = exact_product(s, divisor.high);
    const double s_low = (((f - product.high) - product.low) - s * divisor.low) / divisor.high;

    const double z = s * s;
    double series = 2.0 / 23;
    for (int odd = 21; odd >= 3; odd -= 2) series = series * z + 2.0 / odd;

    const double k = exponent;
    const Double2 leading = exact_sum(k * 0x1.62e42feep-1, 2 * s);
    const double rest = leading.low + (k * 0x1.a39ef35793c76p-33 + (2 * s_low + s * z * series));
    return exact_sum(leading.high, rest);
}

bool is_integer(double y) noexcept { return std::floor(y) == y; }
bool is_odd(double y) noexcept { return is_integer(y) && std::fabs(y) < 0x1p53 && !is_integer(y / 2); }

double power_of_positive(double x, double y) noexcept {
    const Double2 logarithm = precise_log(x);
    if (std::fabs(logarithm.high) * std::fabs(y) > 800) return (logarithm.high > 0) == (y > 0) ? infinity : 0.0;
    const Double2 product = exact_product(logarithm.high, y);
    const double low = product.low + logarithm.low * y;
    const double e = exp(product.high);
    return e == 0 || e == infinity ? e : e + e * low;
}

}  // namespace

double pow(double x, double y) noexcept {
    if (y == 0 || x == 1) return 1;
    if (std::isnan(x) || std::isnan(y)) return not_a_number;
    const double size = std::fabs(x);
    const double sign = std::signbit(x) && is_odd(y) ? -1.0 : 1.0;
    if (size == 1 && (std::isinf(y) || is_integer(y))) return sign;
    if (std::isinf(y)) return (size > 1) == (y > 0) ? infinity : 0.0;
    if (size == 0 || std::isinf(size)) return sign * ((size == 0) == (y < 0) ? infinity : 0.0);
    if (x < 0 && !is_integer(y)) return not_a_number;
    if (y == 1) return x;
    return sign * power_of_positive(size, y);
}

namespace {

/// x minus the nearest multiple of π/2, and which one modulo 4 (Cody & Waite 1980, π/2 in three parts).
struct Quadrant {
    double rest;
    int index;
};

Quadrant reduced(double x) noexcept {
    const double k = std::floor(x * 0x1.45f306dc9c883p-1 + 0.5);
    const double rest = ((x - k * 0x1.921fb544p+0) - k * 0x1.0b4611a6p-34) - k * 0x1.3198a2e037073p-69;
    return {rest, static_cast<int>(k - 4 * std::floor(k / 4))};
}

double sin_near_zero(double r) noexcept {
    const double z = r * r;
    double sum = 1;
    for (int n = 18; n >= 2; n -= 2) sum = 1 - sum * z / (n * (n + 1));
    return r * sum;
}

double cos_near_zero(double r) noexcept {
    const double z = r * r;
    double sum = 1;
    for (int n = 19; n >= 1; n -= 2) sum = 1 - sum * z / (n * (n + 1));
    return sum;
}

double sin_of_quadrant(Quadrant q) noexcept {
    const double value = q.index % 2 == 0 ? sin_near_zero(q.rest) : cos_near_zero(q.rest);
    return q.index < 2 ? value : -value;
}

/// arctan for 0 ≤ t ≤ 1: two halvings of the angle bring t below 0.2, where the series is short.
double atan_of_unit(double t) noexcept {
    for (int halving = 0; halving < 2; ++halving) t = t / (1 + std::sqrt(1 + t * t));
    const double z = t * t;
    double sum = 0;
    for (int odd = 27; odd >= 1; odd -= 2) sum = 1.0 / odd - sum * z;
    return 4 * t * sum;
}

}  // namespace

double sin(double x) noexcept { return std::isfinite(x) ? sin_of_quadrant(reduced(x)) : not_a_number; }
double cos(double x) noexcept {
    if (!std::isfinite(x)) return not_a_number;
    const Quadrant q = reduced(x);
    return sin_of_quadrant({q.rest, (q.index + 1) % 4});
}

double atan2(double y, double x) noexcept {
    if (std::isnan(x) || std::isnan(y)) return not_a_number;
    const double height = std::fabs(y), width = std::fabs(x);
    if (height == 0 && width == 0) return 0;
    double angle = 0;
    if (height == width) {
        angle = pi / 4;
    } else {
        angle = height < width ? atan_of_unit(height / width) : pi / 2 - atan_of_unit(width / height);
    }
    if (x < 0) angle = pi - angle;
    return y < 0 ? -angle : angle;
}

namespace {

/// log Γ(2 + z) = (1 − γ) z + Σₖ≥₂ (−1)ᵏ (ζ(k) − 1) zᵏ / k, for |z| ≤ ½ (Abramowitz & Stegun 6.1.33).
double lgamma_near_two(double z) noexcept {
    static constexpr std::array<double, 27> coefficients = {
        0.32246703342411321824,     -0.067352301053198095133,   0.020580808427784547879,    -0.0073855510286739852663,
        0.0028905103307415232858,   -0.0011927539117032609771,  0.00050966952474304242234,  -0.00022315475845357937976,
        9.9457512781808533715e-05,  -4.49262367381331417e-05,   2.0507212775670691553e-05,  -9.439488275268395904e-06,
        4.3748667899074878042e-06,  -2.0392157538013662368e-06, 9.5514121304074198329e-07,  -4.4924691987645660433e-07,
        2.1207184805554665869e-07,  -1.0043224823968099609e-07, 4.7698101693639805658e-08,  -2.271109460894316491e-08,
        1.0838659214896954091e-08,  -5.1834750419700466551e-09, 2.4836745438024783172e-09,  -1.1921401405860912074e-09,
        5.7313672416788620133e-10,  -2.7595228851242331452e-10, 1.3304764374244489481e-10};
    double sum = 0;
    for (std::size_t k = coefficients.size(); k-- > 0;) sum = sum * z + coefficients[k];
    return z * (0.42278433509846713939 + z * sum);
}

template <std::size_t count>
double polynomial(const std::array<double, count>& coefficients, double x) noexcept {
    double sum = 0;
    for (std::size_t k = count; k-- > 0;) sum = sum * x + coefficients[k];
    return sum;
}

/// Stirling's series with B₂ₖ / (2k (2k − 1)), for x ≥ 8 (Abramowitz & Stegun 6.1.41).
double lgamma_of_large(double x) noexcept {
    static constexpr std::array<double, 10> coefficients = {
        1.0 / 12,   -1.0 / 360,       1.0 / 1260, -1.0 / 1680,          1.0 / 1188,
        -691.0 / 360360, 1.0 / 156, -3617.0 / 122400, 43867.0 / 244188, -174611.0 / 125400};
    return (x - 0.5) * log(x) - x + 0.91893853320467274178 + polynomial(coefficients, 1 / (x * x)) / x;
}

}  // namespace

double lgamma(double x) noexcept {
    if (!(x >= 0)) return not_a_number;
    if (x == 0 || x == infinity) return infinity;
    if (x < 0.5) return lgamma_near_two(x) - log1p(x) - log(x);
    if (x < 1.5) return lgamma_near_two(x - 1) - log1p(x - 1);
    if (x > 1e17) return x * (log(x) - 1);
    if (x >= 8) return lgamma_of_large(x);
    double product = 1;
    while (x > 2.5) product *= --x;
    return log(product) + lgamma_near_two(x - 2);
}

double digamma(double x) noexcept {
    if (!(x >= 0)) return not_a_number;
    if (x == 0) return -infinity;
    if (x == infinity) return infinity;
    static constexpr std::array<double, 10> coefficients = {  // B₂ₖ / 2k
        1.0 / 12,      -1.0 / 120, 1.0 / 252,      -1.0 / 240,        1.0 / 132,
        -691.0 / 32760, 1.0 / 12,  -3617.0 / 8160, 43867.0 / 14364, -174611.0 / 6600};
    double below = 0;
    for (; x < 10; x += 1) below += 1 / x;
    const double z = 1 / (x * x);
    return (log(x) - 0.5 / x - z * polynomial(coefficients, z)) - below;
}

double trigamma(double x) noexcept {
    if (!(x >= 0)) return not_a_number;
    if (x == 0) return infinity;
    static constexpr std::array<double, 10> coefficients = {  // B₂ₖ
        1.0 / 6,        -1.0 / 30, 1.0 / 42,       -1.0 / 30,       5.0 / 66,
        -691.0 / 2730, 7.0 / 6,   -3617.0 / 510, 43867.0 / 798, -174611.0 / 330};
    double below = 0;
    for (; x < 10; x += 1) below += 1 / (x * x);
    const double z = 1 / (x * x);
    return below + (1 / x + 0.5 * z + z * polynomial(coefficients, z) / x);
}

}  // namespace dangol::inline v0::math
