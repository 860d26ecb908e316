#include "segments/placement.hpp"

#include "core/parallel.hpp"
#include "segments/column_match.hpp"
#include "segments/row_densities.hpp"

#include <vector>

namespace dangol::inline v0 {

void place_rows(const Mixture::State& state, const FeatureTable& customers, const Execution& execution, Matrix& densities,
                const std::function<void(std::size_t row, double log_base)>& done) {
    constexpr std::size_t rows_per_block = 256;
    const std::vector<ColumnMatch> matches = match_columns(state, customers);
    for_each_block(block_count(densities.rows(), rows_per_block), execution, [&](std::size_t block) {
        RowDensities row_densities(state);
        std::vector<float> parts;
        const BlockRange range = block_range(block, densities.rows(), rows_per_block);
        for (std::size_t row = range.begin; row < range.end; ++row) {
            row_densities.begin(densities.row(row));
            for (const ColumnMatch& match : matches) {
                if (!match.cells.observed[row]) continue;
                Cell cell = match.cells.at(row);
                if (!match.level.empty() && cell.parts.empty()) {
                    cell.code = match.level[cell.code];
                } else if (!match.level.empty()) {
                    parts.assign(state.columns[match.column].levels.size(), 0.0F);
                    for (std::size_t part = 0; part < cell.parts.size(); ++part) {
                        if (match.level[part] != ColumnMatch::no_level) parts[match.level[part]] = cell.parts[part];
                    }
                    cell.parts = parts;
                }
                row_densities.add(match.column, cell);
            }
            done(row, row_densities.finish());
        }
    });
}

}  // namespace dangol::inline v0
