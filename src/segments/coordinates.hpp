#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>
#include <dangol/features/feature_table.hpp>

#include <cstddef>
#include <vector>

/// Customers as points: every basis column becomes one or more numbers on a scale without units, so that a hard cut can measure
/// distances between customers. Each construct weighs the same, however many numbers it takes:
///
///     numeric            x
///     positive           log x (zeros: half of the smallest amount)
///     count              log of the shrunken rate
///     share              logit of the shrunken proportion
///     cyclic             cosine and sine
///     flag               0 or 1
///     ordered category   the level's position
///     category           one indicator a level; beyond the 50 most frequent, one for all others
///     composition        centred log-ratios of the shrunken parts (Aitchison 1982)
///
/// then centred, and divided by the standard deviation (several numbers: by the root of their summed variance).
namespace dangol::inline v0 {

/// One number of a point: which column made it, which part or indicator of that.
struct Coordinate {
    ColumnIndex column = {};
    std::size_t part = 0;
};

struct Coordinates {
    std::vector<Coordinate> meaning = {};
    Matrix values = {};             ///< customers × coordinates; 0, the mean, where not observed
    std::vector<char> observed = {};  ///< customers × coordinates, row-major
    bool is_observed(std::size_t row, std::size_t coordinate) const noexcept { return observed[row * meaning.size() + coordinate] != 0; }
};

/// Of the basis columns of the table. A column that is constant, or observed of nobody, makes no coordinate.
/// @throws Cancelled within a column
Coordinates standardised_coordinates(const FeatureTable&, const Execution& = {});

/// The same, each count and each number of successes spread over the width of one event, so that what looks for gaps between customers does not
/// find those between 0, 1 and 2 events. Each customer stands there `copies` times (all customers, then all again), each time spread
/// anew: of few customers one spreading would be chance. Order of customers and further customers change nothing for the others.
Coordinates spread_coordinates(const FeatureTable&, std::size_t copies, const Execution& = {});

/// The values alone, NaN where not observed.
Matrix points_with_holes(const Coordinates&, const Execution& = {});

}  // namespace dangol::inline v0
