#include "features/interactions_by_time.hpp"
#include "features/prepared_feature.hpp"
#include "features/slope.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace dangol::inline v0 {
namespace {

/// Every answer in the window, by time: take(when, answer).
template <class Take>
void for_each_answer(const CustomerMoment& moment, Take&& take) {
    for_each_interaction(moment, [&](const VisitColumns& columns, std::uint64_t position) {
        const double answer = columns.satisfaction[position];
        if (!std::isnan(answer)) take(columns.at[position], answer);
    });
}

template <class F>
FeatureColumn column_of(const F& feature, const char* type, const char* name, Construct construct, const FeatureSource& source) {
    source.require(source.base().schema().interaction.satisfaction, "InteractionColumns::satisfaction", type);
    return {.name = name, .kind = ColumnKind::numeric, .role = feature.role.value_or(Role::descriptor), .construct = construct};
}

}  // namespace

PreparedFeature prepare(const Satisfaction& satisfaction, const FeatureSource& source) {
    const FeatureColumn column = column_of(satisfaction, "Satisfaction", "satisfaction", Construct::satisfaction, source);
    return {.columns = {column}, .with_standard_error = {0}, .measure = [](const CustomerMoment& moment, RowCells cells) {
                MeanSums answers;
                for_each_answer(moment, [&](Instant, double answer) { answers.add(answer); });
                if (answers.count() > 0) cells[0].estimate(answers.mean(), answers.standard_error(), answers.count());
            }};
}

PreparedFeature prepare(const SatisfactionTrend& trend, const FeatureSource& source) {
    FeatureColumn column = column_of(trend, "SatisfactionTrend", "satisfaction_trend", Construct::satisfaction_trend, source);
    column.unit = "per year";
    return {.columns = {column}, .with_standard_error = {0}, .measure = [](const CustomerMoment& moment, RowCells cells) {
                measure_slope(moment.as_of, cells[0], [&](auto&& take) { for_each_answer(moment, take); });
            }};
}

PreparedFeature prepare(const LastSatisfaction& last, const FeatureSource& source) {
    const FeatureColumn column = column_of(last, "LastSatisfaction", "last_satisfaction", Construct::last_satisfaction, source);
    return {.columns = {column}, .measure = [](const CustomerMoment& moment, RowCells cells) {
                std::optional<double> latest;
                Instant given = Instant::min();
                for_each_answer(moment, [&](Instant when, double answer) {
                    latest = latest && when == given ? std::min(*latest, answer) : answer;
                    given = when;
                });
                if (latest) cells[0].number(*latest);
            }};
}

}  // namespace dangol::inline v0
