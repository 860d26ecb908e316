#pragma once

#include <dangol/customers/customer_base.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

/// What is done to visits and their columns as they stand.
namespace dangol::inline v0 {

template <class T>
std::vector<T> take(const std::vector<T>& from, const std::vector<std::size_t>& positions) {
    std::vector<T> taken;
    if (from.empty()) return taken;
    taken.reserve(positions.size());
    for (const std::size_t position : positions) taken.push_back(from[position]);
    return taken;
}
/// Calls use(member) for every column that has one entry a visit, or a line, or a lead, and for every list of words they are codes of. What is
/// copied, compared or emptied column by column walks these, so that a new column is named once.
template <class Use>
void for_each_visit_column(Use&& use) {
    using V = VisitColumns;
    use(&V::at), use(&V::kind), use(&V::amount), use(&V::channel), use(&V::party_size), use(&V::companions), use(&V::planned), use(&V::duration_minutes), use(&V::staff);
    use(&V::satisfaction), use(&V::observations);
}
template <class Use>
void for_each_line_column(Use&& use) {
    using V = VisitColumns;
    use(&V::line_offering), use(&V::line_amount), use(&V::line_quantity), use(&V::line_note);
}
template <class Use>
void for_each_word_list(Use&& use) {
    using V = VisitColumns;
    use(&V::channels), use(&V::offerings), use(&V::notes), use(&V::staff_members), use(&V::kinds);
}
template <class Use>
void for_each_lead_column(Use&& use) {
    using L = LeadRecords;
    use(&L::source_row), use(&L::contacted_at), use(&L::converted), use(&L::converted_at), use(&L::window_closes), use(&L::attributes), use(&L::activity), use(&L::channel);
    use(&L::staff), use(&L::amount);
}

std::vector<AttributeValues> take(const std::vector<AttributeValues>& from, const std::vector<std::size_t>& positions);
CodeLists take(const CodeLists& from, const std::vector<std::size_t>& positions);

/// The visits of some customers, in their order. Words that nobody uses any more stay.
VisitColumns take_visits(const VisitColumns& from, const std::vector<std::size_t>& customers, const Execution& execution);

/// A visit among others, or as it stood once (VisitColumns::unfinished).
struct VisitPlace {
    const VisitColumns* columns = nullptr;
    std::uint64_t visit = 0;
};
/// Some of the visits of `all`, in this order, as those of nobody in particular: without words, and without first_of_customer.
VisitColumns visits_at(const VisitColumns& all, const std::vector<VisitPlace>& places);

std::int32_t utc_offset_seconds(const TimeZone& zone, Instant at);

}  // namespace dangol::inline v0
