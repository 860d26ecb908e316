#pragma once

#include "customers/read_tables.hpp"
#include "customers/row_order.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace dangol::inline v0 {

/// Rows of one visit: more than one where they share a receipt.
using Lines = std::span<const std::uint32_t>;

/// The words of the codes, in their order.
struct SortedWords {
    SortedWords(const InteractionWords& words, const Execution& execution);
    SortedLevels offerings, channels, staff, notes;
    SortedSets companions, observations;
};

/// Which rows make which visit or event: by customer, then time, then what they say, each once. Customers are independent of each other, and
/// are ordered in blocks of some thousand rows.
class VisitOrder {
public:
    VisitOrder(const InteractionTable& table, const SortedWords& words, const std::vector<std::uint32_t>& rank, std::size_t customers, const Execution& execution);

    /// What a block holds of visits, or of events.
    struct Count {
        std::size_t groups = 0, lines = 0;
        bool several_lines = false;  ///< in one of them
    };
    enum class Which : std::uint8_t { visits, events };

    std::size_t blocks() const noexcept { return blocks_.size(); }
    std::size_t duplicates() const noexcept;
    const Count& count(std::size_t block, Which which) const noexcept { return blocks_[block].counts[which == Which::visits ? 0 : 1]; }
    std::vector<std::uint64_t> take_first_of_customer(Which which);
    /// The times of all visits, where each row is one and so they came up by the way; else empty.
    std::vector<Instant> take_times() noexcept { return std::move(times_); }

    /// Calls use(lines) for each visit, or event, of a block, in order.
    template <class Use>
    void for_each(std::size_t block, Which which, Use&& use) const {
        const Block& here = blocks_[block];
        const std::uint32_t* row = rows_.rows.data() + here.first_row;
        if (each_row_is_a_visit_) {
            for (const std::uint32_t* const end = row + (which == Which::visits ? here.rows : 0); row != end; ++row) use(Lines{row, 1});
            return;
        }
        for (const Group& group : here.groups) {
            if (group.is_event == (which == Which::events)) use(Lines{row, group.lines});
            row += group.lines;
        }
    }
    /// For the row that a look ahead from the first of these lines meets; always one of the table.
    static std::uint32_t row_ahead(Lines lines) noexcept { return lines.data()[look_ahead]; }

private:
    static constexpr std::size_t look_ahead = 16;
    static_assert(look_ahead <= GroupedRows::rows_behind);
    struct Group {
        std::uint32_t lines : 31 = 0, is_event : 1 = 0;
    };
    struct Block {
        std::size_t first_customer = 0, end_customer = 0;
        std::size_t first_row = 0, rows = 0, duplicates = 0;
        std::vector<Group> groups = {};  ///< empty where each row is a visit
        Count counts[2] = {};
    };
    class Sorter;
    void cut_blocks(std::size_t customers);
    void close_gaps(const Execution& execution);

    bool each_row_is_a_visit_ = false;
    GroupedRows rows_ = {};
    std::vector<Block> blocks_ = {};
    std::vector<Instant> times_ = {};
    std::vector<std::uint64_t> first_visit_ = {}, first_event_ = {};
};

}  // namespace dangol::inline v0
