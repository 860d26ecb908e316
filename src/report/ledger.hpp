#pragma once

#include <dangol/scoring/lead_scorer.hpp>

#include <cstddef>

#include "report/text_pair.hpp"

namespace dangol::inline v0::reporting {

/// Why one lead has its score, in points that add up exactly: base, strongest reasons first, the smaller ones added up in one, total.
Json ledger_of(const LeadScorer&, const Lead&, const LeadScore&, std::size_t entries_at_most);

}  // namespace dangol::inline v0::reporting
