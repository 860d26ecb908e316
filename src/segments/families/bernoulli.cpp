#include "segments/families/success_rate.hpp"

/// A flag: parameter (probability of yes).
namespace dangol::inline v0 {
namespace {

bool suits_kind(ColumnKind kind) noexcept { return kind == ColumnKind::flag; }

void prepare(const ColumnCells& cells, PreparedColumn& column, ColumnDraft&) {
    double yes = 0, answers = 0;
    for (std::size_t row = 0; row < cells.rows(); ++row) {
        if (!cells.observed[row]) continue;
        answers += cells.weights[row];
        if (cells.codes[row] != 0) yes += cells.weights[row];
    }
    success_rate::settle(yes, answers, column);
}

void expand(const PreparedColumn&, const ColumnTile& cells, double* out) {
    for (std::size_t i = 0; i < cells.rows.size(); ++i) out[i] = cells.codes[i] != 0 ? 1 : 0;
}

double log_density(const double* constants, std::size_t, const Cell& cell) noexcept { return constants[cell.code != 0 ? 0 : 1]; }
double log_base(const Cell&) noexcept { return 0; }

}  // namespace

const FamilyOperations bernoulli_operations{Family::bernoulli, "Bernoulli", suits_kind, success_rate::width, prepare, expand,
                                            success_rate::initialise, success_rate::update, success_rate::express, nullptr,
                                            success_rate::constants, success_rate::derive, log_density, log_base,
                                            success_rate::expected_value, nullptr, success_rate::sound, success_rate::settle_everyone};

}  // namespace dangol::inline v0
