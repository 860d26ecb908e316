#include "customers/read_tables.hpp"

#include "core/parallel.hpp"
#include "customers/visit_columns.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

/// Rows become visits, and events in the same shape. Customers are independent of each other: the rows of each are sorted, freed of
/// duplicates and folded by themselves, and the parts are put one behind the other.
namespace dangol::inline v0 {
namespace {

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

/// The sum of what is known; NaN if nothing is.
void add_known(double& sum, double value) noexcept {
    if (!std::isnan(value)) sum = std::isnan(sum) ? value : sum + value;
}

/// Visits, or events, of some customers, in order.
struct Part {
    std::vector<std::uint64_t> visits_of_customer = {}, lines_of_visit = {};  ///< without receipts each visit has one line, and the latter is empty
    VisitColumns columns = {};
};

/// The words of the codes, in their order.
struct Sorted {
    Sorted(const InteractionWords& words, const Execution& execution)
        : offerings(sorted_levels(words.offerings, execution)), channels(sorted_levels(words.channels, execution)),
          staff(sorted_levels(words.staff, execution)), notes(sorted_levels(words.notes, execution)), companions(sorted_sets(words.companions)), observations(sorted_sets(words.observations)) {}
    SortedLevels offerings, channels, staff, notes;
    SortedSets companions, observations;
};

std::uint32_t rank_of(std::uint32_t code, const SortedLevels& sorted) noexcept {
    return code == unobserved_code ? unobserved_code : sorted.rank_of_code[code];
}

struct Parts {
    Part visits = {}, events = {};
    std::size_t folded = 0;
};

using Lines = std::span<const std::uint32_t>;

/// One cell from those of the lines of a visit.
double sum_of(const std::vector<double>& cells, Lines lines) {
    double sum = not_known;
    for (const std::uint32_t row : lines) add_known(sum, cells[row]);
    return sum;
}

double largest_of(const std::vector<double>& cells, Lines lines) {
    double largest = not_known;
    for (const std::uint32_t row : lines) {
        if (!std::isnan(cells[row]) && !(cells[row] <= largest)) largest = cells[row];
    }
    return largest;
}

double mean_of(const std::vector<double>& cells, Lines lines) {
    const auto known = std::ranges::count_if(lines, [&](std::uint32_t row) { return !std::isnan(cells[row]); });
    return known == 0 ? not_known : sum_of(cells, lines) / static_cast<double>(known);
}

template <class T>
T first_known(const std::vector<T>& cells, Lines lines, T unknown) {
    for (const std::uint32_t row : lines) {
        if (cells[row] != unknown) return cells[row];
    }
    return unknown;
}

/// What the lists of the lines hold together.
void add_union(CodeLists& to, const std::vector<std::uint32_t>& sets, const std::vector<std::vector<std::uint32_t>>& members, Lines lines) {
    if (sets.empty()) return;
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

class Folder {
public:
    Folder(const InteractionTable& table, const Sorted& words, const TimeZone& zone) : table_(table), rows_(table.rows()), words_(words), zone_(zone) {
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

    void fold(std::span<std::uint32_t> rows, Parts& parts) {
        sort_and_free_of_duplicates(rows, parts.folded);

        std::size_t visits = 0, events = 0;
        const auto keep = [&](Lines lines) {
            const bool is_visit = rows_.kind.empty() || table_.kind_counts_as[rows_.kind[lines.front()]] == CountsAs::visit;
            append(lines, is_visit ? parts.visits : parts.events);
            ++(is_visit ? visits : events);
        };
        if (rows_.receipt.empty()) {
            for (std::size_t i = 0; i < rows.size(); ++i) keep(rows.subspan(i, 1));
        } else {
            group_by_receipt(rows);
            for (const Lines& lines : groups_) keep(lines);
        }
        parts.visits.visits_of_customer.push_back(visits);
        parts.events.visits_of_customer.push_back(events);
    }

private:
    bool has_receipts() const noexcept { return !rows_.receipt.empty(); }
    std::uint64_t receipt_of(std::size_t row) const noexcept { return rows_.receipt.empty() ? 0 : rows_.receipt[row]; }
    std::uint8_t kind_of(std::size_t row) const noexcept { return rows_.kind.empty() ? 0 : rows_.kind[row]; }

    /// Times are fetched once, since rows of one customer lie far apart; content is looked at where times are equal.
    void sort_and_free_of_duplicates(std::span<std::uint32_t>& rows, std::size_t& folded) {
        timed_.clear();
        for (const std::uint32_t row : rows) {
            timed_.push_back({rows_.at[row], row});
            if (!rows_.amount.empty()) __builtin_prefetch(&rows_.amount[row]);  // append() will want it
        }
        std::ranges::sort(timed_, [&](const TimedRow& a, const TimedRow& b) { return a.at != b.at ? a.at < b.at : compare_rows(a.row, b.row) < 0; });
        std::size_t kept = 0;
        for (std::size_t i = 0; i < timed_.size(); ++i) {
            const bool duplicate = i > 0 && timed_[i].at == timed_[i - 1].at && compare_rows(timed_[i].row, timed_[i - 1].row) == 0;
            if (!duplicate) rows[kept++] = timed_[i].row;
        }
        folded += rows.size() - kept;
        rows = rows.first(kept);
    }

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

    /// Rows of one receipt and kind become one group, with its lines by time; groups in order.
    void group_by_receipt(std::span<std::uint32_t> rows) {
        std::ranges::stable_sort(rows, [&](std::uint32_t a, std::uint32_t b) {
            return receipt_of(a) != receipt_of(b) ? receipt_of(a) < receipt_of(b) : kind_of(a) < kind_of(b);
        });
        groups_.clear();
        for (std::size_t begin = 0; begin < rows.size();) {
            std::size_t end = begin + 1;
            const std::uint64_t receipt = receipt_of(rows[begin]);
            while (receipt != 0 && end < rows.size() && receipt_of(rows[end]) == receipt && kind_of(rows[end]) == kind_of(rows[begin])) ++end;
            groups_.push_back(rows.subspan(begin, end - begin));
            begin = end;
        }
        std::ranges::sort(groups_, [&](Lines a, Lines b) { return stands_before(a, b); });
    }

    void append(Lines lines, Part& part) {
        VisitColumns& to = part.columns;
        const auto add = [](auto& column, const auto& from, const auto& cell) {
            if (!from.empty()) column.push_back(cell());
        };
        to.at.push_back(rows_.at[lines.front()]);
        to.utc_offsets.seconds.push_back(utc_offset_seconds(zone_, to.at.back()));
        add(to.kind, rows_.kind, [&] { return rows_.kind[lines.front()]; });
        add(to.amount, rows_.amount, [&] { return sum_of(rows_.amount, lines); });
        for (std::size_t i = 0; i < rows_.discounts.size(); ++i) to.discounts[i].push_back(sum_of(rows_.discounts[i], lines));
        add(to.channel, rows_.channel, [&] { return rank_of(first_known(rows_.channel, lines, unobserved_code), words_.channels); });
        add(to.party_size, rows_.party_size, [&] { return largest_of(rows_.party_size, lines); });
        add(to.planned, rows_.planned, [&] { return first_known(rows_.planned, lines, flag_not_known); });
        add(to.duration_minutes, rows_.duration_minutes, [&] { return largest_of(rows_.duration_minutes, lines); });
        add(to.staff, rows_.staff, [&] { return rank_of(first_known(rows_.staff, lines, unobserved_code), words_.staff); });
        add(to.satisfaction, rows_.satisfaction, [&] { return mean_of(rows_.satisfaction, lines); });
        add_union(to.companions, rows_.companions, words_.companions.members, lines);
        add_union(to.observations, rows_.observations, words_.observations.members, lines);
        for (const std::uint32_t row : lines) {
            add(to.line_offering, rows_.offering, [&] { return rank_of(rows_.offering[row], words_.offerings); });
            if (has_receipts()) add(to.line_amount, rows_.amount, [&] { return rows_.amount[row]; });
            add(to.line_quantity, rows_.quantity, [&] { return rows_.quantity[row]; });
            add(to.line_note, rows_.note, [&] { return rank_of(rows_.note[row], words_.notes); });
        }
        if (has_receipts()) part.lines_of_visit.push_back(lines.size());
    }

    const InteractionTable& table_;
    const InteractionRows& rows_;
    RowOrder content_ = {};
    struct TimedRow {
        Instant at = {};
        std::uint32_t row = 0;
    };
    std::vector<TimedRow> timed_ = {};
    std::vector<Lines> groups_ = {};
    const Sorted& words_;
    const TimeZone& zone_;
};

template <class T>
void append(std::vector<T>& to, std::vector<T>& from) {
    to.insert(to.end(), from.begin(), from.end());
    std::vector<T>().swap(from);
}

void append(CodeLists& to, CodeLists& from) {
    for (const std::uint64_t end : from.first) to.first.push_back(to.codes.size() + end);
    append(to.codes, from.codes);
    append(to.recorded, from.recorded);
}

/// One for all visits where they are equal.
UtcOffsets together_offsets(std::vector<Parts>& parts, Part Parts::*which) {
    UtcOffsets all;
    bool any = false, equal = true;
    for (Parts& each : parts) {
        for (const std::int32_t seconds : (each.*which).columns.utc_offsets.seconds) {
            if (!any) all.common_seconds = seconds;
            any = true;
            equal = equal && seconds == all.common_seconds;
        }
    }
    if (equal) return all;
    all.common_seconds = 0;
    for (Parts& each : parts) append(all.seconds, (each.*which).columns.utc_offsets.seconds);
    return all;
}

/// Parts one behind the other, column by column: each part gives its cells up as they are copied.
VisitColumns together(std::vector<Parts>& parts, Part Parts::*which, const InteractionRows& rows, const Execution& execution) {
    VisitColumns all;
    all.first_of_customer = {0};
    all.discounts.resize(rows.discounts.size());
    if (!rows.companions.empty()) all.companions.first = {0};
    if (!rows.observations.empty()) all.observations.first = {0};
    bool several_lines = false;
    std::size_t visits = 0, lines = 0;
    for (Parts& each : parts) {
        for (const std::uint64_t count : (each.*which).visits_of_customer) all.first_of_customer.push_back(all.first_of_customer.back() + count);
        visits += (each.*which).columns.at.size();
        if (rows.receipt.empty()) lines = visits;
        for (const std::uint64_t count : (each.*which).lines_of_visit) {
            lines += count;
            several_lines = several_lines || count > 1;
        }
    }
    std::vector<std::function<void()>> copies;  // one per column
    const auto put = [&](auto member, std::size_t cells) {
        if (std::ranges::none_of(parts, [&](Parts& each) { return !((each.*which).columns.*member).empty(); })) return;
        copies.push_back([&all, &parts, which, member, cells] {
            auto& to = all.*member;
            to.reserve(cells);
            for (Parts& each : parts) append(to, (each.*which).columns.*member);
        });
    };
    using V = VisitColumns;
    put(&V::at, visits), put(&V::kind, visits), put(&V::amount, visits), put(&V::channel, visits), put(&V::party_size, visits);
    put(&V::planned, visits), put(&V::duration_minutes, visits), put(&V::staff, visits), put(&V::satisfaction, visits);
    put(&V::line_offering, lines), put(&V::line_quantity, lines), put(&V::line_note, lines);
    if (several_lines) {
        put(&V::line_amount, lines);
        all.first_line = {0};
        all.first_line.reserve(visits + 1);
    }
    check_stop(execution);
    for (Parts& each : parts) {
        Part& part = each.*which;
        for (std::size_t i = 0; i < all.discounts.size(); ++i) append(all.discounts[i], part.columns.discounts[i]);
        append(all.companions, part.columns.companions);
        append(all.observations, part.columns.observations);
        if (!several_lines) continue;
        for (const std::uint64_t count : part.lines_of_visit) all.first_line.push_back(all.first_line.back() + count);
    }
    copies.push_back([&] { all.utc_offsets = together_offsets(parts, which); });
    for_each_block(copies.size(), execution, [&](std::size_t column) { copies[column](); });
    return all;
}

/// Customers [block[b], block[b + 1]) have about as many rows in every block.
std::vector<std::size_t> blocks_of_customers(const GroupedRows& grouped, std::size_t customers) {
    constexpr std::size_t rows_per_block = 16'384;
    std::vector<std::size_t> blocks{0};
    for (std::size_t customer = 0; customer < customers; ++customer) {
        if (grouped.first[customer + 1] - grouped.first[blocks.back()] >= rows_per_block) blocks.push_back(customer + 1);
    }
    if (blocks.back() != customers) blocks.push_back(customers);
    return blocks;
}

}  // namespace

FoldedInteractions InteractionTable::fold(const std::vector<std::uint32_t>& rank, std::size_t customers, const TimeZone& zone,
                                          const Execution& execution) {
    check_stop(execution);
    const Sorted sorted(words(), execution);
    const Execution quietly{.threads = execution.threads, .stop = execution.stop};
    std::vector<std::uint32_t> customer_of_row(customer.size());
    for_each_block(block_count(customer.size(), TableReader::rows_per_task), quietly, [&](std::size_t block) {
        const BlockRange range = block_range(block, customer.size(), TableReader::rows_per_task);
        for (std::size_t row = range.begin; row < range.end; ++row) customer_of_row[row] = usable[row] ? rank[customer[row]] : no_row;
    });
    GroupedRows grouped = group_rows(customer_of_row, usable, customers, execution);
    std::vector<std::uint32_t>().swap(customer_of_row);
    const std::vector<std::size_t> blocks = blocks_of_customers(grouped, customers);
    std::vector<Parts> parts(blocks.size() - 1);
    for_each_block(
        parts.size(), execution,
        [&](std::size_t block) {
            Folder folder(*this, sorted, zone);
            Parts& part = parts[block];
            part.visits.columns.discounts.resize(rows().discounts.size());
            part.events.columns.discounts.resize(rows().discounts.size());
            for (std::size_t of = blocks[block]; of < blocks[block + 1]; ++of) folder.fold(grouped.of(of), part);
        },
        "folding visits");
    for (const Parts& part : parts) folded += part.folded;
    FoldedInteractions result{together(parts, &Parts::visits, rows(), quietly), together(parts, &Parts::events, rows(), quietly)};
    for (VisitColumns* columns : {&result.visits, &result.events}) {
        columns->kinds = kind_names;
        columns->offerings = sorted.offerings.levels;
        columns->channels = sorted.channels.levels;
        columns->notes = sorted.notes.levels;
        columns->staff_members = sorted.staff.levels;
        if (!rows().companions.empty()) columns->companions.names = sorted.companions.names;
        if (!rows().observations.empty()) columns->observations.names = sorted.observations.names;
    }
    return result;
}

}  // namespace dangol::inline v0
