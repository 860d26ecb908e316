#pragma once

#include "core/math.hpp"
#include "segments/family_operations.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

/// A probability for each level, or part: shared by categorical, adjacent_category and multinomial. One slot per level where a
/// cell has one level.
namespace dangol::inline v0::levels {

inline std::size_t width(const FeatureColumn& column) noexcept { return column.levels.size(); }

inline std::size_t used(std::span<const double> weights) {
    return static_cast<std::size_t>(std::ranges::count_if(weights, [](double weight) { return weight > 0; }));
}

/// Which levels somebody has; their number.
inline std::size_t prepare_slots(const ColumnCells& cells, PreparedColumn& column, std::vector<double>& weight_of_level) {
    column.slot_count = column.parameter_width;
    column.coded = true;
    weight_of_level.assign(column.slot_count, 0);
    for (std::size_t row = 0; row < cells.rows(); ++row) {
        if (cells.observed[row]) weight_of_level[cells.codes[row]] += cells.weights[row];
    }
    const std::size_t levels_used = used(weight_of_level);
    column.varies = levels_used > 1;
    return levels_used;
}

/// Probabilities in proportion to weights; unchanged where there is none.
inline void divide_by_sum(std::span<const double> weights, std::span<double> probabilities) {
    double total = 0;
    for (const double weight : weights) total += weight;
    if (!(total > 0)) return;
    for (std::size_t level = 0; level < probabilities.size(); ++level) probabilities[level] = weights[level] / total;
}

inline void initialise_evenly(std::span<double> probabilities) {
    std::ranges::fill(probabilities, 1.0 / static_cast<double>(probabilities.size()));
}

inline void derive(std::span<const double> probabilities, std::span<double> logs) {
    for (std::size_t level = 0; level < probabilities.size(); ++level) logs[level] = std::max(probabilities[level], least_probability);
    math::log_in_place(logs.data(), probabilities.size());
}
inline void express(const PreparedColumn&, std::span<const double> probabilities, std::span<double>, std::span<double> entries) {
    derive(probabilities, entries);
}
inline double log_density(const double* logs, std::size_t, const Cell& cell) noexcept { return logs[cell.code]; }
inline double log_base(const Cell&) noexcept { return 0; }
inline double expected_value(std::span<const double>) { return math::not_a_number; }
inline void probabilities(std::span<const double> parameters, std::span<double> out) { std::ranges::copy(parameters, out.begin()); }
inline bool sound(std::span<const double> parameters) noexcept {
    double sum = 0;
    for (const double p : parameters) {
        if (!(p >= 0)) return false;
        sum += p;
    }
    return parameters.empty() || std::fabs(sum - 1) < 1e-6;
}

}  // namespace dangol::inline v0::levels
