#include <dangol/core/error.hpp>

#include "features/slope.hpp"

namespace dangol::inline v0 {

PreparedFeature prepare(const VisitTrend& trend, const FeatureSource&) {
    if (trend.visits_at_least < 2) {
        throw InvalidArgument("VisitTrend::visits_at_least", trend.visits_at_least, "at least 2", "one visit has no direction");
    }
    FeatureColumn column{.name = "visit_trend",
                         .kind = ColumnKind::numeric,
                         .role = trend.role.value_or(Role::descriptor),
                         .construct = Construct::visit_trend,
                         .unit = "per year"};
    return {.columns = {column}, .with_standard_error = {0}, .measure = [at_least = trend.visits_at_least](const CustomerMoment& moment, RowCells cells) {
                if (!moment.observed_since) return;
                const double years = days_between(*moment.observed_since, moment.as_of) / days_per_year;
                double count = 0, passed = 0;
                for (std::uint64_t visit = moment.counted_from; visit < moment.end_visit; ++visit) {
                    if (moment.visits.at[visit] <= *moment.observed_since) continue;
                    count += 1;
                    passed += days_between(*moment.observed_since, moment.visits.at[visit]) / days_per_year;
                }
                if (count < static_cast<double>(at_least)) return;
                cells[0].estimate(12 * (passed / count / years - 0.5) / years, std::sqrt(12 / count) / years, count);
            }};
}

PreparedFeature prepare(const SpendTrend& trend, const FeatureSource& source) {
    const Schema& schema = source.base().schema();
    source.require(schema.interaction.amount, "InteractionColumns::amount", "SpendTrend");
    FeatureColumn column{.name = "spend_trend",
                         .kind = ColumnKind::numeric,
                         .role = trend.role.value_or(Role::descriptor),
                         .construct = Construct::spend_trend,
                         .unit = schema.currency};
    return {.columns = {column}, .with_standard_error = {0}, .measure = [](const CustomerMoment& moment, RowCells cells) {
                measure_slope(moment.as_of, cells[0], [&](auto&& take) {
                    for (std::uint64_t visit = moment.first_visit; visit < moment.end_visit; ++visit) {
                        const double amount = moment.visits.amount[visit];
                        if (amount == amount) take(moment.visits.at[visit], amount);
                    }
                });
            }};
}

}  // namespace dangol::inline v0
