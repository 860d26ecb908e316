#include "features/build_rows.hpp"

#include <dangol/core/error.hpp>

#include "core/parallel.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t rows_per_block = 64;

FeatureData blank(const FeatureColumn& column, bool with_standard_error, std::size_t rows) {
    FeatureData data{.meaning = column};
    if (holds_numbers(column.kind)) data.numbers.assign(rows, std::numeric_limits<double>::quiet_NaN());
    else if (holds_codes(column.kind)) data.codes.assign(rows, unobserved_code);
    else data.compositions.assign(rows * column.levels.size(), std::numeric_limits<float>::quiet_NaN());
    data.exposures.assign(rows, 0.0);
    if (with_standard_error) data.standard_errors.assign(rows, 0.0);
    return data;
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

std::vector<PreparedFeature> prepare_all(const FeatureSource& source) {
    std::vector<PreparedFeature> prepared;
    for (const Feature& feature : source.plan().features) {
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
    const std::size_t rows = row_count(keys);
    std::vector<FeatureData> data;
    std::vector<std::size_t> first_column;  // of each feature
    for (const PreparedFeature& feature : features) {
        first_column.push_back(data.size());
        for (std::size_t c = 0; c < feature.columns.size(); ++c) {
            check_column(feature.columns[c]);
            data.push_back(blank(feature.columns[c], feature.has_standard_error(c), rows));
        }
    }
    for_each_block(
        block_count(rows, rows_per_block), execution,
        [&](std::size_t block) {
            const BlockRange range = block_range(block, rows, rows_per_block);
            for (std::size_t row = range.begin; row < range.end; ++row) {
                const CustomerMoment moment = moment_of(row);
                for (std::size_t f = 0; f < features.size(); ++f) {
                    features[f].measure(moment, RowCells(std::span(data).subspan(first_column[f], features[f].columns.size()), row));
                }
            }
        },
        stage);

    FeatureTable::State state;
    state.customers = std::move(keys);
    state.weights.assign(rows, 1.0);
    state.plan = source.plan();
    state.plan.window = source.window();
    state.plan.settled_columns.clear();
    state.currency = source.base().schema().currency;
    for (const FeatureData& column : data) state.columns.push_back(column.meaning);
    state.cells.resize(data.size());
    const Execution quietly{.threads = execution.threads, .stop = execution.stop};
    for_each_block(data.size(), quietly, [&](std::size_t column) { state.cells[column] = cells_of(std::move(data[column]), rows); });
    state.plan.settled_columns = state.columns;
    for (const FeatureColumn& settled : source.plan().settled_columns) {
        const bool made = std::any_of(state.columns.begin(), state.columns.end(), [&](const FeatureColumn& column) { return column.name == settled.name; });
        if (!made) state.plan.settled_columns.push_back(settled);
    }
    state.check();
    return state;
}

}  // namespace dangol::inline v0
