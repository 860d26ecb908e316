#pragma once

#include "segments/family_operations.hpp"

/// Counts with exposures: which slots, or which nodes, stand for their cells.
namespace dangol::inline v0::count_cells {

/// Settles exposures, slots and nodes of a column whose `values` are known: a slot for every distinct cell, or where those would be too many a slot for
/// every distinct count and nodes for the exposures.
void place(const ColumnCells& cells, PreparedColumn& column);

/// A count and an exposure as one number.
inline std::size_t pair_of(const PreparedColumn& column, double count, double exposure) noexcept {
    return std::size_t{column.index[0].at(column.values, count)} * column.exposures.size() + column.index[1].at(column.exposures, exposure);
}

}  // namespace dangol::inline v0::count_cells
