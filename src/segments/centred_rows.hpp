#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace dangol::inline v0 {

/// Rows of points as k-means and k-prototypes work on them, and what stays the same from pass to pass.
template <class T>
struct CentredRows {
    MatrixView<const T> points = {};
    std::span<const double> weights = {};  ///< empty: all 1
    std::vector<double> shift = {};        ///< near the mean of each coordinate, exact in T
    double scale = 1;                      ///< a power of two that brings distances near 1
    bool holes = false;                    ///< some coordinate is NaN

    double weight(std::size_t row) const noexcept { return weights.empty() ? 1.0 : weights[row]; }
};

/// Shift and scale from a fixed sample of the rows.
template <class T>
CentredRows<T> centred_rows(MatrixView<const T> points, std::span<const double> weights);

/// Of each coordinate the variance of what is observed, 0 where nothing is; rows count alike, whatever their weight.
template <class T>
std::vector<double> variances_of(const CentredRows<T>& rows, const Execution& execution);

}  // namespace dangol::inline v0
