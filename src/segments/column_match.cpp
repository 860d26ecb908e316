#include "segments/column_match.hpp"

#include <dangol/core/error.hpp>

#include "features/feature_table_state.hpp"

#include <algorithm>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace dangol::inline v0 {
namespace {

std::vector<std::uint32_t> match_levels(const FeatureColumn& fitted, const FeatureColumn& given) {
    if (fitted.levels == given.levels) return {};
    std::unordered_map<std::string_view, std::uint32_t> code_of;
    for (const std::string& level : fitted.levels) code_of.emplace(level, static_cast<std::uint32_t>(code_of.size()));
    std::vector<std::uint32_t> codes;
    for (const std::string& level : given.levels) {
        const auto at = code_of.find(level);
        codes.push_back(at == code_of.end() ? ColumnMatch::no_level : at->second);
    }
    return codes;
}

void check_levels(const FeatureColumn& fitted, const ColumnMatch& match) {
    if (match.level.empty()) return;
    const ColumnCells& cells = match.cells;
    const auto refuse = [&](std::size_t level) { throw UnknownLevel(fitted.name, cells.meaning.levels[level], fitted.levels); };
    for (std::size_t row = 0; row < cells.rows(); ++row) {
        if (!cells.observed[row]) continue;
        const Cell cell = cells.at(row);
        if (cell.parts.empty()) {
            if (match.level[cell.code] == ColumnMatch::no_level) refuse(cell.code);
            continue;
        }
        for (std::size_t part = 0; part < cell.parts.size(); ++part) {
            if (match.level[part] == ColumnMatch::no_level && cell.parts[part] > 0) refuse(part);
        }
    }
}

/// Nobody was asked.
FeatureCells unobserved(const FeatureColumn& column, std::size_t rows) {
    FeatureCells cells{.exposures = std::vector<double>(rows), .observed = Bits(rows)};
    if (holds_numbers(column.kind)) cells.numbers.resize(rows);
    if (holds_codes(column.kind)) cells.codes.resize(rows);
    if (column.kind == ColumnKind::composition) cells.compositions.resize(rows * column.levels.size());
    return cells;
}

/// With the mixture's codes; what nobody has may point nowhere.
FeatureCells recoded(const FeatureCells& given, const ColumnMatch& match, std::size_t levels) {
    FeatureCells cells = given;
    for (std::size_t row = 0; row < cells.codes.size(); ++row) {
        if (match.cells.observed[row]) cells.codes[row] = match.level[given.codes[row]];
    }
    if (given.compositions.empty()) return cells;
    const std::size_t rows = given.exposures.size(), width = match.level.size();
    cells.compositions.assign(rows * levels, 0.0F);
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t part = 0; part < width; ++part) {
            if (match.level[part] != ColumnMatch::no_level) cells.compositions[row * levels + match.level[part]] = given.compositions[row * width + part];
        }
    }
    return cells;
}

/// The block knows logs of amounts above 0 only: an amount of 0 was not observed by it.
SharedValue<FeatureCells> above_zero(const SharedValue<FeatureCells>& given) {
    const auto silent = [&](std::size_t row) { return given->observed[row] && !(given->numbers[row] > 0); };
    const std::size_t rows = given->numbers.size();
    std::size_t row = 0;
    while (row < rows && !silent(row)) ++row;
    if (row == rows) return given;
    FeatureCells cells = *given;
    for (; row < rows; ++row) {
        if (!silent(row)) continue;
        cells.observed.set(row, false);
        cells.numbers[row] = cells.exposures[row] = 0;
    }
    return cells;
}

}  // namespace

std::vector<ColumnMatch> match_columns(const Mixture::State& state, const FeatureTable& customers) {
    std::vector<ColumnMatch> matches;
    for (std::size_t c = 0; c < state.columns.size(); ++c) {
        const FeatureColumn& fitted = state.columns[c];
        const auto given = std::ranges::find(customers.columns(), fitted.name, &FeatureColumn::name);
        if (given == customers.columns().end()) continue;
        if (given->kind != fitted.kind) {
            throw ColumnKindMismatch(fitted.name, kind_name(given->kind), kind_name(fitted.kind), "give the column as it was fitted, or leave it out");
        }
        const auto index = id_at<ColumnIndex>(static_cast<std::size_t>(given - customers.columns().begin()));
        ColumnMatch match{.column = c, .cells = ColumnCells(customers, index)};
        if (fitted.kind != ColumnKind::flag) match.level = match_levels(fitted, *given);
        check_levels(fitted, match);
        matches.push_back(std::move(match));
    }
    return matches;
}

FeatureTable as_fitted(const Mixture::State& state, const FeatureTable& customers) {
    const FeatureTable::State& given = customers.state();
    auto out = std::make_shared<FeatureTable::State>();
    out->customers = given.customers;
    out->weights = given.weights;
    out->columns = state.columns;
    const std::vector<ColumnMatch> matches = match_columns(state, customers);
    for (std::size_t c = 0; c < state.columns.size(); ++c) {
        const auto match = std::ranges::find(matches, c, &ColumnMatch::column);
        if (match == matches.end()) {
            out->cells.emplace_back(unobserved(state.columns[c], customers.customer_count()));
            continue;
        }
        const auto at = static_cast<std::size_t>(std::ranges::find(given.columns, state.columns[c].name, &FeatureColumn::name) - given.columns.begin());
        if (match->level.empty()) {
            out->cells.push_back(given.cells[at]);
        } else {
            out->cells.emplace_back(recoded(*given.cells[at], *match, state.columns[c].levels.size()));
        }
    }
    for (const std::uint32_t c : state.block) {
        if (state.families[c] == Family::log_normal_hurdle) out->cells[c] = above_zero(out->cells[c]);
    }
    return FeatureTable(std::shared_ptr<const FeatureTable::State>(std::move(out)));
}

}  // namespace dangol::inline v0
