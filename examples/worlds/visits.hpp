#pragma once

/// Visits, calls and messages over two years, as one renewal process per person on the shop's own clock.

#include "people.hpp"

namespace dangol::worlds {

Interactions interactions_of(const std::vector<Person>& people, const Customers& customers,
                                       const TradeProfile& trade, const WorldOptions& options);

inline std::chrono::sys_seconds instant_of(std::chrono::local_seconds shop_clock) {
    return std::chrono::sys_seconds{shop_clock.time_since_epoch() - korean_offset};
}

inline std::chrono::local_seconds shop_clock_of(std::chrono::sys_seconds instant) {
    return std::chrono::local_seconds{instant.time_since_epoch() + korean_offset};
}

}  // namespace dangol::worlds
