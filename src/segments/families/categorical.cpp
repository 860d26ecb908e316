#include "core/math.hpp"
#include "segments/family_operations.hpp"

#include <algorithm>
#include <cmath>

/// One of a set: parameters (probability of each level), one slot per level.
namespace dangol::inline v0 {
namespace {

bool suits_kind(ColumnKind kind) noexcept { return kind == ColumnKind::category || kind == ColumnKind::ordered_category; }
std::size_t width(const FeatureColumn& column) noexcept { return column.levels.size(); }

void prepare(const ColumnCells& cells, PreparedColumn& column, ColumnDraft&) {
    column.slot_count = column.parameter_width;
    column.coded = true;
    std::vector<char> seen(column.slot_count, 0);
    for (std::size_t row = 0; row < cells.rows(); ++row) {
        if (cells.observed[row] && cells.weights[row] > 0) seen[cells.codes[row]] = 1;
    }
    const auto levels = static_cast<std::size_t>(std::count(seen.begin(), seen.end(), char{1}));
    column.free_parameters = levels > 1 ? levels - 1 : 0;
    column.varies = levels > 1;
}

void update(const PreparedColumn&, const Statistics& statistics, std::span<double> parameters) {
    double total = 0;
    for (const double weight : statistics.slots) total += weight;
    if (!(total > 0)) return;
    for (std::size_t level = 0; level < parameters.size(); ++level) parameters[level] = statistics.slots[level] / total;
}

void initialise(const PreparedColumn& column, const Statistics& statistics, std::span<double> parameters) {
    std::fill(parameters.begin(), parameters.end(), 1.0 / static_cast<double>(parameters.size()));
    update(column, statistics, parameters);
}

void derive(std::span<const double> parameters, std::span<double> constants) {
    for (std::size_t level = 0; level < parameters.size(); ++level) {
        constants[level] = std::max(parameters[level], least_probability);
    }
    math::log_in_place(constants.data(), constants.size());
}

void express(const PreparedColumn&, std::span<const double> parameters, std::span<double>, std::span<double> entries) {
    derive(parameters, entries);
}

double log_density(const double* constants, std::size_t, const Cell& cell) noexcept { return constants[cell.code]; }
double log_base(const Cell&) noexcept { return 0; }
double expected_value(std::span<const double>) { return math::not_a_number; }
void level_probabilities(std::span<const double> parameters, std::span<double> probabilities) {
    std::copy(parameters.begin(), parameters.end(), probabilities.begin());
}
bool sound(std::span<const double> parameters) noexcept {
    double sum = 0;
    for (const double p : parameters) {
        if (!(p >= 0)) return false;
        sum += p;
    }
    return parameters.empty() || std::fabs(sum - 1) < 1e-6;
}

}  // namespace

const FamilyOperations categorical_operations{Family::categorical, "categorical", suits_kind, width, prepare, nullptr, initialise, update,
                                              express, nullptr, width, derive, log_density, log_base, expected_value,
                                              level_probabilities, sound};

}  // namespace dangol::inline v0
