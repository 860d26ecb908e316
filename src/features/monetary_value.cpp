#include "features/prepared_feature.hpp"

namespace dangol::inline v0 {

PreparedFeature prepare(const MonetaryValue& monetary_value, const FeatureSource& source) {
    const Schema& schema = source.base().schema();
    source.require(schema.interaction.amount, "InteractionColumns::amount", "MonetaryValue");
    FeatureColumn column{.name = "spend_per_visit",
                         .kind = ColumnKind::positive,
                         .role = monetary_value.role.value_or(Role::basis),
                         .construct = Construct::monetary_value,
                         .unit = schema.currency};
    return {.columns = {column}, .measure = [](const CustomerMoment& moment, RowCells cells) {
                measure_mean(moment, cells[0], [&](std::uint64_t visit) { return moment.visits.amount[visit]; });
            }};
}

}  // namespace dangol::inline v0
