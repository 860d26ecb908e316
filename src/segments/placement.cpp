#include "segments/placement.hpp"

#include <dangol/core/error.hpp>

#include "core/parallel.hpp"
#include "features/feature_table_state.hpp"
#include "segments/row_densities.hpp"

#include <algorithm>
#include <optional>

namespace dangol::inline v0 {
namespace {

constexpr std::uint32_t no_level = 0xffff'ffffu;

/// A column of the mixture as it stands in another table.
struct Match {
    std::size_t column = 0;  ///< of the mixture
    ColumnCells cells;
    std::vector<std::uint32_t> level = {};  ///< the mixture's code of each of the table's levels; empty: the same
};

[[noreturn]] void refuse_level(const FeatureColumn& fitted, const std::string& level) {
    throw UnknownLevel(fitted.name, level, fitted.levels);
}

std::vector<std::uint32_t> match_levels(const FeatureColumn& fitted, const FeatureColumn& given) {
    if (fitted.levels == given.levels) return {};
    std::vector<std::uint32_t> codes;
    for (const std::string& level : given.levels) {
        const auto at = std::ranges::find(fitted.levels, level);
        codes.push_back(at == fitted.levels.end() ? no_level : static_cast<std::uint32_t>(at - fitted.levels.begin()));
    }
    return codes;
}

/// A level that the mixture does not know is an error only where a customer has it.
void check_levels(const FeatureColumn& fitted, const Match& match) {
    if (match.level.empty()) return;
    const ColumnCells& cells = match.cells;
    for (std::size_t row = 0; row < cells.rows(); ++row) {
        if (!cells.observed[row]) continue;
        const Cell cell = cells.at(row);
        if (cell.parts.empty()) {
            if (match.level[cell.code] == no_level) refuse_level(fitted, cells.meaning.levels[cell.code]);
            continue;
        }
        for (std::size_t part = 0; part < cell.parts.size(); ++part) {
            if (match.level[part] == no_level && cell.parts[part] > 0) refuse_level(fitted, cells.meaning.levels[part]);
        }
    }
}

std::vector<Match> match_columns(const Mixture::State& state, const FeatureTable& customers) {
    std::vector<Match> matches;
    for (std::size_t c = 0; c < state.columns.size(); ++c) {
        const FeatureColumn& fitted = state.columns[c];
        const auto given = std::ranges::find(customers.columns(), fitted.name, &FeatureColumn::name);
        if (given == customers.columns().end()) continue;
        if (given->kind != fitted.kind) {
            throw ColumnKindMismatch(fitted.name, kind_name(given->kind), kind_name(fitted.kind), "give the column as it was fitted, or leave it out");
        }
        const auto index = id_at<ColumnIndex>(static_cast<std::size_t>(given - customers.columns().begin()));
        Match match{.column = c, .cells = ColumnCells(customers, index)};
        if (fitted.kind != ColumnKind::flag) match.level = match_levels(fitted, *given);
        check_levels(fitted, match);
        matches.push_back(std::move(match));
    }
    return matches;
}

}  // namespace

void place_rows(const Mixture::State& state, const FeatureTable& customers, const Execution& execution, Matrix& densities,
                const std::function<void(std::size_t row, double log_base)>& done) {
    constexpr std::size_t rows_per_block = 256;
    const std::vector<Match> matches = match_columns(state, customers);
    for_each_block(block_count(densities.rows(), rows_per_block), execution, [&](std::size_t block) {
        RowDensities row_densities(state);
        std::vector<float> parts;
        const BlockRange range = block_range(block, densities.rows(), rows_per_block);
        for (std::size_t row = range.begin; row < range.end; ++row) {
            row_densities.begin(densities.row(row));
            for (const Match& match : matches) {
                if (!match.cells.observed[row]) continue;
                Cell cell = match.cells.at(row);
                if (!match.level.empty() && cell.parts.empty()) {
                    cell.code = match.level[cell.code];
                } else if (!match.level.empty()) {
                    parts.assign(state.columns[match.column].levels.size(), 0.0F);
                    for (std::size_t part = 0; part < cell.parts.size(); ++part) {
                        if (match.level[part] != no_level) parts[match.level[part]] = cell.parts[part];
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
