#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/export.hpp>
#include <dangol/features/lead_table.hpp>
#include <dangol/personas/persona.hpp>
#include <dangol/scoring/lead_scorer.hpp>

namespace dangol::inline v0 {

/// A scorer after customers asked to be forgotten.
struct ScorerErasure {
    LeadScorer scorer = {};
    double largest_difference = 0;  ///< of the probability of any remaining lead, to what the scorer of before said
    bool operator==(const ScorerErasure&) const = default;
};

/// A scorer keeps nothing of single leads, but coefficients, rates of segments, calibration, grades and intervals were made with all of them, and it holds the
/// personas. None of it is kept: negative personas are found and the scorer is fitted and calibrated again, with the options of before, on `personas` (those that
/// erase_from_personas() left) and the leads that remain. So it is the scorer that never saw the erased. Scores that were given out before are not recalled.
/// @throws InvalidArgument where `remaining` holds leads of the erased, or `personas` are still those of before; as find_negative_personas(), fit_lead_scorer()
[[nodiscard]] DANGOL_EXPORT ScorerErasure erase_from_scorer(const LeadScorer& before, const PersonaSet& personas, const LeadTable& remaining, const CustomerKeys& erased,
                                                            const Execution& = {});

}  // namespace dangol::inline v0
