#include <dangol/core/error.hpp>

#include "features/prepared_feature.hpp"
#include "features/week_parts.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace dangol::inline v0 {
namespace {

std::vector<std::string> week_parts(HolidayRule rule) {
    std::vector<std::string> parts;
    for (const char* day : {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "holiday"}) {
        if (std::string_view(day) == "holiday" && rule != HolidayRule::own_part) continue;
        for (const char* part : {"_morning", "_midday", "_afternoon", "_evening"}) parts.push_back(std::string(day) + part);
    }
    return parts;
}

/// Which day of the week a visit counts for, holidays as the rule says.
class Week {
public:
    Week(HolidayRule rule, bool needs_dates, const char* feature, const FeatureSource& source) : rule_(rule), dates_(source.holidays()) {
        if (rule > HolidayRule::own_part) {
            throw InvalidArgument(std::string(feature) + "::holidays", static_cast<int>(rule), "a rule that dangol defines",
                                  "use one of the enumerators of HolidayRule");
        }
        if (dates_.empty() && (needs_dates || rule != HolidayRule::as_any_day)) {
            throw InvalidArgument("FeaturePlan::holidays", dates_.size(), std::string("at least one date, which ") + feature + " needs",
                                  "give the dates, or leave holidays out of the feature");
        }
    }

    bool on_holiday(LocalTime at) const { return std::binary_search(dates_.begin(), dates_.end(), visit_day(at)); }

    unsigned day(LocalTime at) const {
        if (rule_ == HolidayRule::as_any_day || !on_holiday(at)) return weekday_from_monday(at);
        return rule_ == HolidayRule::as_weekend ? sunday : holiday;
    }

    /// 1, 0, or not_known of a daypart where only the date is.
    int lies_in(RhythmPart part, LocalTime at) const {
        if (asks_for_hour(part) && only_dated(at)) return not_known;
        if (part == RhythmPart::holiday) return on_holiday(at) ? 1 : 0;
        return dangol::lies_in(part, week_cell(day(at), daypart(at))) ? 1 : 0;
    }

private:
    HolidayRule rule_;
    std::vector<std::chrono::local_days> dates_;
};

std::string_view part_name(RhythmPart part) {
    const auto position = static_cast<std::size_t>(part);
    if (position < rhythm_part_names.size()) return rhythm_part_names[position];
    throw InvalidArgument("RhythmShare::part", static_cast<int>(part), "a part that dangol defines", "use one of the enumerators of RhythmPart");
}

}  // namespace

PreparedFeature prepare(const VisitRhythm& rhythm, const FeatureSource& source) {
    FeatureColumn column{.name = "visit_rhythm",
                         .kind = ColumnKind::composition,
                         .levels = week_parts(rhythm.holidays),
                         .role = rhythm.role.value_or(Role::basis),
                         .construct = Construct::visit_rhythm,
                         .unit = "visits"};
    return {.columns = {column}, .measure = [week = Week(rhythm.holidays, false, "VisitRhythm", source)](const CustomerMoment& moment, RowCells cells) {
                cells[0].parts([&](std::span<float> parts) {
                    for (std::uint64_t visit = moment.first_visit; visit < moment.end_visit; ++visit) {
                        const LocalTime at = moment.visits.local(visit);
                        if (!only_dated(at)) parts[week_cell(week.day(at), daypart(at))] += 1;
                    }
                });
            }};
}

PreparedFeature prepare(const RhythmShare& share, const FeatureSource& source) {
    const std::string part(part_name(share.part));
    FeatureColumn column{.name = part + "_visits",
                         .kind = ColumnKind::share,
                         .role = share.role.value_or(Role::basis),
                         .construct = Construct::visit_rhythm,
                         .detail = part,
                         .unit = "visits"};
    Week week(share.holidays, share.part == RhythmPart::holiday, "RhythmShare", source);
    return {.columns = {column}, .measure = [part = share.part, week = std::move(week)](const CustomerMoment& moment, RowCells cells) {
                measure_share(moment, cells[0], [&](std::uint64_t visit) { return week.lies_in(part, moment.visits.local(visit)); });
            }};
}

}  // namespace dangol::inline v0
