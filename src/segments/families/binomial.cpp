#include "segments/families/success_rate.hpp"

#include <algorithm>

/// Successes over trials, every trial alike: parameter (probability). Trials are the exposure.
namespace dangol::inline v0 {
namespace {

bool suits_kind(ColumnKind kind) noexcept { return kind == ColumnKind::share; }

double log_base(const Cell& cell) noexcept {  // log of the binomial coefficient
    return math::lgamma(cell.exposure + 1) - math::lgamma(cell.number + 1) - math::lgamma(cell.exposure - cell.number + 1);
}

void prepare(const ColumnCells& cells, PreparedColumn& column, ColumnDraft& draft) {
    column.last_feature = LastFeature::exposure;
    double successes = 0, trials = 0;
    for (std::size_t row = 0; row < cells.rows(); ++row) {
        if (!cells.observed[row]) continue;
        successes += cells.weights[row] * cells.numbers[row];
        trials += cells.weights[row] * cells.exposures[row];
        draft.log_base += cells.weights[row] * log_base(cells.at(row));
    }
    success_rate::settle(successes, trials, column);
}

void expand(const PreparedColumn&, const ColumnTile& cells, double* out) { std::copy_n(cells.numbers, cells.rows.size(), out); }

double log_density(const double* constants, std::size_t, const Cell& cell) noexcept {
    return cell.number * constants[0] + (cell.exposure - cell.number) * constants[1];
}

}  // namespace

const FamilyOperations binomial_operations{Family::binomial, "binomial", suits_kind, success_rate::width, prepare, expand,
                                           success_rate::initialise, success_rate::update, success_rate::express, nullptr,
                                           success_rate::constants, success_rate::derive, log_density, log_base,
                                           success_rate::expected_value, nullptr, success_rate::sound, success_rate::settle_everyone};

}  // namespace dangol::inline v0
