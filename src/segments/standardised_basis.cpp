#include "segments/standardised_basis.hpp"

#include "core/math.hpp"
#include "segments/family_operations.hpp"

#include <cmath>

namespace dangol::inline v0 {
namespace {

std::size_t coordinate_count(const FeatureColumn& column) {
    return column.kind == ColumnKind::category || column.kind == ColumnKind::composition ? column.levels.size() : 1;
}

double mean_amount(const ColumnCells& cells) {
    double sum = 0, weight = 0;
    for (std::size_t row = 0; row < cells.rows(); ++row) {
        if (!cells.observed[row]) continue;
        sum += cells.weights[row] * cells.numbers[row];
        weight += cells.weights[row];
    }
    return sum > 0 ? sum / weight : 1;
}

double coordinate(const FeatureColumn& column, const Cell& cell, std::size_t c, double mean) {
    switch (column.kind) {
        case ColumnKind::numeric:
        case ColumnKind::cyclic: return cell.number;
        case ColumnKind::positive: return math::log1p(cell.number / mean);
        case ColumnKind::count: return std::sqrt(cell.number / cell.exposure);
        case ColumnKind::share: return (cell.number + 0.5) / (cell.exposure + 1);
        case ColumnKind::flag:
        case ColumnKind::ordered_category: return static_cast<double>(cell.code);
        case ColumnKind::category: return cell.code == c ? 1 : 0;
        case ColumnKind::composition: return std::sqrt(static_cast<double>(cell.parts[c]));
    }
    return 0;
}

/// Centres the coordinates [first, first + count) over observed rows and scales them together to variance 1.
void standardise(const ColumnCells& cells, std::size_t first, std::size_t count, Matrix& values) {
    double total_variance = 0;
    for (std::size_t c = first; c < first + count; ++c) {
        double sum = 0, weight = 0;
        for (std::size_t row = 0; row < cells.rows(); ++row) {
            if (!cells.observed[row]) continue;
            sum += cells.weights[row] * values(row, c);
            weight += cells.weights[row];
        }
        const double mean = weight > 0 ? sum / weight : 0;
        double squares = 0;
        for (std::size_t row = 0; row < cells.rows(); ++row) {
            if (!cells.observed[row]) continue;
            values(row, c) -= mean;
            squares += cells.weights[row] * values(row, c) * values(row, c);
        }
        if (weight > 0) total_variance += squares / weight;
    }
    const double scale = total_variance > 0 ? 1 / std::sqrt(total_variance) : 0;
    for (std::size_t row = 0; row < cells.rows(); ++row) {
        for (std::size_t c = first; c < first + count; ++c) values(row, c) *= scale;
    }
}

}  // namespace

StandardisedBasis standardise_basis(const FeatureTable& table) {
    const std::vector<ColumnIndex> basis = table.columns_with(Role::basis);
    StandardisedBasis out;
    for (std::size_t b = 0; b < basis.size(); ++b) {
        const std::size_t count = coordinate_count(table.columns()[basis[b].value]);
        out.column_of_coordinate.insert(out.column_of_coordinate.end(), count, static_cast<std::uint32_t>(b));
    }
    out.coordinates = Matrix(table.customer_count(), out.column_of_coordinate.size());
    std::size_t first = 0;
    for (const ColumnIndex index : basis) {
        const ColumnCells cells(table, index);
        const std::size_t count = coordinate_count(cells.meaning);
        const double mean = cells.meaning.kind == ColumnKind::positive ? mean_amount(cells) : 1;
        for (std::size_t row = 0; row < cells.rows(); ++row) {
            if (!cells.observed[row]) continue;
            const Cell cell = cells.at(row);
            for (std::size_t c = 0; c < count; ++c) out.coordinates(row, first + c) = coordinate(cells.meaning, cell, c, mean);
        }
        standardise(cells, first, count, out.coordinates);
        first += count;
    }
    return out;
}

}  // namespace dangol::inline v0
