#pragma once

#include "core/fixed_sum.hpp"

#include <cstddef>

namespace dangol::inline v0 {

/// What the shape of a gamma law is estimated from: sums over intervals x > 0. Of whole days the same bits in any order.
class IntervalSums {
public:
    IntervalSums() = default;
    IntervalSums(std::size_t count, double sum, const FixedSum& sum_log, const FixedSum& sum_product) noexcept
        : count_(count), sum_(sum), sum_log_(sum_log), sum_product_(sum_product) {}

    void add(double days) noexcept;
    std::size_t count() const noexcept { return count_; }
    double mean() const noexcept { return sum_ / static_cast<double>(count_); }

    /// The closed form of Ye & Chen (2017) less its first-order bias (Louzada, Ramos & Ramos 2019), at most `at_most`;
    /// see VisitIntervals. Scale-free. Needs count() ≥ 4.
    double shape(double at_most) const noexcept;

private:
    std::size_t count_ = 0;
    double sum_ = 0;
    FixedSum sum_log_ = {}, sum_product_ = {};
};

}  // namespace dangol::inline v0
