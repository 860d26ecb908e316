#include "features/prepared_feature.hpp"

namespace dangol::inline v0 {

PreparedFeature prepare(const Planning& planning, const FeatureSource& source) {
    source.require(source.base().schema().interaction.planned, "InteractionColumns::planned", "Planning");
    FeatureColumn column{.name = "planned_visits",
                         .kind = ColumnKind::share,
                         .role = planning.role.value_or(Role::basis),
                         .construct = Construct::planning,
                         .unit = "visits"};
    return {.columns = {column}, .measure = [](const CustomerMoment& moment, RowCells cells) {
                measure_share(moment, cells[0], [&](std::uint64_t visit) { return int{moment.visits.planned[visit]}; });
            }};
}

PreparedFeature prepare(const SuddenVisits& sudden, const FeatureSource& source) {
    source.require(source.base().schema().interaction.planned, "InteractionColumns::planned", "SuddenVisits");
    FeatureColumn column{.name = "sudden_visits",
                         .kind = ColumnKind::share,
                         .role = sudden.role.value_or(Role::descriptor),
                         .construct = Construct::sudden_visits,
                         .unit = "visits"};
    return {.columns = {column}, .measure = [](const CustomerMoment& moment, RowCells cells) {
                measure_share(moment, cells[0], [&](std::uint64_t visit) {
                    const int planned = moment.visits.planned[visit];
                    return planned == 0 ? 1 : planned == 1 ? 0 : not_known;
                });
            }};
}

}  // namespace dangol::inline v0
