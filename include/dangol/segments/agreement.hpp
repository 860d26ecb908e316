#pragma once

#include <dangol/core/matrix.hpp>
#include <dangol/export.hpp>
#include <dangol/segments/most_probable.hpp>

#include <cstdint>
#include <span>

/// How far two groupings of the same customers agree; most_probable() makes one of memberships. Labels are any numbers: only who stands
/// together counts, so that renaming groups changes nothing. O(n log n). All throw InvalidArgument unless both groupings have the same length.
namespace dangol::inline v0 {

/// Pairs of customers that both groupings treat alike, corrected for chance (Hubert & Arabie 1985): 1 for the same grouping,
/// 0 on average for unrelated ones; below 0 for less than chance. Two groupings without any pair to tell apart agree: 1.
DANGOL_EXPORT double adjusted_rand(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b);

/// What one grouping says about the other, over the mean of their entropies (Kvålseth 1987), 0 … 1. Not corrected for chance:
/// many small groups agree with anything. Two groupings of one group each agree: 1.
DANGOL_EXPORT double normalized_mutual_information(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b);

/// H(a | b) + H(b | a) in nats (Meilă 2007): a distance between groupings; 0 for the same one, at most log n.
DANGOL_EXPORT double variation_of_information(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b);

/// 1 − mean entropy of the rows / log K, 0 … 1: 1 when everyone surely belongs to one segment, 0 when nobody can be placed
/// (Ramaswamy et al. 1993). `membership` is customers × K; with one segment, or nobody, 1. @throws InvalidArgument unless rows are ≥ 0 and sum to 1
DANGOL_EXPORT double relative_entropy(MatrixView<const double> membership);

}  // namespace dangol::inline v0
