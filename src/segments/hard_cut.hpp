#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>
#include <dangol/core/random.hpp>

#include "segments/coordinates.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace dangol::inline v0 {

/// A partition of points into groups around their means.
struct HardCut {
    Matrix centres = {};                     ///< K × coordinates
    std::vector<std::uint32_t> group = {};   ///< of every row of the points, those with weight 0 included
    double inertia = 0;                      ///< Σ weight · squared distance to the centre, over observed coordinates
};

/// k-means (Lloyd 1982) seeded by k-means++ (Arthur & Vassilvitskii 2007), the best of `starts`. A missing coordinate adds no
/// distance and takes no part in its centre. Rows count with their weights: a bootstrap sample is a vector of multiplicities.
HardCut cut_points(const Coordinates&, std::span<const double> weights, std::size_t groups, std::size_t starts, Random random,
                   const Execution&);

/// Per group of `cut`, the mean over bootstrap samples of its largest Jaccard similarity with a group of the cut of that sample,
/// among the rows in the sample (Hennig 2007, "Cluster-wise assessment of cluster stability").
std::vector<double> bootstrap_jaccard(const Coordinates&, std::span<const double> weights, const HardCut& cut, std::size_t samples,
                                      std::uint64_t seed, const Execution&);

/// Per group of `groups`, its largest Jaccard similarity with a group of `others`, over rows whose `counts` flag is set.
/// A group without such rows has similarity 0.
std::vector<double> best_jaccard(std::span<const std::uint32_t> groups, std::size_t group_count, std::span<const std::uint32_t> others,
                                 std::size_t other_count, std::span<const char> counts);

}  // namespace dangol::inline v0
