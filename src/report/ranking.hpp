#pragma once

#include <dangol/features/lead_table.hpp>
#include <dangol/report/report.hpp>
#include <dangol/scoring/lead_scorer.hpp>
#include <dangol/study/study.hpp>

#include "report/text_pair.hpp"

namespace dangol::inline v0::reporting {

/// The leads by score: the best, the best of each other advice, each with its ledger; and what became of all leads on record.
Json ranking(const LeadScorer&, const LeadTable&, const Json& on_record, const ReportOptions&, const Execution&);

}  // namespace dangol::inline v0::reporting
