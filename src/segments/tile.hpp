#pragma once

#include "segments/kernel.hpp"
#include "segments/prepared_table.hpp"
#include "segments/slot_finder.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace dangol::inline v0 {

/// At most kernel::tile_rows rows of a prepared table, expanded into what the kernel multiplies. One per thread, used over and over.
class Tile {
public:
    explicit Tile(const PreparedTable& table);

    /// Neighbouring prepared rows of one pattern.
    void load(std::size_t begin, std::size_t count, std::size_t pattern);
    /// Any rows of one pattern, in the order of the source.
    void load(std::span<const std::uint32_t> source_rows, std::size_t pattern);

    std::size_t count() const noexcept { return count_; }                          ///< rows that are there
    std::size_t rows() const noexcept { return kernel::padded_rows(count_); }      ///< those, and what fills up the lanes
    std::span<const std::uint32_t> source_rows() const noexcept { return std::span(source_rows_).first(count_); }
    const double* weights() const noexcept { return weights_.data(); }
    /// Dense features, then a feature that is 1: dense_count + 1, each tile_rows long.
    const double* features() const noexcept { return features_.data(); }
    kernel::TileSlots slots() const noexcept { return {slots_.data(), slots_begin_.data()}; }
    /// Standardised values of the block's observed columns, feature by feature, and the same row by row, gram_width() apart.
    const double* block_values() const noexcept { return block_values_.data(); }
    const double* block_rows() noexcept;

private:
    void expand();
    void read_slots();
    void read_block(std::size_t pattern);
    ColumnTile cells_of(std::size_t column) noexcept;
    void prefetch(std::size_t next) const noexcept;

    /// A column whose one slot is its code.
    struct Coded {
        const std::uint32_t* codes;
        BitView observed;
        std::uint32_t first_slot;
    };

    const PreparedTable& table_;
    const std::span<const double> source_weights_;
    std::vector<Coded> coded_;
    const SlotFinder finder_;
    std::size_t count_ = 0, block_size_ = 0;
    bool contiguous_ = false;  ///< neighbours in the source, too
    std::array<std::uint32_t, kernel::tile_rows> source_rows_{};
    alignas(64) std::array<double, kernel::tile_rows> weights_{}, numbers_{}, exposures_{};
    std::array<std::uint32_t, kernel::tile_rows> codes_{};
    std::vector<double> features_, block_values_, block_rows_;
    std::vector<std::uint32_t> slots_, slots_begin_;
};

}  // namespace dangol::inline v0
