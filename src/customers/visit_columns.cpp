#include "customers/visit_columns.hpp"

#include <dangol/core/estimate.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <type_traits>

namespace dangol::inline v0 {
namespace {

/// What is not known equals itself.
template <class Cells>
bool same_cells(const Cells& a, const Cells& b) {
    if constexpr (std::is_same_v<Cells, std::vector<double>>) return std::ranges::equal(a, b, same_number);
    else return a == b;
}

}  // namespace

bool operator==(const AttributeValues& a, const AttributeValues& b) {
    return a.meaning == b.meaning && a.codes == b.codes && same_cells(a.numbers, b.numbers) && a.times == b.times && a.texts == b.texts;
}

bool operator==(const VisitColumns& a, const VisitColumns& b) {
    bool equal = a.first_of_customer == b.first_of_customer && a.utc_offsets == b.utc_offsets && a.first_line == b.first_line &&
                 std::ranges::equal(a.discounts, b.discounts, same_cells<std::vector<double>>);
    const auto compare = [&](auto column) { equal = equal && same_cells(a.*column, b.*column); };
    for_each_visit_column(compare), for_each_line_column(compare), for_each_word_list(compare);
    if ((a.unfinished == nullptr) != (b.unfinished == nullptr)) return false;
    return equal && (a.unfinished == nullptr || *a.unfinished == *b.unfinished);
}

bool operator==(const LeadRecords& a, const LeadRecords& b) {
    bool equal = a.customer == b.customer && a.channels == b.channels && a.staff_members == b.staff_members;
    for_each_lead_column([&](auto column) { equal = equal && same_cells(a.*column, b.*column); });
    return equal;
}

std::vector<AttributeValues> take(const std::vector<AttributeValues>& from, const std::vector<std::size_t>& positions) {
    std::vector<AttributeValues> taken;
    for (const AttributeValues& values : from) {
        taken.push_back({values.meaning, take(values.numbers, positions), take(values.codes, positions), take(values.times, positions), values.texts});
    }
    return taken;
}

CodeLists take(const CodeLists& from, const std::vector<std::size_t>& positions) {
    if (from.first.empty()) return from;
    CodeLists to{.first = {0}, .names = from.names};
    for (const std::size_t row : positions) {
        const auto codes = from.of(row);
        to.codes.insert(to.codes.end(), codes.begin(), codes.end());
        to.first.push_back(to.codes.size());
        to.recorded.push_back(from.recorded[row]);
    }
    return to;
}

namespace {

/// Those of some customers, whose visits are `to`.
std::shared_ptr<const UnfinishedVisits> take_unfinished(const VisitColumns& from, const VisitColumns& to, const std::vector<std::size_t>& customers, const Execution& execution) {
    if (from.unfinished == nullptr) return nullptr;
    const UnfinishedVisits& all = *from.unfinished;
    auto taken = std::make_shared<UnfinishedVisits>();
    for (std::size_t i = 0; i < customers.size(); ++i) {
        const auto& first = all.as_they_stood.first_of_customer;
        for (std::uint64_t state = first[customers[i]]; state < first[customers[i] + 1]; ++state) {
            taken->visit.push_back(all.visit[state] - from.first_of_customer[customers[i]] + to.first_of_customer[i]);
            taken->next_line_at.push_back(all.next_line_at[state]);
        }
    }
    if (taken->visit.empty()) return nullptr;
    taken->as_they_stood = take_visits(all.as_they_stood, customers, execution);
    return taken;
}

}  // namespace

VisitColumns take_visits(const VisitColumns& from, const std::vector<std::size_t>& customers, const Execution& execution) {
    std::vector<std::size_t> visits, lines;
    VisitColumns to;
    to.first_of_customer = {0};
    const bool has_lines = !from.first_line.empty();
    if (has_lines) to.first_line = {0};
    for (const std::size_t customer : customers) {
        for (std::uint64_t visit = from.first_of_customer[customer]; visit < from.first_of_customer[customer + 1]; ++visit) {
            visits.push_back(visit);
            for (std::uint64_t line = from.line_begin(visit); line < from.line_end(visit); ++line) lines.push_back(line);
            if (has_lines) to.first_line.push_back(lines.size());
        }
        to.first_of_customer.push_back(visits.size());
    }
    const auto take_column = [&](auto column, const std::vector<std::size_t>& positions) {
        check_stop(execution);
        to.*column = take(from.*column, positions);
    };
    for_each_visit_column([&](auto column) { take_column(column, visits); });
    for_each_line_column([&](auto column) { take_column(column, lines); });
    for_each_word_list([&](auto list) { to.*list = from.*list; });
    for (const std::vector<double>& discount : from.discounts) to.discounts.push_back(take(discount, visits));
    to.utc_offsets = {from.utc_offsets.common_seconds, take(from.utc_offsets.seconds, visits)};
    to.unfinished = take_unfinished(from, to, customers, execution);
    return to;
}

namespace {

template <class T>
void add_cell(std::vector<T>& to, const std::vector<T>& from, std::uint64_t row) {
    if (!from.empty()) to.push_back(from[row]);
}

void add_cell(CodeLists& to, const CodeLists& from, std::uint64_t row) {
    if (from.first.empty()) return;
    if (to.first.empty()) to.first = {0};
    const auto codes = from.of(row);
    to.codes.insert(to.codes.end(), codes.begin(), codes.end());
    to.first.push_back(to.codes.size());
    to.recorded.push_back(from.recorded[row]);
}

}  // namespace

VisitColumns visits_at(const VisitColumns& all, const std::vector<VisitPlace>& places) {
    VisitColumns to;
    to.discounts.resize(all.discounts.size());
    if (!all.first_line.empty()) to.first_line = {0};
    std::uint64_t lines = 0;
    for (const auto& [from, visit] : places) {
        for_each_visit_column([&, from = from, visit = visit](auto column) { add_cell(to.*column, from->*column, visit); });
        for (std::size_t i = 0; i < to.discounts.size(); ++i) add_cell(to.discounts[i], from->discounts[i], visit);
        const UtcOffsets& offsets = from->utc_offsets;
        to.utc_offsets.seconds.push_back(offsets.seconds.empty() ? offsets.common_seconds : offsets.seconds[visit]);
        for (std::uint64_t line = from->line_begin(visit); line < from->line_end(visit); ++line, ++lines) {
            add_cell(to.line_offering, from->line_offering, line), add_cell(to.line_quantity, from->line_quantity, line), add_cell(to.line_note, from->line_note, line);
            if (!all.line_amount.empty()) to.line_amount.push_back(from->amount_of_line(line));
        }
        if (!all.first_line.empty()) to.first_line.push_back(lines);
    }
    return to;
}

std::int32_t utc_offset_seconds(const TimeZone& zone, Instant at) {
    const auto distance = zone.local(at).time_since_epoch() - at.time_since_epoch();
    return static_cast<std::int32_t>(std::chrono::duration_cast<std::chrono::seconds>(distance).count());
}

}  // namespace dangol::inline v0
