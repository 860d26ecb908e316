#include "segments/families/gaussian.hpp"

#include <array>

/// An amount that is zero or not, and where not, log-normal: parameters (share of positive, mean and variance of the log),
/// features (b, b·z, b·z², 1) with b = [x > 0] and z the standardised log. The density is that of the amount itself,
/// so that information criteria compare with other families.
namespace dangol::inline v0 {
namespace {

bool suits_kind(ColumnKind kind) noexcept { return kind == ColumnKind::positive || kind == ColumnKind::count; }
std::size_t width(const FeatureColumn&) noexcept { return 3; }
std::size_t constants(const FeatureColumn&) noexcept { return 5; }
bool is_unseen(std::span<const double> parameters) noexcept { return parameters[0] == 1 && parameters[1] == unseen_log_mean && parameters[2] == 0; }

void prepare(const ColumnCells& cells, PreparedColumn& column, ColumnDraft& draft) {
    gaussian::Spread logs;
    bool zeros = false, amounts = false;
    for (std::size_t row = 0; row < cells.rows(); ++row) {
        if (!cells.observed[row] || cells.weights[row] <= 0) continue;
        const double x = cells.numbers[row];
        (x > 0 ? amounts : zeros) = true;
        if (x > 0) logs.add(math::log(x), cells.weights[row]);
    }
    gaussian::standardise(logs, column);
    if (!zeros && !amounts) column.center = unseen_log_mean;
    column.above_zero = amounts || !zeros ? 1 : 0;
    column.free_parameters = (zeros && amounts ? 1U : 0U) + (column.varies ? 2U : 0U);
    if (column.free_parameters == 0) return;
    column.feature_count = 4;
    const double log_scale = column.varies ? -gaussian::half_log_two_pi - math::log(column.scale) : 0;
    draft.log_base = column.varies ? logs.weight() * (log_scale - logs.mean()) : 0;
}

/// b, bz and bz². The log of 1 stands in for that of 0, until it is silenced.
void expand(const PreparedColumn& column, const ColumnTile& cells, double* out) {
    const std::size_t rows = cells.rows.size();
    std::array<double, kernel::tile_rows> log_x;
    std::uint64_t zeros = 0;
    for (std::size_t i = 0; i < rows; ++i) {
        const bool positive = cells.numbers[i] > 0;
        out[i] = positive ? 1 : 0;
        log_x[i] = positive ? cells.numbers[i] : 1;
        zeros |= std::uint64_t{!positive} << i;
    }
    math::log_in_place(log_x.data(), rows);
    gaussian::expand(column, log_x.data(), rows, out + kernel::tile_rows);
    gaussian::silence(column.varies ? zeros : ~std::uint64_t{0}, rows, 2, out + kernel::tile_rows);
}

void update(const PreparedColumn& column, const Statistics& statistics, std::span<double> parameters) {
    if (statistics.features.empty() || !(statistics.features[3] > 0)) return;
    parameters[0] = std::min(statistics.features[0] / statistics.features[3], 1.0);
    if (!column.in_block) gaussian::update(column, statistics.features.data() + 1, statistics.features[0], parameters.data() + 1);
}

void initialise(const PreparedColumn& column, const Statistics& statistics, std::span<double> parameters) {
    parameters[0] = column.above_zero;
    parameters[1] = column.center;
    parameters[2] = column.varies ? column.scale * column.scale : 0;
    update(column, statistics, parameters);
}

void express(const PreparedColumn& column, std::span<const double> parameters, std::span<double> coefficients, std::span<double>) {
    if (coefficients.empty()) return;
    if (is_unseen(parameters)) {
        std::ranges::fill(coefficients, 0.0);
        return;
    }
    const double p = clamped_probability(parameters[0]);
    const double log_zero = math::log1p(-p);
    const auto [linear, square, constant] = gaussian::express(column, parameters[1], parameters[2]);
    coefficients[0] = math::log(p) - log_zero + constant;
    coefficients[1] = linear;
    coefficients[2] = square;
    coefficients[3] = log_zero;
}

bool degenerate(const PreparedColumn& column, std::span<const double> parameters) {
    return gaussian::degenerate(column, parameters[2]);
}

void derive(std::span<const double> parameters, std::span<double> constants) {
    if (is_unseen(parameters)) {
        std::ranges::fill(constants, 0.0);
        return;
    }
    const double p = clamped_probability(parameters[0]);
    constants[0] = math::log(p);
    constants[1] = math::log1p(-p);
    gaussian::derive(parameters[1], parameters[2], constants.data() + 2);
}
double log_density(const double* constants, std::size_t, const Cell& cell) noexcept {
    if (!(cell.number > 0)) return constants[1];
    if (constants[3] == 0) return constants[0];  // all amounts are the same
    const double log_x = math::log(cell.number);
    return constants[0] + gaussian::log_density(constants + 2, log_x) - log_x;
}
double log_base(const Cell&) noexcept { return 0; }
double expected_value(std::span<const double> parameters) {
    return parameters[0] * math::exp(parameters[1] + 0.5 * parameters[2]);
}
bool sound(std::span<const double> parameters) noexcept {
    return parameters[0] >= 0 && parameters[0] <= 1 && std::isfinite(parameters[1]) && std::isfinite(parameters[2]) && parameters[2] >= 0;
}


void settle(const Statistics& everyone, PreparedColumn& column, ColumnDraft& draft) {
    if (everyone.features.empty()) return;
    if (column.varies) gaussian::settle(everyone.features.data() + 1, everyone.features[0], column, draft);
    const bool zeros = everyone.features[0] < everyone.features[3], amounts = everyone.features[0] > 0;
    column.free_parameters = (zeros && amounts ? 1U : 0U) + (column.varies ? 2U : 0U);
}

void frame(MatrixView<const double> parameters, std::span<const double> shares, PreparedColumn& column) {
    gaussian::frame(parameters, 1, shares, column);
}

void adopt(const ColumnCells& cells, std::span<const double> parameters, PreparedColumn& column, ColumnDraft& draft) {
    column.varies = parameters[2] > 0;
    column.feature_count = 4;
    double weight = 0, logs = 0;
    for (std::size_t row = 0; row < cells.rows(); ++row) {
        if (!cells.observed[row] || !(cells.numbers[row] > 0)) continue;
        weight += cells.weights[row];
        logs += cells.weights[row] * math::log(cells.numbers[row]);
    }
    draft.log_base = column.varies ? weight * (-gaussian::half_log_two_pi - math::log(column.scale)) - logs : 0;
}

}  // namespace

const FamilyOperations log_normal_hurdle_operations{Family::log_normal_hurdle, "log-normal hurdle", suits_kind, width, prepare, expand,
                                                    initialise, update, express, degenerate, constants, derive, log_density,
                                                    log_base, expected_value, nullptr, sound, settle, frame, adopt};

}  // namespace dangol::inline v0
