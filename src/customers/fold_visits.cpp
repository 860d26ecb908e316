#include "customers/read_tables.hpp"

#include "core/parallel.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

/// Lines become visits. Customers are independent of each other: each is sorted, freed of duplicates and folded by itself, and
/// the parts are put one behind the other.
namespace dangol::inline v0 {
namespace {

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

/// The sum of what is known; NaN if nothing is.
void add_known(double& sum, double value) noexcept {
    if (!std::isnan(value)) sum = std::isnan(sum) ? value : sum + value;
}

std::vector<std::string> use_sorted_levels(const TextCodes& words, std::vector<std::uint32_t>& codes) {
    SortedLevels sorted = sorted_levels(words);
    for (std::uint32_t& code : codes) {
        if (code != unobserved_code) code = sorted.rank_of_code[code];
    }
    return std::move(sorted.levels);
}

struct Visit {
    std::span<const std::uint32_t> lines = {};
    Instant at = {};
};

/// The visits of some customers, in order.
struct Part {
    std::vector<std::uint64_t> visits_of_customer = {}, lines_of_visit = {};
    VisitColumns columns = {};
    std::size_t folded = 0;
};

class Folder {
public:
    Folder(const InteractionTable& table, const TimeZone& zone) : table_(table), zone_(zone), others_(table.reader.other_columns()) {
        const auto add = [&](const auto& values) {
            if (!values.empty()) used_.columns.push_back(by_value(values));
        };
        add(table.offering);
        add(table.amount);
        for (const std::vector<double>& discount : table.discounts) add(discount);
        add(table.channel);
        add(table.party_size);
        add(table.planned);
        add(table.satisfaction);
        add(table.note);
        unused_.add_cells(others_);
    }

    void fold(std::span<std::uint32_t> rows, Part& part) {
        std::ranges::sort(rows, [&](std::uint32_t a, std::uint32_t b) { return compare_rows(a, b) < 0; });
        const auto same_row = [&](std::uint32_t a, std::uint32_t b) { return compare_rows(a, b) == 0; };
        const auto behind = std::ranges::unique(rows, same_row).begin();
        part.folded += static_cast<std::size_t>(rows.end() - behind);
        rows = {rows.begin(), behind};

        visits_.clear();
        for (std::size_t begin = 0; begin < rows.size();) {
            std::size_t end = begin + 1;
            while (end < rows.size() && same_visit(rows[begin], rows[end])) ++end;
            visits_.push_back({rows.subspan(begin, end - begin), table_.at[rows[begin]]});  // lines stand by time
            begin = end;
        }
        std::ranges::sort(visits_, [&](const Visit& a, const Visit& b) { return compare_visits(a, b) < 0; });
        for (const Visit& visit : visits_) append(visit, part);
        part.visits_of_customer.push_back(visits_.size());
    }

private:
    std::uint32_t visit_of(std::size_t row) const noexcept { return table_.visit.empty() ? unobserved_code : table_.visit[row]; }
    bool same_visit(std::size_t a, std::size_t b) const noexcept { return visit_of(a) != unobserved_code && visit_of(a) == visit_of(b); }

    int compare_lines(std::size_t a, std::size_t b) const {
        if (table_.at[a] != table_.at[b]) return table_.at[a] < table_.at[b] ? -1 : 1;
        return used_(a, b);
    }
    int compare_rows(std::size_t a, std::size_t b) const {
        if (visit_of(a) != visit_of(b)) return visit_of(a) < visit_of(b) ? -1 : 1;
        if (const int order = compare_lines(a, b)) return order;
        return unused_(a, b);
    }
    /// By time, then line by line: visits that say the same are the same, whatever their receipts are called.
    int compare_visits(const Visit& a, const Visit& b) const {
        for (std::size_t line = 0; line < std::min(a.lines.size(), b.lines.size()); ++line) {
            if (const int order = compare_lines(a.lines[line], b.lines[line])) return order;
        }
        return static_cast<int>(a.lines.size() > b.lines.size()) - static_cast<int>(a.lines.size() < b.lines.size());
    }

    void append(const Visit& visit, Part& part) const {
        VisitColumns& to = part.columns;
        double amount = not_known, party_size = not_known, satisfaction = not_known;
        std::size_t opinions = 0;
        std::uint32_t channel = unobserved_code;
        std::uint8_t planned = flag_not_known;
        for (const std::uint32_t row : visit.lines) {
            const double line_amount = table_.amount.empty() ? not_known : table_.amount[row];
            add_known(amount, line_amount);
            if (!table_.party_size.empty() && !(table_.party_size[row] <= party_size)) {
                party_size = std::isnan(table_.party_size[row]) ? party_size : table_.party_size[row];
            }
            if (!table_.satisfaction.empty() && !std::isnan(table_.satisfaction[row])) {
                add_known(satisfaction, table_.satisfaction[row]);
                ++opinions;
            }
            if (!table_.channel.empty() && channel == unobserved_code) channel = table_.channel[row];
            if (!table_.planned.empty() && planned == flag_not_known) planned = table_.planned[row];
            to.line_amount.push_back(line_amount);
            to.line_offering.push_back(table_.offering.empty() ? unobserved_code : table_.offering[row]);
            if (!table_.note.empty()) to.line_note.push_back(table_.note[row]);
        }
        for (std::size_t i = 0; i < table_.discounts.size(); ++i) {
            double discount = not_known;
            for (const std::uint32_t row : visit.lines) add_known(discount, table_.discounts[i][row]);
            to.discounts[i].push_back(discount);
        }
        to.at.push_back(visit.at);
        to.local.push_back(zone_.local(visit.at));
        to.amount.push_back(amount);
        to.channel.push_back(channel);
        to.party_size.push_back(party_size);
        to.planned.push_back(planned);
        to.satisfaction.push_back(opinions == 0 ? not_known : satisfaction / static_cast<double>(opinions));
        part.lines_of_visit.push_back(visit.lines.size());
    }

    const InteractionTable& table_;
    const TimeZone& zone_;
    std::vector<const ColumnView*> others_;
    RowOrder used_ = {}, unused_ = {};
    std::vector<Visit> visits_ = {};
};

template <class T>
void append(std::vector<T>& to, std::vector<T>&& from) {
    to.insert(to.end(), from.begin(), from.end());
    std::vector<T>().swap(from);
}

void append(VisitColumns& to, Part&& part) {
    for (const std::uint64_t visits : part.visits_of_customer) to.first_of_customer.push_back(to.first_of_customer.back() + visits);
    for (const std::uint64_t lines : part.lines_of_visit) to.first_line.push_back(to.first_line.back() + lines);
    VisitColumns& from = part.columns;
    append(to.at, std::move(from.at));
    append(to.local, std::move(from.local));
    append(to.amount, std::move(from.amount));
    for (std::size_t i = 0; i < to.discounts.size(); ++i) append(to.discounts[i], std::move(from.discounts[i]));
    append(to.channel, std::move(from.channel));
    append(to.party_size, std::move(from.party_size));
    append(to.planned, std::move(from.planned));
    append(to.satisfaction, std::move(from.satisfaction));
    append(to.line_offering, std::move(from.line_offering));
    append(to.line_amount, std::move(from.line_amount));
    append(to.line_note, std::move(from.line_note));
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

VisitColumns InteractionTable::fold(const std::vector<std::uint32_t>& rank, std::size_t customers, const TimeZone& zone,
                                    const Execution& execution) {
    VisitColumns visits;
    visits.offerings = use_sorted_levels(offerings, offering);
    visits.channels = use_sorted_levels(channels, channel);
    visits.notes = use_sorted_levels(notes, note);
    visits.discounts.resize(discounts.size());
    visits.first_of_customer = {0};
    visits.first_line = {0};

    std::vector<std::uint32_t> customer_of_row(customer.size());
    for (std::size_t row = 0; row < customer.size(); ++row) customer_of_row[row] = usable[row] ? rank[customer[row]] : no_row;
    GroupedRows grouped = group_rows(customer_of_row, usable, customers);
    const std::vector<std::size_t> blocks = blocks_of_customers(grouped, customers);
    std::vector<Part> parts(blocks.size() - 1);
    for_each_block(
        parts.size(), execution,
        [&](std::size_t block) {
            Folder folder(*this, zone);
            Part& part = parts[block];
            part.columns.discounts.resize(discounts.size());
            for (std::size_t of = blocks[block]; of < blocks[block + 1]; ++of) folder.fold(grouped.of(of), part);
        },
        "folding visits");
    for (Part& part : parts) {
        folded += part.folded;
        append(visits, std::move(part));
    }
    return visits;
}

}  // namespace dangol::inline v0
