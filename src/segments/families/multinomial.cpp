#include "segments/families/levels.hpp"
#include "segments/families/polya.hpp"
#include "segments/kernel.hpp"

#include <algorithm>
#include <cmath>

/// A composition whose events are all alike: parameters (probability of each part), features (count of each part, 1). Counts are
/// part · effective count, rounded, as in dirichlet_multinomial.
namespace dangol::inline v0 {
namespace {

bool suits_kind(ColumnKind kind) noexcept { return kind == ColumnKind::composition; }

double log_base(const Cell& cell) noexcept { return polya::log_multinomial_coefficient(cell); }

void prepare(const ColumnCells& cells, PreparedColumn& column, ColumnDraft& draft) {
    std::vector<char> seen(cells.meaning.levels.size(), 0);
    for (std::size_t row = 0; row < cells.rows(); ++row) {
        if (!cells.observed[row] || cells.weights[row] <= 0) continue;
        const Cell cell = cells.at(row);
        for (std::size_t part = 0; part < seen.size(); ++part) seen[part] |= polya::count_of(cell.parts[part], cell.exposure) > 0;
        draft.log_base += cells.weights[row] * log_base(cell);
    }
    const auto used = static_cast<std::size_t>(std::count(seen.begin(), seen.end(), char{1}));
    column.varies = used > 1;
    column.free_parameters = used > 1 ? used - 1 : 0;
    column.feature_count = seen.size() + 1;
}

void expand(const PreparedColumn& column, const ColumnTile& cells, double* out) {
    for (std::size_t i = 0; i < cells.rows.size(); ++i) {
        const auto parts = cells.cells.compositions.row(cells.rows[i]);
        for (std::size_t part = 0; part + 1 < column.feature_count; ++part) {
            out[part * kernel::tile_rows + i] = cells.is_observed(i) ? polya::count_of(parts[part], cells.exposures[i]) : 0;
        }
    }
}

void update(const PreparedColumn&, const Statistics& statistics, std::span<double> parameters) {
    levels::divide_by_sum(statistics.features.first(parameters.size()), parameters);
}

void initialise(const PreparedColumn& column, const Statistics& statistics, std::span<double> parameters) {
    levels::initialise_evenly(parameters);
    update(column, statistics, parameters);
}

void express(const PreparedColumn&, std::span<const double> parameters, std::span<double> coefficients, std::span<double>) {
    levels::derive(parameters, coefficients);
    coefficients.back() = 0;
}

double log_density(const double* constants, std::size_t, const Cell& cell) noexcept {
    double sum = 0;
    for (std::size_t part = 0; part < cell.parts.size(); ++part) sum += polya::count_of(cell.parts[part], cell.exposure) * constants[part];
    return sum;
}


void settle(const Statistics& everyone, PreparedColumn& column, ColumnDraft&) {
    const std::size_t used = levels::used(everyone.features.first(everyone.features.size() - 1));
    column.varies = used > 1;
    column.free_parameters = used > 1 ? used - 1 : 0;
}

}  // namespace

const FamilyOperations multinomial_operations{Family::multinomial, "multinomial", suits_kind, levels::width, prepare, expand, initialise,
                                              update, express, nullptr, levels::width, levels::derive, log_density, log_base,
                                              levels::expected_value, levels::probabilities, levels::sound, settle};

}  // namespace dangol::inline v0
