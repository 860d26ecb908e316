#pragma once

#include "core/fixed_sum.hpp"

#include <cmath>
#include <limits>

namespace dangol::inline v0 {

/// Squares are added in 1/256, so that they stay in the range of a FixedSum as far as their terms do.
inline double square_for_sum(double value) noexcept { return (value / 16) * (value / 16); }
inline constexpr double squares_per_unit = 256;

/// s / √n of n terms, from their sum and the sum of their squares; infinity of one term. What is below the rounding of the squares is 0.
inline double standard_error_of_mean(double count, double sum, double squares) noexcept {
    if (count < 2) return std::numeric_limits<double>::infinity();
    const double spread = count * squares - sum * sum;  // n times the sum of squares about the mean
    if (!(spread > 1e-13 * count * squares)) return 0;
    return std::sqrt(spread / (count - 1)) / count;
}

/// A mean with its standard error, the same bits in any order of its terms (OrderFreeSum says up to which size).
class MeanSums {
public:
    void add(double term) noexcept {
        sum_.add(term);
        squares_.add(square_for_sum(term));
        count_ += 1;
    }
    double count() const noexcept { return count_; }
    double mean() const noexcept { return sum_.value() / count_; }
    double standard_error() const noexcept { return standard_error_of_mean(count_, sum_.value(), squares_.value() * squares_per_unit); }

private:
    OrderFreeSum sum_ = {}, squares_ = {};
    double count_ = 0;
};

}  // namespace dangol::inline v0
