#include "customers/row_order.hpp"

namespace dangol::inline v0 {

GroupedRows group_rows(std::span<const std::uint32_t> group_of_row, std::span<const std::uint8_t> usable, std::size_t groups, const Execution& execution) {
    GroupedRows grouped;
    grouped.first.assign(groups + 1, 0);
    for (std::size_t row = 0; row < group_of_row.size(); ++row) {
        if (row % rows_between_looks == 0) check_stop(execution);
        if (usable[row]) ++grouped.first[group_of_row[row] + 1];
    }
    for (std::size_t group = 0; group < groups; ++group) grouped.first[group + 1] += grouped.first[group];
    grouped.rows.resize(grouped.first.back());
    std::vector<std::uint64_t> next(grouped.first.begin(), grouped.first.end() - 1);
    constexpr std::size_t ahead = 24;  // groups lie in no order: their memory is asked for before it is wanted
    for (std::size_t row = 0; row < group_of_row.size(); ++row) {
        if (row % rows_between_looks == 0) check_stop(execution);
        if (row + 2 * ahead < group_of_row.size() && usable[row + 2 * ahead]) __builtin_prefetch(&next[group_of_row[row + 2 * ahead]], 1);
        if (row + ahead < group_of_row.size() && usable[row + ahead]) __builtin_prefetch(&grouped.rows[next[group_of_row[row + ahead]]], 1);
        if (usable[row]) grouped.rows[next[group_of_row[row]]++] = static_cast<std::uint32_t>(row);
    }
    return grouped;
}

}  // namespace dangol::inline v0
