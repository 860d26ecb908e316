#pragma once

#include <dangol/core/time.hpp>
#include <dangol/customers/customer_base.hpp>

#include <cstdint>
#include <memory>

namespace dangol::inline v0 {

/// What was on record (core/on_record.hpp) of one customer's visits, or events, at a moment: positions in the columns of all customers where they stand side by
/// side, as they nearly always do; else in a copy without those that were not.
struct SeenVisits {
    const VisitColumns* columns = nullptr;
    std::shared_ptr<const VisitColumns> own = {};  ///< what `columns` points at, where it is a copy
    std::uint64_t first = 0;                       ///< ever
    std::uint64_t first_in_window = 0, end = 0;

    bool any() const noexcept { return first < end; }
};

/// The window begins at `window_start`; what is only dated belongs to it if the end of its day does, so that a window of n days has n dates.
SeenVisits seen_visits(const VisitColumns& all, std::uint32_t customer, Instant window_start, Instant as_of, const TimeZone& zone);

}  // namespace dangol::inline v0
