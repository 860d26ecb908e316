#pragma once

#include <dangol/core/estimate.hpp>
#include <dangol/core/execution.hpp>
#include <dangol/core/language.hpp>
#include <dangol/export.hpp>
#include <dangol/features/lead_table.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dangol::inline v0 {

/// Warns of columns that seem to know how a lead ends: the length of the call that sold, the value of the page where it was paid. A score
/// that learns from them looks splendid on the past, and has nothing to go by when a lead arrives.
///
/// What the plan makes from dated records cannot know (build_leads() sees nothing from the contact on), so that only columns without a date
/// are looked at: attributes of customers and leads, and every column of a table that was computed elsewhere.
///
/// How well a column tells converted leads from others is measured
///  - alone: in up to 20 bins of equal size, of which a value that is more frequent is one of its own, or by level; not being known is one;
///  - among leads of the same time: only leads of one period are compared, since prices, seasons and interest rates tell good months from bad ones and
///    are honest. Periods hold some `conversions_per_period` conversions, and equal times are never parted;
///  - cross-fitted: a bin is ordered by what it did among the other half of the customers, as (observed − expected) / (variance + 1), summed
///    over periods. With the intervals of whole customers (DeLong, DeLong & Clarke-Pearson, Biometrics 44, 1988; clustered as in Obuchowski,
///    Biometrics 53, 1997).
///
/// None of the signs is proof. An honest column is confirmed once and for all: table.with_known(column, KnownWhen::in_time).plan().
struct ForeknowledgeOptions {
    double auc_at_least = 0.80;        ///< warned of when the interval lies above; larger: fewer warnings. Within a period single honest columns
                                       ///< rarely reach .7: docs/features.md has the measurements
    double certainty_at_least = 0.90;  ///< warned of when at one value the rarer outcome has at least this probability
    double auc_of_jump = 0.75;         ///< warned of when the interval lies above, while the customer's contact before says nearly nothing
    std::size_t conversions_per_period = 20;
    bool operator==(const ForeknowledgeOptions&) const = default;
};

/// A value at which the outcome is as good as certain.
struct DecidingValue {
    std::string value = {};        ///< a level, a number, a range, or empty: where the column is not known
    std::size_t leads = 0;
    std::size_t conversions = 0;
    bool operator==(const DecidingValue&) const = default;
};

/// A column that may hold what is known only after the contact, and what says so.
struct ForeknowledgeWarning {
    std::string column = {};
    Estimate auc = {};                            ///< among leads of one period
    bool separates = false;                       ///< the AUC is beyond what one honest column reaches
    std::optional<DecidingValue> decides = {};
    bool jumps = false;                           ///< the column knows this contact, but not the customer
    std::optional<Estimate> auc_of_previous = {}; ///< of what it said at the customer's contact before, for this outcome
    double lowest_rate = 0, highest_rate = 0;     ///< conversions in the tenth of the leads where it speaks least and most for one
    bool operator==(const ForeknowledgeWarning&) const = default;
};

/// What was examined for foreknowledge, and what of it is suspected.
struct ForeknowledgeReport {
    std::vector<ForeknowledgeWarning> warnings = {};  ///< largest AUC first
    std::vector<std::string> examined = {};           ///< columns without a date
    std::vector<std::string> confirmed = {};          ///< passed over, since their owner confirmed them
    std::size_t leads = 0, conversions = 0;           ///< whose outcome is known
    std::size_t periods = 0;
    bool operator==(const ForeknowledgeReport&) const = default;
};

/// @throws InvalidArgument for options outside their range. Of fewer than ten customers with either outcome nothing is examined: an interval from so few answers would promise more than it holds.
[[nodiscard]] DANGOL_EXPORT ForeknowledgeReport warn_of_foreknowledge(const LeadTable&, const ForeknowledgeOptions& = {}, const Execution& = {});

/// Why, and what to do: confirm it, declare it, or leave it out.
DANGOL_EXPORT std::string to_text(const ForeknowledgeWarning&, Language);

}  // namespace dangol::inline v0
