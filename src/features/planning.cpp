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

}  // namespace dangol::inline v0
