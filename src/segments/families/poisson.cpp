#include "core/math.hpp"
#include "segments/family_operations.hpp"

#include <algorithm>
#include <cmath>

/// Events at a rate over an exposure: parameter (rate per unit of exposure), features (x, exposure).
namespace dangol::inline v0 {
namespace {

constexpr double least_rate = 1e-100;  // where nobody has an event; the same for all segments

bool suits_kind(ColumnKind kind) noexcept { return kind == ColumnKind::count; }
std::size_t width(const FeatureColumn&) noexcept { return 1; }
std::size_t constants(const FeatureColumn&) noexcept { return 2; }
bool is_unseen(std::span<const double> parameters) noexcept { return parameters[0] == unseen_rate; }
double log_base(const Cell& cell) noexcept { return cell.number * math::log(cell.exposure) - math::lgamma(cell.number + 1); }

void prepare(const ColumnCells& cells, PreparedColumn& column, ColumnDraft& draft) {
    column.feature_count = 2;
    column.last_feature = LastFeature::exposure;
    double events = 0, exposure = 0;
    for (std::size_t row = 0; row < cells.rows(); ++row) {
        if (!cells.observed[row]) continue;
        draft.log_base += cells.weights[row] * log_base(cells.at(row));
        events += cells.weights[row] * cells.numbers[row];
        exposure += cells.weights[row] * cells.exposures[row];
    }
    column.center = exposure > 0 ? events / exposure : unseen_rate;  // the overall rate
    column.varies = events > 0;
    column.free_parameters = column.varies ? 1 : 0;
}

void expand(const PreparedColumn&, const ColumnTile& cells, double* out) { std::copy_n(cells.numbers, cells.rows.size(), out); }

void update(const PreparedColumn& column, const Statistics& statistics, std::span<double> parameters) {
    if (!(statistics.features[1] > 0)) return;
    parameters[0] = std::max({statistics.features[0] / statistics.features[1], least_probability * column.center, least_rate});
}

void initialise(const PreparedColumn& column, const Statistics& statistics, std::span<double> parameters) {
    parameters[0] = column.center == unseen_rate ? unseen_rate : least_rate;
    update(column, statistics, parameters);
}

void express(const PreparedColumn&, std::span<const double> parameters, std::span<double> coefficients, std::span<double>) {
    coefficients[0] = is_unseen(parameters) ? 0 : math::log(parameters[0]);
    coefficients[1] = -parameters[0];
}

void derive(std::span<const double> parameters, std::span<double> constants) {
    constants[0] = is_unseen(parameters) ? 0 : math::log(parameters[0]);
    constants[1] = parameters[0];
}
double log_density(const double* constants, std::size_t, const Cell& cell) noexcept {
    return cell.number * constants[0] - cell.exposure * constants[1];
}
double expected_value(std::span<const double> parameters) { return parameters[0]; }
bool sound(std::span<const double> parameters) noexcept { return std::isfinite(parameters[0]) && parameters[0] > 0; }


void settle(const Statistics& everyone, PreparedColumn& column, ColumnDraft&) {
    const double events = everyone.features[0], exposure = everyone.features[1];
    column.center = exposure > 0 ? events / exposure : unseen_rate;
    column.varies = events > 0;
    column.free_parameters = column.varies ? 1 : 0;
}

}  // namespace

const FamilyOperations poisson_operations{Family::poisson, "Poisson", suits_kind, width, prepare, expand, initialise, update, express, nullptr,
                                          constants, derive, log_density, log_base, expected_value, nullptr, sound, settle};

}  // namespace dangol::inline v0
