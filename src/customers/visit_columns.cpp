#include "customers/visit_columns.hpp"

#include <dangol/core/estimate.hpp>

#include <algorithm>
#include <chrono>
#include <type_traits>

namespace dangol::inline v0 {
namespace {

template <class T>
bool same_cells(const std::vector<T>& a, const std::vector<T>& b) {
    if constexpr (std::is_same_v<T, double>) return std::ranges::equal(a, b, same_number);
    else return a == b;
}

}  // namespace

bool operator==(const AttributeValues& a, const AttributeValues& b) {
    return a.meaning == b.meaning && a.codes == b.codes && same_cells(a.numbers, b.numbers) && a.times == b.times && a.texts == b.texts;
}

bool operator==(const VisitColumns& a, const VisitColumns& b) {
    return a.first_of_customer == b.first_of_customer && a.at == b.at && a.utc_offsets == b.utc_offsets && a.kind == b.kind &&
           same_cells(a.amount, b.amount) && std::ranges::equal(a.discounts, b.discounts, same_cells<double>) && a.channel == b.channel &&
           same_cells(a.party_size, b.party_size) && a.companions == b.companions && a.planned == b.planned &&
           same_cells(a.duration_minutes, b.duration_minutes) && a.staff == b.staff && same_cells(a.satisfaction, b.satisfaction) &&
           a.observations == b.observations && a.first_line == b.first_line && a.line_offering == b.line_offering &&
           same_cells(a.line_amount, b.line_amount) && same_cells(a.line_quantity, b.line_quantity) && a.line_note == b.line_note &&
           a.channels == b.channels && a.offerings == b.offerings && a.notes == b.notes && a.staff_members == b.staff_members && a.kinds == b.kinds;
}

bool operator==(const LeadRecords& a, const LeadRecords& b) {
    return a.customer == b.customer && a.source_row == b.source_row && a.contacted_at == b.contacted_at && a.converted == b.converted &&
           a.converted_at == b.converted_at && a.window_closes == b.window_closes && a.attributes == b.attributes && a.activity == b.activity &&
           a.channel == b.channel && a.staff == b.staff && same_cells(a.amount, b.amount) && a.channels == b.channels &&
           a.staff_members == b.staff_members;
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

VisitColumns take_visits(const VisitColumns& from, const std::vector<std::size_t>& customers) {
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
    to.at = take(from.at, visits);
    to.kind = take(from.kind, visits);
    to.amount = take(from.amount, visits);
    for (const std::vector<double>& discount : from.discounts) to.discounts.push_back(take(discount, visits));
    to.channel = take(from.channel, visits);
    to.party_size = take(from.party_size, visits);
    to.companions = take(from.companions, visits);
    to.planned = take(from.planned, visits);
    to.duration_minutes = take(from.duration_minutes, visits);
    to.staff = take(from.staff, visits);
    to.satisfaction = take(from.satisfaction, visits);
    to.observations = take(from.observations, visits);
    to.utc_offsets = {from.utc_offsets.common_seconds, take(from.utc_offsets.seconds, visits)};
    to.line_offering = take(from.line_offering, lines);
    to.line_amount = take(from.line_amount, lines);
    to.line_quantity = take(from.line_quantity, lines);
    to.line_note = take(from.line_note, lines);
    to.channels = from.channels;
    to.offerings = from.offerings;
    to.notes = from.notes;
    to.staff_members = from.staff_members;
    to.kinds = from.kinds;
    return to;
}

std::int32_t utc_offset_seconds(const TimeZone& zone, Instant at) {
    const auto distance = zone.local(at).time_since_epoch() - at.time_since_epoch();
    return static_cast<std::int32_t>(std::chrono::duration_cast<std::chrono::seconds>(distance).count());
}

}  // namespace dangol::inline v0
