#include <dangol/core/statistics.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "math.hpp"

namespace dangol::inline v0 {
namespace {

/// Neumaier's running sum.
class Sum {
public:
    void add(double value) noexcept {
        const double next = total_ + value;
        lost_ += std::fabs(total_) >= std::fabs(value) ? (total_ - next) + value : (value - next) + total_;
        total_ = next;
    }
    double value() const noexcept { return std::isfinite(lost_) ? total_ + lost_ : total_; }

private:
    double total_ = 0, lost_ = 0;
};

double interpolated(double low, double high, double share) { return share == 0 ? low : low + share * (high - low); }

std::vector<std::size_t> order_of(std::span<const double> values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return values[a] < values[b] || (values[a] == values[b] && a < b);
    });
    return order;
}

}  // namespace

double sum(std::span<const double> values) noexcept {
    Sum total;
    for (const double value : values) total.add(value);
    return total.value();
}

double mean(std::span<const double> values) noexcept { return sum(values) / static_cast<double>(values.size()); }

double mean(std::span<const double> values, std::span<const double> weights) noexcept {
    Sum total;
    for (std::size_t i = 0; i < values.size(); ++i) total.add(weights[i] * values[i]);
    return total.value() / sum(weights);
}

double variance(std::span<const double> values) noexcept {
    const double center = mean(values);
    Sum squares;
    for (const double value : values) squares.add((value - center) * (value - center));
    return squares.value() / (static_cast<double>(values.size()) - 1);
}

double variance(std::span<const double> values, std::span<const double> weights) noexcept {
    const double center = mean(values, weights);
    Sum squares;
    for (std::size_t i = 0; i < values.size(); ++i) squares.add(weights[i] * (values[i] - center) * (values[i] - center));
    return squares.value() / sum(weights);
}

double quantile(std::span<const double> values, double p) {
    if (values.empty() || !(p >= 0 && p <= 1)) return math::not_a_number;
    std::vector<double> copy(values.begin(), values.end());
    const double position = p * static_cast<double>(copy.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const auto middle = copy.begin() + static_cast<std::ptrdiff_t>(below);
    std::nth_element(copy.begin(), middle, copy.end());
    const double share = position - static_cast<double>(below);
    return share == 0 ? *middle : interpolated(*middle, *std::min_element(middle + 1, copy.end()), share);
}

std::vector<double> quantiles(std::span<const double> values, std::span<const double> p) {
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    std::vector<double> result;
    for (const double at : p) {
        if (sorted.empty() || !(at >= 0 && at <= 1)) {
            result.push_back(math::not_a_number);
            continue;
        }
        const double position = at * static_cast<double>(sorted.size() - 1);
        const auto below = static_cast<std::size_t>(position);
        const std::size_t above = std::min(below + 1, sorted.size() - 1);
        result.push_back(interpolated(sorted[below], sorted[above], position - static_cast<double>(below)));
    }
    return result;
}

double median(std::span<const double> values) { return quantile(values, 0.5); }

std::vector<double> ranks(std::span<const double> values) {
    const std::vector<std::size_t> order = order_of(values);
    std::vector<double> result(values.size());
    for (std::size_t first = 0, last = 0; first < order.size(); first = last) {
        while (last < order.size() && values[order[last]] == values[order[first]]) ++last;
        const double shared = 0.5 * static_cast<double>(first + 1 + last);
        for (std::size_t i = first; i < last; ++i) result[order[i]] = shared;
    }
    return result;
}

double correlation(std::span<const double> a, std::span<const double> b) noexcept {
    const double mean_a = mean(a), mean_b = mean(b);
    Sum aa, bb, ab;
    for (std::size_t i = 0; i < a.size(); ++i) {
        aa.add((a[i] - mean_a) * (a[i] - mean_a));
        bb.add((b[i] - mean_b) * (b[i] - mean_b));
        ab.add((a[i] - mean_a) * (b[i] - mean_b));
    }
    const double scale = std::sqrt(aa.value()) * std::sqrt(bb.value());
    return scale > 0 ? std::clamp(ab.value() / scale, -1.0, 1.0) : math::not_a_number;
}

std::vector<double> false_discovery_rates(std::span<const double> p_values) {
    const std::vector<std::size_t> order = order_of(p_values);
    const double tests = static_cast<double>(p_values.size());
    std::vector<double> q_values(p_values.size());
    double smallest = 1;
    for (std::size_t i = order.size(); i-- > 0;) {
        smallest = std::min(smallest, p_values[order[i]] * tests / static_cast<double>(i + 1));
        q_values[order[i]] = smallest;
    }
    return q_values;
}

}  // namespace dangol::inline v0
