#include "core/math.hpp"
#include "segments/families/polya.hpp"
#include "segments/rising_factorial.hpp"

#include <cmath>
#include <utility>
#include <vector>

/// A composition with the effective count behind it: parameters (concentration of each part). Counts are part · effective count,
/// rounded to whole numbers, which they are where the composition was counted; n is their sum.
namespace dangol::inline v0 {
namespace {

bool suits_kind(ColumnKind kind) noexcept { return kind == ColumnKind::composition; }
std::size_t width(const FeatureColumn& column) noexcept { return column.levels.size(); }
std::size_t constants(const FeatureColumn& column) noexcept { return column.levels.size() + 1; }

double log_base(const Cell& cell) noexcept { return polya::log_multinomial_coefficient(cell); }

void prepare(const ColumnCells& cells, PreparedColumn& column, ColumnDraft& draft) {
    const std::size_t parts = cells.meaning.levels.size();
    polya::Counts found(parts);
    std::vector<double> counts(parts);
    for (std::size_t row = 0; row < cells.rows(); ++row) {
        cells.check_stop(row);
        if (!cells.observed[row]) continue;
        const Cell cell = cells.at(row);
        for (std::size_t part = 0; part < parts; ++part) counts[part] = polya::count_of(cell.parts[part], cell.exposure);
        found.add(counts, cells.weights[row]);
        draft.log_base += cells.weights[row] * log_base(cell);
    }
    std::move(found).finish(column);
}

std::uint32_t* find_slots(const PreparedColumn& column, const ColumnCells& cells, std::size_t row, std::uint32_t* to) noexcept {
    const auto composition = cells.compositions.row(row);
    const double exposure = cells.exposures[row];
    if (column.counts_are_whole) {
        return polya::find_whole_slots(column, composition.size(), [&](std::size_t part) { return static_cast<double>(composition[part]) * exposure + 0.5; }, to);
    }
    return polya::find_slots(column, composition.size(), [&](std::size_t part) { return polya::count_of(composition[part], exposure); }, to);
}

void derive(std::span<const double> parameters, std::span<double> constants) {
    double sum = 0;
    for (std::size_t part = 0; part < parameters.size(); ++part) {
        constants[part] = parameters[part];
        sum += parameters[part];
    }
    constants[parameters.size()] = sum;
}

double log_density(const double* constants, std::size_t width, const Cell& cell) noexcept {
    double total = 0, sum = 0;
    for (std::size_t part = 0; part < cell.parts.size(); ++part) {
        const double count = polya::count_of(cell.parts[part], cell.exposure);
        if (!(count > 0)) continue;
        total += count;
        sum += log_rising(constants[part], count);
    }
    return total > 0 ? sum - log_rising(constants[width - 1], total) : 0;
}

double expected_value(std::span<const double>) { return math::not_a_number; }
void level_probabilities(std::span<const double> parameters, std::span<double> probabilities) {
    double sum = 0;
    for (const double a : parameters) sum += a;
    for (std::size_t part = 0; part < parameters.size(); ++part) probabilities[part] = parameters[part] / sum;
}

}  // namespace

const FamilyOperations dirichlet_multinomial_operations{Family::dirichlet_multinomial, "Dirichlet-multinomial", suits_kind, width,
                                                        prepare, nullptr, polya::initialise, polya::update, polya::express, nullptr, constants,
                                                        derive, log_density, log_base, expected_value, level_probabilities,
                                                        polya::sound, polya::settle, nullptr, nullptr, find_slots};

}  // namespace dangol::inline v0
