#include <dangol/core/error.hpp>

#include "features/prepared_feature.hpp"
#include "features/visit_clock.hpp"

#include <string>

namespace dangol::inline v0 {
namespace {

std::vector<std::string> week_parts() {
    std::vector<std::string> parts;
    for (const char* weekday : {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}) {
        for (const char* part : {"_morning", "_midday", "_afternoon", "_evening"}) parts.push_back(std::string(weekday) + part);
    }
    return parts;
}

const char* part_name(RhythmPart part) {
    switch (part) {
        case RhythmPart::weekend: return "weekend";
        case RhythmPart::morning: return "morning";
        case RhythmPart::midday: return "midday";
        case RhythmPart::afternoon: return "afternoon";
        case RhythmPart::evening: return "evening";
        case RhythmPart::weekday_morning: return "weekday_morning";
        case RhythmPart::weekend_afternoon: return "weekend_afternoon";
    }
    throw InvalidArgument("RhythmShare::part", static_cast<int>(part), "a part that dangol defines", "use one of the enumerators of RhythmPart");
}

bool lies_in(RhythmPart part, LocalTime at) {
    switch (part) {
        case RhythmPart::weekend: return on_weekend(at);
        case RhythmPart::morning: return daypart(at) == Daypart::morning;
        case RhythmPart::midday: return daypart(at) == Daypart::midday;
        case RhythmPart::afternoon: return daypart(at) == Daypart::afternoon;
        case RhythmPart::evening: return daypart(at) == Daypart::evening;
        case RhythmPart::weekday_morning: return !on_weekend(at) && daypart(at) == Daypart::morning;
        case RhythmPart::weekend_afternoon: return on_weekend(at) && daypart(at) == Daypart::afternoon;
    }
    return false;
}

}  // namespace

PreparedFeature prepare(const VisitRhythm& rhythm, const FeatureSource&) {
    FeatureColumn column{.name = "visit_rhythm",
                         .kind = ColumnKind::composition,
                         .levels = week_parts(),
                         .role = rhythm.role.value_or(Role::basis),
                         .construct = Construct::visit_rhythm,
                         .unit = "visits"};
    return {.columns = {column}, .measure = [](const CustomerMoment& moment, RowCells cells) {
                cells[0].parts([&](std::span<float> parts) {
                    for (std::uint64_t visit = moment.first_visit; visit < moment.end_visit; ++visit) {
                        const LocalTime at = moment.visits.local(visit);
                        parts[weekday_from_monday(at) * 4 + static_cast<unsigned>(daypart(at))] += 1;
                    }
                });
            }};
}

PreparedFeature prepare(const RhythmShare& share, const FeatureSource&) {
    const std::string part = part_name(share.part);
    FeatureColumn column{.name = part + "_visits",
                         .kind = ColumnKind::share,
                         .role = share.role.value_or(Role::basis),
                         .construct = Construct::visit_rhythm,
                         .detail = part,
                         .unit = "visits"};
    return {.columns = {column}, .measure = [part = share.part](const CustomerMoment& moment, RowCells cells) {
                measure_share(moment, cells[0], [&](std::uint64_t visit) { return lies_in(part, moment.visits.local(visit)) ? 1 : 0; });
            }};
}

}  // namespace dangol::inline v0
