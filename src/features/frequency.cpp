#include "features/prepared_feature.hpp"

namespace dangol::inline v0 {

PreparedFeature prepare(const Frequency& frequency, const FeatureSource&) {
    FeatureColumn column{.name = "visits",
                         .kind = ColumnKind::count,
                         .role = frequency.role.value_or(Role::basis),
                         .construct = Construct::frequency,
                         .unit = "days"};
    return {.columns = {column}, .measure = [](const CustomerMoment& moment, RowCells cells) {
                if (!moment.observed_since) return;
                const double days_observed = days_between(*moment.observed_since, moment.as_of);
                if (days_observed > 0) cells[0].number(static_cast<double>(moment.end_visit - moment.counted_from), days_observed);
            }};
}

}  // namespace dangol::inline v0
