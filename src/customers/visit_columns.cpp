#include "customers/visit_columns.hpp"

#include <dangol/core/estimate.hpp>

#include <algorithm>
#include <chrono>
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
    return equal;
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
    return to;
}

VisitColumns visits_at(const VisitColumns& from, const std::vector<std::size_t>& positions) {
    std::vector<std::size_t> lines;
    VisitColumns to;
    if (!from.first_line.empty()) to.first_line = {0};
    for (const std::size_t visit : positions) {
        for (std::uint64_t line = from.line_begin(visit); line < from.line_end(visit); ++line) lines.push_back(line);
        if (!from.first_line.empty()) to.first_line.push_back(lines.size());
    }
    for_each_visit_column([&](auto column) { to.*column = take(from.*column, positions); });
    for_each_line_column([&](auto column) { to.*column = take(from.*column, lines); });
    for (const std::vector<double>& discount : from.discounts) to.discounts.push_back(take(discount, positions));
    to.utc_offsets = {from.utc_offsets.common_seconds, take(from.utc_offsets.seconds, positions)};
    return to;
}

std::int32_t utc_offset_seconds(const TimeZone& zone, Instant at) {
    const auto distance = zone.local(at).time_since_epoch() - at.time_since_epoch();
    return static_cast<std::int32_t>(std::chrono::duration_cast<std::chrono::seconds>(distance).count());
}

}  // namespace dangol::inline v0
