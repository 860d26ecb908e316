#include "segments/log_nodes.hpp"

#include "core/math.hpp"
#include "core/simd.hpp"

#include <algorithm>
#include <cmath>

namespace dangol::inline v0 {
namespace {

/// Chebyshev polynomials by Tₚ₊₁ = 2 t Tₚ − Tₚ₋₁, and their products with x.
struct Polynomials {
    template <class Lanes>
    [[gnu::always_inline]] static inline void run(const double* x, const double* marks, const double* logs, double middle, double inverse, std::size_t polynomials,
                                                  std::size_t count, std::size_t stride, double* out) noexcept {
        for (std::size_t i = 0; i < count; i += simd::width<Lanes>) {
            Lanes number, before, t;
            simd::load(number, x + i);
            simd::load(before, marks + i);
            simd::load(t, logs + i);
            t = (t - middle) * inverse;
            Lanes here = before * t;
            const Lanes twice = t + t;
            simd::store(out + i, Lanes(number * before));
            for (std::size_t p = 1; p < polynomials; ++p) {
                simd::store(out + p * stride + i, Lanes(number * here));
                simd::store(out + (polynomials + p - 1) * stride + i, here);
                const Lanes next = twice * here - before;
                before = here;
                here = next;
            }
        }
    }
};

}  // namespace

LogNodes::LogNodes(double least, double most) {
    const double low = math::log(least), high = math::log(most), half = (high - low) / 2;
    const double away = math::pi / half, radius = away + std::sqrt(away * away + 1);
    constexpr double digits = 36.7;  // −log of what a double cannot tell from 0 beside 1
    const auto count = static_cast<std::size_t>(digits / math::log(radius)) + 4;
    middle_ = (low + high) / 2;
    inverse_ = 1 / half;
    transform_.resize(count * count);
    for (std::size_t j = 0; j < count; ++j) {
        const double angle = math::pi * (static_cast<double>(j) + 0.5) / static_cast<double>(count);
        points_.push_back(math::exp(middle_ + half * math::cos(angle)));
        for (std::size_t p = 0; p < count; ++p)
            transform_[p * count + j] = (p == 0 ? 1.0 : 2.0) / static_cast<double>(count) * math::cos(static_cast<double>(p) * angle);
    }
}

std::vector<double> LogNodes::coefficients(std::span<const double> values) const {
    std::vector<double> of_polynomial(count(), 0);
    for (std::size_t p = 0; p < count(); ++p)
        for (std::size_t j = 0; j < count(); ++j) of_polynomial[p] += transform_[p * count() + j] * values[j];
    return of_polynomial;
}

std::vector<double> LogNodes::weights(std::span<const double> sums) const {
    std::vector<double> of_point(count(), 0);
    for (std::size_t p = 0; p < count(); ++p)
        for (std::size_t j = 0; j < count(); ++j) of_point[j] += transform_[p * count() + j] * sums[p];
    return of_point;
}

void LogNodes::expand(const double* x, const double* marks, const double* logs, std::size_t rows, std::size_t stride, double* out) const noexcept {
    simd::dispatch<Polynomials>(x, marks, logs, middle_, inverse_, count(), rows, stride, out);
}

}  // namespace dangol::inline v0
