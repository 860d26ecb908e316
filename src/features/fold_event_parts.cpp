#include "features/fold_event_parts.hpp"

#include <algorithm>
#include <utility>

namespace dangol::inline v0 {

bool EventCountPart::fold_all(std::span<const FoldedInteraction> rows) const {
    for (const FoldedInteraction& row : rows) {
        KeptEvents& events = kept(row.record);
        const KeptMoment at = KeptMoment::at(head_of(row.row).at);
        if (row.as == FoldedAs::visit || row.as == FoldedAs::earlier_visit) {
            if (events.came != 0) continue;
            (events.last == at ? events.since_visit : events.before_visit) += std::exchange(events.at_last, 0);
            events.last = {};
            events.came = 1;
        } else if (row.as == FoldedAs::event && (kind_ == any_kind || occasion_of(row).kind == kind_)) {
            if (events.came != 0) {
                ++events.since_visit;
                continue;
            }
            if (events.last != at) events.before_visit += std::exchange(events.at_last, 0);
            events.last = at;
            ++events.at_last;
        }
    }
    return true;
}

bool EventCountPart::merge(std::byte* record, const std::byte* later) const {
    KeptEvents& into = kept(record);
    const KeptEvents& from = kept(later);
    if (into.came != 0) {
        into.since_visit += from.all();
        return true;
    }
    if (from.all() == 0 && from.came == 0) return true;
    into.before_visit += std::exchange(into.at_last, 0) + from.before_visit;
    into.at_last = from.at_last;
    into.since_visit = from.since_visit;
    into.last = from.last;
    into.came = from.came;
    return true;
}

bool AftermathPart::fold(std::span<const FoldedVisit> rows) const {
    for (const FoldedVisit& row : rows) {
        KeptAftermath& seen = kept(row.record);
        const KeptMoment at = KeptMoment::at(head_of(row.row).at);
        const FoldOccasion occasion = occasion_of(row);
        if (occasion.is_visit != 0) {
            if (at == seen.visit) continue;
            if (seen.visit.any() && seen.since_visit.any() && seen.since_visit < at) ++seen.followed;
            if (!seen.first_visit.any()) {
                seen.first_visit = at;
                if (seen.early == at) seen.early = {};
            }
            seen.visit = at;
            seen.since_visit = seen.last == at ? at : KeptMoment{};
        } else if (occasion.kind == static_cast<std::uint8_t>(kind_)) {
            if (!seen.first_visit.any() && !seen.early.any()) seen.early = at;
            if (seen.visit.any() && !seen.since_visit.any()) seen.since_visit = at;
            seen.last = at;
        }
    }
    return true;
}

bool AftermathPart::merge(std::byte* record, const std::byte* later) const {
    KeptAftermath& into = kept(record);
    const KeptAftermath& from = kept(later);
    if (!from.first_visit.any()) {
        if (!into.first_visit.any() && !into.early.any()) into.early = from.early;
        if (into.visit.any() && !into.since_visit.any()) into.since_visit = from.early;
    } else {
        const bool between = into.since_visit.any() || from.early.any();
        into.followed += from.followed + (into.visit.any() && between ? 1 : 0);
        if (!into.first_visit.any()) {
            if (!into.early.any()) into.early = from.early;
            into.first_visit = from.first_visit;
        }
        into.visit = from.visit;
        into.since_visit = from.since_visit;
    }
    if (from.last.any()) into.last = from.last;
    return true;
}

bool EventClockPart::fold_all(std::span<const FoldedInteraction> rows) const {
    for (const FoldedInteraction& row : rows) {
        if (row.as != FoldedAs::event && row.as != FoldedAs::earlier_event) continue;
        KeptEventClock& clock = kept(row.record);
        const KeptMoment at = KeptMoment::at(head_of(row.row).at);
        note_first(clock, at, occasion_of(row).kind);
        if (row.as == FoldedAs::earlier_event) continue;
        clock.last = at;
        ++clock.in_window;
    }
    return true;
}

bool EventClockPart::merge(std::byte* record, const std::byte* later) const {
    KeptEventClock& into = kept(record);
    const KeptEventClock& from = kept(later);
    if (from.first.any()) note_first(into, from.first, from.first_kind);
    if (from.last.any()) into.last = from.last;
    into.in_window += from.in_window;
    return true;
}

}  // namespace dangol::inline v0
