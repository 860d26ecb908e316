#include "segments/families/count_cells.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/math.hpp"

namespace dangol::inline v0::count_cells {
namespace {

constexpr std::size_t pairs_at_most = std::size_t{1} << 18;  // a megabyte; of more, rows keep their slot
constexpr std::uint32_t no_slot = 0xffff'ffffU;

constexpr std::size_t cell_slots_at_most = std::size_t{1} << 15;
constexpr std::size_t nodes_at_most = 96;  // exposures from 1 to ten million

void forget_slots(PreparedColumn& column) {
    for (auto* numbers : {&column.value_of_slot, &column.exposure_of_slot, &column.slot_of_pair, &column.slot_of_row}) *numbers = {};
}

/// Slots are numbered as they are first seen. Of each row by its pair, or where pairs are too many one by one.
class SlotNumbers {
public:
    SlotNumbers(PreparedColumn& column, std::size_t rows) : column_(column) {
        const std::size_t pairs = column.values.size() * column.exposures.size();
        if (pairs <= pairs_at_most) column.slot_of_pair.assign(pairs, no_slot);
        else column.slot_of_row.assign(rows, no_slot);
    }
    void add(std::size_t row, double count, double exposure) {
        const std::size_t pair = pair_of(column_, count, exposure);
        std::uint32_t& slot = column_.slot_of_row.empty() ? column_.slot_of_pair[pair] : seen_.try_emplace(pair, no_slot).first->second;
        if (slot == no_slot) {
            slot = static_cast<std::uint32_t>(column_.value_of_slot.size());
            column_.value_of_slot.push_back(static_cast<std::uint32_t>(pair / column_.exposures.size()));
            column_.exposure_of_slot.push_back(static_cast<std::uint32_t>(pair % column_.exposures.size()));
        }
        if (!column_.slot_of_row.empty()) column_.slot_of_row[row] = slot;
    }

private:
    PreparedColumn& column_;
    std::unordered_map<std::size_t, std::uint32_t> seen_ = {};
};

/// A slot for every distinct cell; false where those would be more than `at_most`.
bool number_cells(const ColumnCells& cells, PreparedColumn& column, std::size_t at_most) {
    if (column.exposures.size() > at_most) return false;
    forget_slots(column);
    SlotNumbers slots(column, cells.rows());
    for (std::size_t row = 0; row < cells.rows(); ++row) {
        cells.check_stop(row);
        if (cells.observed[row]) slots.add(row, cells.numbers[row], cells.exposures[row]);
        if (column.value_of_slot.size() > at_most) return false;
    }
    column.slot_count = column.value_of_slot.size();
    return true;
}

/// Ascending; of more than `at_most` perhaps not all.
std::vector<double> distinct_exposures(const ColumnCells& cells, std::size_t at_most) {
    DistinctNumbers found;
    for (std::size_t row = 0; row < cells.rows() && !found.more_than(at_most); ++row) {
        cells.check_stop(row);
        if (cells.observed[row]) found.add(cells.exposures[row]);
    }
    return std::move(found).all();
}

/// Nodes for the exposures, and a slot for every distinct count; false where nodes would be too many.
bool take_nodes(const ColumnCells& cells, PreparedColumn& column) {
    double least = column.exposures.front(), most = least;
    for (std::size_t row = 0; row < cells.rows(); ++row) {
        cells.check_stop(row);
        if (!cells.observed[row]) continue;
        least = std::min(least, cells.exposures[row]);
        most = std::max(most, cells.exposures[row]);
    }
    if (!(least > 0 && math::log(least) < math::log(most))) return false;
    LogNodes nodes(least, most);
    if (nodes.count() > nodes_at_most) return false;
    column.exposures.assign(nodes.points().begin(), nodes.points().end());
    column.exposures.shrink_to_fit();
    column.nodes = std::move(nodes);
    forget_slots(column);
    column.feature_count = 2 * column.nodes.count();
    column.slot_count = column.values.size();
    return true;
}

}  // namespace

void place(const ColumnCells& cells, PreparedColumn& column) {
    column.slots_per_row = 1;
    const auto numbered = [&](std::size_t at_most) {
        column.exposures = distinct_exposures(cells, at_most);
        column.index = {NumberIndex(column.values), NumberIndex(column.exposures)};
        return number_cells(cells, column, at_most);
    };
    if (!column.cells_as_slots && (numbered(cell_slots_at_most) || take_nodes(cells, column))) return;
    numbered(cells.rows());
}

}  // namespace dangol::inline v0::count_cells
