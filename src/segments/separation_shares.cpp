#include "segments/em.hpp"

#include "core/math.hpp"
#include "segments/sums.hpp"
#include "segments/tile.hpp"

#include <algorithm>
#include <cmath>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t rows_at_most = 8192;

/// Log-densities of single columns in all segments, up to what is the same for all.
class ColumnDensities {
public:
    ColumnDensities(const PreparedTable& table, const Expressed& expressed) : table_(table), expressed_(expressed) {}

    /// out(k, i), tile_rows apart.
    void at(const Tile& tile, const MissingPattern* pattern, std::size_t c, double* out) const {
        const PreparedColumn& column = table_.columns[c];
        const std::size_t segments = expressed_.segments();
        if (column.in_block) return marginal_at(tile, *pattern, c, out);
        for (std::size_t k = 0; k < segments; ++k) {
            const auto by_feature = expressed_.by_feature.row(k).subspan(column.first_feature, column.feature_count);
            for (std::size_t i = 0; i < tile.count(); ++i) {
                double sum = column.last_is_constant ? column.last_constant * by_feature.back() : 0;
                for (std::size_t f = 0; f < column.dense_count(); ++f) sum += tile.features()[(column.first_dense + f) * kernel::tile_rows + i] * by_feature[f];
                for (std::uint32_t s = tile.slots().begin[i]; column.slot_count > 0 && s < tile.slots().begin[i + 1]; ++s) {
                    const std::uint32_t slot = tile.slots().slots[s];
                    if (slot >= column.first_slot && slot < column.first_slot + column.slot_count) sum += expressed_.by_slot(k, slot);
                }
                out[k * kernel::tile_rows + i] = sum;
            }
        }
    }

private:
    void marginal_at(const Tile& tile, const MissingPattern& pattern, std::size_t c, double* out) const {
        const PreparedBlock& block = *table_.block;
        const auto b = static_cast<std::size_t>(std::ranges::find(block.columns, static_cast<std::uint32_t>(c)) - block.columns.begin());
        const auto seen = std::ranges::find(pattern.observed, static_cast<std::uint32_t>(b));
        for (std::size_t k = 0; k < expressed_.segments(); ++k) {
            const double variance = expressed_.covariance((block.is_free ? k * block.size() : 0) + b, b);
            const double constant = -0.5 * math::log(variance);
            for (std::size_t i = 0; i < tile.count(); ++i) {
                out[k * kernel::tile_rows + i] = 0;
                if (seen == pattern.observed.end()) continue;
                const double from_mean = tile.block_values()[static_cast<std::size_t>(seen - pattern.observed.begin()) * kernel::tile_rows + i] - expressed_.means(k, b);
                out[k * kernel::tile_rows + i] = constant - 0.5 * from_mean * from_mean / variance;
            }
        }
    }

    const PreparedTable& table_;
    const Expressed& expressed_;
};

}  // namespace

std::vector<double> separation_shares(const PreparedTable& table, const FitState& state) {
    const std::size_t segments = state.segments(), columns = table.columns.size();
    std::vector<double> ratios(columns);
    const std::size_t step = table.rows() / rows_at_most + 1;
    const Expressed expressed = express(table, state);
    const ColumnDensities densities(table, expressed);
    Tile tile(table);
    std::vector<double> memberships(segments * kernel::tile_rows), own(segments * kernel::tile_rows);
    std::vector<std::uint32_t> rows;
    for (std::size_t c = 0; c < table.chunks.size() && segments > 1; ++c) {
        const RowChunk& chunk = table.chunks[c];
        const MissingPattern* pattern = table.block ? &table.block->patterns[chunk.pattern] : nullptr;
        const PatternTerms terms = pattern != nullptr ? express_pattern(*table.block, *pattern, expressed.means, expressed.covariance) : PatternTerms{};
        for (std::size_t row = (chunk.begin + step - 1) / step * step; row < chunk.end;) {
            rows.clear();
            for (; row < chunk.end && rows.size() < kernel::tile_rows; row += step) rows.push_back(table.source_row(row));
            tile.load(rows, chunk.pattern);
            static_cast<void>(assign(table, expressed, pattern != nullptr ? &terms : nullptr, tile, memberships.data()));
            for (std::size_t column = 0; column < columns; ++column) {
                if (table.columns[column].shared) continue;
                densities.at(tile, pattern, column, own.data());
                for (std::size_t i = 0; i < tile.count(); ++i) {
                    double most = own[i], sum = 0;
                    for (std::size_t k = 1; k < segments; ++k) most = std::max(most, own[k * kernel::tile_rows + i]);
                    for (std::size_t k = 0; k < segments; ++k) sum += state.shares[k] * math::exp(own[k * kernel::tile_rows + i] - most);
                    const double everywhere = most + math::log(sum);
                    for (std::size_t k = 0; k < segments; ++k) {
                        const double membership = memberships[k * kernel::tile_rows + i];  // times weight
                        if (membership > 0) ratios[column] += membership * (own[k * kernel::tile_rows + i] - everywhere);
                    }
                }
            }
        }
    }
    double total = 0;
    for (double& ratio : ratios) total += ratio = std::max(ratio, 0.0);
    for (double& ratio : ratios) ratio = total > 1e-9 * table.total_weight ? ratio / total : 1.0 / static_cast<double>(columns);
    return ratios;
}

}  // namespace dangol::inline v0
