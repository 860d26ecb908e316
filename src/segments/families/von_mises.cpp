#include "core/math.hpp"
#include "core/math_bessel.hpp"
#include "segments/circle.hpp"
#include "segments/families/gaussian.hpp"

#include <algorithm>
#include <cmath>

/// A position on a circle, as an hour of the day: parameters (mean direction in the column's unit, concentration κ, period), features
/// (cos θ, sin θ, 1) with θ = 2πx / period. The direction is the one of the mean vector, and κ solves I₁(κ) / I₀(κ) = its length (Mardia
/// & Jupp, Directional Statistics, 2000, §5.3).
///
///     p(x) = e^(κ cos(θ − μ)) / (period · I₀(κ))
namespace dangol::inline v0 {
namespace {

constexpr double widest = math::pi * math::pi / 3;  // variance of a uniform direction

bool suits_kind(ColumnKind kind) noexcept { return kind == ColumnKind::cyclic; }
std::size_t width(const FeatureColumn&) noexcept { return 3; }
std::size_t constants(const FeatureColumn&) noexcept { return 4; }

/// As a variance has a floor, a concentration has a ceiling.
double ceiling_of(double length, double variance_floor) {
    const double variance = std::min(1 / math::inverse_bessel_ratio(std::max(std::min(length, 1 - 1e-12), 1e-3)), widest);
    return 1 / (variance_floor * variance);
}

void prepare(const ColumnCells& cells, PreparedColumn& column, ColumnDraft& draft) {
    const double angle = 2 * math::pi / cells.meaning.period;
    column.scale = cells.meaning.period;
    double weight = 0, first = 0, cosine = 0, sine = 0;
    for (std::size_t row = 0; row < cells.rows(); ++row) {
        if (!cells.observed[row] || cells.weights[row] <= 0) continue;
        if (weight == 0) first = cells.numbers[row];
        column.varies = weight > 0 && (column.varies || cells.numbers[row] != first);
        if (weight == 0) column.varies = false;
        weight += cells.weights[row];
        cosine += cells.weights[row] * math::cos(angle * cells.numbers[row]);
        sine += cells.weights[row] * math::sin(angle * cells.numbers[row]);
    }
    if (weight == 0) column.varies = false;
    column.center = first;
    column.free_parameters = column.varies ? 2 : 0;
    draft.log_base = -weight * math::log(column.scale);
    if (!column.varies) return;
    column.values = {ceiling_of(std::sqrt(cosine * cosine + sine * sine) / weight, column.variance_floor)};
    column.feature_count = 3;
}

void expand(const PreparedColumn& column, const ColumnTile& cells, double* out) {
    const double angle = 2 * math::pi / column.scale;
    for (std::size_t i = 0; i < cells.rows.size(); ++i) {
        out[i] = math::cos(angle * cells.numbers[i]);
        out[kernel::tile_rows + i] = math::sin(angle * cells.numbers[i]);
    }
    gaussian::silence(~cells.observed, cells.rows.size(), 2, out);
}

void update(const PreparedColumn& column, const Statistics& statistics, std::span<double> parameters) {
    if (!column.varies || !(statistics.features[2] > 0)) return;
    const double cosine = statistics.features[0], sine = statistics.features[1];
    const double length = std::sqrt(cosine * cosine + sine * sine) / statistics.features[2];
    parameters[0] = circle::direction(cosine, sine, column.scale);
    parameters[1] = length < 1 ? std::min(math::inverse_bessel_ratio(length), column.values[0]) : column.values[0];
}

void initialise(const PreparedColumn& column, const Statistics& statistics, std::span<double> parameters) {
    parameters[0] = column.center;
    parameters[1] = 0;
    parameters[2] = column.scale;
    update(column, statistics, parameters);
}

void express(const PreparedColumn& column, std::span<const double> parameters, std::span<double> coefficients, std::span<double>) {
    if (coefficients.empty()) return;
    const double direction = 2 * math::pi * parameters[0] / column.scale;
    coefficients[0] = parameters[1] * math::cos(direction);
    coefficients[1] = parameters[1] * math::sin(direction);
    coefficients[2] = -math::log_bessel_i0(parameters[1]);
}

bool degenerate(const PreparedColumn& column, std::span<const double> parameters) {
    return column.varies && parameters[1] >= 0.9999 * column.values[0];
}

/// (κ cos μ, κ sin μ, 2π / period, −log of period · I₀(κ)); where nothing varies κ is 0, any time as likely as any other.
void derive(std::span<const double> parameters, std::span<double> out) {
    const double angle = 2 * math::pi / parameters[2];
    out[0] = parameters[1] * math::cos(angle * parameters[0]);
    out[1] = parameters[1] * math::sin(angle * parameters[0]);
    out[2] = angle;
    out[3] = -math::log(parameters[2]) - math::log_bessel_i0(parameters[1]);
}
double log_density(const double* constants, std::size_t, const Cell& cell) noexcept {
    const double theta = constants[2] * cell.number;
    return constants[0] * math::cos(theta) + constants[1] * math::sin(theta) + constants[3];
}
double log_base(const Cell&) noexcept { return 0; }
double expected_value(std::span<const double> parameters) { return parameters[0]; }
bool sound(std::span<const double> parameters) noexcept {
    return parameters[2] > 0 && std::isfinite(parameters[2]) && parameters[0] >= 0 && parameters[0] <= parameters[2] && parameters[1] >= 0 &&
           std::isfinite(parameters[1]);
}


void settle(const Statistics& everyone, PreparedColumn& column, ColumnDraft&) {
    if (everyone.features.empty() || !(everyone.features[2] > 0)) return;
    const double cosine = everyone.features[0], sine = everyone.features[1];
    column.values = {ceiling_of(std::sqrt(cosine * cosine + sine * sine) / everyone.features[2], column.variance_floor)};
    column.free_parameters = 2;
}

void frame(MatrixView<const double> parameters, std::span<const double>, PreparedColumn& column) { column.scale = parameters(0, 2); }

/// A column that did not vary has no direction: κ is 0 in the first segment, as in all.
void adopt(const ColumnCells& cells, std::span<const double> parameters, PreparedColumn& column, ColumnDraft& draft) {
    column.varies = parameters[1] > 0;
    column.feature_count = column.varies ? 3 : 0;
    draft.log_base = -gaussian::observed_weight(cells) * math::log(column.scale);
}

}  // namespace

const FamilyOperations von_mises_operations{Family::von_mises, "von Mises", suits_kind, width, prepare, expand, initialise, update, express,
                                            degenerate, constants, derive, log_density, log_base, expected_value, nullptr, sound, settle, frame, adopt};

}  // namespace dangol::inline v0
