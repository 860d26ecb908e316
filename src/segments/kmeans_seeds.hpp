#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>
#include <dangol/core/random.hpp>

#include "segments/kmeans_pass.hpp"

#include <cstddef>

namespace dangol::inline v0 {

/// Greedy k-means++ (Arthur & Vassilvitskii 2007; the greedy form is theirs too): each further centre is, of 2 + log K rows drawn with
/// probability ∝ weight · squared distance to the nearest centre so far, the one that lowers the inertia most. The rows
/// come from a fixed sample of 65,536, or of 256 a group where that is more. Missing coordinates of a seed are those of the mean. @throws InvalidArgument for an infinity in the sample
template <class T>
Matrix draw_seeds(const CentredRows<T>& rows, std::size_t groups, Random random, const Execution& execution);

}  // namespace dangol::inline v0
