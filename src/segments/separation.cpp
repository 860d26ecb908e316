#include "segments/em.hpp"

#include "core/math.hpp"

#include <algorithm>
#include <cmath>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t rows_at_most = 8192;

/// Log-densities of one column in all segments, up to what is the same for all.
class ColumnDensities {
public:
    ColumnDensities(const PreparedTable& table, const FitState& state, std::size_t column)
        : table_(table), column_(table.columns[column]), segments_(state.shares.size()) {
        coefficients_ = Matrix(segments_, column_.feature_count);
        entries_ = Matrix(segments_, column_.slot_count);
        for (std::size_t k = 0; k < segments_; ++k) {
            const auto parameters = state.parameters.row(k).subspan(column_.first_parameter, column_.parameter_width);
            operations_of(column_.family).express(column_, parameters, coefficients_.row(k), entries_.row(k));
            if (!column_.in_block) continue;
            const std::size_t position = column_.family == Family::log_normal_hurdle ? 1 : 0;
            means_.push_back((parameters[position] - column_.center) / column_.scale);
            variance_ = parameters[position + 1] / (column_.scale * column_.scale);
        }
        if (!column_.in_block) return;
        const auto& columns = table.block->columns;
        in_block_ = static_cast<std::size_t>(std::ranges::find(columns, static_cast<std::uint32_t>(column)) - columns.begin());
    }

    void at(std::size_t row, std::size_t pattern, std::span<double> out) const {
        for (std::size_t k = 0; k < segments_; ++k) {
            double sum = 0;
            for (std::size_t f = 0; f < column_.feature_count; ++f) {
                const std::uint32_t dense = table_.dense_of_feature[column_.first_feature + f];
                const double feature = dense == PreparedTable::is_constant ? table_.constant_of_feature[column_.first_feature + f]
                                                                           : table_.features(row, dense);
                sum += feature * coefficients_(k, f);
            }
            for (const std::uint32_t slot : table_.slots_of(row)) {
                if (slot >= column_.first_slot && slot < column_.first_slot + column_.slot_count) {
                    sum += entries_(k, slot - column_.first_slot);
                }
            }
            out[k] = sum;
        }
        if (!column_.in_block) return;
        const auto& missing = table_.block->patterns[pattern].missing;
        if (std::ranges::find(missing, static_cast<std::uint32_t>(in_block_)) != missing.end()) return;
        for (std::size_t k = 0; k < segments_; ++k) {
            const double from_mean = table_.block->values(row, in_block_) - means_[k];
            out[k] = -0.5 * from_mean * from_mean / variance_;
        }
    }

private:
    const PreparedTable& table_;
    const PreparedColumn& column_;
    std::size_t segments_ = 0, in_block_ = 0;
    Matrix coefficients_, entries_;
    std::vector<double> means_;
    double variance_ = 1;
};

double log_of_mixture(std::span<const double> logs, std::span<const double> shares) {
    const double most = *std::ranges::max_element(logs);
    double sum = 0;
    for (std::size_t k = 0; k < logs.size(); ++k) sum += shares[k] * math::exp(logs[k] - most);
    return most + math::log(sum);
}

}  // namespace

std::vector<double> separation_shares(const PreparedTable& table, const FitRun& run) {
    std::vector<double> ratios(table.columns.size());
    const std::size_t segments = run.state.shares.size();
    const std::size_t step = table.rows() / rows_at_most + 1;
    std::vector<double> logs(segments);
    for (std::size_t c = 0; c < ratios.size() && segments > 1; ++c) {
        const ColumnDensities densities(table, run.state, c);
        for (const RowChunk& chunk : table.chunks) {
            for (std::size_t row = (chunk.begin + step - 1) / step * step; row < chunk.end; row += step) {
                densities.at(row, chunk.pattern, logs);
                const double everywhere = log_of_mixture(logs, run.state.shares);
                for (std::size_t k = 0; k < segments; ++k) {
                    if (run.memberships(row, k) > 0) ratios[c] += run.memberships(row, k) * (logs[k] - everywhere);
                }
            }
        }
        ratios[c] = std::max(ratios[c], 0.0);
    }
    double total = 0;
    for (const double ratio : ratios) total += ratio;
    for (double& ratio : ratios) ratio = total > 1e-9 * table.total_weight ? ratio / total : 1.0 / static_cast<double>(ratios.size());
    return ratios;
}

}  // namespace dangol::inline v0
