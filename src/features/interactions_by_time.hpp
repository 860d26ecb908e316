#pragma once

#include "features/customer_moment.hpp"

#include <cstdint>

namespace dangol::inline v0 {

/// Every interaction in the window of a moment by time, `take(columns, position)`: visits and events go side by side, and of equals the visit
/// comes first.
template <class Take>
void for_each_interaction(const CustomerMoment& moment, Take&& take) {
    std::uint64_t visit = moment.first_visit, event = moment.first_event;
    while (visit < moment.end_visit || event < moment.end_event) {
        const bool visit_is_next = event == moment.end_event || (visit < moment.end_visit && moment.visits.at[visit] <= moment.events.at[event]);
        if (visit_is_next) take(moment.visits, visit++);
        else take(moment.events, event++);
    }
}

}  // namespace dangol::inline v0
