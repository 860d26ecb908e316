#include <dangol/core/error.hpp>

#include "core/math.hpp"
#include "features/prepared_feature.hpp"
#include "features/regularity.hpp"

#include <algorithm>
#include <cmath>

namespace dangol::inline v0 {

void IntervalSums::add(double days) noexcept {
    const double log_days = math::log(days);
    ++count_;
    sum_ += days;
    sum_squares_ += days * days;
    static_cast<void>(sum_log_.add(log_days));
    static_cast<void>(sum_product_.add(days * log_days));
}

double IntervalSums::variance() const noexcept {
    if (count_ < 2) return math::infinity;
    const double n = static_cast<double>(count_);
    return std::max(n * sum_squares_ - sum_ * sum_, 0.0) / (n * (n - 1));
}

double IntervalSums::standard_error_of_mean() const noexcept { return std::sqrt(variance() / static_cast<double>(count_)); }

double IntervalSums::shape(double at_most) const noexcept {
    const double n = static_cast<double>(count_);
    // n² times the covariance of x and log x: ≥ 0, and 0 only when all intervals are equal; below rounding it says nothing.
    const double spread = n * sum_product_.value() - sum_log_.value() * sum_;
    if (spread <= 1e-12 * n * n * mean()) return at_most;
    const double k = n * sum_ / spread;
    const double bias = (3 * k - 2.0 / 3 * k / (1 + k) - 4.0 / 5 * k / ((1 + k) * (1 + k))) / n;
    return std::min(k - bias, at_most);
}

PreparedFeature prepare(const VisitIntervals& intervals, const FeatureSource&) {
    if (intervals.intervals_at_least < 4) {
        throw InvalidArgument("VisitIntervals::intervals_at_least", intervals.intervals_at_least, "at least 4",
                              "with fewer the correction for small samples leaves nothing to go by");
    }
    FeatureColumn interval{.name = "visit_interval_days",
                           .kind = ColumnKind::positive,
                           .role = intervals.role.value_or(Role::descriptor),
                           .construct = Construct::visit_interval,
                           .unit = "days"};
    FeatureColumn regularity{.name = "visit_regularity",
                             .kind = ColumnKind::positive,
                             .role = intervals.role.value_or(Role::descriptor),
                             .construct = Construct::visit_regularity};
    return {.columns = {interval, regularity},
            .with_standard_error = {0},
            .measure = [at_least = intervals.intervals_at_least](const CustomerMoment& moment, RowCells cells) {
                const IntervalSums sums = intervals_of(moment);
                const double count = static_cast<double>(sums.count());
                if (sums.count() > 0) cells[0].estimate(sums.mean(), sums.standard_error_of_mean(), count);
                if (sums.count() >= at_least) cells[1].number(sums.shape(VisitIntervals::regularity_at_most), count);
            }};
}

PreparedFeature prepare(const VisitVariability& variability, const FeatureSource&) {
    if (variability.intervals_at_least < 2) {
        throw InvalidArgument("VisitVariability::intervals_at_least", variability.intervals_at_least, "at least 2", "one interval does not vary");
    }
    FeatureColumn column{.name = "visit_variability",
                         .kind = ColumnKind::positive,
                         .role = variability.role.value_or(Role::descriptor),
                         .construct = Construct::visit_variability};
    return {.columns = {column}, .measure = [at_least = variability.intervals_at_least](const CustomerMoment& moment, RowCells cells) {
                const IntervalSums sums = intervals_of(moment);
                if (sums.count() >= at_least) cells[0].number(std::sqrt(sums.variance()) / sums.mean(), static_cast<double>(sums.count()));
            }};
}

PreparedFeature prepare(const Overdue& overdue, const FeatureSource&) {
    if (overdue.intervals_at_least < 1) {
        throw InvalidArgument("Overdue::intervals_at_least", overdue.intervals_at_least, "at least 1", "there is nothing to measure the absence by");
    }
    FeatureColumn column{.name = "overdue_ratio",
                         .kind = ColumnKind::positive,
                         .role = overdue.role.value_or(Role::descriptor),
                         .construct = Construct::overdue};
    return {.columns = {column}, .measure = [at_least = overdue.intervals_at_least](const CustomerMoment& moment, RowCells cells) {
                const IntervalSums sums = intervals_of(moment);
                if (sums.count() < at_least) return;
                const double away = days_between(moment.visits.at[moment.end_visit - 1], moment.as_of);
                cells[0].number(away / sums.mean(), static_cast<double>(sums.count()));
            }};
}

}  // namespace dangol::inline v0
