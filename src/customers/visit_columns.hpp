#pragma once

#include <dangol/customers/customer_base.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

/// What is done to all columns of visits alike.
namespace dangol::inline v0 {

/// Calls use(column) for every column with a cell per visit, but for lists and clocks.
template <class Visits, class Use>
void for_each_visit_column(Visits& visits, Use&& use) {
    use(visits.at), use(visits.kind), use(visits.amount);
    for (auto& discount : visits.discounts) use(discount);
    use(visits.channel), use(visits.party_size), use(visits.planned), use(visits.duration_minutes), use(visits.staff), use(visits.satisfaction);
}

/// … and for every column with a cell per line.
template <class Visits, class Use>
void for_each_line_column(Visits& visits, Use&& use) {
    use(visits.line_offering), use(visits.line_amount), use(visits.line_quantity), use(visits.line_note);
}

template <class T>
std::vector<T> take(const std::vector<T>& from, const std::vector<std::size_t>& positions) {
    std::vector<T> taken;
    if (from.empty()) return taken;
    taken.reserve(positions.size());
    for (const std::size_t position : positions) taken.push_back(from[position]);
    return taken;
}
std::vector<AttributeValues> take(const std::vector<AttributeValues>& from, const std::vector<std::size_t>& positions);
CodeLists take(const CodeLists& from, const std::vector<std::size_t>& positions);

/// The visits of some customers, in their order. Words that nobody uses any more stay.
VisitColumns take_visits(const VisitColumns& from, const std::vector<std::size_t>& customers);

/// Offsets of each visit; one for all where they are equal.
UtcOffsets utc_offsets(const std::vector<Instant>& at, const TimeZone& zone);

}  // namespace dangol::inline v0
