#pragma once

#include <dangol/core/execution.hpp>

#include "core/large_array.hpp"
#include "core/parallel.hpp"
#include "customers/row_numbers.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace dangol::inline v0 {

/// Rows on their way to partitions, with a value each. Every block of rows is put in the order of its partitions by itself, while it lies in the
/// cache of a core; a partition is then read piece by piece, one from each block, and so in the order of rows. Writing to the partitions at
/// once would go to as many places of the memory as there are partitions.
template <class Value>
class PartitionedRows {
public:
    static constexpr std::size_t rows_per_block = RowNumbers::rows_per_block;

    /// A power of two, so many that what belongs to a partition stays in the cache.
    static std::size_t partitions_for(std::size_t rows) noexcept {
        constexpr std::size_t rows_per_partition = 16'384, at_most = 512;
        return std::min(at_most, std::bit_floor(rows / rows_per_partition + 1));
    }

    PartitionedRows(std::size_t rows, std::size_t partitions)
        : rows_(rows), partitions_(partitions), bounds_(blocks() * (partitions + 1)), values_(rows), moved_(rows) {}

    std::size_t blocks() const noexcept { return block_count(rows_, rows_per_block); }
    std::size_t partitions() const noexcept { return partitions_; }

    /// Takes the rows in, block by block: read(row, value, partition) gives the value of a row and where it belongs, and says whether it is taken
    /// at all; those that are not stand at the end of their block. `reader_of(first row)` makes what reads a block.
    template <class ReaderOf>
    void fill(const ReaderOf& reader_of, const Execution& execution) {
        for_each_block(blocks(), execution, [&](std::size_t block) {
            const BlockRange range = block_range(block, rows_, rows_per_block);
            auto read = reader_of(range.begin);
            const std::unique_ptr<Scratch> scratch(new Scratch);  // not cleared
            std::uint32_t* const first = &bounds_[block * (partitions_ + 1)];
            std::size_t taken = 0, left_out = range.size();
            for (std::size_t row = range.begin; row < range.end; ++row) {
                std::size_t partition = 0;
                if (!read(row, scratch->values[taken], partition)) {
                    scratch->ordered_places[--left_out] = static_cast<std::uint16_t>(row - range.begin);
                    continue;
                }
                scratch->partitions[taken] = static_cast<std::uint16_t>(partition);
                scratch->places[taken++] = static_cast<std::uint16_t>(row - range.begin);
                ++first[partition + 1];
            }
            for (std::size_t partition = 0; partition < partitions_; ++partition) first[partition + 1] += first[partition];
            std::vector<std::uint32_t> next(first, first + partitions_);
            for (std::size_t i = 0; i < taken; ++i) {
                const std::uint32_t to = next[scratch->partitions[i]]++;
                scratch->ordered_values[to] = scratch->values[i];
                scratch->ordered_places[to] = scratch->places[i];
            }
            std::copy_n(scratch->ordered_values.begin(), taken, values_.begin() + range.begin);  // memory that is not in the cache is written from front to back
            for (std::size_t i = 0; i < range.size(); ++i) moved_[range.begin + i] = static_cast<std::int16_t>(scratch->ordered_places[i] - static_cast<int>(i));
        });
    }

    /// What one block holds of one partition: value i is that of row(i), which stands at first + i now.
    struct Piece {
        std::size_t first = 0;
        std::span<Value> values = {};
        std::span<const std::int16_t> moved = {};
        std::size_t row(std::size_t i) const noexcept { return first + i + static_cast<std::size_t>(static_cast<std::ptrdiff_t>(moved[i])); }
    };
    Piece piece(std::size_t block, std::size_t partition) noexcept {
        const std::uint32_t* const bound = &bounds_[block * (partitions_ + 1) + partition];
        const std::size_t begin = block * rows_per_block + bound[0], count = bound[1] - bound[0];
        return {begin, {values_.data() + begin, count}, {moved_.data() + begin, count}};
    }
    /// Has the memory bring the values of a piece that will be read soon: pieces are too short for the processor to see what comes next.
    void ask_for(std::size_t block, std::size_t partition) const noexcept {
        constexpr std::size_t line = 64;
        const std::uint32_t* const bound = &bounds_[block * (partitions_ + 1) + partition];
        const auto* const first = reinterpret_cast<const std::byte*>(values_.data() + block * rows_per_block + bound[0]);
        for (std::size_t byte = 0; byte < (bound[1] - bound[0]) * sizeof(Value); byte += line) __builtin_prefetch(first + byte);
    }
    /// Rows of a block that were not taken.
    BlockRange left_out(std::size_t block) const noexcept {
        const BlockRange range = block_range(block, rows_, rows_per_block);
        return {range.begin + bounds_[block * (partitions_ + 1) + partitions_], range.end};
    }
    std::size_t size(std::size_t partition) const noexcept {
        std::size_t rows = 0;
        for (std::size_t block = 0; block < blocks(); ++block) {
            const std::uint32_t* const bound = &bounds_[block * (partitions_ + 1) + partition];
            rows += bound[1] - bound[0];
        }
        return rows;
    }

    /// Which row stands where. The rows are given up.
    RowNumbers take_numbers() && { return RowNumbers(std::move(moved_)); }

private:
    struct Scratch {
        std::array<Value, rows_per_block> values, ordered_values;
        std::array<std::uint16_t, rows_per_block> partitions, places, ordered_places;
    };

    std::size_t rows_, partitions_;
    std::vector<std::uint32_t> bounds_;  // per block: where each partition begins, and the end
    LargeNumbers<Value> values_;
    LargeNumbers<std::int16_t> moved_;
};

}  // namespace dangol::inline v0
