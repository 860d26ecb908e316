#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>

#include "segments/point_rows.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace dangol::inline v0 {

inline constexpr std::uint32_t no_group = 0xffff'ffffU;  ///< of a row that was not placed yet

inline constexpr std::size_t passes_to_sum_anew = 8;

/// Rows of points as k-means and k-prototypes work on them, and what stays the same from pass to pass.
template <class T>
struct CentredRows {
    PointRows<T> points = {};
    std::span<const double> weights = {};  ///< empty: all 1
    std::vector<double> shift = {};        ///< near the mean of each coordinate, exact in T
    bool holes = false;                    ///< some coordinate is NaN
    bool anew = false;                     ///< this pass sums all rows

    double weight(std::size_t row) const noexcept { return weights.empty() ? 1.0 : weights[row]; }

    /// Sums of groups are carried from pass to pass, and only rows that change their group are added and taken away: most soon stay where
    /// they are. Every eighth pass and the last sum all rows, since adding and taking away leaves what was rounded; so does every pass
    /// with weights, of which what is left need not be 0.
    bool sums_anew() const noexcept { return anew || !weights.empty(); }
};

/// The shift from a fixed sample of the rows.
template <class T>
CentredRows<T> centred_rows(PointRows<T> points, std::span<const double> weights);
template <class T>
CentredRows<T> centred_rows(MatrixView<const T> points, std::span<const double> weights) {
    return centred_rows(PointRows<T>(points), weights);
}

/// Of each coordinate the variance of what is observed, 0 where nothing is; rows count alike, whatever their weight.
template <class T>
std::vector<double> variances_of(const CentredRows<T>& rows, const Execution& execution);

}  // namespace dangol::inline v0
