#include "core/parallel.hpp"
#include "segments/mixture_state.hpp"
#include "segments/prepared_table.hpp"
#include "segments/sums.hpp"

#include <utility>

namespace dangol::inline v0 {
namespace {

MatrixView<const double> parameters_of_column(const Mixture::State& state, std::size_t c) {
    const std::size_t first = state.first_parameter[c];
    return {state.parameters.data() + first, state.segment_count(), state.first_parameter[c + 1] - first, state.parameters.columns()};
}

}  // namespace

std::vector<ColumnFrame> frames_of(const Mixture::State& state) {
    std::vector<ColumnFrame> frames;
    for (std::size_t c = 0; c < state.columns.size(); ++c) {
        PreparedColumn column;
        if (const auto frame = operations_of(state.families[c]).frame) frame(parameters_of_column(state, c), state.shares, column);
        frames.push_back({column.center, column.scale});
    }
    return frames;
}

PreparedTable prepare_part(const Mixture::State& state, std::span<const ColumnFrame> frames, const FeatureTable& rows, const Execution& execution) {
    PreparedTable table{.source = rows, .meanings = state.columns};
    for (const double weight : rows.weights()) table.total_weight += weight;
    table.columns.resize(state.columns.size());
    std::vector<ColumnDraft> drafts(state.columns.size());
    for (std::size_t c = 0; c < state.columns.size(); ++c) table.cells.emplace_back(table.source, id_at<ColumnIndex>(c)).stop = execution.stop;
    const Execution quiet{.threads = execution.threads, .stop = execution.stop};
    for_each_block(state.columns.size(), quiet, [&](std::size_t c) {
        PreparedColumn& column = table.columns[c];
        const FamilyOperations& operations = operations_of(state.families[c]);
        column.family = state.families[c];
        column.parameter_width = operations.parameter_width(state.columns[c]);
        column.variance_floor = 1;  // of a spread that nobody uses
        column.cells_as_slots = true;
        operations.prepare(table.cells[c], column, drafts[c]);
        if (operations.adopt == nullptr) return;
        column.center = frames[c].center;
        column.scale = frames[c].scale;
        operations.adopt(table.cells[c], parameters_of_column(state, c).row(0), column, drafts[c]);
    });
    for (const ColumnDraft& draft : drafts) table.log_base += draft.log_base;
    for (const std::uint32_t c : state.shared) table.columns[c].shared = true;
    if (!state.block.empty()) {
        PreparedBlock block{.columns = state.block, .is_free = state.shape == CovarianceShape::free_block};
        for (const std::uint32_t c : state.block) {
            PreparedColumn& column = table.columns[c];
            column.in_block = true;
            column.feature_count = 0;
            column.free_parameters = 1;  // its mean; covariances are counted apart
        }
        sort_by_pattern(table, std::move(block), quiet);
    }
    place_columns(table);
    keep_slots(table, quiet);
    if (rows.customer_count() == 0) return table;
    cut_into_units(table);
    if (table.block) table.block->complete = sum_everyone(table, quiet).complete_moments(*table.block, 0);
    return table;
}

}  // namespace dangol::inline v0
