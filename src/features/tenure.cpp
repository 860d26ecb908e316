#include "features/prepared_feature.hpp"

namespace dangol::inline v0 {

PreparedFeature prepare(const Tenure& tenure, const FeatureSource&) {
    FeatureColumn column{.name = "tenure_days",
                         .kind = ColumnKind::positive,
                         .role = tenure.role.value_or(Role::descriptor),
                         .construct = Construct::tenure,
                         .unit = "days"};
    return {.columns = {column}, .measure = [](const CustomerMoment& moment, RowCells cells) {
                if (moment.known_since) cells[0].number(days_between(*moment.known_since, moment.as_of));
            }};
}

}  // namespace dangol::inline v0
