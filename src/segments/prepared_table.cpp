#include "segments/prepared_table.hpp"

#include <dangol/core/error.hpp>

#include "core/math.hpp"
#include "core/parallel.hpp"
#include "features/feature_table_state.hpp"
#include "segments/kernel.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace dangol::inline v0 {
namespace {

Family family_of(const FeatureColumn& column, const MixtureOptions& options) {
    if (column.kind == ColumnKind::cyclic) {
        throw ColumnKindMismatch(column.name, kind_name(column.kind), "a kind that a family describes",
                                 "give it the role descriptor");
    }
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

/// The order in which rows with the same columns of the block missing are neighbours; stable.
std::vector<std::uint32_t> order_by_pattern(const Matrix& values) {
    std::vector<std::vector<bool>> seen(values.rows());
    for (std::size_t row = 0; row < values.rows(); ++row) {
        for (const double value : values.row(row)) seen[row].push_back(!std::isnan(value));
    }
    std::vector<std::uint32_t> order(values.rows());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return seen[a] > seen[b]; });
    return order;
}

/// Standardised values of the block, NaN where missing, in the table's row order.
Matrix block_values(std::span<const ColumnCells> cells, std::span<const PreparedColumn> columns, std::span<const std::uint32_t> chosen) {
    Matrix values(cells.front().rows(), chosen.size(), math::not_a_number);
    for (std::size_t b = 0; b < chosen.size(); ++b) {
        const ColumnCells& from = cells[chosen[b]];
        const PreparedColumn& column = columns[chosen[b]];
        const bool logs = column.family == Family::log_normal_hurdle;
        for (std::size_t row = 0; row < from.rows(); ++row) {
            if (!from.observed[row]) continue;
            const double value = logs ? math::log(from.numbers[row]) : from.numbers[row];
            values(row, b) = (value - column.center) / column.scale;
        }
    }
    return values;
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

/// Lays the drafts of all columns side by side, in the prepared order of rows.
class Assembly {
public:
    Assembly(PreparedTable& into, std::vector<ColumnDraft> drafts) : into_(into), drafts_(std::move(drafts)) {}

    void features() {
        const std::size_t rows = into_.rows();
        struct Source { std::size_t column, feature; };
        std::vector<Source> dense;
        for (std::size_t c = 0; c < into_.columns.size(); ++c) {
            const std::size_t count = into_.columns[c].feature_count;
            const std::vector<double>& values = drafts_[c].features;
            for (std::size_t f = 0; f < count; ++f) {
                bool constant = true;
                for (std::size_t row = 1; row < rows && constant; ++row) constant = values[row * count + f] == values[f];
                into_.dense_of_feature.push_back(constant ? PreparedTable::is_constant : static_cast<std::uint32_t>(dense.size()));
                into_.constant_of_feature.push_back(constant ? values[f] : 0);
                if (!constant) dense.push_back({c, f});
            }
        }
        into_.features = Matrix(rows, kernel::padded(dense.size()));
        for (std::size_t d = 0; d < dense.size(); ++d) {
            const auto [c, f] = dense[d];
            const std::size_t count = into_.columns[c].feature_count;
            for (std::size_t row = 0; row < rows; ++row) {
                into_.features(row, d) = drafts_[c].features[std::size_t{into_.order[row]} * count + f];
            }
        }
    }

    void slots() {
        const std::size_t rows = into_.rows();
        into_.slots_begin.assign(1, 0);
        for (std::size_t row = 0; row < rows; ++row) {
            const std::size_t source = into_.order[row];
            for (std::size_t c = 0; c < drafts_.size(); ++c) {
                const ColumnDraft& draft = drafts_[c];
                if (draft.slots_end.empty()) continue;
                for (std::size_t s = source == 0 ? 0 : draft.slots_end[source - 1]; s < draft.slots_end[source]; ++s) {
                    into_.slots.push_back(static_cast<std::uint32_t>(into_.columns[c].first_slot + draft.slots[s]));
                }
            }
            into_.slots_begin.push_back(into_.slots.size());
        }
        into_.rows_begin.assign(into_.slot_count + 1, 0);
        for (const std::uint32_t slot : into_.slots) ++into_.rows_begin[slot + 1];
        std::partial_sum(into_.rows_begin.begin(), into_.rows_begin.end(), into_.rows_begin.begin());
        std::vector<std::size_t> next(into_.rows_begin.begin(), into_.rows_begin.end() - 1);
        into_.rows_of_slot.resize(into_.slots.size());
        for (std::size_t row = 0; row < rows; ++row) {
            for (const std::uint32_t slot : into_.slots_of(row)) into_.rows_of_slot[next[slot]++] = static_cast<std::uint32_t>(row);
        }
    }

    void log_base() {
        into_.log_base.assign(into_.rows(), 0.0);
        for (const ColumnDraft& draft : drafts_) {
            if (draft.log_base.empty()) continue;
            for (std::size_t row = 0; row < into_.rows(); ++row) into_.log_base[row] += draft.log_base[into_.order[row]];
        }
    }

private:
    PreparedTable& into_;
    std::vector<ColumnDraft> drafts_;
};

constexpr std::size_t rows_per_unit = 512;

/// Cuts the rows into chunks of one pattern, and chunks into units of about rows_per_unit rows: what a thread takes at a time.
void cut_into_units(PreparedTable& table) {
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

void sum_up_everyone(PreparedTable& table) {
    table.base_features.assign(table.feature_count, 0.0);
    table.base_slots.assign(table.slot_count, 0.0);
    for (std::size_t f = 0; f < table.feature_count; ++f) {
        double sum = 0;
        const std::uint32_t dense = table.dense_of_feature[f];
        if (dense == PreparedTable::is_constant) {
            sum = table.constant_of_feature[f] * table.total_weight;
        } else {
            for (std::size_t row = 0; row < table.rows(); ++row) sum += table.weights[row] * table.features(row, dense);
        }
        table.base_features[f] = sum;
    }
    for (std::size_t row = 0; row < table.rows(); ++row) {
        for (const std::uint32_t slot : table.slots_of(row)) table.base_slots[slot] += table.weights[row];
    }
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

void describe_silent_columns(PreparedTable& table, std::span<const ColumnCells> cells) {
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        if (table.columns[c].free_parameters > 0) continue;
        const bool never = cells[c].observed.count() == 0;
        table.warnings.push_back("Column \"" + table.meanings[c].name + "\" " +
                                 (never ? "was never observed" : "is the same for everyone") +
                                 ", so it tells nothing about segments: leave it out of the basis.");
    }
}

}  // namespace

std::size_t PreparedTable::free_parameters(std::size_t segments) const noexcept {
    std::size_t per_segment = 0;
    for (const PreparedColumn& column : columns) per_segment += column.free_parameters;
    const std::size_t shared = block ? block->size() * (block->size() + 1) / 2 : 0;
    return segments * per_segment + shared + (segments - 1);
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

    PreparedTable table;
    for (const double weight : source.weights()) table.total_weight += weight;
    if (!(table.total_weight > 0)) throw InvalidArgument("sum of the weights", table.total_weight, "above 0", "leave weights out where all are 1");
    std::vector<ColumnCells> cells;
    for (const ColumnIndex index : basis) {
        cells.emplace_back(source, index);
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
    const Execution quiet{.threads = execution.threads, .stop = execution.stop};
    for_each_block(basis.size(), quiet, [&](std::size_t c) {
        operations_of(table.columns[c].family).prepare(cells[c], table.columns[c], drafts[c]);
    });
    describe_silent_columns(table, cells);

    table.order.resize(source.customer_count());
    std::iota(table.order.begin(), table.order.end(), 0U);
    std::vector<std::uint32_t> in_block;
    Matrix values;
    if (options.covariance == CovarianceShape::shared_block) {
        for (std::size_t c = 0; c < basis.size(); ++c) {
            PreparedColumn& column = table.columns[c];
            if (!joins_block(cells[c], column)) continue;
            column.in_block = true;
            column.feature_count = 0;
            column.free_parameters = 1;  // its mean; the covariance is counted once
            drafts[c].features.clear();
        }
        in_block = block_columns(table.columns);
        if (!in_block.empty()) {
            values = block_values(cells, table.columns, in_block);
            table.order = order_by_pattern(values);
        }
    }
    for (PreparedColumn& column : table.columns) {
        column.first_parameter = table.parameter_count;
        column.first_feature = table.feature_count;
        column.first_slot = table.slot_count;
        table.parameter_count += column.parameter_width;
        table.feature_count += column.feature_count;
        table.slot_count += column.slot_count;
    }
    for (const std::uint32_t row : table.order) table.weights.push_back(source.weights()[row]);
    Assembly assembly(table, std::move(drafts));
    assembly.features();
    check_stop(execution);
    assembly.slots();
    assembly.log_base();
    if (!in_block.empty()) {
        Matrix ordered(values.rows(), values.columns());
        for (std::size_t row = 0; row < ordered.rows(); ++row) {
            std::copy_n(values.row(table.order[row]).begin(), values.columns(), ordered.row(row).begin());
        }
        table.block = prepare_block(std::move(in_block), ordered, table.weights);
    }
    cut_into_units(table);
    check_stop(execution);
    sum_up_everyone(table);
    return table;
}

}  // namespace dangol::inline v0
