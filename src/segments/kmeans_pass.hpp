#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>

#include "segments/byte_rows.hpp"
#include "segments/centred_rows.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

/// One pass of k-means over the rows: whose centre is nearest, and the sums of each group, tile by tile while the rows are in cache.
///
/// Who is nearest is settled as nearest_tile.hpp has it. Sums are in double precision, row after row within a block, blocks in a fixed tree.
///
/// NaN is a missing coordinate: it adds no distance and takes no part in its centre. Its cost is Σ observed (c²/2 − x·c), the
/// same product with one feature more per coordinate.
namespace dangol::inline v0 {

/// What one pass found: sums of rows that are new in a group, less those that left it; of all rows where they are summed anew.
struct PassSums {
    Matrix sums = {};                   ///< K × coordinates: Σ weight · (x − shift)
    Matrix mass = {};                   ///< K × coordinates: weight behind each sum; one column where nothing is missing
    std::size_t changed = 0;            ///< rows that changed their group
    std::size_t left_open = 0;          ///< rows that their bytes did not settle
    bool holes = false;                 ///< NaN was seen
    double unusable = 0;                ///< infinite or beyond 1e100, and seen: the rest means nothing
    void merge(PassSums&& from);
};

/// Gives every row its nearest centre (of equals the first) in `groups`, where the one of the pass before stands, or no_group; and sums.
/// With `bytes` these are written, or if they are they save most of the reading: the result is the same.
template <class T>
PassSums assign_and_sum(const CentredRows<T>& rows, const Matrix& centres, std::span<std::uint32_t> groups, const Execution& execution,
                        ByteRows* bytes = nullptr);

/// Squared distance over what is observed of the row; direct differences in double precision.
template <class T>
double squared_distance(std::span<const T> row, std::span<const double> centre) noexcept;

/// Σ weight · squared distance of every row to the centre of its group.
template <class T>
double inertia_of(const CentredRows<T>& rows, const Matrix& centres, std::span<const std::uint32_t> groups, const Execution& execution);

/// The `count` rows with weight that lie farthest from the centre of their group, farthest first; none at distance 0.
template <class T>
std::vector<std::size_t> farthest_rows(const CentredRows<T>& rows, const Matrix& centres, std::span<const std::uint32_t> groups,
                                       std::size_t count, const Execution& execution);

}  // namespace dangol::inline v0
