#include "segments/prepared_table.hpp"

#include <dangol/core/error.hpp>

#include "core/math.hpp"
#include "core/parallel.hpp"
#include "features/feature_table_state.hpp"
#include "segments/kernel.hpp"
#include "segments/mixture_fit.hpp"
#include "segments/mixture_state.hpp"
#include "segments/sums.hpp"
#include "segments/telling.hpp"

#include <algorithm>
#include <cmath>

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
    const auto check = [&](const std::string& name) {
        if (std::ranges::find(names, name) == names.end()) throw UnknownColumn(name, names, "the basis columns");
    };
    for (const FamilyChoice& choice : options.families) check(choice.column);
    for (const std::string& name : options.block) check(name);
    for (const std::string& name : options.shared_columns) {
        check(name);
        if (covariance_of(options) == CovarianceShape::diagonal || std::ranges::find(options.block, name) == options.block.end()) continue;
        throw InvalidArgument("column that all segments share", name, "outside the block of columns that vary together", "name it in block or in shared_columns");
    }
}

std::vector<char> shared_flags(std::span<const FeatureColumn> columns, const MixtureOptions& options) {
    std::vector<char> shared;
    for (const FeatureColumn& column : columns) shared.push_back(std::ranges::find(options.shared_columns, column.name) != options.shared_columns.end() ? 1 : 0);
    return shared;
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
void choose_block(PreparedTable& table, std::span<const char> shared, const MixtureOptions& options, const Execution& execution) {
    PreparedBlock block{.is_free = covariance_of(options) == CovarianceShape::free_block, .ridge = covariance_ridge(options.prior_customers)};
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        if (shared[c] != 0) continue;
        PreparedColumn& column = table.columns[c];
        if (!options.block.empty() && std::ranges::find(options.block, table.meanings[c].name) == options.block.end()) continue;
        if (!options.block.empty() && column.family != Family::normal && column.family != Family::log_normal_hurdle) {
            throw InvalidArgument("column in the block", table.meanings[c].name, "described by the normal or the log-normal family", "leave it out of the block");
        }
        if (!joins_block(table.cells[c], column)) continue;
        block.columns.push_back(static_cast<std::uint32_t>(c));
        column.in_block = true;
        column.feature_count = 0;
        column.last_is_constant = false;
        column.free_parameters = 1;  // its mean; covariances are counted apart
    }
    if (block.columns.empty()) return;
    check_block_size(block.size());
    sort_by_pattern(table, std::move(block), execution);
}

}  // namespace

std::vector<char> PreparedTable::shared_columns() const {
    std::vector<char> shared;
    for (const PreparedColumn& column : columns) shared.push_back(column.shared ? 1 : 0);
    return shared;
}

std::size_t PreparedTable::free_parameters(std::size_t segments) const noexcept {
    std::size_t per_segment = 0, of_all = 0;
    for (const PreparedColumn& column : columns) (column.shared ? of_all : per_segment) += column.free_parameters;
    const std::size_t one_covariance = block ? block->size() * (block->size() + 1) / 2 : 0;
    return segments * per_segment + of_all + (block ? block->covariances(segments) : 0) * one_covariance + (segments - 1);
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
        throw InsufficientData("customers", 0, 1, "widen the window of the plan, or look whether any customer came in it");
    }
    const std::vector<ColumnIndex> basis = source.columns_with(Role::basis);
    if (basis.empty()) throw InsufficientData("columns with the role basis", 0, 1, "give at least one column this role");

    PreparedTable table{.source = source};
    for (const double weight : source.weights()) table.total_weight += weight;
    if (!(table.total_weight > 0)) throw InvalidArgument("sum of the weights", table.total_weight, "above 0", "leave weights out where all are 1");
    for (const ColumnIndex index : basis) {
        table.cells.emplace_back(table.source, index).stop = execution.stop;
        table.meanings.push_back(source.columns()[index.value]);
    }
    check_choices(table.meanings, options);

    table.columns.resize(basis.size());
    std::vector<ColumnDraft> drafts(basis.size());
    for (std::size_t c = 0; c < basis.size(); ++c) {
        PreparedColumn& column = table.columns[c];
        column.family = family_of(table.meanings[c], options);
        column.parameter_width = operations_of(column.family).parameter_width(table.meanings[c]);
        column.variance_floor = variance_floor(options.prior_customers);
    }
    const double nothing_yet = 0;
    const Execution step = telling(execution, "reading the columns", nothing_yet);
    for_each_long_block(basis.size(), step, [&](std::size_t c) {
        operations_of(table.columns[c].family).prepare(table.cells[c], table.columns[c], drafts[c]);
        settle_last_feature(table.cells[c], table.columns[c]);
    });
    for (const ColumnDraft& draft : drafts) table.log_base += draft.log_base;
    describe_silent_columns(table);
    const std::vector<char> shared = shared_flags(table.meanings, options);

    while_telling(execution, "reading the columns", nothing_yet, [&] {
        if (covariance_of(options) != CovarianceShape::diagonal) choose_block(table, shared, options, step);
        place_columns(table);
        keep_slots(table, step);
    });
    check_stop(execution);
    cut_into_units(table);
    sum_up_everyone(table, step);
    return options.shared_columns.empty() ? table : with_shared_columns(std::move(table), shared, step);
}

}  // namespace dangol::inline v0
