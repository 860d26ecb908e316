#include "features/seen_visits.hpp"

#include "core/on_record.hpp"
#include "customers/visit_columns.hpp"

#include <algorithm>
#include <vector>

namespace dangol::inline v0 {
namespace {

struct Range {
    std::uint64_t begin = 0, end = 0;
    bool empty() const noexcept { return begin == end; }
    bool holds(std::uint64_t position) const noexcept { return begin <= position && position < end; }
};

/// The first visit of a range that is not before `moment`.
std::uint64_t visit_from(const VisitColumns& visits, Range range, Instant moment) {
    const auto begin = visits.at.begin();
    return static_cast<std::uint64_t>(std::lower_bound(begin + static_cast<std::ptrdiff_t>(range.begin), begin + static_cast<std::ptrdiff_t>(range.end), moment) - begin);
}

/// Visits of a range, all before `moment`, that are only dated, and on the day that `moment` lies in.
Range dated_that_day(const VisitColumns& visits, Range range, Instant moment, const TimeZone& zone) {
    if (range.empty() || visits.at[range.end - 1] + longest_day <= moment) return {range.end, range.end};
    const Instant midnight = start_of_day(moment, zone);
    return {visit_from(visits, range, midnight), visit_from(visits, range, midnight + std::chrono::microseconds{1})};
}

/// Visits of a range that had lines on record, and were to have more: as they stood.
std::vector<VisitPlace> unfinished_then(const VisitColumns& all, std::uint32_t customer, Range seen, Instant as_of, const TimeZone& zone) {
    std::vector<VisitPlace> places;
    if (all.unfinished == nullptr) return places;
    const UnfinishedVisits& unfinished = *all.unfinished;
    const auto& first = unfinished.as_they_stood.first_of_customer;
    for (std::uint64_t state = first[customer]; state < first[customer + 1]; ++state) {
        const std::uint64_t visit = unfinished.visit[state];
        const bool placed = !places.empty() && unfinished.visit[places.back().visit] == visit;
        if (seen.holds(visit) && !placed && !on_record(unfinished.next_line_at[state], as_of, zone)) places.push_back({&unfinished.as_they_stood, state});
    }
    return places;
}

}  // namespace

SeenVisits seen_visits(const VisitColumns& all, std::uint32_t customer, Instant window_start, Instant as_of, const TimeZone& zone) {
    Range seen{all.first_of_customer[customer], all.first_of_customer[customer + 1]};
    seen.end = visit_from(all, seen, as_of);
    Range hidden = dated_that_day(all, seen, as_of, zone);
    if (hidden.end == seen.end) seen.end = hidden.end = hidden.begin;

    std::uint64_t start = visit_from(all, seen, window_start);
    Range also = dated_that_day(all, {seen.begin, start}, window_start, zone);
    if (also.begin == hidden.begin) also = {start, start};  // a window that begins on the day on which it ends
    if (also.end == start) start = also.end = also.begin;
    const std::vector<VisitPlace> unfinished = unfinished_then(all, customer, seen, as_of, zone);
    if (hidden.empty() && also.empty() && unfinished.empty()) return {.columns = &all, .first = seen.begin, .first_in_window = start, .end = seen.end};

    std::vector<VisitPlace> before, within;  // what counts is put side by side
    auto next = unfinished.begin();
    for (std::uint64_t visit = seen.begin; visit < seen.end; ++visit) {
        VisitPlace place{&all, visit};
        if (next != unfinished.end() && all.unfinished->visit[next->visit] == visit) place = *next++;
        if (hidden.holds(visit)) continue;
        (visit < start && !also.holds(visit) ? before : within).push_back(place);
    }
    const std::size_t first_in_window = before.size();
    before.insert(before.end(), within.begin(), within.end());
    auto own = std::make_shared<const VisitColumns>(visits_at(all, before));
    const bool window_has_first = first_in_window < before.size() && own->at[first_in_window] < own->at.front();
    return {.columns = own.get(), .own = own, .first = window_has_first ? first_in_window : 0, .first_in_window = first_in_window, .end = before.size()};
}

}  // namespace dangol::inline v0
