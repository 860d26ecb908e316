#pragma once

#include <cstddef>

namespace dangol::inline v0 {

/// What the shape of a gamma law is estimated from: sums over intervals x > 0, added in order.
class IntervalSums {
public:
    void add(double days) noexcept;
    std::size_t count() const noexcept { return count_; }
    double mean() const noexcept { return sum_ / static_cast<double>(count_); }

    /// The closed form of Ye & Chen (2017) less its first-order bias (Louzada, Ramos & Ramos 2019), at most `at_most`;
    /// see VisitIntervals. Scale-free. Needs count() ≥ 4.
    double shape(double at_most) const noexcept;

private:
    std::size_t count_ = 0;
    double sum_ = 0, sum_log_ = 0, sum_product_ = 0;
};

}  // namespace dangol::inline v0
