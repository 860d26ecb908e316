#include "features/prepared_feature.hpp"

namespace dangol::inline v0 {

PreparedFeature prepare(const Recency& recency, const FeatureSource&) {
    FeatureColumn column{.name = "recency_days",
                         .kind = ColumnKind::positive,
                         .role = recency.role.value_or(Role::descriptor),
                         .construct = Construct::recency,
                         .unit = "days"};
    return {.columns = {column}, .measure = [](const CustomerMoment& moment, RowCells cells) {
                if (moment.first_visit == moment.end_visit) return;
                cells[0].number(days_between(moment.visits.at[moment.end_visit - 1], moment.as_of));
            }};
}

}  // namespace dangol::inline v0
