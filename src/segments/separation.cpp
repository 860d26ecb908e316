#include <dangol/segments/separation.hpp>

#include <dangol/core/error.hpp>

#include "core/math.hpp"
#include "core/parallel.hpp"
#include "segments/column_match.hpp"
#include "segments/mixture_state.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t compared_rows_at_most = 8192;

/// Up to what is the same in all segments; of a column of the block by itself.
double log_density(const Mixture::State& state, std::size_t segment, std::size_t c, const Cell& cell) {
    if (state.in_block[c] == 0) {
        const std::size_t first = state.first_constant[c];
        return operations_of(state.families[c]).log_density(state.constants.row(segment).data() + first, state.first_constant[c + 1] - first, cell);
    }
    const bool logs = state.families[c] == Family::log_normal_hurdle;
    if (logs && !(cell.number > 0)) return 0;  // the block knows amounts above 0 only
    const auto at = static_cast<std::size_t>(std::ranges::find(state.block, c) - state.block.begin());
    const double variance = state.covariance(state.first_covariance_of(segment) + at, at);
    const double from_mean = (logs ? math::log(cell.number) : cell.number) - state.parameters_of(segment, c)[logs ? 1 : 0];
    return -0.5 * (math::log(variance) + from_mean * from_mean / variance);
}

}  // namespace

std::vector<ColumnSeparation> separation(const Mixture& mixture, std::size_t a, std::size_t b, const FeatureTable& customers, const Execution& execution) {
    const Mixture::State& state = mixture.state();
    check_segment(state, a);
    check_segment(state, b);
    if (a == b) throw InvalidArgument("second segment", b, "another than the first", "give two segments");
    const std::size_t rows = customers.customer_count(), step = rows / compared_rows_at_most + 1, columns = state.columns.size();
    if (rows == 0) throw InsufficientData("customers to tell the segments apart by", 0, 1, "give those that the segments were found in");
    std::vector<std::uint32_t> looked_at;
    for (std::size_t row = 0; row < rows; row += step) looked_at.push_back(static_cast<std::uint32_t>(row));
    const FeatureTable table = as_fitted(state, customers.rows(looked_at));
    const Matrix membership = mixture.membership(table, execution);
    std::vector<ColumnCells> cells;
    for (std::size_t c = 0; c < columns; ++c) cells.emplace_back(table, id_at<ColumnIndex>(c));

    const double both = state.shares[a] + state.shares[b];
    const std::array<std::size_t, 2> pair{a, b};
    std::vector<ColumnSeparation> out(columns);
    double weight = 0, total = 0;
    for (std::size_t row = 0; row < table.customer_count(); ++row) {
        if (row % 512 == 0) check_stop(execution);
        const std::array<double, 2> counts{table.weights()[row] * membership(row, a), table.weights()[row] * membership(row, b)};
        weight += counts[0] + counts[1];
        for (std::size_t c = 0; c < columns; ++c) {
            if (!cells[c].observed[row]) continue;
            const Cell cell = cells[c].at(row);
            std::array<double, 2> own;
            for (std::size_t k = 0; k < 2; ++k) own[k] = log_density(state, pair[k], c, cell);
            const double most = std::max(own[0], own[1]);
            const double either = most + math::log((state.shares[a] * math::exp(own[0] - most) + state.shares[b] * math::exp(own[1] - most)) / both);
            for (std::size_t k = 0; k < 2; ++k)
                if (counts[k] > 0) out[c].nats += counts[k] * (own[k] - either);
        }
    }
    for (std::size_t c = 0; c < columns; ++c) {
        out[c].column = state.columns[c].name;
        out[c].nats = weight > 0 ? std::max(out[c].nats / weight, 0.0) : 0;
        total += out[c].nats;
    }
    for (ColumnSeparation& column : out) column.share = total > 1e-9 ? column.nats / total : 1.0 / static_cast<double>(columns);
    return out;
}

}  // namespace dangol::inline v0
