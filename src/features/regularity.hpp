#pragma once

#include "core/fixed_sum.hpp"
#include "features/customer_moment.hpp"
#include "features/visit_clock.hpp"

#include <cstddef>
#include <cstdint>

namespace dangol::inline v0 {

/// Intervals x > 0 as sums: their mean and variance, and the shape of their gamma law. Of whole days the same bits in any order.
class IntervalSums {
public:
    IntervalSums() = default;
    IntervalSums(std::size_t count, double sum, double sum_squares, const FixedSum& sum_log, const FixedSum& sum_product) noexcept
        : count_(count), sum_(sum), sum_squares_(sum_squares), sum_log_(sum_log), sum_product_(sum_product) {}

    void add(double days) noexcept;
    std::size_t count() const noexcept { return count_; }
    double mean() const noexcept { return sum_ / static_cast<double>(count_); }
    double variance() const noexcept;                 ///< unbiased; infinity of one interval. Exact for whole days
    double standard_error_of_mean() const noexcept;   ///< infinity of one interval

    /// The closed form of Ye & Chen (2017) less its first-order bias (Louzada, Ramos & Ramos 2019), at most `at_most`;
    /// see VisitIntervals. Scale-free. Needs count() ≥ 4.
    double shape(double at_most) const noexcept;

private:
    std::size_t count_ = 0;
    double sum_ = 0, sum_squares_ = 0;
    FixedSum sum_log_ = {}, sum_product_ = {};
};

/// The days between consecutive days with a visit in the window, by the wall clock: two visits on one day are one coming.
inline IntervalSums intervals_of(const CustomerMoment& moment) noexcept {
    IntervalSums sums;
    for (std::uint64_t visit = moment.first_visit + 1; visit < moment.end_visit; ++visit) {
        const auto days = visit_day(moment.visits.local(visit)) - visit_day(moment.visits.local(visit - 1));
        if (days.count() > 0) sums.add(static_cast<double>(days.count()));
    }
    return sums;
}

}  // namespace dangol::inline v0
