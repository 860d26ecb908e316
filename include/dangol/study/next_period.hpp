#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/language.hpp>
#include <dangol/customers/customer_base.hpp>
#include <dangol/export.hpp>
#include <dangol/features/feature_table.hpp>
#include <dangol/segments/segmentation.hpp>
#include <dangol/segments/validity.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace dangol::inline v0 {

/// Whether segments tell what customers did after the time that made them: the number of visits from the end of the plan's window to the last
/// record, as log(1 + visits) so that a few very frequent ones do not decide. Beside it what anybody could have said: fifths of
/// recency, frequency and money a visit within the window, and random groups of the same sizes (criterion_validity()).
struct NextPeriod {
    double days = 0;                                ///< from the end of the window to the last visit on record; 0: the records end with the window
    std::size_t customers = 0;                      ///< asked: those of the segments, or so many of them drawn at random
    std::optional<CriterionValidity> visits = {};   ///< none: cannot tell, too little was recorded afterwards
    bool operator==(const NextPeriod&) const = default;
};

struct NextPeriodOptions {
    double days_at_least = 7;               ///< a shorter period says what day of the week it is
    std::size_t visitors_at_least = 50;     ///< customers with a visit in it, before anything is said
    std::size_t customers_at_most = 20'000; ///< more are drawn from, at random
    std::size_t shuffles = 199;             ///< random groups; the smallest p-value is 1 / (shuffles + 1)
    std::uint64_t seed = 0;
    bool operator==(const NextPeriodOptions&) const = default;
};

/// `features` are those that the segments were made of, `base` what they were built from. None where everyone is one kind: there is nothing to
/// ask. @throws InvalidArgument (a customer of `features` is not in `base`; impossible options), Cancelled
[[nodiscard]] DANGOL_EXPORT std::optional<NextPeriod> ask_next_period(const Segmentation&, const FeatureTable& features, const PermittedBase& base,
                                                                      const NextPeriodOptions& = {}, const Execution& = {});

/// One sentence for somebody who runs a shop. Something is told where p ≤ .05 and random groups explain less by at least 2 % of the variance; nothing
/// where the upper 95 % limit of that is below 2 %; between the two it cannot be said. First the kinds alone; if these tell something, beyond
/// recency, frequency and spend per visit.
DANGOL_EXPORT std::string to_text(const NextPeriod&, Language);
DANGOL_EXPORT std::string how_we_know(const NextPeriod&, Language);  ///< the shares explained and the p-values; empty where it cannot be told

}  // namespace dangol::inline v0
