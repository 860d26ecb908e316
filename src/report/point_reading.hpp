#pragma once

#include <dangol/scoring/lead_scorer.hpp>

#include <span>

#include "report/text_pair.hpp"

namespace dangol::inline v0::reporting {

/// What the points, grades and brackets of a ranking mean, said once for the page: a picture of all its leads on the scale, sentences, and the
/// formula one fold deeper.
/// "(35–67)", in per cents.
std::string interval_in_brackets(const Interval& probability);

Json how_to_read(const LeadScorer&, std::span<const LeadScore>);

}  // namespace dangol::inline v0::reporting
