#include "segments/tile.hpp"

#include "core/math.hpp"

#include <algorithm>
#include <bit>

namespace dangol::inline v0 {
namespace {

/// Bits [first, first + count) of a column, the first one lowest.
std::uint64_t bits_from(BitView bits, std::size_t first, std::size_t count) noexcept {
    const auto words = bits.words();
    const std::size_t word = first / 64, shift = first % 64;
    std::uint64_t found = words[word] >> shift;
    if (shift != 0 && word + 1 < words.size()) found |= words[word + 1] << (64 - shift);
    return count == 64 ? found : found & ((std::uint64_t{1} << count) - 1);
}

}  // namespace

Tile::Tile(const PreparedTable& table)
    : table_(table),
      source_weights_(table.weights()),
      finder_(table),
      features_((table.dense_count + 1) * kernel::tile_rows),
      block_values_(table.block ? table.block->size() * kernel::tile_rows : 0),
      block_rows_(table.block ? kernel::gram_width(table.block->size()) * kernel::tile_rows : 0),
      slots_begin_(kernel::tile_rows + 1) {
    for (const std::uint32_t c : table.coded) {
        coded_.push_back({table.cells[c].codes.data(), table.cells[c].observed, static_cast<std::uint32_t>(table.columns[c].first_slot)});
    }
    slots_.resize(kernel::tile_rows * (table.coded.size() + finder_.slots_per_row()) + 1);
    std::fill_n(features_.begin() + static_cast<std::ptrdiff_t>(table.dense_count * kernel::tile_rows), kernel::tile_rows, 1.0);
}

void Tile::load(std::size_t begin, std::size_t count, std::size_t pattern) {
    count_ = count;
    contiguous_ = table_.order.empty();
    for (std::size_t i = 0; i < count; ++i) source_rows_[i] = table_.source_row(begin + i);
    if (contiguous_) prefetch(begin + count);
    expand();
    read_slots();
    read_block(pattern);
}

void Tile::load(std::span<const std::uint32_t> source_rows, std::size_t pattern) {
    count_ = source_rows.size();
    contiguous_ = false;
    std::ranges::copy(source_rows, source_rows_.begin());
    expand();
    read_slots();
    read_block(pattern);
}

/// The numbers of the next tile: processors follow a few streams by themselves, but not one per column.
void Tile::prefetch(std::size_t next) const noexcept {
    if (next + kernel::tile_rows > table_.rows()) return;
    for (const ColumnCells& cells : table_.cells) {
        if (cells.numbers.empty()) continue;
        for (std::size_t i = 0; i < kernel::tile_rows; i += 8) __builtin_prefetch(cells.numbers.data() + next + i);
    }
    if (table_.slots_begin.empty()) finder_.prefetch(next, kernel::tile_rows);
}

ColumnTile Tile::cells_of(std::size_t column) noexcept {
    const ColumnCells& cells = table_.cells[column];
    ColumnTile tile{.cells = cells, .rows = source_rows()};
    const std::size_t first = count_ == 0 ? 0 : source_rows_[0];
    if (contiguous_) {
        tile.exposures = cells.exposures.data() + first;
        if (!cells.numbers.empty()) tile.numbers = cells.numbers.data() + first;
        if (!cells.codes.empty()) tile.codes = cells.codes.data() + first;
        tile.observed = bits_from(cells.observed, first, count_);
        return tile;
    }
    for (std::size_t i = 0; i < count_; ++i) {
        const std::size_t row = source_rows_[i];
        exposures_[i] = cells.exposures[row];
        if (!cells.numbers.empty()) numbers_[i] = cells.numbers[row];
        if (!cells.codes.empty()) codes_[i] = cells.codes[row];
        tile.observed |= std::uint64_t{cells.observed[row]} << i;
    }
    tile.exposures = exposures_.data();
    tile.numbers = numbers_.data();
    tile.codes = codes_.data();
    return tile;
}

void Tile::expand() {
    for (std::size_t i = 0; i < count_; ++i) weights_[i] = source_weights_[source_rows_[i]];
    std::fill(weights_.begin() + static_cast<std::ptrdiff_t>(count_), weights_.end(), 0.0);
    for (std::size_t c = 0; c < table_.columns.size(); ++c) {
        const PreparedColumn& column = table_.columns[c];
        if (column.dense_count() == 0) continue;
        const ColumnTile cells = cells_of(c);
        double* out = features_.data() + column.first_dense * kernel::tile_rows;
        operations_of(column.family).expand(column, cells, out);
        if (!column.last_is_constant) {
            double* last = out + (column.feature_count - 1) * kernel::tile_rows;
            if (column.last_feature == LastFeature::exposure) {
                std::copy_n(cells.exposures, count_, last);
            } else {
                for (std::size_t i = 0; i < count_; ++i) last[i] = cells.is_observed(i) ? 1 : 0;
            }
        }
        for (std::size_t f = 0; f < column.dense_count() && count_ < rows(); ++f) {
            std::fill(out + f * kernel::tile_rows + count_, out + f * kernel::tile_rows + rows(), 0.0);
        }
    }
}

void Tile::read_slots() {
    if (table_.slot_count == 0) return;
    std::uint32_t* to = slots_.data();
    for (std::size_t i = 0; i < count_; ++i) {
        const std::size_t row = source_rows_[i];
        for (const Coded& column : coded_) {
            *to = column.first_slot + column.codes[row];
            to += column.observed[row] ? 1 : 0;  // what was not observed is written over
        }
        to = table_.slots_begin.empty() ? finder_(row, to) : std::copy(table_.slots.data() + table_.slots_begin[row], table_.slots.data() + table_.slots_begin[row + 1], to);
        slots_begin_[i + 1] = static_cast<std::uint32_t>(to - slots_.data());
    }
}

void Tile::read_block(std::size_t pattern) {
    if (!table_.block) return;
    const std::vector<std::uint32_t>& observed = table_.block->patterns[pattern].observed;
    block_size_ = observed.size();
    for (std::size_t b = 0; b < observed.size(); ++b) {
        const std::uint32_t c = table_.block->columns[observed[b]];
        const PreparedColumn& column = table_.columns[c];
        const ColumnTile cells = cells_of(c);
        double* out = block_values_.data() + b * kernel::tile_rows;
        std::copy_n(cells.numbers, count_, out);
        if (column.family == Family::log_normal_hurdle) math::log_in_place(out, count_);
        const double inverse = 1 / column.scale;
        for (std::size_t i = 0; i < count_; ++i) out[i] = (out[i] - column.center) * inverse;
        std::fill(out + count_, out + rows(), 0.0);
    }
}

const double* Tile::block_rows() noexcept {
    const std::size_t stride = kernel::gram_width(block_size_);
    for (std::size_t i = 0; i < rows(); ++i) {
        double* row = block_rows_.data() + i * stride;
        for (std::size_t b = 0; b < block_size_; ++b) row[b] = block_values_[b * kernel::tile_rows + i];
        for (std::size_t b = block_size_; b < stride; ++b) row[b] = 0;
    }
    return block_rows_.data();
}

}  // namespace dangol::inline v0
