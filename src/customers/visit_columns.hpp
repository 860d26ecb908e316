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
std::vector<AttributeValues> take(const std::vector<AttributeValues>& from, const std::vector<std::size_t>& positions);
CodeLists take(const CodeLists& from, const std::vector<std::size_t>& positions);

/// The visits of some customers, in their order. Words that nobody uses any more stay.
VisitColumns take_visits(const VisitColumns& from, const std::vector<std::size_t>& customers);

std::int32_t utc_offset_seconds(const TimeZone& zone, Instant at);

}  // namespace dangol::inline v0
