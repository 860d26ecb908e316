#include "features/prepared_feature.hpp"

namespace dangol::inline v0 {

PreparedFeature prepare(const VisitDuration& duration, const FeatureSource& source) {
    source.require(source.base().schema().interaction.duration_minutes, "InteractionColumns::duration_minutes", "VisitDuration");
    FeatureColumn column{.name = "visit_minutes",
                         .kind = ColumnKind::positive,
                         .role = duration.role.value_or(Role::descriptor),
                         .construct = Construct::visit_duration,
                         .unit = "minutes"};
    return {.columns = {column}, .with_standard_error = {0}, .measure = [](const CustomerMoment& moment, RowCells cells) {
                measure_mean(moment.first_visit, moment.end_visit, cells[0], [&](std::uint64_t visit) { return moment.visits.duration_minutes[visit]; });
            }};
}

}  // namespace dangol::inline v0
