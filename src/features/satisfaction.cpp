#include "features/prepared_feature.hpp"
#include "features/slope.hpp"

#include <cmath>

namespace dangol::inline v0 {

PreparedFeature prepare(const Satisfaction& satisfaction, const FeatureSource& source) {
    source.require(source.base().schema().interaction.satisfaction, "InteractionColumns::satisfaction", "Satisfaction");
    FeatureColumn column{.name = "satisfaction",
                         .kind = ColumnKind::numeric,
                         .role = satisfaction.role.value_or(Role::descriptor),
                         .construct = Construct::satisfaction};
    return {.columns = {column}, .with_standard_error = {0}, .measure = [](const CustomerMoment& moment, RowCells cells) {
                measure_mean(moment.first_visit, moment.end_visit, cells[0], [&](std::uint64_t visit) { return moment.visits.satisfaction[visit]; });
            }};
}

PreparedFeature prepare(const SatisfactionTrend& trend, const FeatureSource& source) {
    source.require(source.base().schema().interaction.satisfaction, "InteractionColumns::satisfaction", "SatisfactionTrend");
    FeatureColumn column{.name = "satisfaction_trend",
                         .kind = ColumnKind::numeric,
                         .role = trend.role.value_or(Role::descriptor),
                         .construct = Construct::satisfaction_trend,
                         .unit = "per year"};
    return {.columns = {column}, .with_standard_error = {0}, .measure = [](const CustomerMoment& moment, RowCells cells) {
                measure_slope(moment, cells[0], [&](std::uint64_t visit) { return moment.visits.satisfaction[visit]; });
            }};
}

PreparedFeature prepare(const LastSatisfaction& last, const FeatureSource& source) {
    source.require(source.base().schema().interaction.satisfaction, "InteractionColumns::satisfaction", "LastSatisfaction");
    FeatureColumn column{.name = "last_satisfaction",
                         .kind = ColumnKind::numeric,
                         .role = last.role.value_or(Role::descriptor),
                         .construct = Construct::last_satisfaction};
    return {.columns = {column}, .measure = [](const CustomerMoment& moment, RowCells cells) {
                for (std::uint64_t visit = moment.end_visit; visit-- > moment.first_visit;) {
                    const double answer = moment.visits.satisfaction[visit];
                    if (std::isnan(answer)) continue;
                    cells[0].number(answer);
                    return;
                }
            }};
}

}  // namespace dangol::inline v0
