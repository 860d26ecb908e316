#include "segments/rising_factorial.hpp"

#include "core/math.hpp"

#include <cmath>
#include <cstddef>

namespace dangol::inline v0 {
namespace {

constexpr double most_factors = 16;  // a + v stays below 1e19 in all sane use, so that the product is finite

bool few_steps(double gap) noexcept { return gap == 1 || (gap <= most_factors && gap == std::floor(gap)); }  // floor is a call

double product(double from, double steps) noexcept {
    if (steps == 1) return from;
    double result = 1;
    for (double step = 0; step < steps; step += 1) result *= from + step;
    return result;
}

}  // namespace

double log_rising(double a, double v) noexcept {
    return few_steps(v) ? math::log(product(a, v)) : math::lgamma(a + v) - math::lgamma(a);
}

void log_rising(double a, std::span<const double> values, std::span<double> out) noexcept {
    double previous = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double gap = values[i] - previous;
        out[i] = few_steps(gap) ? product(a + previous, gap) : 1;
        previous = values[i];
    }
    math::log_in_place(out.data(), values.size());
    double sum = 0;
    previous = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        sum = few_steps(values[i] - previous) ? sum + out[i] : math::lgamma(a + values[i]) - math::lgamma(a);
        out[i] = sum;
        previous = values[i];
    }
}

RisingSlope rising_slope(double a, std::span<const double> values, std::span<const double> weights) noexcept {
    RisingSlope slope;
    double first = 0, second = 0, previous = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double gap = values[i] - previous;
        if (few_steps(gap)) {
            for (double step = 0; step < gap; step += 1) {
                const double inverse = 1 / (a + previous + step);
                first += inverse;
                second -= inverse * inverse;
            }
        } else {
            first = math::digamma(a + values[i]) - math::digamma(a);
            second = math::trigamma(a + values[i]) - math::trigamma(a);
        }
        slope.first += weights[i] * first;
        slope.second += weights[i] * second;
        previous = values[i];
    }
    return slope;
}

}  // namespace dangol::inline v0
