#include "features/build_rows.hpp"

#include <dangol/core/error.hpp>

#include "core/large_array.hpp"
#include "core/parallel.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t rows_per_block = 256;  // whole words of Bits: blocks are written by several threads

template <class T>
void fill(std::vector<T>& cells, std::size_t count, T value) {
    reserve_large(cells, count);
    cells.assign(count, value);
}

/// Cells that were not observed.
void make_blank(const FeatureColumn& column, bool with_standard_error, std::size_t rows, FeatureCells& data) {
    if (holds_numbers(column.kind)) fill(data.numbers, rows, std::numeric_limits<double>::quiet_NaN());
    else if (holds_codes(column.kind)) fill(data.codes, rows, unobserved_code);
    else fill(data.compositions, rows * column.levels.size(), std::numeric_limits<float>::quiet_NaN());
    fill(data.exposures, rows, 0.0);
    if (with_standard_error) fill(data.standard_errors, rows, 0.0);
    data.observed = Bits(rows, true);
}

std::vector<DisplayName> display_names_of(const FeatureColumn& column, const std::vector<DisplayName>& all) {
    std::vector<DisplayName> own;
    const auto means = [&](const DisplayName& each) {
        return each.text == (column.detail.empty() ? column.name : column.detail) || std::find(column.levels.begin(), column.levels.end(), each.text) != column.levels.end();
    };
    std::copy_if(all.begin(), all.end(), std::back_inserter(own), means);
    return own;
}

void refuse_change_of_role(const FeatureColumn& settled, const Feature& feature) {
    const auto asked = std::visit([](const auto& any) { return any.role; }, feature);
    if (settled.role != Role::outcome || !asked || *asked == Role::outcome) return;
    throw FutureLeak(settled.name, "the plan has settled it as an outcome, while its feature asks for another role",
                     "leave the role of the feature out, or make it Role::outcome");
}

}  // namespace

void settle_columns(PreparedFeature& feature, const FeatureSource& source) {
    for (FeatureColumn& column : feature.columns) {
        column.display_names = display_names_of(column, source.base().schema().display_names);
        const FeatureColumn* settled = source.settled(column.name);
        if (settled == nullptr) continue;
        if (settled->kind != column.kind) {
            throw ColumnKindMismatch(column.name, kind_name(column.kind), std::string("as the plan settled it, ") + kind_name(settled->kind),
                                     "declare it in the schema as it was, or clear settled_columns");
        }
        column.role = settled->role;
        if (settled->known != KnownWhen::undeclared) column.known = settled->known;
    }
}

std::vector<PreparedFeature> prepare_all(const FeatureSource& source, const Execution& execution) {
    std::vector<PreparedFeature> prepared;
    for (const Feature& feature : source.plan().features) {
        check_stop(execution);  // some count every line
        prepared.push_back(std::visit([&](const auto& any) { return prepare(any, source); }, feature));
        for (const FeatureColumn& column : prepared.back().columns) {
            if (const FeatureColumn* settled = source.settled(column.name)) refuse_change_of_role(*settled, feature);
        }
        settle_columns(prepared.back(), source);
    }
    return prepared;
}

FeatureTable::State build_rows(const FeatureSource& source, const std::vector<PreparedFeature>& features, CustomerKeys keys,
                               const std::function<CustomerMoment(std::size_t)>& moment_of, std::string_view stage,
                               const Execution& execution) {
    const auto measure = [&](BlockRange rows, std::span<MeasuredColumn> columns, const std::vector<std::size_t>& first_column) {
        for (std::size_t row = rows.begin; row < rows.end; ++row) {
            const CustomerMoment moment = moment_of(row);
            for (std::size_t f = 0; f < features.size(); ++f) {
                features[f].measure(moment, RowCells(columns.subspan(first_column[f], features[f].columns.size()), row));
            }
        }
    };
    return build_blocks(source, features, std::move(keys), measure, stage, execution);
}

FeatureTable::State build_blocks(const FeatureSource& source, const std::vector<PreparedFeature>& features, CustomerKeys keys,
                                 const MeasureBlock& measure, std::string_view stage, const Execution& execution) {
    const Execution quietly{.threads = execution.threads, .stop = execution.stop};
    const std::size_t rows = row_count(keys);
    std::vector<MeasuredColumn> data;
    std::vector<std::size_t> first_column{0};  // of each feature
    std::vector<char> with_standard_error;
    for (const PreparedFeature& feature : features) {
        for (std::size_t c = 0; c < feature.columns.size(); ++c) {
            check_column(feature.columns[c]);
            data.push_back({.meaning = feature.columns[c]});
            with_standard_error.push_back(feature.has_standard_error(c) ? 1 : 0);
        }
        first_column.push_back(data.size());
    }
    FeatureTable::State state;
    for_each_block(data.size() + 1, quietly, [&](std::size_t column) {
        if (column == data.size()) fill(state.weights, rows, 1.0);
        else make_blank(data[column].meaning, with_standard_error[column] != 0, rows, data[column].cells);
    });
    for_each_block(
        block_count(rows, rows_per_block), execution,
        [&](std::size_t block) {
            const BlockRange range = block_range(block, rows, rows_per_block);
            measure(range, data, first_column);
            for (MeasuredColumn& column : data) {  // while they are in the cache
                keep_observed(column.meaning, column.cells, range);
                check_rows(column.meaning, column.cells, range);
            }
        },
        stage);

    state.customers = std::move(keys);
    state.plan = source.plan();
    state.plan.window = source.window();
    state.plan.settled_columns.clear();
    state.currency = source.base().schema().currency;
    for (MeasuredColumn& column : data) {
        state.columns.push_back(std::move(column.meaning));
        state.cells.emplace_back(std::move(column.cells));
    }
    state.plan.settled_columns = state.columns;
    for (const FeatureColumn& settled : source.plan().settled_columns) {
        const bool made = std::any_of(state.columns.begin(), state.columns.end(), [&](const FeatureColumn& column) { return column.name == settled.name; });
        if (!made) state.plan.settled_columns.push_back(settled);
    }
    state.check_columns();
    return state;
}

}  // namespace dangol::inline v0
