#include "features/prepared_feature.hpp"

namespace dangol::inline v0 {

PreparedFeature prepare(const Satisfaction& satisfaction, const FeatureSource& source) {
    source.require(source.base().schema().interaction.satisfaction, "InteractionColumns::satisfaction", "Satisfaction");
    FeatureColumn column{.name = "satisfaction",
                         .kind = ColumnKind::numeric,
                         .role = satisfaction.role.value_or(Role::descriptor),
                         .construct = Construct::satisfaction};
    return {.columns = {column}, .measure = [](const CustomerMoment& moment, RowCells cells) {
                measure_mean(moment, cells[0], [&](std::uint64_t visit) { return moment.visits.satisfaction[visit]; });
            }};
}

}  // namespace dangol::inline v0
