#include "customers/row_order.hpp"

#include "core/large_array.hpp"
#include "customers/partitioned_rows.hpp"

#include <algorithm>

namespace dangol::inline v0 {

GroupedRows group_rows(std::span<const std::uint32_t> group_of_row, std::span<const std::uint8_t> usable, std::size_t groups, const Execution& execution) {
    using Rows = PartitionedRows<std::uint32_t>;
    const std::size_t partitions_at_most = Rows::partitions_for(group_of_row.size()), last_group = groups == 0 ? 0 : groups - 1;
    int shift = 0;  // neighbouring groups share a partition
    while (last_group >> shift >= partitions_at_most) ++shift;
    Rows rows(group_of_row.size(), (last_group >> shift) + 1);
    rows.fill(
        [&](std::size_t) {
            return [&](std::size_t row, std::uint32_t& group, std::size_t& partition) {
                group = group_of_row[row];
                partition = group >> shift;
                return usable[row] != 0;
            };
        },
        execution);

    std::vector<std::uint64_t> first_of_partition{0};
    for (std::size_t partition = 0; partition < rows.partitions(); ++partition) first_of_partition.push_back(first_of_partition.back() + rows.size(partition));
    GroupedRows grouped;
    resize_large(grouped.first, groups + 1);
    grouped.first.back() = first_of_partition.back();
    grouped.rows = LargeNumbers<std::uint32_t>(first_of_partition.back());
    for_each_block(rows.partitions(), execution, [&](std::size_t partition) {
        const std::size_t begin = partition << shift, end = std::min((partition + 1) << shift, groups);
        std::vector<std::uint64_t> next(end - begin + 1);
        for (std::size_t block = 0; block < rows.blocks(); ++block) {
            for (const std::uint32_t group : rows.piece(block, partition).values) ++next[group - begin + 1];
        }
        next[0] = first_of_partition[partition];
        for (std::size_t group = begin; group < end; ++group) next[group - begin + 1] += grouped.first[group] = next[group - begin];
        for (std::size_t block = 0; block < rows.blocks(); ++block) {
            const Rows::Piece piece = rows.piece(block, partition);
            for (std::size_t i = 0; i < piece.values.size(); ++i) grouped.rows[next[piece.values[i] - begin]++] = static_cast<std::uint32_t>(piece.row(i));
        }
    });
    return grouped;
}

}  // namespace dangol::inline v0
