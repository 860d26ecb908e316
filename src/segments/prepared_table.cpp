#include "segments/prepared_table.hpp"

#include <dangol/core/error.hpp>

#include "core/math.hpp"
#include "core/parallel.hpp"
#include "features/feature_table_state.hpp"
#include "segments/kernel.hpp"
#include "segments/mixture_state.hpp"
#include "segments/sums.hpp"
#include "segments/telling.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace dangol::inline v0 {
namespace {

Family family_of(const FeatureColumn& column, const MixtureOptions& options) {
    Family family = default_family(column.kind);
    for (const FamilyChoice& choice : options.families) {
        if (choice.column == column.name) family = choice.family;
    }
    if (!suits(family, column.kind)) {
        throw ColumnKindMismatch(column.name, kind_name(column.kind), "a kind that the family " + std::string(to_text(family)) + " describes",
                                 "choose another family or leave the choice out");
    }
    return family;
}

void check_choices(std::span<const FeatureColumn> columns, const MixtureOptions& options) {
    std::vector<std::string> names;
    for (const FeatureColumn& column : columns) names.push_back(column.name);
    for (const FamilyChoice& choice : options.families) {
        if (std::find(names.begin(), names.end(), choice.column) == names.end()) {
            throw UnknownColumn(choice.column, names, "the basis columns");
        }
    }
}

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

/// Of hurdles only those without zeros: where an amount is 0 there is no log that could vary with the others.
bool joins_block(const ColumnCells& cells, const PreparedColumn& column) {
    if (!column.varies) return false;
    if (column.family == Family::normal) return true;
    if (column.family != Family::log_normal_hurdle) return false;
    for (std::size_t row = 0; row < cells.rows(); ++row) {
        if (cells.observed[row] && !(cells.numbers[row] > 0)) return false;
    }
    return true;
}

/// Whether the last feature of a column is the same in every row.
void settle_last_feature(const ColumnCells& cells, PreparedColumn& column) {
    if (column.feature_count == 0 || cells.rows() == 0 || !cells.observed.all()) return;
    if (column.last_feature == LastFeature::observed) {
        column.last_is_constant = true;
        column.last_constant = 1;
        return;
    }
    const double first = cells.exposures[0];
    column.last_is_constant = std::ranges::all_of(cells.exposures, [first](double exposure) { return exposure == first; });
    column.last_constant = first;
}

/// Gives every column its place, and lays the slots of columns that have several side by side.
void lay_out(PreparedTable& table, std::vector<ColumnDraft> drafts) {
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
        table.log_base += drafts[c].log_base;
        if (column.coded) table.coded.push_back(static_cast<std::uint32_t>(c));
    }
    if (std::ranges::all_of(drafts, [](const ColumnDraft& draft) { return draft.slots_end.empty(); })) return;
    table.slots_begin.assign(1, 0);
    for (std::size_t row = 0; row < table.rows(); ++row) {
        for (std::size_t c = 0; c < drafts.size(); ++c) {
            const ColumnDraft& draft = drafts[c];
            if (draft.slots_end.empty()) continue;
            for (std::size_t s = row == 0 ? 0 : draft.slots_end[row - 1]; s < draft.slots_end[row]; ++s) {
                table.slots.push_back(static_cast<std::uint32_t>(table.columns[c].first_slot + draft.slots[s]));
            }
        }
        table.slots_begin.push_back(table.slots.size());
    }
}

constexpr std::size_t least_rows_per_unit = 1024;

/// Cuts the rows into chunks of one pattern, and chunks into units: what a thread takes at a time. A unit has sums of its own, so
/// it is worth more rows where there are many slots.
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
        if (rows >= rows_per_unit) {
            table.units_begin.push_back(c);
            rows = 0;
        }
        rows += table.chunks[c].end - table.chunks[c].begin;
    }
    table.units_begin.push_back(table.chunks.size());
}

/// Everyone's statistics, and the parameters that describe everyone.
void sum_up_everyone(PreparedTable& table, const Execution& execution) {
    const Sums sums = sum_everyone(table, execution);
    const std::vector<double> dense = sums.ended_features();
    table.base_features.assign(table.feature_count, 0.0);
    table.base_slots.assign(table.slot_count, 0.0);
    for (const PreparedColumn& column : table.columns) {
        for (std::size_t f = 0; f < column.dense_count(); ++f) table.base_features[column.first_feature + f] = dense[column.first_dense + f];
        if (column.last_is_constant) table.base_features[column.first_feature + column.feature_count - 1] = column.last_constant * table.total_weight;
    }
    for (std::size_t slot = 0; slot < table.slot_count; ++slot) table.base_slots[slot] = sums.slots[slot * kernel::padded(1)];
    if (table.block) table.block->complete = sums.complete_moments(*table.block, 0);
    table.base_parameters.assign(table.parameter_count, 0.0);
    for (const PreparedColumn& column : table.columns) {
        const Statistics everyone{std::span(table.base_features).subspan(column.first_feature, column.feature_count),
                                  std::span(table.base_slots).subspan(column.first_slot, column.slot_count)};
        const auto parameters = std::span(table.base_parameters).subspan(column.first_parameter, column.parameter_width);
        const FamilyOperations& operations = operations_of(column.family);
        operations.initialise(column, everyone, parameters);
        update_fully(column, everyone, rounds_at_most, parameters);
    }
}

void describe_silent_columns(PreparedTable& table) {
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        if (table.columns[c].free_parameters > 0) continue;
        const bool never = table.cells[c].observed.count() == 0;
        table.warnings.push_back({never ? WarningKind::column_never_observed : WarningKind::column_constant, table.meanings[c].name});
    }
}

/// Takes the columns that vary together out of the features and sorts the rows by what of them is missing.
void choose_block(PreparedTable& table, const MixtureOptions& options) {
    PreparedBlock block{.is_free = options.covariance == CovarianceShape::free_block, .ridge = covariance_ridge(options.prior_customers)};
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        PreparedColumn& column = table.columns[c];
        if (!joins_block(table.cells[c], column)) continue;
        block.columns.push_back(static_cast<std::uint32_t>(c));
        column.in_block = true;
        column.feature_count = 0;
        column.last_is_constant = false;
        column.free_parameters = 1;  // its mean; covariances are counted apart
    }
    if (block.columns.empty()) return;
    check_block_size(block.size());
    table.order = order_by_pattern(table, block.columns);
    block.patterns = find_patterns(table, block.columns);
    table.block = std::move(block);
}

}  // namespace

std::size_t PreparedTable::free_parameters(std::size_t segments) const noexcept {
    std::size_t per_segment = 0;
    for (const PreparedColumn& column : columns) per_segment += column.free_parameters;
    const std::size_t one_covariance = block ? block->size() * (block->size() + 1) / 2 : 0;
    return segments * per_segment + (block ? block->covariances(segments) : 0) * one_covariance + (segments - 1);
}

void update_fully(const PreparedColumn& column, const Statistics& statistics, std::size_t rounds, std::span<double> parameters) {
    const FamilyOperations& operations = operations_of(column.family);
    std::vector<double> before(parameters.begin(), parameters.end());
    for (std::size_t round = 0; round < rounds; ++round) {
        operations.update(column, statistics, parameters);
        double change = 0;
        for (std::size_t p = 0; p < parameters.size(); ++p) {
            change = std::max(change, std::fabs(parameters[p] - before[p]) / (std::fabs(before[p]) + 1e-9));
        }
        if (change < 1e-9) return;
        std::copy(parameters.begin(), parameters.end(), before.begin());
    }
}

PreparedTable prepare(const FeatureTable& source, const MixtureOptions& options, const Execution& execution) {
    if (source.customer_count() == 0) {
        throw InsufficientData("customers", 0, 1, "build the features from at least one customer");
    }
    const std::vector<ColumnIndex> basis = source.columns_with(Role::basis);
    if (basis.empty()) throw InsufficientData("columns with the role basis", 0, 1, "give at least one column this role");

    PreparedTable table{.source = source};
    for (const double weight : source.weights()) table.total_weight += weight;
    if (!(table.total_weight > 0)) throw InvalidArgument("sum of the weights", table.total_weight, "above 0", "leave weights out where all are 1");
    for (const ColumnIndex index : basis) {
        table.cells.emplace_back(table.source, index);
        table.meanings.push_back(source.columns()[index.value]);
    }
    check_choices(table.meanings, options);

    table.columns.resize(basis.size());
    std::vector<ColumnDraft> drafts(basis.size());
    for (std::size_t c = 0; c < basis.size(); ++c) {
        PreparedColumn& column = table.columns[c];
        column.family = family_of(table.meanings[c], options);
        column.parameter_width = operations_of(column.family).parameter_width(table.meanings[c]);
        // Without a prior the likelihood of a segment that shrinks to a point is infinite (Day 1969): then a variance stays above 1/200
        // of everyone's, and starts that end there count only when all do.
        column.variance_floor = options.prior_customers > 0 ? 1e-7 : 5e-3;
    }
    const double nothing_yet = 0;
    const Execution step = telling(execution, "reading the columns", nothing_yet);
    for_each_block(basis.size(), step, [&](std::size_t c) {
        operations_of(table.columns[c].family).prepare(table.cells[c], table.columns[c], drafts[c]);
        settle_last_feature(table.cells[c], table.columns[c]);
    });
    describe_silent_columns(table);

    if (options.covariance != CovarianceShape::diagonal) choose_block(table, options);
    lay_out(table, std::move(drafts));
    check_stop(execution);
    cut_into_units(table);
    sum_up_everyone(table, step);
    return table;
}

}  // namespace dangol::inline v0
