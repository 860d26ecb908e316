#include "segments/expressed.hpp"

#include "core/math.hpp"
#include "segments/kernel.hpp"

#include <algorithm>
#include <numeric>

namespace dangol::inline v0 {
namespace {

/// Where the mean stands among the parameters of a column of the block; its variance follows.
std::size_t mean_position(const PreparedColumn& column) {
    return column.first_parameter + (column.family == Family::log_normal_hurdle ? 1 : 0);
}

/// Standard deviation of a row or column of the covariance.
double unit(const PreparedTable& table, const Mixture::State& mixture, std::size_t row) {
    return table.columns[mixture.block[row % mixture.block.size()]].scale;
}

}  // namespace

FitState fit_state_of(const PreparedTable& table, const Mixture::State& mixture) {
    FitState state{.parameters = mixture.parameters, .shares = mixture.shares, .covariance = mixture.covariance};
    for (std::size_t row = 0; row < state.covariance.rows(); ++row) {
        for (std::size_t b = 0; b < state.covariance.columns(); ++b) state.covariance(row, b) /= unit(table, mixture, row) * unit(table, mixture, b);
    }
    return state;
}

void put_fit_state(const PreparedTable& table, const FitState& state, Mixture::State& mixture) {
    mixture.shares = state.shares;
    mixture.parameters = state.parameters;
    if (!table.block) return;
    mixture.block = table.block->columns;
    mixture.covariance = state.covariance;
    for (std::size_t row = 0; row < state.covariance.rows(); ++row) {
        for (std::size_t b = 0; b < state.covariance.columns(); ++b) mixture.covariance(row, b) *= unit(table, mixture, row) * unit(table, mixture, b);
    }
}

FitState everyone(const PreparedTable& table, std::size_t segments) {
    FitState state{.parameters = Matrix(segments, table.parameter_count),
                   .shares = std::vector<double>(segments, 1.0 / static_cast<double>(segments))};
    for (std::size_t k = 0; k < segments; ++k) std::ranges::copy(table.base_parameters, state.parameters.row(k).begin());
    if (!table.block) return state;
    const std::size_t size = table.block->size();
    state.covariance = Matrix(table.block->covariances(segments) * size, size);
    for (std::size_t row = 0; row < state.covariance.rows(); ++row) state.covariance(row, row % size) = 1;
    return state;
}

void share_parameters(const PreparedTable& table, FitState& state) {
    for (const PreparedColumn& column : table.columns) {
        if (!column.shared || column.speaks()) continue;
        const auto everyones = std::span(table.base_parameters).subspan(column.first_parameter, column.parameter_width);
        for (std::size_t k = 0; k < state.segments(); ++k) std::ranges::copy(everyones, state.parameters.row(k).subspan(column.first_parameter).begin());
    }
}

Expressed express(const PreparedTable& table, const FitState& state) {
    const std::size_t segments = state.segments(), padded = kernel::padded(segments);
    Expressed out{.by_feature = Matrix(segments, table.feature_count),
                  .by_slot = Matrix(segments, table.slot_count),
                  .start = std::vector<double>(segments, kernel::impossible),
                  .coefficients = Matrix(table.dense_count, segments),
                  .entries = Matrix(table.slot_count, padded)};
    for (std::size_t k = 0; k < segments; ++k) {
        if (state.shares[k] > 0) out.start[k] = math::log(state.shares[k]);
        for (const PreparedColumn& column : table.columns) {
            if (!column.speaks()) continue;
            const auto by_feature = out.by_feature.row(k).subspan(column.first_feature, column.feature_count);
            operations_of(column.family)
                .express(column, state.parameters.row(k).subspan(column.first_parameter, column.parameter_width), by_feature,
                         out.by_slot.row(k).subspan(column.first_slot, column.slot_count));
            for (std::size_t f = 0; f < column.dense_count(); ++f) out.coefficients(column.first_dense + f, k) = by_feature[f];
            if (column.last_is_constant) out.start[k] += column.last_constant * by_feature.back();
        }
        for (std::size_t slot = 0; slot < table.slot_count; ++slot) out.entries(slot, k) = out.by_slot(k, slot);
    }
    if (table.block) {
        out.means = block_means(table, state);
        out.covariance = state.covariance;
        out.complete = express_pattern(*table.block, everything(*table.block), out.means, out.covariance);
    }
    return out;
}

Matrix block_means(const PreparedTable& table, const FitState& state) {
    Matrix means(state.segments(), table.block->size());
    for (std::size_t b = 0; b < table.block->size(); ++b) {
        const PreparedColumn& column = table.columns[table.block->columns[b]];
        for (std::size_t k = 0; k < state.segments(); ++k) {
            means(k, b) = (state.parameters(k, mean_position(column)) - column.center) / column.scale;
        }
    }
    return means;
}

void set_block_means(const PreparedTable& table, const Matrix& means, FitState& state) {
    const std::size_t size = table.block->size();
    for (std::size_t b = 0; b < size; ++b) {
        const PreparedColumn& column = table.columns[table.block->columns[b]];
        const std::size_t position = mean_position(column);
        for (std::size_t k = 0; k < state.segments(); ++k) {
            const std::size_t own = table.block->is_free ? k * size : 0;
            state.parameters(k, position) = column.center + column.scale * means(k, b);
            state.parameters(k, position + 1) = column.scale * column.scale * state.covariance(own + b, b);
        }
    }
}

MissingPattern everything(const PreparedBlock& block) {
    MissingPattern pattern{.observed = std::vector<std::uint32_t>(block.size())};
    std::iota(pattern.observed.begin(), pattern.observed.end(), 0U);
    return pattern;
}

}  // namespace dangol::inline v0
