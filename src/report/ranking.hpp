#pragma once

#include <dangol/features/lead_table.hpp>
#include <dangol/report/report.hpp>
#include <dangol/scoring/lead_scorer.hpp>

#include "report/text_pair.hpp"

namespace dangol::inline v0::reporting {

/// The leads by score: the best, the best of each other advice, each with its ledger.
Json ranking(const LeadScorer&, const LeadTable&, const ReportOptions&, const Execution&);

}  // namespace dangol::inline v0::reporting
