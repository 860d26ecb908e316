#include "segments/families/gaussian.hpp"

/// A number with mean and variance: parameters (mean, variance), features (z, z², 1).
namespace dangol::inline v0 {
namespace {

bool suits_kind(ColumnKind kind) noexcept {
    return kind == ColumnKind::numeric || kind == ColumnKind::positive || kind == ColumnKind::count;
}
std::size_t width(const FeatureColumn&) noexcept { return 2; }
std::size_t constants(const FeatureColumn&) noexcept { return 3; }

void prepare(const ColumnCells& cells, PreparedColumn& column, ColumnDraft& draft) {
    gaussian::Spread spread;
    for (std::size_t row = 0; row < cells.rows(); ++row) {
        if (cells.observed[row]) spread.add(cells.numbers[row], cells.weights[row]);
    }
    gaussian::standardise(spread, column);
    column.free_parameters = column.varies ? 2 : 0;
    if (!column.varies) return;
    column.feature_count = 3;
    draft.log_base = spread.weight() * (-gaussian::half_log_two_pi - math::log(column.scale));
}

void expand(const PreparedColumn& column, const ColumnTile& cells, double* out) {
    gaussian::expand(column, cells.numbers, cells.rows.size(), out);
    gaussian::silence(~cells.observed, cells.rows.size(), 2, out);
}

void update(const PreparedColumn& column, const Statistics& statistics, std::span<double> parameters) {
    if (!column.varies || column.in_block) return;
    gaussian::update(column, statistics.features.data(), statistics.features[2], parameters.data());
}

void initialise(const PreparedColumn& column, const Statistics&, std::span<double> parameters) {
    parameters[0] = column.center;
    parameters[1] = column.varies ? column.scale * column.scale : 0;
}

void express(const PreparedColumn& column, std::span<const double> parameters, std::span<double> coefficients, std::span<double>) {
    if (coefficients.empty()) return;
    const auto [linear, square, constant] = gaussian::express(column, parameters[0], parameters[1]);
    coefficients[0] = linear;
    coefficients[1] = square;
    coefficients[2] = constant;
}

bool degenerate(const PreparedColumn& column, std::span<const double> parameters) {
    return gaussian::degenerate(column, parameters[1]);
}

void derive(std::span<const double> parameters, std::span<double> constants) {
    gaussian::derive(parameters[0], parameters[1], constants.data());
}
double log_density(const double* constants, std::size_t, const Cell& cell) noexcept { return gaussian::log_density(constants, cell.number); }
double log_base(const Cell&) noexcept { return 0; }
double expected_value(std::span<const double> parameters) { return parameters[0]; }
bool sound(std::span<const double> parameters) noexcept {
    return std::isfinite(parameters[0]) && std::isfinite(parameters[1]) && parameters[1] >= 0;
}


void settle(const Statistics& everyone, PreparedColumn& column, ColumnDraft& draft) {
    if (everyone.features.empty()) return;
    gaussian::settle(everyone.features.data(), everyone.features[2], column, draft);
    column.free_parameters = 2;
}

void frame(MatrixView<const double> parameters, std::span<const double> shares, PreparedColumn& column) {
    gaussian::frame(parameters, 0, shares, column);
}

void adopt(const ColumnCells& cells, std::span<const double> parameters, PreparedColumn& column, ColumnDraft& draft) {
    column.varies = parameters[1] > 0;
    column.feature_count = column.varies ? 3 : 0;
    draft.log_base = column.varies ? gaussian::observed_weight(cells) * (-gaussian::half_log_two_pi - math::log(column.scale)) : 0;
}

}  // namespace

const FamilyOperations normal_operations{Family::normal, "normal", suits_kind, width, prepare, expand, initialise, update, express, degenerate,
                                         constants, derive, log_density, log_base, expected_value, nullptr, sound, settle, frame, adopt};

}  // namespace dangol::inline v0
