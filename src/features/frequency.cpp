#include "features/last_days.hpp"
#include "features/prepared_feature.hpp"

namespace dangol::inline v0 {

PreparedFeature prepare(const Frequency& frequency, const FeatureSource& source) {
    const LastDays last(frequency.last_days, "Frequency", source);
    FeatureColumn column{.name = last.column_name("visits"),
                         .kind = ColumnKind::count,
                         .role = frequency.role.value_or(last.default_role(Role::basis)),
                         .construct = Construct::frequency,
                         .unit = "days"};
    return {.columns = {column}, .measure = [last](const CustomerMoment& moment, RowCells cells) {
                if (!moment.observed_since) return;
                const double days_observed = days_between(std::max(*moment.observed_since, last.since(moment.as_of)), moment.as_of);
                if (days_observed > 0) cells[0].number(static_cast<double>(last.count_visits(moment, moment.counted_from)), days_observed);
            }};
}

}  // namespace dangol::inline v0
