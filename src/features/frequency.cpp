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
                const std::uint64_t first = std::max(moment.counted_from, last.first_visit(moment));
                if (days_observed > 0) cells[0].number(static_cast<double>(moment.end_visit - first), days_observed);
            }};
}

}  // namespace dangol::inline v0
