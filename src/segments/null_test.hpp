#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/features/feature_table.hpp>
#include <dangol/segments/segmentation.hpp>

#include <cstdint>

namespace dangol::inline v0 {

/// The customers when they are at most 5,000, else so many drawn at random, in the order of the table.
FeatureTable sampled(const FeatureTable&, std::uint64_t seed);

/// How much the candidate explains beyond one segment, against what the same search finds in populations without kinds. There too segments have to leave a
/// gap between them: a gain without one is what heavy tails and unequal exposure make, which no candidate that comes here lives on.
///
/// Of more than 5,000 customers, so many drawn at random stand for all: the candidate is searched among them anew, and each null world is as
/// large. The test keeps its level, whatever the sample; what it loses in power no kind worth a persona needs.
/// Adds trials with one segment to a candidate whose search began above that.
NullTest test_against_null(Segmentation& candidate, const FeatureTable&, const SegmentCountOptions& how, const JudgeOptions&, const Execution&);

}  // namespace dangol::inline v0
