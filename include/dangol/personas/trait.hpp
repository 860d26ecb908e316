#pragma once

#include <dangol/core/estimate.hpp>
#include <dangol/core/identifiers.hpp>
#include <dangol/core/language.hpp>
#include <dangol/export.hpp>
#include <dangol/features/feature_table.hpp>
#include <dangol/features/visit_rhythm.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace dangol::inline v0 {

/// Which question about the person a trait answers.
enum class Aspect : std::uint8_t { who, relationship, routine, company, offering, money, discount, channel, mood, response };

/// How an effect is measured.
enum class EffectMeasure : std::uint8_t {
    standardised_difference,  ///< of means, in standard deviations of all customers
    rate_ratio,               ///< of rates, means or shares: here / elsewhere
    risk_difference           ///< of proportions: here − elsewhere
};

/// What entitles us to a claim.
enum class Ground : std::uint8_t {
    by_construction,  ///< the column made the segments: an effect, no test
    tested,           ///< the column did not make them, or was left out when customers were placed (Trait::cross_fitted), and was tested
    untested
};

/// The two sides of a claim among customers who were placed without its column: segments fitted on one half of them, the other half
/// placed by the other columns alone, and the halves changed over. A column that made the segments cannot bear witness for itself.
struct CrossFitted {
    Estimate here = {};                    ///< with a 95 % interval
    double elsewhere = 0;
    bool operator==(const CrossFitted&) const = default;
};

/// One claim about a persona, with everything needed to doubt it.
struct Trait {
    Aspect aspect = Aspect::who;
    ColumnIndex column = {};               ///< the feature it rests on, in PersonaSet::columns
    std::optional<LevelIndex> level = {};  ///< of a category or composition, the level it speaks of
    std::optional<RhythmPart> rhythm = {}; ///< of a visit rhythm, the part of the week it speaks of
    Estimate here = {};                    ///< mean, rate per unit of exposure, or share in the persona
    double elsewhere = 0;                  ///< the same among the other personas; where there is one persona, everyone else
    std::optional<CrossFitted> cross_fitted = {};  ///< of a column of the basis that was tested: what `effect` compares instead
    double standardised = 0;               ///< that difference in standard deviations between customers: how telling it is
    EffectMeasure measure = EffectMeasure::standardised_difference;
    Estimate effect = {};                  ///< in that measure; 95 % interval, widened for having been chosen to be shown
                                           ///< (Benjamini & Yekutieli 2005). Ratios beyond 100 and 1/100 stand for "at least" and "at most"
    std::size_t customers = 0;             ///< observed in the persona; never fewer than PersonaOptions::smallest_group
    Ground ground = Ground::untested;
    double q_value = 1;                    ///< of a tested trait, over all claims of the set (Benjamini & Hochberg 1995)
    bool operator==(const Trait&) const = default;
};

/// "Comes on weekday mornings 3.0 times as often as others (95 % interval 2.4 to 3.7; 212 customers)."
DANGOL_EXPORT std::string to_text(const Trait&, std::span<const FeatureColumn>, Language);

/// The same without full stop and what it rests on: for cards, where interval and number stand beside it.
DANGOL_EXPORT std::string claim_text(const Trait&, std::span<const FeatureColumn>, Language);

/// How they differ and no more: "Comes on weekday mornings 3 times as often as others"; amounts stand elsewhere.
DANGOL_EXPORT std::string brief_claim_text(const Trait&, std::span<const FeatureColumn>, Language);

}  // namespace dangol::inline v0
