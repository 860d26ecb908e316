#pragma once

#include <dangol/core/estimate.hpp>
#include <dangol/scoring/lead_scorer.hpp>
#include <dangol/scoring/negative_persona.hpp>
#include <dangol/scoring/ranking_quality.hpp>
#include <dangol/scoring/strangers.hpp>

/// What the steps of this layer ask of their options, for those who ask before the first of them begins. @throws InvalidArgument
namespace dangol::inline v0 {

void check_options(const NegativePersonaOptions&);
void check_options(const StrangerOptions&);
void check_options(const LeadScorerOptions&);
void check_options(const QualityOptions&);
/// A scale that answers lie beyond is not the one they were given on, and its middle not theirs. NaN: no answer.
void check_answer(double answer, const Interval& scale);

}  // namespace dangol::inline v0
