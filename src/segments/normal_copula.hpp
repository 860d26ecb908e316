#pragma once

#include <dangol/core/matrix.hpp>

#include <span>
#include <vector>

/// Dependence apart from margins: columns become normal scores, and what they have to do with each other one correlation matrix.
namespace dangol::inline v0 {

/// Normal scores of ranks; equal values have the rank in their middle. NaN stays NaN.
std::vector<double> normal_scores(std::span<const double> values);

/// Over the rows where both are known; 0 with fewer than three.
double correlation_where_known(std::span<const double> a, std::span<const double> b);

/// Lower triangular L with L Lᵀ the nearest thing to `correlations` that is a correlation matrix. Pairwise correlations need not fit
/// together: off the diagonal they end at ±.99, negative directions are set to almost nothing, and the diagonal back to one.
Matrix factor_of_correlations(Matrix correlations);

}  // namespace dangol::inline v0
