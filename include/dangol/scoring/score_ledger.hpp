#pragma once

#include <dangol/core/identifiers.hpp>
#include <dangol/core/language.hpp>
#include <dangol/export.hpp>

#include <string>
#include <variant>
#include <vector>

namespace dangol::inline v0 {

/// Points at even odds, and points that double the odds.
struct PointScale {
    double points_at_even_odds = 60;
    double points_to_double_odds = 12;
    bool operator==(const PointScale&) const = default;
};

/// Where every lead starts.
struct BaseRate {
    bool operator==(const BaseRate&) const = default;
};

/// One addend of a score; what `source` holds says what kind of reason it is: the base rate, the fit with the segments (the
/// closest persona is named), or a column.
struct LedgerEntry {
    std::variant<BaseRate, PersonaId, ColumnIndex> source = {};
    double log_odds = 0;  ///< natural logarithm; above 0 speaks for the lead
    bool known = true;    ///< false: the value was not known; the entry is what not knowing it says
    bool operator==(const LedgerEntry&) const = default;
};

/// Why a lead has its score. The score is defined as the sum of the entries, first to last, in double precision.
struct ScoreLedger {
    std::vector<LedgerEntry> entries = {};
    PointScale scale = {};
    double log_odds() const noexcept;  ///< the sum
    std::vector<int> points() const;   ///< whole points per entry, adding up to LeadScore::points (largest remainder)
    bool operator==(const ScoreLedger&) const = default;
};

}  // namespace dangol::inline v0
