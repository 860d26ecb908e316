#include "core/math.hpp"
#include "segments/families/gaussian.hpp"

#include <algorithm>
#include <cmath>

/// An amount that is zero or not, and where not, from a gamma law: parameters (share of positive, mean m, shape α; variance m²/α),
/// features (b, b log y, b y, 1) with b = [x > 0] and y = x / scale. The mean is the sample's, and the shape solves
/// log α − ψ(α) = log m − mean of log x (Choi & Wette 1969).
///
///     p(x) = (α/m)^α x^(α−1) e^(−αx/m) / Γ(α)  where x > 0
namespace dangol::inline v0 {
namespace {

bool suits_kind(ColumnKind kind) noexcept { return kind == ColumnKind::positive; }
std::size_t width(const FeatureColumn&) noexcept { return 3; }
std::size_t constants(const FeatureColumn&) noexcept { return 5; }
bool is_unseen(std::span<const double> parameters) noexcept { return parameters[0] == 1 && parameters[1] == unseen_mean && parameters[2] == 0; }

/// α with log α − ψ(α) = gap > 0; the left side falls from ∞ to 0, and is about 1 / 2α.
double shape_of_gap(double gap) noexcept {
    double shape = (3 - gap + std::sqrt((gap - 3) * (gap - 3) + 24 * gap)) / (12 * gap);
    for (int step = 0; step < 50; ++step) {  // Newton's steps for log α
        const double miss = math::log(shape) - math::digamma(shape) - gap;
        const double slope = 1 - shape * math::trigamma(shape);  // < 0
        const double next = shape * math::exp(std::clamp(-miss / slope, -2.0, 2.0));
        if (std::fabs(next - shape) <= 1e-14 * shape) return next;
        shape = next;
    }
    return shape;
}

void prepare(const ColumnCells& cells, PreparedColumn& column, ColumnDraft& draft) {
    gaussian::Spread logs;
    double sum = 0;
    bool zeros = false;
    for (std::size_t row = 0; row < cells.rows(); ++row) {
        if (!cells.observed[row] || cells.weights[row] <= 0) continue;
        const double x = cells.numbers[row];
        if (x > 0) {
            logs.add(math::log(x), cells.weights[row]);
            sum += cells.weights[row] * x;
        } else {
            zeros = true;
        }
    }
    column.varies = logs.varies();
    column.scale = logs.weight() > 0 ? sum / logs.weight() : zeros ? 1 : unseen_mean;
    column.above_zero = logs.weight() > 0 || !zeros ? 1 : 0;
    column.free_parameters = (zeros && logs.weight() > 0 ? 1U : 0U) + (column.varies ? 2U : 0U);
    if (column.free_parameters == 0) return;
    column.feature_count = 4;
    if (!column.varies) return;
    // As a variance has a floor, a shape has a ceiling.
    column.values = {shape_of_gap(std::max(math::log(column.scale) - logs.mean(), 1e-12)) / column.variance_floor};
    draft.log_base = -logs.weight() * logs.mean();
}

void expand(const PreparedColumn& column, const ColumnTile& cells, double* out) {
    const std::size_t rows = cells.rows.size();
    const double inverse = 1 / column.scale;
    double *log_y = out + kernel::tile_rows, *y = log_y + kernel::tile_rows;
    std::uint64_t zeros = 0;
    for (std::size_t i = 0; i < rows; ++i) {
        const bool positive = cells.numbers[i] > 0;
        out[i] = positive ? 1 : 0;
        log_y[i] = positive ? cells.numbers[i] * inverse : 1;
        y[i] = cells.numbers[i] * inverse;
        zeros |= std::uint64_t{!positive} << i;
    }
    math::log_in_place(log_y, rows);
    gaussian::silence(column.varies ? zeros : ~std::uint64_t{0}, rows, 2, log_y);
}

void update(const PreparedColumn& column, const Statistics& statistics, std::span<double> parameters) {
    if (statistics.features.empty() || !(statistics.features[3] > 0)) return;
    const double positive = statistics.features[0];
    parameters[0] = std::min(positive / statistics.features[3], 1.0);
    if (!column.varies || !(positive > 0)) return;
    const double mean = statistics.features[2] / positive;
    if (!(mean > 0)) return;
    const double gap = math::log(mean) - statistics.features[1] / positive;
    parameters[1] = column.scale * mean;
    parameters[2] = gap > 0 ? std::min(shape_of_gap(gap), column.values[0]) : column.values[0];
}

void initialise(const PreparedColumn& column, const Statistics& statistics, std::span<double> parameters) {
    parameters[0] = column.above_zero;
    parameters[1] = column.scale;
    parameters[2] = 1;
    update(column, statistics, parameters);
    if (!column.varies) parameters[2] = 0;  // says that amounts do not vary
}

void express(const PreparedColumn& column, std::span<const double> parameters, std::span<double> coefficients, std::span<double>) {
    if (coefficients.empty()) return;
    if (is_unseen(parameters)) {
        std::ranges::fill(coefficients, 0.0);
        return;
    }
    const double p = clamped_probability(parameters[0]), log_zero = math::log1p(-p), shape = parameters[2];
    coefficients[0] = math::log(p) - log_zero;
    coefficients[3] = log_zero;
    coefficients[1] = coefficients[2] = 0;
    if (!column.varies) return;
    const double rate = shape * column.scale / parameters[1];
    coefficients[0] += shape * math::log(rate) - math::lgamma(shape);
    coefficients[1] = shape;
    coefficients[2] = -rate;
}

bool degenerate(const PreparedColumn& column, std::span<const double> parameters) {
    return column.varies && parameters[2] >= 0.9999 * column.values[0];
}

/// (log p, log(1 − p), α − 1, −α/m, log of what does not depend on x).
void derive(std::span<const double> parameters, std::span<double> out) {
    if (is_unseen(parameters)) {
        std::ranges::fill(out, 0.0);
        return;
    }
    const double p = clamped_probability(parameters[0]), shape = parameters[2];
    out[0] = math::log(p);
    out[1] = math::log1p(-p);
    const bool varies = shape > 0;
    out[2] = varies ? shape - 1 : 0;
    out[3] = varies ? -shape / parameters[1] : 0;
    out[4] = varies ? shape * math::log(shape / parameters[1]) - math::lgamma(shape) : 0;
}
double log_density(const double* constants, std::size_t, const Cell& cell) noexcept {
    if (!(cell.number > 0)) return constants[1];
    if (constants[3] == 0) return constants[0];  // all amounts are the same
    return constants[0] + constants[2] * math::log(cell.number) + constants[3] * cell.number + constants[4];
}
double log_base(const Cell&) noexcept { return 0; }
double expected_value(std::span<const double> parameters) { return parameters[0] * parameters[1]; }
bool sound(std::span<const double> parameters) noexcept {
    return parameters[0] >= 0 && parameters[0] <= 1 && std::isfinite(parameters[1]) && parameters[1] > 0 && std::isfinite(parameters[2]) &&
           parameters[2] >= 0;
}


void settle(const Statistics& everyone, PreparedColumn& column, ColumnDraft&) {
    if (everyone.features.empty()) return;
    const double positive = everyone.features[0];
    column.free_parameters = (positive > 0 && positive < everyone.features[3] ? 1U : 0U) + (column.varies ? 2U : 0U);
    if (!column.varies || !(positive > 0)) return;
    const double gap = math::log(everyone.features[2] / positive) - everyone.features[1] / positive;
    column.values = {shape_of_gap(std::max(gap, 1e-12)) / column.variance_floor};
}

void frame(MatrixView<const double> parameters, std::span<const double> shares, PreparedColumn& column) {
    double weight = 0, sum = 0;
    for (std::size_t k = 0; k < shares.size(); ++k) {
        weight += shares[k] * parameters(k, 0);
        sum += shares[k] * parameters(k, 0) * parameters(k, 1);
    }
    column.scale = weight > 0 ? sum / weight : 1;
}

void adopt(const ColumnCells& cells, std::span<const double> parameters, PreparedColumn& column, ColumnDraft& draft) {
    column.varies = parameters[2] > 0;
    column.feature_count = 4;
    draft.log_base = 0;
    for (std::size_t row = 0; row < cells.rows() && column.varies; ++row) {
        if (cells.observed[row] && cells.numbers[row] > 0) draft.log_base -= cells.weights[row] * math::log(cells.numbers[row]);
    }
}

}  // namespace

const FamilyOperations gamma_hurdle_operations{Family::gamma_hurdle, "gamma hurdle", suits_kind, width, prepare, expand, initialise, update,
                                               express, degenerate, constants, derive, log_density, log_base, expected_value, nullptr, sound, settle, frame, adopt};

}  // namespace dangol::inline v0
