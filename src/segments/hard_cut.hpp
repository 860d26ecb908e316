#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>
#include <dangol/core/random.hpp>
#include <dangol/segments/kmeans.hpp>

#include "segments/point_rows.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace dangol::inline v0 {

/// The k-means partition that the verdict rests on: of `starts` runs to the end. A missing coordinate adds no distance. Rows count with their
/// weights: a bootstrap sample is a vector of multiplicities.
KMeans cut_points(const PointRows<double>& points, std::span<const double> weights, std::size_t groups, std::size_t starts, Random random, const Execution&);

/// Per group of `cut`, the mean over bootstrap samples of its largest Jaccard similarity with a group of the cut of that sample,
/// among the rows in the sample (Hennig 2007, "Cluster-wise assessment of cluster stability").
std::vector<double> bootstrap_jaccard(const PointRows<double>& points, std::span<const double> weights, const KMeans& cut, std::size_t samples,
                                      std::uint64_t seed, const Execution&);

/// Per group of `groups`, its largest Jaccard similarity with a group of `others`, over rows whose `counts` flag is set.
/// A group without such rows has similarity 0.
std::vector<double> best_jaccard(std::span<const std::uint32_t> groups, std::size_t group_count, std::span<const std::uint32_t> others,
                                 std::size_t other_count, std::span<const char> counts);

}  // namespace dangol::inline v0
