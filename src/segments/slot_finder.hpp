#pragma once

#include "segments/prepared_table.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace dangol::inline v0 {

/// The slots of a row in the columns where a slot is no code, column after column.
class SlotFinder {
public:
    explicit SlotFinder(const PreparedTable& table) {
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            if (table.columns[c].slots_per_row == 0) continue;
            columns_.push_back({&table.columns[c], &table.cells[c], operations_of(table.columns[c].family).find_slots});
            slots_per_row_ += table.columns[c].slots_per_row;
        }
    }

    std::size_t slots_per_row() const noexcept { return slots_per_row_; }  ///< at most

    /// Writes them to `to`, one place beyond the last may be overwritten; returns the end.
    std::uint32_t* operator()(std::size_t row, std::uint32_t* to) const noexcept {
        for (const auto& [column, cells, find] : columns_) {
            if (!cells->observed[row]) continue;
            std::uint32_t* slot = to;
            to = find(*column, *cells, row, to);
            for (; slot != to; ++slot) *slot += static_cast<std::uint32_t>(column->first_slot);
        }
        return to;
    }

    void prefetch(std::size_t row, std::size_t count) const noexcept {
        for (const Column& column : columns_)
            for (std::size_t i = 0; i < count; i += 8) __builtin_prefetch(column.cells->exposures.data() + row + i);
    }

private:
    struct Column {
        const PreparedColumn* column;
        const ColumnCells* cells;
        decltype(FamilyOperations::find_slots) find;
    };
    std::vector<Column> columns_ = {};
    std::size_t slots_per_row_ = 0;
};

}  // namespace dangol::inline v0
