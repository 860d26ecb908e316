#pragma once

#include <dangol/core/execution.hpp>

#include "core/large_array.hpp"
#include "core/parallel.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace dangol::inline v0 {

/// The numbers of rows as they were read, where they lie in another order: rows of neighbouring customers near each other, so that whoever goes
/// from customer to customer finds their cells in the cache. As they are read, a row stays in its block of
/// 32,768, and two bytes say how far it moved; once rows were put behind others, or taken out, blocks are no more, and number() alone holds.
class RowNumbers {
public:
    static constexpr std::size_t rows_per_block = 32'768;

    RowNumbers() = default;  ///< rows lie as they were read
    /// Row i was number i + moved[i], in the same block.
    explicit RowNumbers(LargeNumbers<std::int16_t> moved) : moved_(std::make_shared<const LargeNumbers<std::int16_t>>(std::move(moved))) {}

    bool as_read() const noexcept { return moved_ == nullptr; }
    std::size_t number(std::size_t row) const noexcept { return as_read() ? row : row + static_cast<std::size_t>(static_cast<std::ptrdiff_t>((*moved_)[row])); }

    /// Puts cells in this order that lie as they were read; no cells stay none.
    template <class T>
    void put_in_order(std::vector<T>& cells, const Execution& execution) const {
        move_within_blocks(cells, execution, [](T* to, const T* from, const std::int16_t* moved, std::size_t rows) {
            for (std::size_t i = 0; i < rows; ++i) to[i] = from[static_cast<std::ptrdiff_t>(i) + moved[i]];
        });
    }
    /// The way back.
    template <class T>
    void put_back(T& cells, const Execution& execution) const {
        move_within_blocks(cells, execution, [](auto* to, const auto* from, const std::int16_t* moved, std::size_t rows) {
            for (std::size_t i = 0; i < rows; ++i) to[static_cast<std::ptrdiff_t>(i) + moved[i]] = from[i];
        });
    }

    /// Of these rows behind others.
    RowNumbers behind(const RowNumbers& earlier, std::size_t earlier_rows, std::size_t rows) const;
    /// Marks of rows as they stand, by their numbers.
    std::vector<std::uint8_t> by_number(const std::vector<std::uint8_t>& marks) const;
    /// Of the rows that are left where others are `gone`. `number_now`, by their numbers as they were: what these are now.
    RowNumbers without(const std::vector<std::uint8_t>& gone, const std::vector<std::size_t>& number_now) const;

private:
    template <class Cells, class Move>
    void move_within_blocks(Cells& cells, const Execution& execution, const Move& move) const {
        if (as_read() || cells.empty()) return;
        using Cell = std::remove_cvref_t<decltype(*cells.begin())>;
        for_each_block(block_count(cells.size(), rows_per_block), execution, [&](std::size_t block) {
            const BlockRange rows = block_range(block, cells.size(), rows_per_block);
            const std::vector<Cell> before(cells.begin() + static_cast<std::ptrdiff_t>(rows.begin), cells.begin() + static_cast<std::ptrdiff_t>(rows.end));
            move(&cells[rows.begin], before.data(), moved_->data() + rows.begin, rows.size());
        });
    }
    std::shared_ptr<const LargeNumbers<std::int16_t>> moved_ = {};  ///< shared with copies
};

}  // namespace dangol::inline v0
