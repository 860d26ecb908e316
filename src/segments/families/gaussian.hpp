#pragma once

#include "core/math.hpp"
#include "segments/family_operations.hpp"
#include "segments/kernel.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

/// The normal law as features (z, z², 1) of a standardised value z; shared by normal and log_normal_hurdle.
namespace dangol::inline v0::gaussian {

inline constexpr double half_log_two_pi = 0.91893853320467274178;

/// Center and scale of what is added. Two passes would be more exact; shifting by the first value does as well.
class Spread {
public:
    void add(double x, double weight) noexcept {
        if (weight <= 0) return;
        if (weight_ == 0) first_ = least_ = most_ = x;
        least_ = std::min(least_, x);
        most_ = std::max(most_, x);
        const double shifted = x - first_;
        weight_ += weight;
        sum_ += weight * shifted;
        squares_ += weight * shifted * shifted;
    }
    bool varies() const noexcept { return weight_ > 0 && least_ < most_ && variance() > 0; }
    double weight() const noexcept { return weight_; }
    double mean() const noexcept { return weight_ > 0 ? first_ + sum_ / weight_ : 0; }
    double variance() const noexcept {
        const double mean = sum_ / weight_;
        return squares_ / weight_ - mean * mean;
    }

private:
    double first_ = 0, least_ = 0, most_ = 0, weight_ = 0, sum_ = 0, squares_ = 0;
};

inline void standardise(const Spread& spread, PreparedColumn& column) {
    column.varies = spread.varies();
    column.center = spread.mean();
    column.scale = column.varies ? std::sqrt(spread.variance()) : 1;
}

/// z and z² of a tile.
inline void expand(const PreparedColumn& column, const double* values, std::size_t rows, double* out) noexcept {
    const double center = column.center, inverse = 1 / column.scale;
    double* squares = out + kernel::tile_rows;
    for (std::size_t i = 0; i < rows; ++i) {
        out[i] = (values[i] - center) * inverse;
        squares[i] = out[i] * out[i];
    }
}

/// Sets the first features of these rows to 0.
inline void silence(std::uint64_t rows, std::size_t count, std::size_t features, double* out) noexcept {
    if (count < 64) rows &= (std::uint64_t{1} << count) - 1;
    for (; rows != 0; rows &= rows - 1) {
        const auto i = static_cast<std::size_t>(std::countr_zero(rows));
        for (std::size_t f = 0; f < features; ++f) out[f * kernel::tile_rows + i] = 0;
    }
}

/// Mean and variance, in the column's unit, of the sums (Σz, Σz², Σ1). A variance of 0 says that the column does not vary.
inline void update(const PreparedColumn& column, const double* sums, double count, double* mean_and_variance) {
    if (!(count > 0)) return;
    if (!column.varies) {
        mean_and_variance[0] = column.center;
        mean_and_variance[1] = 0;
        return;
    }
    const double mean = sums[0] / count;
    const double variance = std::max(sums[1] / count - mean * mean, column.variance_floor);
    mean_and_variance[0] = column.center + column.scale * mean;
    mean_and_variance[1] = column.scale * column.scale * variance;
}

inline double observed_weight(const ColumnCells& cells) noexcept {
    double weight = 0;
    for (std::size_t row = 0; row < cells.rows(); ++row) {
        if (cells.observed[row]) weight += cells.weights[row];
    }
    return weight;
}

/// Of everyone's sums (Σz, Σz²): the floor in the frame's unit, and what a density is larger per everyone's standard deviation.
inline void settle(const double* sums, double count, PreparedColumn& column, ColumnDraft& draft) {
    if (!(count > 0)) return;
    const double mean = sums[0] / count;
    const double variance = std::max(sums[1] / count - mean * mean, 1e-12);  // of a frame that everyone has left behind
    column.variance_floor *= variance;
    draft.log_base = 0.5 * count * math::log(variance);
}

/// Center and scale of a mixture's mean and variance, which stand at `first` and behind it.
inline void frame(MatrixView<const double> parameters, std::size_t first, std::span<const double> shares, PreparedColumn& column) {
    double mean = 0, variance = 0;
    for (std::size_t k = 0; k < shares.size(); ++k) mean += shares[k] * parameters(k, first);
    for (std::size_t k = 0; k < shares.size(); ++k) {
        const double away = parameters(k, first) - mean;
        variance += shares[k] * (parameters(k, first + 1) + away * away);
    }
    column.center = mean;
    column.scale = variance > 0 ? std::sqrt(variance) : 1;
}

/// Coefficients of (z, z²) and the constant that goes with them.
struct Coefficients {
    double linear = 0, square = 0, constant = 0;
};

inline Coefficients express(const PreparedColumn& column, double mean, double variance) {
    if (!column.varies) return {};
    const double m = (mean - column.center) / column.scale, v = variance / (column.scale * column.scale);
    return {m / v, -0.5 / v, -0.5 * m * m / v - 0.5 * math::log(v)};
}

inline bool degenerate(const PreparedColumn& column, double variance) {
    return column.varies && variance <= 1.0001 * column.variance_floor * column.scale * column.scale;
}

/// log N(x; mean, variance) with (mean, ½/variance, −½ log 2π·variance); 0 for everyone where nothing varies.
inline void derive(double mean, double variance, double* constants) {
    const bool varies = variance > 0;
    constants[0] = mean;
    constants[1] = varies ? 0.5 / variance : 0;
    constants[2] = varies ? -half_log_two_pi - 0.5 * math::log(variance) : 0;
}
inline double log_density(const double* constants, double x) noexcept {
    const double from_mean = x - constants[0];
    return constants[2] - constants[1] * from_mean * from_mean;
}

}  // namespace dangol::inline v0::gaussian
