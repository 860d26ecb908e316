#include "segments/families/polya.hpp"

#include "core/math.hpp"
#include "segments/distinct.hpp"
#include "segments/rising_factorial.hpp"

#include <algorithm>
#include <cmath>

namespace dangol::inline v0::polya {
namespace {

std::span<const double> values_of(const PreparedColumn& column, std::size_t part) {
    return std::span(column.values).subspan(column.part_begin[part], column.part_begin[part + 1] - column.part_begin[part]);
}
template <class T>
std::span<T> slots_of(const PreparedColumn& column, std::size_t part, std::span<T> slots) {
    return slots.subspan(column.part_begin[part], column.part_begin[part + 1] - column.part_begin[part]);
}

double sum_of(std::span<const double> values) {
    double sum = 0;
    for (const double value : values) sum += value;
    return sum;
}

double weighted_log_rising(const PreparedColumn& column, std::size_t part, double a, std::span<const double> weights,
                           std::vector<double>& scratch) {
    const std::span<const double> values = values_of(column, part);
    scratch.resize(values.size());
    log_rising(a, values, scratch);
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) sum += weights[i] * scratch[i];
    return sum;
}

double expected_log_likelihood(const PreparedColumn& column, std::span<const double> slots, std::span<const double> alpha) {
    std::vector<double> scratch;
    const std::size_t parts = alpha.size();
    double sum = -weighted_log_rising(column, parts, sum_of(alpha), slots_of(column, parts, slots), scratch);
    for (std::size_t part = 0; part < parts; ++part) {
        sum += weighted_log_rising(column, part, alpha[part], slots_of(column, part, slots), scratch);
    }
    return sum;
}

/// Gradient and Hessian (a diagonal plus one number everywhere) at alpha, and the steps they suggest.
struct Slope {
    std::vector<double> part, bend;  ///< of each part's own sum
    double total = 0, total_bend = 0;  ///< of the sum over totals, to be subtracted

    Slope(const PreparedColumn& column, std::span<const double> slots, std::span<const double> alpha)
        : part(alpha.size()), bend(alpha.size()) {
        for (std::size_t j = 0; j < alpha.size(); ++j) {
            const RisingSlope slope = rising_slope(alpha[j], values_of(column, j), slots_of(column, j, slots));
            part[j] = slope.first;
            bend[j] = slope.second;
        }
        const std::size_t parts = alpha.size();
        const RisingSlope slope = rising_slope(sum_of(alpha), values_of(column, parts), slots_of(column, parts, slots));
        total = slope.first;
        total_bend = slope.second;
    }

    /// Newton's step (Minka 2000, §1); false where the Hessian is not negative definite.
    bool newton(std::span<const double> alpha, std::span<double> to) const {
        const double common = -total_bend;  // > 0
        double sum_inverse = 0, sum_gradient = 0;
        for (std::size_t j = 0; j < alpha.size(); ++j) {
            if (!(bend[j] < 0)) continue;  // a part that nobody has
            sum_inverse += 1 / bend[j];
            sum_gradient += (part[j] - total) / bend[j];
        }
        if (!(common > 0) || !(1 + common * sum_inverse > 0)) return false;
        const double shift = sum_gradient / (1 / common + sum_inverse);
        for (std::size_t j = 0; j < alpha.size(); ++j) {
            const double step = bend[j] < 0 ? (part[j] - total - shift) / bend[j] : 0;
            to[j] = std::clamp(alpha[j] - step, 0.2 * alpha[j], 5 * alpha[j]);
        }
        return true;
    }

    /// Minka's fixed point, which never falls.
    void fixed_point(std::span<const double> alpha, std::span<double> to) const {
        for (std::size_t j = 0; j < alpha.size(); ++j) to[j] = alpha[j] * part[j] / total;
    }
};

void keep_within_limits(std::span<double> alpha) {
    for (double& a : alpha) a = std::clamp(a, least_concentration, most_concentration);
}

}  // namespace

void Counts::add(std::span<const double> counts, double weight) {
    double total = 0;
    for (std::size_t part = 0; part < counts.size(); ++part) {
        total += counts[part];
        part_weight_[part] += weight * counts[part];
        if (counts[part] > 0) distinct_[part].add(counts[part]);
    }
    if (total > 0) distinct_.back().add(total);
}

void Counts::finish(PreparedColumn& column) && {
    column.part_begin = {0};
    for (DistinctNumbers& distinct : distinct_) {
        const std::vector<double> counts = std::move(distinct).all();
        column.values.insert(column.values.end(), counts.begin(), counts.end());
        column.part_begin.push_back(column.values.size());
        column.index.emplace_back(counts);
    }
    column.counts_are_whole = std::ranges::all_of(column.index, &NumberIndex::is_whole);
    column.slot_count = column.values.size();
    column.slots_per_row = distinct_.size();
    const auto used = std::count_if(part_weight_.begin(), part_weight_.end(), [](double weight) { return weight > 0; });
    column.varies = used > 1;
    column.free_parameters = used > 1 ? static_cast<std::size_t>(used) : 0;
}

void initialise(const PreparedColumn& column, const Statistics& statistics, std::span<double> parameters) {
    std::vector<double> counts(parameters.size());
    double total = 0;
    for (std::size_t part = 0; part < parameters.size(); ++part) {
        const auto values = values_of(column, part);
        const auto weights = slots_of(column, part, statistics.slots);
        for (std::size_t i = 0; i < values.size(); ++i) counts[part] += weights[i] * values[i];
        total += counts[part];
    }
    const double concentration = 2 + static_cast<double>(parameters.size());
    for (std::size_t part = 0; part < parameters.size(); ++part) {
        parameters[part] = total > 0 ? concentration * counts[part] / total : 1;
    }
    keep_within_limits(parameters);
}

void update(const PreparedColumn& column, const Statistics& statistics, std::span<double> parameters) {
    if (!column.varies || !(sum_of(slots_of(column, parameters.size(), statistics.slots)) > 0)) return;
    const double before = statistics.entries.empty() ? expected_log_likelihood(column, statistics.slots, parameters) : statistics.of_entries();
    const Slope slope(column, statistics.slots, parameters);
    std::vector<double> candidate(parameters.size());
    const auto accept = [&] {
        keep_within_limits(candidate);
        if (!(expected_log_likelihood(column, statistics.slots, candidate) >= before - rounding_of(before))) return false;
        std::copy(candidate.begin(), candidate.end(), parameters.begin());
        return true;
    };
    if (slope.newton(parameters, candidate)) {
        for (int halvings = 0; halvings < 4; ++halvings) {
            if (accept()) return;
            for (std::size_t j = 0; j < candidate.size(); ++j) candidate[j] = 0.5 * (candidate[j] + parameters[j]);
        }
    }
    slope.fixed_point(parameters, candidate);
    accept();
}

void express(const PreparedColumn& column, std::span<const double> parameters, std::span<double>, std::span<double> entries) {
    if (entries.empty()) return;
    for (std::size_t part = 0; part < parameters.size(); ++part) {
        log_rising(parameters[part], values_of(column, part), slots_of(column, part, entries));
    }
    const auto totals = slots_of(column, parameters.size(), entries);
    log_rising(sum_of(parameters), values_of(column, parameters.size()), totals);
    for (double& total : totals) total = -total;
}

void settle(const Statistics& everyone, PreparedColumn& column, ColumnDraft&) {
    std::size_t used = 0;
    for (std::size_t part = 0; part < column.parameter_width; ++part) used += sum_of(slots_of(column, part, everyone.slots)) > 0;
    column.varies = used > 1;
    column.free_parameters = used > 1 ? used : 0;
}

double log_multinomial_coefficient(const Cell& composition) noexcept {
    double total = 0, sum = 0;
    for (const float part : composition.parts) {
        const double count = count_of(part, composition.exposure);
        total += count;
        sum -= math::lgamma(count + 1);
    }
    return sum + math::lgamma(total + 1);
}

double log_multinomial_coefficient(std::span<const double> counts) noexcept {
    double total = 0, sum = 0;
    for (const double count : counts) {
        total += count;
        sum -= math::lgamma(count + 1);
    }
    return sum + math::lgamma(total + 1);
}

bool sound(std::span<const double> parameters) noexcept {
    return std::all_of(parameters.begin(), parameters.end(), [](double a) { return std::isfinite(a) && a > 0; });
}

}  // namespace dangol::inline v0::polya
