#include "customers/visit_order.hpp"

#include "core/large_array.hpp"
#include "core/on_record.hpp"
#include "core/parallel.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace dangol::inline v0 {

SortedWords::SortedWords(const InteractionWords& words, const Execution& execution)
    : offerings(sorted_levels(words.offerings, execution)), channels(sorted_levels(words.channels, execution)), staff(sorted_levels(words.staff, execution)),
      notes(sorted_levels(words.notes, execution)), companions(sorted_sets(words.companions)), observations(sorted_sets(words.observations)) {}

/// Puts the rows of one customer after the other in order.
class VisitOrder::Sorter {
public:
    Sorter(const InteractionTable& table, const SortedWords& words, const TimeZone& zone, bool all_usable)
        : table_(table), rows_(table.rows()), zone_(zone), all_usable_(all_usable) {
        const auto add = [&](const auto& values) {
            if (!values.empty()) content_.columns.push_back(by_value(values));
        };
        const auto add_ranked = [&](const auto& codes, const auto& sorted) {
            if (!codes.empty()) content_.columns.push_back(by_rank(codes, sorted.rank_of_code));
        };
        add(rows_.kind), add_ranked(rows_.offering, words.offerings), add(rows_.amount);
        for (const std::vector<double>& discount : rows_.discounts) add(discount);
        add_ranked(rows_.channel, words.channels), add(rows_.party_size), add(rows_.planned), add(rows_.satisfaction), add(rows_.quantity);
        add(rows_.duration_minutes), add_ranked(rows_.staff, words.staff), add_ranked(rows_.companions, words.companions);
        add_ranked(rows_.observations, words.observations), add_ranked(rows_.note, words.notes);
    }

    /// Sorts rows that lie in the order of the table, drops those that are not usable, and duplicates; writes their times. How many are left.
    std::size_t sort(std::span<std::uint32_t> rows, Instant* into) {
        if (!all_usable_) {
            const auto unusable = std::ranges::remove_if(rows, [&](std::uint32_t row) { return table_.usable[row] == 0; });
            rows = rows.first(rows.size() - unusable.size());
        }
        bool ascending = true;
        Instant last = Instant::min();
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (i + rows_ahead < rows.size()) ask_for_time(rows[i + rows_ahead]);
            const Instant at = rows_.at[rows[i]];
            ascending = ascending && (i == 0 || last < at);
            last = into[i] = at;
        }
        if (ascending) return rows.size();
        timed_.clear();
        for (std::size_t i = 0; i < rows.size(); ++i) timed_.push_back({into[i], rows[i]});
        std::ranges::sort(timed_, [&](const TimedRow& a, const TimedRow& b) { return a.at != b.at ? a.at < b.at : compare_rows(a.row, b.row) < 0; });
        std::size_t kept = 0;
        for (std::size_t i = 0; i < timed_.size(); ++i) {
            const bool duplicate = i > 0 && timed_[i].at == timed_[i - 1].at && compare_rows(timed_[i].row, timed_[i - 1].row) == 0;
            if (duplicate) continue;
            into[kept] = timed_[i].at;
            rows[kept++] = timed_[i].row;
        }
        duplicates += rows.size() - kept;
        return kept;
    }

    void ask_for_time(std::uint32_t row) const noexcept { __builtin_prefetch(&rows_.at[row]); }

    /// Sorted rows become visits and events.
    void group(std::span<std::uint32_t> rows, std::vector<Group>& groups) {
        if (!rows_.receipt.empty()) return group_by_receipt(rows, groups);
        for (std::size_t i = 0; i < rows.size(); ++i) groups.push_back(group_of(rows.subspan(i, 1)));
    }

    std::vector<Instant> times = {};  ///< of one customer, where nobody else wants them
    std::size_t duplicates = 0;

private:
    /// Rows of one receipt and kind become one group, with its lines by time; groups in order.
    void group_by_receipt(std::span<std::uint32_t> rows, std::vector<Group>& groups) {
        std::ranges::stable_sort(rows, [&](std::uint32_t a, std::uint32_t b) {
            return receipt_of(a) != receipt_of(b) ? receipt_of(a) < receipt_of(b) : kind_of(a) < kind_of(b);
        });
        together_.clear();
        for (std::size_t begin = 0; begin < rows.size();) {
            std::size_t end = begin + 1;
            const std::uint64_t receipt = receipt_of(rows[begin]);
            while (receipt != 0 && end < rows.size() && receipt_of(rows[end]) == receipt && kind_of(rows[end]) == kind_of(rows[begin])) ++end;
            together_.push_back(rows.subspan(begin, end - begin));
            put_on_record(rows.subspan(begin, end - begin));
            begin = end;
        }
        std::ranges::sort(together_, [&](Lines a, Lines b) { return stands_before(a, b); });
        in_order_.clear();
        for (const Lines& lines : together_) {
            in_order_.insert(in_order_.end(), lines.begin(), lines.end());
            groups.push_back(group_of(lines));
        }
        std::ranges::copy(in_order_, rows.begin());
    }

    /// Lines by time come into the order in which they were on record: one that is only dated stands behind the others of its day.
    void put_on_record(std::span<std::uint32_t> lines) const {
        for (std::size_t first = 0; first + 1 < lines.size(); ++first) {
            const Instant at = rows_.at[lines[first]];
            const bool on_the_minute = at.time_since_epoch() % std::chrono::minutes{1} == std::chrono::microseconds{0};  // else it is no midnight anywhere
            if (!on_the_minute || rows_.at[lines[first + 1]] >= at + longest_day || !only_dated(zone_.local(at))) continue;
            const Instant next_day = zone_.instant(zone_.local(at) + std::chrono::days{1}).instant;
            const auto that_day = std::ranges::find_if(lines.begin() + static_cast<std::ptrdiff_t>(first), lines.end(), [&](std::uint32_t row) { return rows_.at[row] >= next_day; });
            std::stable_partition(lines.begin() + static_cast<std::ptrdiff_t>(first), that_day, [&](std::uint32_t row) { return rows_.at[row] != at; });
            first = static_cast<std::size_t>(that_day - lines.begin()) - 1;
        }
    }

    Group group_of(Lines lines) const noexcept {
        const bool is_visit = rows_.kind.empty() || table_.kind_counts_as[rows_.kind[lines.front()]] == CountsAs::visit;
        return {.lines = static_cast<std::uint32_t>(lines.size()) & 0x7fff'ffffU, .is_event = is_visit ? 0U : 1U};
    }

    struct TimedRow {
        Instant at = {};
        std::uint32_t row = 0;
    };
    std::uint64_t receipt_of(std::size_t row) const noexcept { return rows_.receipt.empty() ? 0 : rows_.receipt[row]; }
    std::uint8_t kind_of(std::size_t row) const noexcept { return rows_.kind.empty() ? 0 : rows_.kind[row]; }

    int compare_lines(std::size_t a, std::size_t b) const {
        if (rows_.at[a] != rows_.at[b]) return rows_.at[a] < rows_.at[b] ? -1 : 1;
        return content_(a, b);
    }
    int compare_rows(std::size_t a, std::size_t b) const {
        if (const int order = compare_lines(a, b)) return order;
        if (receipt_of(a) != receipt_of(b)) return receipt_of(a) < receipt_of(b) ? -1 : 1;
        if (table_.fingerprint.empty()) return 0;
        return table_.fingerprint[a] < table_.fingerprint[b] ? -1 : table_.fingerprint[a] > table_.fingerprint[b] ? 1 : 0;
    }
    /// By time, then line by line: visits that say the same are the same, whatever their receipts are called.
    bool stands_before(Lines a, Lines b) const {
        for (std::size_t line = 0; line < std::min(a.size(), b.size()); ++line) {
            if (const int order = compare_lines(a[line], b[line])) return order < 0;
        }
        return a.size() < b.size();
    }

    const InteractionTable& table_;
    const InteractionRows& rows_;
    const TimeZone& zone_;
    bool all_usable_;
    RowOrder content_ = {};
    std::vector<TimedRow> timed_ = {};
    std::vector<Lines> together_ = {};
    std::vector<std::uint32_t> in_order_ = {};
};

VisitOrder::VisitOrder(const InteractionTable& table, const SortedWords& words, const TimeZone& zone, const std::vector<std::uint32_t>& codes, RowsByCode rows,
                       std::vector<Instant> times, const Execution& execution)
    : each_row_is_a_visit_(each_row_is_a_visit(table.rows())), at_(table.rows().at), codes_(codes), rows_(std::move(rows)), times_(std::move(times)) {
    const std::size_t kinds = table.rows().receipt.empty() ? 2 : first_of_customer_.size();  // without receipts nothing is unfinished
    for (std::size_t which = 0; which < kinds; ++which) resize_large(first_of_customer_[which], codes.size() + 1);
    cut_blocks();
    const bool all_usable = std::ranges::find(table.usable, 0) == table.usable.end();
    for_each_block(
        blocks(), execution,
        [&](std::size_t block) {
            Sorter sorter(table, words, zone, all_usable);
            sort_block(blocks_[block], sorter);
        },
        "folding visits");
    close_gaps({.threads = execution.threads, .stop = execution.stop});
}

/// Customers of a block have about as many rows in every block.
void VisitOrder::cut_blocks() {
    constexpr std::size_t rows_per_block = 16'384, ahead = 32;
    std::size_t first = 0, first_row = 0, rows = 0;
    for (std::size_t customer = 0; customer < codes_.size(); ++customer) {
        __builtin_prefetch(&rows_.parts[codes_[std::min(customer + ahead, codes_.size() - 1)]]);
        rows += rows_.parts[codes_[customer]].count;
        if (rows - first_row < rows_per_block && customer + 1 < codes_.size()) continue;
        blocks_.push_back({.first_customer = first, .end_customer = customer + 1, .first_row = first_row});
        first = customer + 1;
        first_row = rows;
    }
}

void VisitOrder::sort_block(Block& block, Sorter& sorter) {
    for (std::size_t customer = block.first_customer; customer < block.end_customer; ++customer) {
        look_ahead(customer, block, [&](std::uint32_t row) { sorter.ask_for_time(row); });
        const std::span<std::uint32_t> rows = rows_.of(codes_[customer]);
        if (each_row_is_a_visit_) {
            const std::size_t kept = sorter.sort(rows, times_.data() + block.first_row + block.counts[0].groups);
            rows_.parts[codes_[customer]].count = static_cast<std::uint32_t>(kept);
            block.counts[0].groups += kept;
            block.counts[0].lines += kept;
        } else {
            sorter.times.resize(rows.size());
            const std::size_t kept = sorter.sort(rows, sorter.times.data()), first_group = block.groups.size();
            rows_.parts[codes_[customer]].count = static_cast<std::uint32_t>(kept);
            sorter.group(rows.first(kept), block.groups);
            const auto add = [](Count& count, std::size_t lines) {
                ++count.groups;
                count.lines += lines;
                count.several_lines = count.several_lines || lines > 1;
            };
            std::size_t row = 0;
            for (std::size_t i = first_group; i < block.groups.size(); row += block.groups[i++].lines) {
                const Group group = block.groups[i];
                add(block.counts[group.is_event], group.lines);
                if (group.lines > 1) for_each_pause(rows.subspan(row, group.lines), [&](std::size_t lines) { add(block.counts[2 + group.is_event], lines); });
            }
        }
        for (std::size_t which = 0; which < first_of_customer_.size(); ++which) {
            if (!first_of_customer_[which].empty()) first_of_customer_[which][customer + 1] = block.counts[which].groups;  // of the block so far
        }
    }
    block.duplicates = sorter.duplicates;
}

/// Counts of blocks become positions among all, and times move up where duplicates have gone.
void VisitOrder::close_gaps(const Execution& execution) {
    std::size_t visits = 0;
    for (std::size_t which = 0; which < first_of_customer_.size(); ++which) {
        std::size_t groups = 0;
        for (const Block& block : blocks_) {
            if (first_of_customer_[which].empty()) break;
            check_stop(execution);
            for (std::size_t customer = block.first_customer; customer < block.end_customer; ++customer) first_of_customer_[which][customer + 1] += groups;
            groups += block.counts[which].groups;
        }
    }
    for (const Block& block : blocks_) {
        check_stop(execution);
        if (each_row_is_a_visit_ && block.first_row != visits) {
            std::copy_n(times_.begin() + static_cast<std::ptrdiff_t>(block.first_row), block.counts[0].groups, times_.begin() + static_cast<std::ptrdiff_t>(visits));
        }
        visits += block.counts[0].groups;
    }
    if (each_row_is_a_visit_) times_.resize(visits);
}

std::size_t VisitOrder::duplicates() const noexcept {
    std::size_t all = 0;
    for (const Block& block : blocks_) all += block.duplicates;
    return all;
}

std::vector<std::uint64_t> VisitOrder::take_first_of_customer(Which which) { return std::move(first_of_customer_[static_cast<std::size_t>(which)]); }

}  // namespace dangol::inline v0
