#pragma once

#include "features/prepared_feature.hpp"

namespace dangol::inline v0 {

inline constexpr double days_per_year = 365.25;

/// Slope, per year, of the least-squares line through points in time, which `for_each_point(take)` shows as take(when, value), the same each
/// time it is called; with its standard error; exposure: how many. Fewer than three, or all at one time, have no slope that could be wrong.
template <class ForEachPoint>
void measure_slope(Instant as_of, FeatureCell cell, ForEachPoint&& for_each_point) {
    const auto for_each = [&](auto&& take) {
        for_each_point([&](Instant when, double here) { take(-days_between(when, as_of) / days_per_year, here); });
    };
    double count = 0, mean_time = 0, mean_value = 0;
    for_each([&](double time, double here) {
        count += 1;
        mean_time += time;
        mean_value += here;
    });
    if (count < 3) return;
    mean_time /= count;
    mean_value /= count;
    double squares_time = 0, products = 0;
    for_each([&](double time, double here) {
        squares_time += (time - mean_time) * (time - mean_time);
        products += (time - mean_time) * (here - mean_value);
    });
    constexpr double one_second = 1 / (days_per_year * 86'400);
    if (!(squares_time > one_second * one_second)) return;
    const double slope = products / squares_time;
    double residuals = 0;
    for_each([&](double time, double here) {
        const double residual = here - mean_value - slope * (time - mean_time);
        residuals += residual * residual;
    });
    cell.estimate(slope, std::sqrt(residuals / (count - 2) / squares_time), count);
}

}  // namespace dangol::inline v0
