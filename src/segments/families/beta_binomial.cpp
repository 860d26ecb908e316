#include "core/math.hpp"
#include "segments/families/polya.hpp"
#include "segments/rising_factorial.hpp"

#include <array>
#include <utility>

/// Successes over trials whose probability varies between customers by a beta law: parameters (α, β), mean α / (α + β). It
/// is a Pólya law of two parts, successes and failures.
namespace dangol::inline v0 {
namespace {

bool suits_kind(ColumnKind kind) noexcept { return kind == ColumnKind::share; }
std::size_t width(const FeatureColumn&) noexcept { return 2; }

std::array<double, 2> counts_of(const Cell& cell) noexcept { return {cell.number, cell.exposure - cell.number}; }
double log_base(const Cell& cell) noexcept { return polya::log_multinomial_coefficient(counts_of(cell)); }

void prepare(const ColumnCells& cells, PreparedColumn& column, ColumnDraft& draft) {
    polya::Counts found(2);
    for (std::size_t row = 0; row < cells.rows(); ++row) {
        cells.check_stop(row);
        if (!cells.observed[row]) continue;
        const Cell cell = cells.at(row);
        found.add(counts_of(cell), cells.weights[row]);
        draft.log_base += cells.weights[row] * log_base(cell);
    }
    std::move(found).finish(column);
}

std::uint32_t* find_slots(const PreparedColumn& column, const ColumnCells& cells, std::size_t row, std::uint32_t* to) noexcept {
    const std::array<double, 2> counts = counts_of(cells.at(row));
    return polya::find_slots(column, counts.size(), [&](std::size_t part) { return counts[part]; }, to);
}

void derive(std::span<const double> parameters, std::span<double> constants) {
    constants[0] = parameters[0];
    constants[1] = parameters[1];
}
double log_density(const double* alpha, std::size_t, const Cell& cell) noexcept {
    const auto [successes, failures] = counts_of(cell);
    return log_rising(alpha[0], successes) + log_rising(alpha[1], failures) - log_rising(alpha[0] + alpha[1], successes + failures);
}
double expected_value(std::span<const double> parameters) { return parameters[0] / (parameters[0] + parameters[1]); }

}  // namespace

const FamilyOperations beta_binomial_operations{Family::beta_binomial, "beta-binomial", suits_kind, width, prepare, nullptr, polya::initialise,
                                                polya::update, polya::express, nullptr, width, derive, log_density, log_base,
                                                expected_value, nullptr, polya::sound, polya::settle, nullptr, nullptr,
                                                find_slots};

}  // namespace dangol::inline v0
