#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/segments/kmeans.hpp>

#include "segments/point_rows.hpp"

#include <span>

namespace dangol::inline v0 {

/// fit_kmeans() of points wherever they are.
KMeans kmeans_of(const PointRows<double>& points, std::span<const double> weights, const KMeansOptions&, const Execution&);

}  // namespace dangol::inline v0
