#pragma once

#include "customers/read_tables.hpp"

#include <algorithm>
#include <array>
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
    /// `codes`: of the customers in their order; referred to. `rows`: of each code, with no order yet but that of the table. `times`: as many as there are rows
    /// with a code, to be written to where each row is a visit.
    VisitOrder(const InteractionTable& table, const SortedWords& words, const TimeZone& zone, const std::vector<std::uint32_t>& codes, RowsByCode rows,
               std::vector<Instant> times, const Execution& execution);

    /// What a block holds of visits, or of events.
    struct Count {
        std::size_t groups = 0, lines = 0;
        bool several_lines = false;  ///< in one of them
    };
    /// Of the unfinished ones there is one for each time before that of the last line: with the lines so far.
    enum class Which : std::uint8_t { visits, events, unfinished_visits, unfinished_events };

    std::size_t blocks() const noexcept { return blocks_.size(); }
    std::size_t duplicates() const noexcept;
    const Count& count(std::size_t block, Which which) const noexcept { return blocks_[block].counts[static_cast<std::size_t>(which)]; }
    std::vector<std::uint64_t> take_first_of_customer(Which which);
    static bool each_row_is_a_visit(const InteractionRows& rows) noexcept { return rows.receipt.empty() && rows.kind.empty(); }
    /// The times of all visits, where each row is one and so they came up by the way; else empty.
    std::vector<Instant> take_times() noexcept { return std::move(times_); }

    /// Calls use(lines) for each visit, or event, of a block, in order; and before, ask(row) for rows whose cells will be wanted soon.
    template <class Ask, class Use>
    void for_each(std::size_t block, Which which, const Ask& ask, const Use& use) const {
        if (each_row_is_a_visit_ && which != Which::visits) return;
        const bool events = which == Which::events || which == Which::unfinished_events;
        const bool whole = which == Which::visits || which == Which::events;
        const Block& here = blocks_[block];
        const Group* group = here.groups.data();
        for (std::size_t customer = here.first_customer; customer < here.end_customer; ++customer) {
            look_ahead(customer, here, ask);
            const Lines rows = rows_.of(codes_[customer]);
            if (each_row_is_a_visit_) {
                for (std::size_t i = 0; i < rows.size(); ++i) {
                    if (i + rows_ahead < rows.size()) ask(rows[i + rows_ahead]);
                    use(rows.subspan(i, 1));
                }
                continue;
            }
            for (std::size_t i = 0; i < rows.size(); i += group++->lines) {
                if ((group->is_event != 0) != events) continue;
                const Lines lines = rows.subspan(i, group->lines);
                if (whole) use(lines);
                else for_each_pause(lines, [&](std::size_t count) { use(lines.first(count)); });
            }
        }
    }

    /// Calls use(count) for every count of lines after which the next has another time.
    template <class Use>
    void for_each_pause(Lines lines, const Use& use) const {
        for (std::size_t count = 1; count < lines.size(); ++count) {
            if (at_[lines[count]] != at_[lines[count - 1]]) use(count);
        }
    }

private:
    static constexpr std::size_t rows_ahead = 16;
    struct Group {
        std::uint32_t lines : 31 = 0, is_event : 1 = 0;
    };
    struct Block {
        std::size_t first_customer = 0, end_customer = 0;
        std::size_t first_row = 0, duplicates = 0;  ///< the first among all rows with a code
        std::vector<Group> groups = {};  ///< empty where each row is a visit
        Count counts[4] = {};
    };
    class Sorter;
    void cut_blocks();
    void sort_block(Block& block, Sorter& sorter);

    /// Customers lie in the order of their ids, and their rows far apart: memory is asked for in three steps, each for customers that are nearer.
    template <class Ask>
    void look_ahead(std::size_t customer, const Block& block, const Ask& ask) const {
        constexpr std::size_t where = 24, rows = 12, cells = 4;
        const auto code_of = [&](std::size_t ahead) { return codes_[std::min(customer + ahead, block.end_customer - 1)]; };
        __builtin_prefetch(&rows_.parts[code_of(where)]);
        const Lines later = rows_.of(code_of(rows));
        __builtin_prefetch(later.data());
        __builtin_prefetch(later.data() + later.size());  // mostly they share a line of memory, or lie in two
        const Lines soon = rows_.of(code_of(cells));
        for (const std::uint32_t row : soon.first(std::min(soon.size(), rows_ahead))) ask(row);
    }

    void close_gaps(const Execution& execution);

    bool each_row_is_a_visit_ = false;
    const std::vector<Instant>& at_;
    const std::vector<std::uint32_t>& codes_;
    RowsByCode rows_;
    std::vector<Block> blocks_ = {};
    std::vector<Instant> times_ = {};
    std::array<std::vector<std::uint64_t>, 4> first_of_customer_ = {};  ///< of each Which; empty where there is none
};

}  // namespace dangol::inline v0
