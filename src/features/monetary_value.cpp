#include "features/last_days.hpp"
#include "features/prepared_feature.hpp"

namespace dangol::inline v0 {

PreparedFeature prepare(const MonetaryValue& monetary_value, const FeatureSource& source) {
    const Schema& schema = source.base().schema();
    source.require(schema.interaction.amount, "InteractionColumns::amount", "MonetaryValue");
    const LastDays last(monetary_value.last_days, "MonetaryValue", source);
    FeatureColumn column{.name = last.column_name("spend_per_visit"),
                         .kind = ColumnKind::positive,
                         .role = monetary_value.role.value_or(last.default_role(Role::basis)),
                         .construct = Construct::monetary_value,
                         .unit = schema.currency};
    return {.columns = {column}, .with_standard_error = {0}, .measure = [last](const CustomerMoment& moment, RowCells cells) {
                MeanSums amounts;
                last.for_each_visit(moment, moment.first_visit, [&](std::uint64_t visit) {
                    const double amount = moment.visits.amount[visit];
                    if (amount == amount) amounts.add(amount);
                });
                if (amounts.count() > 0) cells[0].estimate(amounts.mean(), amounts.standard_error(), amounts.count());
            }};
}

}  // namespace dangol::inline v0
