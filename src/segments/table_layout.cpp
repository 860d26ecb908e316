#include "segments/prepared_table.hpp"

#include "segments/slot_finder.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>

/// Where rows and columns of a prepared table lie.
namespace dangol::inline v0 {
namespace {

/// Whether the block knows the value of a row: it is observed.
bool block_sees(const PreparedTable& table, std::size_t column, std::size_t row) { return table.cells[column].observed[row]; }
bool block_sees_all(const PreparedTable& table, std::size_t column) { return table.cells[column].observed.all(); }

/// Rows with the same columns of the block missing become neighbours, those with nothing missing first; stable. No order where
/// nothing is missing.
std::vector<std::uint32_t> order_by_pattern(const PreparedTable& table, std::span<const std::uint32_t> block) {
    if (std::ranges::all_of(block, [&](std::uint32_t c) { return block_sees_all(table, c); })) return {};
    std::vector<std::uint64_t> seen(table.rows());
    for (std::size_t b = 0; b < block.size(); ++b) {
        for (std::size_t row = 0; row < table.rows(); ++row) seen[row] |= std::uint64_t{block_sees(table, block[b], row)} << (63 - b);
    }
    std::vector<std::uint32_t> order(table.rows());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, [&](std::uint32_t a, std::uint32_t b) { return seen[a] > seen[b]; });
    return order;
}

std::vector<MissingPattern> find_patterns(const PreparedTable& table, std::span<const std::uint32_t> block) {
    std::vector<MissingPattern> patterns;
    const auto same = [&](std::size_t row) {
        return std::ranges::all_of(block, [&](std::uint32_t c) {
            return block_sees(table, c, table.source_row(row)) == block_sees(table, c, table.source_row(row - 1));
        });
    };
    for (std::size_t row = 0; row < table.rows(); ++row) {
        if (row > 0 && (table.order.empty() || same(row))) continue;
        if (row > 0) patterns.back().end = row;
        MissingPattern& pattern = patterns.emplace_back(MissingPattern{.begin = row, .end = table.rows()});
        for (std::size_t b = 0; b < block.size(); ++b) {
            const bool seen = block_sees(table, block[b], table.source_row(row));
            (seen ? pattern.observed : pattern.missing).push_back(static_cast<std::uint32_t>(b));
        }
    }
    return patterns;
}

constexpr std::size_t least_rows_per_unit = 1024;
constexpr std::size_t chunks_per_unit_at_most = 128;  // a pattern of missing columns each, which costs factorisations: some 50 ms
constexpr std::size_t slots_kept_at_most = std::size_t{1} << 22;  // 16 MB

}  // namespace

void sort_by_pattern(PreparedTable& table, PreparedBlock block, const Execution& execution) {
    table.order = order_by_pattern(table, block.columns);
    check_stop(execution);
    block.patterns = find_patterns(table, block.columns);
    table.block = std::move(block);
}

void place_columns(PreparedTable& table) {
    table.parameter_count = table.feature_count = table.dense_count = table.slot_count = 0;
    table.coded.clear();
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        PreparedColumn& column = table.columns[c];
        column.first_parameter = table.parameter_count;
        column.first_feature = table.feature_count;
        column.first_dense = table.dense_count;
        column.first_slot = table.slot_count;
        table.parameter_count += column.parameter_width;
        table.feature_count += column.feature_count;
        table.dense_count += column.dense_count();
        table.slot_count += column.slot_count;
        if (column.coded) table.coded.push_back(static_cast<std::uint32_t>(c));
    }
}

void keep_slots(PreparedTable& table, const Execution& execution) {
    const SlotFinder finder(table);
    const std::size_t rows = table.rows(), slots_at_most = rows * finder.slots_per_row();
    table.slots.clear();
    table.slots_begin.clear();
    if (slots_at_most == 0 || slots_at_most > slots_kept_at_most) return;
    table.slots.resize(slots_at_most + 1);
    table.slots_begin.reserve(rows + 1);
    table.slots_begin.push_back(0);
    std::uint32_t* to = table.slots.data();
    for (std::size_t row = 0; row < rows; ++row) {
        if (row % 65536 == 0) check_stop(execution);
        to = finder(row, to);
        table.slots_begin.push_back(static_cast<std::uint32_t>(to - table.slots.data()));
    }
    table.slots.resize(table.slots_begin.back());
}

void cut_into_units(PreparedTable& table) {
    const std::size_t rows_per_unit = std::max(least_rows_per_unit, 2 * table.slot_count);
    const std::vector<MissingPattern> everyone{{.begin = 0, .end = table.rows()}};
    const std::vector<MissingPattern>& patterns = table.block ? table.block->patterns : everyone;
    for (std::size_t p = 0; p < patterns.size(); ++p) {
        for (std::size_t begin = patterns[p].begin; begin < patterns[p].end; begin += rows_per_unit) {
            table.chunks.push_back({begin, std::min(begin + rows_per_unit, patterns[p].end), p});
        }
    }
    std::size_t rows = rows_per_unit;
    for (std::size_t c = 0; c < table.chunks.size(); ++c) {
        if (rows >= rows_per_unit || c - table.units_begin.back() == chunks_per_unit_at_most) {
            table.units_begin.push_back(c);
            rows = 0;
        }
        rows += table.chunks[c].end - table.chunks[c].begin;
    }
    table.units_begin.push_back(table.chunks.size());
}

}  // namespace dangol::inline v0
