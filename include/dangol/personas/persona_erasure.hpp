#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/identifiers.hpp>
#include <dangol/export.hpp>
#include <dangol/features/feature_table.hpp>
#include <dangol/personas/persona.hpp>
#include <dangol/segments/segment_erasure.hpp>

#include <vector>

namespace dangol::inline v0 {

/// Personas after customers asked to be forgotten.
struct PersonaErasure {
    PersonaSet personas = {};           ///< of who is left
    SegmentErasure segments = {};       ///< what was done to the segments, and what is left in them
    std::vector<PersonaId> gone = {};   ///< of before: fewer than k customers are left, or all but fewer, and nothing is said of them any more
    bool operator==(const PersonaErasure&) const = default;
};

/// Personas keep nothing of single customers, but every number in them was made with everyone. So none of these numbers is kept: the segments are
/// fitted on without the erased (erase_by_refit(), which measures what is left of them; of groups that were given it cannot), shares, traits, routines and questions described again on who is
/// left, k asked again, and where `before` was tested, its claims tested again. Kept are ids, the options, how many segments there are, which columns tell them
/// apart, and the owner's own words: aliases, titles and notes, which only their owner can read for somebody's name. There is no way without the records of the others: traits cannot be taken out of traits.
/// The verdict and the numbers behind it are gone with the erased: it says *untested*, or that the owner chose, until judge_segments() is asked again.
/// @throws InvalidArgument where `remaining` holds one of the erased; InsufficientData where nobody remains; Cancelled
[[nodiscard]] DANGOL_EXPORT PersonaErasure erase_from_personas(const PersonaSet& before, const FeatureTable& remaining, const CustomerKeys& erased,
                                                               const EvidenceOptions& = {}, const Execution& = {});

}  // namespace dangol::inline v0
