#include <dangol/core/error.hpp>

#include "core/math.hpp"
#include "features/prepared_feature.hpp"
#include "features/regularity.hpp"
#include "features/visit_clock.hpp"

#include <algorithm>

namespace dangol::inline v0 {

void IntervalSums::add(double days) noexcept {
    const double log_days = math::log(days);
    ++count_;
    sum_ += days;
    static_cast<void>(sum_log_.add(log_days));
    static_cast<void>(sum_product_.add(days * log_days));
}

double IntervalSums::shape(double at_most) const noexcept {
    const double n = static_cast<double>(count_);
    // n² times the covariance of x and log x: ≥ 0, and 0 only when all intervals are equal; below rounding it says nothing.
    const double spread = n * sum_product_.value() - sum_log_.value() * sum_;
    if (spread <= 1e-12 * n * n * mean()) return at_most;
    const double k = n * sum_ / spread;
    const double bias = (3 * k - 2.0 / 3 * k / (1 + k) - 4.0 / 5 * k / ((1 + k) * (1 + k))) / n;
    return std::min(k - bias, at_most);
}

PreparedFeature prepare(const VisitIntervals& intervals, const FeatureSource& source) {
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
    const VisitColumns& visits = source.base().visits();
    return {.columns = {interval, regularity},
            .measure = [&visits, at_least = intervals.intervals_at_least](const CustomerMoment& moment, RowCells cells) {
                IntervalSums sums;
                for (std::uint64_t visit = moment.first_visit + 1; visit < moment.end_visit; ++visit) {
                    const auto days = visit_day(visits.local(visit)) - visit_day(visits.local(visit - 1));
                    if (days.count() > 0) sums.add(static_cast<double>(days.count()));
                }
                const double count = static_cast<double>(sums.count());
                if (sums.count() > 0) cells[0].number(sums.mean(), count);
                if (sums.count() >= at_least) cells[1].number(sums.shape(VisitIntervals::regularity_at_most), count);
            }};
}

}  // namespace dangol::inline v0
