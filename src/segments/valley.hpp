#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>

#include "segments/point_rows.hpp"

#include <cstddef>

namespace dangol::inline v0 {

/// Whether there are fewer customers between two segments than in either: the points projected on the direction that tells the
/// two apart best (Fisher's discriminant, covariance pooled within both), their density smoothed by a normal kernel; lowest
/// density between the two means over the lower of the two peaks. 1: no valley, one heap cut in two; near 0: two heaps.
/// (After the ridgeline ratio of Hennig 2010, "Methods for merging Gaussian mixture components", which is the same quotient along the
/// ridgeline of Ray & Lindsay 2005; one discriminant direction instead of the ridgeline needs no normal components.)
double valley_ratio(const PointRows<double>& points, MatrixView<const double> membership, std::size_t first, std::size_t second, const Execution& = {});

struct SeparatedSegments {
    Matrix membership = {};
    double weakest_ratio = 0;  ///< of the pairs that are left; 0: there is none
};
/// Segments that run into each other put together, weakest pair first, until every pair is at most `ratio_at_most` apart; and those of fewer than `smallest` customers
/// with the segment that they are least apart from: beyond any heap with long tails stand a few by themselves, with a gap before them.
SeparatedSegments merge_without_valley(const PointRows<double>& points, Matrix membership, double ratio_at_most, double smallest, const Execution& = {});

}  // namespace dangol::inline v0
