#pragma once

#include <dangol/core/execution.hpp>

#include "core/large_array.hpp"
#include "core/parallel.hpp"

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
    static constexpr std::size_t rows_per_block = 32'768;

    /// A power of two, so many that what belongs to a partition stays in the cache.
    static std::size_t partitions_for(std::size_t rows) noexcept {
        constexpr std::size_t rows_per_partition = 32'768, at_most = 512;
        return std::min(at_most, std::bit_floor(rows / rows_per_partition + 1));
    }

    PartitionedRows(std::size_t rows, std::size_t partitions)
        : rows_(rows), partitions_(partitions), bounds_(blocks() * (partitions + 1)), values_memory_(make_large_array(std::max<std::size_t>(rows, 1) * sizeof(Value))),
          places_memory_(make_large_array(std::max<std::size_t>(rows, 1) * sizeof(std::uint16_t))), values_(reinterpret_cast<Value*>(values_memory_.get())),
          places_(reinterpret_cast<std::uint16_t*>(places_memory_.get())) {}

    std::size_t blocks() const noexcept { return block_count(rows_, rows_per_block); }
    std::size_t partitions() const noexcept { return partitions_; }

    /// Takes the rows in, block by block: read(row, value) gives the value of a row and says whether it is taken at all, partition_of(value) where
    /// it belongs. `reader_of(first row)` makes what reads a block.
    template <class ReaderOf, class PartitionOf>
    void fill(const ReaderOf& reader_of, const PartitionOf& partition_of, const Execution& execution) {
        for_each_block(blocks(), execution, [&](std::size_t block) {
            const BlockRange range = block_range(block, rows_, rows_per_block);
            auto read = reader_of(range.begin);
            const std::unique_ptr<Scratch> scratch(new Scratch);  // not cleared
            std::uint32_t* const first = &bounds_[block * (partitions_ + 1)];
            std::size_t taken = 0;
            for (std::size_t row = range.begin; row < range.end; ++row) {
                Value value{};
                if (!read(row, value)) continue;
                const auto partition = static_cast<std::uint16_t>(partition_of(value));
                scratch->values[taken] = value;
                scratch->partitions[taken] = partition;
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
            std::copy_n(scratch->ordered_values.begin(), taken, values_ + range.begin);  // memory that is not in the cache is written from front to back
            std::copy_n(scratch->ordered_places.begin(), taken, places_ + range.begin);
        });
    }

    /// What one block holds of one partition: of row first_row + places[i] the value values[i].
    struct Piece {
        std::size_t first_row = 0;
        std::span<Value> values = {};
        std::span<const std::uint16_t> places = {};
        std::size_t row(std::size_t i) const noexcept { return first_row + places[i]; }
    };
    Piece piece(std::size_t block, std::size_t partition) noexcept {
        const std::uint32_t* const first = &bounds_[block * (partitions_ + 1) + partition];
        const std::size_t begin = block * rows_per_block + first[0], count = first[1] - first[0];
        return {block * rows_per_block, {values_ + begin, count}, {places_ + begin, count}};
    }
    std::size_t size(std::size_t partition) const noexcept {
        std::size_t rows = 0;
        for (std::size_t block = 0; block < blocks(); ++block) {
            const std::uint32_t* const first = &bounds_[block * (partitions_ + 1) + partition];
            rows += first[1] - first[0];
        }
        return rows;
    }

private:
    struct Scratch {
        std::array<Value, rows_per_block> values, ordered_values;
        std::array<std::uint16_t, rows_per_block> partitions, places, ordered_places;
    };

    std::size_t rows_, partitions_;
    std::vector<std::uint32_t> bounds_;  // per block: where each partition begins, and the end
    LargeArray values_memory_, places_memory_;
    Value* values_;
    std::uint16_t* places_;
};

}  // namespace dangol::inline v0
