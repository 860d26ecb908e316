#pragma once

#include <dangol/features/feature_column.hpp>

#include <cstdint>
#include <optional>

namespace dangol::inline v0 {

/// When in the week they come, by the wall clock of the schema's zone. Dayparts: morning [5, 11), midday [11, 14), afternoon [14, 18), evening [18, 5). A day
/// lasts from 5 to 5: two o'clock on Monday morning is Sunday evening, and weekend. What is only dated has a weekday and no daypart.

/// What becomes of visits on the dates of FeaturePlan::holidays, which must be given for all but the first.
enum class HolidayRule : std::uint8_t {
    as_any_day,   ///< their weekday counts
    as_weekend,   ///< they count as Sundays
    own_part      ///< they are neither weekday nor weekend
};

/// Column visit_rhythm, composition of 28 parts "monday_morning", "monday_midday", …, and of "holiday_morning", … where holidays are a
/// part of their own; exposure: visits whose hour is known. Missing without one in the window. Basis.
struct VisitRhythm {
    std::optional<Role> role = {};
    HolidayRule holidays = HolidayRule::as_any_day;
    bool operator==(const VisitRhythm&) const = default;
};

/// Parts of the week that people speak of.
enum class RhythmPart : std::uint8_t { weekend, morning, midday, afternoon, evening, weekday_morning, weekend_afternoon, holiday };

/// Visits in one part of the week. Column <part>_visits, share; trials: visits, of dayparts those whose hour is known. Missing without one in the window. Basis.
/// RhythmPart::holiday is the visits on the dates of FeaturePlan::holidays, whatever the rule.
struct RhythmShare {
    RhythmPart part = RhythmPart::weekend;
    std::optional<Role> role = {};
    HolidayRule holidays = HolidayRule::as_any_day;
    bool operator==(const RhythmShare&) const = default;
};

}  // namespace dangol::inline v0
