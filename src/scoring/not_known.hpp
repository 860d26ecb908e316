#pragma once

#include <dangol/scoring/lead_scorer.hpp>
#include <dangol/scoring/score_ledger.hpp>

#include <variant>
#include <vector>

namespace dangol::inline v0 {

/// Columns of a lead that nobody knows, in the order of the ledger. Days since the last response are not among them: there are none before the
/// first response, and the ledger says how often the lead has responded.
inline std::vector<const FeatureColumn*> columns_not_known(const ScoreLedger& ledger, const LeadScorer& scorer) {
    std::vector<const FeatureColumn*> unknown;
    for (const LedgerEntry& entry : ledger.entries) {
        const auto* index = std::get_if<ColumnIndex>(&entry.source);
        if (entry.known || index == nullptr || index->value >= scorer.columns().size()) continue;
        const FeatureColumn& column = scorer.columns()[index->value];
        if (column.construct == Construct::contact_history && column.detail == "days_since_response") continue;
        unknown.push_back(&column);
    }
    return unknown;
}

}  // namespace dangol::inline v0
