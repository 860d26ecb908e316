#include "core/common_offset.hpp"
#include "core/large_array.hpp"
#include "core/missing_value.hpp"
#include "core/parallel.hpp"
#include "customers/stray_times.hpp"
#include "customers/visit_columns.hpp"
#include "customers/visit_order.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <memory>
#include <tuple>
#include <utility>

/// Rows become visits, and events in the same shape: VisitOrder says which rows make which, and each column is gathered by itself.
namespace dangol::inline v0 {
namespace {

/// The sum of what is known; NaN if nothing is.
void add_known(double& sum, double value) noexcept {
    if (!std::isnan(value)) sum = std::isnan(sum) ? value : sum + value;
}

/// One cell from those of the lines of a visit.
double sum_of(const std::vector<double>& cells, Lines lines) {
    double sum = missing_value;
    for (const std::uint32_t row : lines) add_known(sum, cells[row]);
    return sum;
}

double largest_of(const std::vector<double>& cells, Lines lines) {
    double largest = missing_value;
    for (const std::uint32_t row : lines) {
        if (!std::isnan(cells[row]) && !(cells[row] <= largest)) largest = cells[row];
    }
    return largest;
}

double mean_of(const std::vector<double>& cells, Lines lines) {
    const auto known = std::ranges::count_if(lines, [&](std::uint32_t row) { return !std::isnan(cells[row]); });
    return known == 0 ? missing_value : sum_of(cells, lines) / static_cast<double>(known);
}

template <class T>
T first_known(const std::vector<T>& cells, Lines lines, T unknown) {
    for (const std::uint32_t row : lines) {
        if (cells[row] != unknown) return cells[row];
    }
    return unknown;
}

std::uint32_t rank_of(std::uint32_t code, const SortedLevels& sorted) noexcept {
    return code == unobserved_code ? unobserved_code : sorted.rank_of_code[code];
}

/// What the lists of the lines hold together.
void add_union(CodeLists& to, const std::vector<std::uint32_t>& sets, const std::vector<std::vector<std::uint32_t>>& members, Lines lines) {
    const auto begin = static_cast<std::ptrdiff_t>(to.codes.size());
    std::uint8_t recorded = 0;
    for (const std::uint32_t row : lines) {
        if (sets[row] == unobserved_code) continue;
        recorded = 1;
        to.codes.insert(to.codes.end(), members[sets[row]].begin(), members[sets[row]].end());
    }
    if (lines.size() > 1) {
        std::sort(to.codes.begin() + begin, to.codes.end());
        to.codes.erase(std::unique(to.codes.begin() + begin, to.codes.end()), to.codes.end());
    }
    to.first.push_back(to.codes.size());
    to.recorded.push_back(recorded);
}

template <class T>
auto asking_for(const std::vector<T>& cells) {
    return [&cells](std::uint32_t row) { __builtin_prefetch(&cells[row]); };
}

/// Gathers the columns of all visits, or of all events.
class Gathering {
public:
    using Which = VisitOrder::Which;

    Gathering(VisitOrder& order, Which which, const Execution& execution) : order_(order), which_(which), execution_(execution) {
        for (std::size_t block = 0; block < order.blocks(); ++block) {
            const VisitOrder::Count& count = order.count(block, which);
            first_.push_back(first_.back() + count.groups);
            first_line_.push_back(first_line_.back() + count.lines);
            several_lines_ = several_lines_ || count.several_lines;
        }
    }
    std::size_t visits() const noexcept { return first_.back(); }
    bool several_lines() const noexcept { return several_lines_; }

    /// cell_of(lines) for each visit; nothing where the table has no such column.
    template <class T, class CellOf>
    void per_visit(std::vector<T>& to, const std::vector<T>& cells, const CellOf& cell_of) {
        if (cells.empty()) return;
        resize_large(to, visits());
        for_each_block(order_.blocks(), execution_, [&](std::size_t block) {
            T* next = to.data() + first_[block];
            order_.for_each(block, which_, asking_for(cells), [&](Lines lines) { *next++ = cell_of(lines); });
        });
    }
    template <class T, class CellOf>
    void per_line(std::vector<T>& to, const std::vector<T>& cells, const CellOf& cell_of) {
        if (cells.empty()) return;
        resize_large(to, first_line_.back());
        for_each_block(order_.blocks(), execution_, [&](std::size_t block) {
            T* next = to.data() + first_line_[block];
            order_.for_each(block, which_, asking_for(cells), [&](Lines lines) {
                for (const std::uint32_t row : lines) *next++ = cell_of(row);
            });
        });
    }
    void lists(CodeLists& to, const std::vector<std::uint32_t>& sets, const SortedSets& sorted) {
        if (sets.empty()) return;
        std::vector<CodeLists> parts(order_.blocks());
        for_each_block(parts.size(), execution_, [&](std::size_t block) {
            order_.for_each(block, which_, asking_for(sets), [&](Lines lines) { add_union(parts[block], sets, sorted.members, lines); });
        });
        to.first = {0};
        to.names = sorted.names;
        for (CodeLists& part : parts) {
            for (const std::uint64_t end : part.first) to.first.push_back(to.codes.size() + end);
            to.codes.insert(to.codes.end(), part.codes.begin(), part.codes.end());
            to.recorded.insert(to.recorded.end(), part.recorded.begin(), part.recorded.end());
            part = {};
        }
    }
    void first_lines(std::vector<std::uint64_t>& to) {
        if (!several_lines_) return;
        to.resize(visits() + 1);
        for_each_block(order_.blocks(), execution_, [&](std::size_t block) {
            std::uint64_t* next = to.data() + first_[block] + 1;
            std::uint64_t end = first_line_[block];
            order_.for_each(block, which_, [](std::uint32_t) {}, [&](Lines lines) { *next++ = end += lines.size(); });
        });
    }

private:
    VisitOrder& order_;
    Which which_;
    Execution execution_;
    std::vector<std::size_t> first_{0}, first_line_{0};  // of the blocks, and the end
    bool several_lines_ = false;
};

constexpr std::size_t rows_per_block = 65'536;

struct Period {
    Instant first = Instant::max(), last = Instant::min();
};

Period period_of(const std::vector<Instant>& at, const Execution& execution) {
    if (at.empty()) return {};
    return reduce_blocks(
        block_count(at.size(), rows_per_block), execution,
        [&](std::size_t block) {
            const BlockRange range = block_range(block, at.size(), rows_per_block);
            Period period;
            for (std::size_t visit = range.begin; visit < range.end; ++visit) {
                period.first = std::min(period.first, at[visit]);
                period.last = std::max(period.last, at[visit]);
            }
            return period;
        },
        [](Period& all, Period more) { all = {std::min(all.first, more.first), std::max(all.last, more.last)}; });
}

/// One for all visits where they are equal.
UtcOffsets offsets_of(const std::vector<Instant>& at, const Period& period, const TimeZone& zone, const Execution& execution) {
    UtcOffsets offsets;
    if (at.empty()) return offsets;
    if (const auto common = common_offset(zone, period.first, period.last)) {
        offsets.common_seconds = static_cast<std::int32_t>(std::chrono::duration_cast<std::chrono::seconds>(*common).count());
        return offsets;
    }
    resize_large(offsets.seconds, at.size());
    for_each_block(block_count(at.size(), rows_per_block), execution, [&](std::size_t block) {
        const BlockRange range = block_range(block, at.size(), rows_per_block);
        for (std::size_t visit = range.begin; visit < range.end; ++visit) offsets.seconds[visit] = utc_offset_seconds(zone, at[visit]);
    });
    const std::int32_t first = offsets.seconds.front();
    if (std::ranges::all_of(offsets.seconds, [&](std::int32_t seconds) { return seconds == first; })) return {.common_seconds = first};
    return offsets;
}

/// Where lines of a visit came after others: which visit, and when.
UnfinishedVisits pauses_of(VisitOrder& order, VisitOrder::Which whole, const std::vector<Instant>& at) {
    using enum VisitOrder::Which;
    UnfinishedVisits pauses;
    std::uint64_t visit = 0;
    for (std::size_t block = 0; block < order.blocks(); ++block) {
        if (order.count(block, whole == visits ? unfinished_visits : unfinished_events).groups == 0) {
            visit += order.count(block, whole).groups;
            continue;
        }
        order.for_each(block, whole, [](std::uint32_t) {}, [&](Lines lines) {
            order.for_each_pause(lines, [&](std::size_t count) {
                pauses.visit.push_back(visit);
                pauses.next_line_at.push_back(at[lines[count]]);
            });
            ++visit;
        });
    }
    return pauses;
}

RowsByCode rows_by_code(std::span<const std::uint32_t> codes, std::span<const std::uint8_t> usable, std::size_t all_codes, const Execution& execution) {
    GroupedRows grouped = group_rows(codes, usable, all_codes, execution);
    RowsByCode by_code;
    resize_large(by_code.parts, all_codes);
    for (std::size_t code = 0; code < all_codes; ++code) {
        const std::uint64_t begin = grouped.first[code];
        by_code.parts[code] = {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(grouped.first[code + 1] - begin)};
    }
    by_code.rows = std::move(grouped.rows);
    return by_code;
}

/// The two columns that nearly everybody has, both at a time.
void make_room(VisitColumns& visits, const InteractionRows& from, std::size_t rows, const Execution& execution) {
    for_each_block(2, execution, [&](std::size_t column) {
        if (column == 0) resize_large(visits.at, rows);
        else if (!from.amount.empty()) resize_large(visits.amount, rows);
    });
}

}  // namespace

FoldedInteractions InteractionTable::fold(const std::vector<std::uint32_t>& codes, RowsByCode by_code, std::size_t all_codes, const TimeZone& zone,
                                          const Execution& execution) {
    check_stop(execution);
    const InteractionRows& from = rows();
    const SortedWords sorted(words(), execution);
    const Execution quietly{.threads = execution.threads, .stop = execution.stop};
    FoldedInteractions result;
    if (!by_code.given()) by_code = rows_by_code(customer(), usable, all_codes, quietly);
    by_code.parts.resize(all_codes);  // ids that other tables brought later have no rows here
    if (VisitOrder::each_row_is_a_visit(from)) make_room(result.visits, from, by_code.rows.size(), quietly);
    VisitOrder order(*this, sorted, zone, codes, std::move(by_code), std::move(result.visits.at), execution);
    folded += order.duplicates();

    Period all;
    const auto gathered = [&](VisitOrder::Which which, VisitColumns to) {
        Gathering gather(order, which, quietly);
        const auto sums = [](const std::vector<double>& cells) { return [&cells](Lines lines) { return sum_of(cells, lines); }; };
        const auto largest = [](const std::vector<double>& cells) { return [&cells](Lines lines) { return largest_of(cells, lines); }; };
        const auto ranks = [](const std::vector<std::uint32_t>& cells, const SortedLevels& levels) {
            return [&](Lines lines) { return rank_of(first_known(cells, lines, unobserved_code), levels); };
        };
        const auto ranks_of_lines = [](const std::vector<std::uint32_t>& cells, const SortedLevels& levels) { return [&](std::uint32_t row) { return rank_of(cells[row], levels); }; };
        const auto numbers_of_lines = [](const std::vector<double>& cells) { return [&cells](std::uint32_t row) { return cells[row]; }; };

        to.first_of_customer = order.take_first_of_customer(which);
        if (which == VisitOrder::Which::visits) to.at = order.take_times();
        if (to.at.empty()) gather.per_visit(to.at, from.at, [&](Lines lines) { return from.at[lines.front()]; });
        gather.per_visit(to.kind, from.kind, [&](Lines lines) { return from.kind[lines.front()]; });
        gather.per_visit(to.amount, from.amount, sums(from.amount));
        to.discounts.resize(from.discounts.size());
        for (std::size_t i = 0; i < from.discounts.size(); ++i) gather.per_visit(to.discounts[i], from.discounts[i], sums(from.discounts[i]));
        gather.per_visit(to.channel, from.channel, ranks(from.channel, sorted.channels));
        gather.per_visit(to.party_size, from.party_size, largest(from.party_size));
        gather.per_visit(to.planned, from.planned, [&](Lines lines) { return first_known(from.planned, lines, flag_not_known); });
        gather.per_visit(to.duration_minutes, from.duration_minutes, largest(from.duration_minutes));
        gather.per_visit(to.staff, from.staff, ranks(from.staff, sorted.staff));
        gather.per_visit(to.satisfaction, from.satisfaction, [&](Lines lines) { return mean_of(from.satisfaction, lines); });
        gather.lists(to.companions, from.companions, sorted.companions);
        gather.lists(to.observations, from.observations, sorted.observations);
        gather.first_lines(to.first_line);
        gather.per_line(to.line_offering, from.offering, ranks_of_lines(from.offering, sorted.offerings));
        if (gather.several_lines()) gather.per_line(to.line_amount, from.amount, numbers_of_lines(from.amount));
        gather.per_line(to.line_quantity, from.quantity, numbers_of_lines(from.quantity));
        gather.per_line(to.line_note, from.note, ranks_of_lines(from.note, sorted.notes));

        const Period period = period_of(to.at, quietly);
        to.utc_offsets = offsets_of(to.at, period, zone, quietly);
        if (which == VisitOrder::Which::visits) result.first_visit = period.first;
        all = {std::min(all.first, period.first), std::max(all.last, period.last)};
        return to;
    };
    const auto name_words = [&](VisitColumns& to) {
        to.kinds = kind_names;
        to.offerings = sorted.offerings.levels;
        to.channels = sorted.channels.levels;
        to.notes = sorted.notes.levels;
        to.staff_members = sorted.staff.levels;
    };
    using enum VisitOrder::Which;
    result.visits = gathered(visits, std::move(result.visits));
    result.events = gathered(events, {});
    for (const auto& [whole, so_far, columns] : {std::tuple{visits, unfinished_visits, &result.visits}, std::tuple{events, unfinished_events, &result.events}}) {
        name_words(*columns);
        auto unfinished = std::make_shared<UnfinishedVisits>(pauses_of(order, whole, from.at));
        if (unfinished->visit.empty()) continue;
        unfinished->as_they_stood = gathered(so_far, {});
        columns->unfinished = std::move(unfinished);
    }
    result.may_hold_stray_times = !from.receipt.empty() || (all.first < all.last && all.last - all.first >= stray_time_gap);
    return result;
}

}  // namespace dangol::inline v0
