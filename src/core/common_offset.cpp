#include "core/common_offset.hpp"

namespace dangol::inline v0 {

std::optional<std::chrono::microseconds> common_offset(const TimeZone& zone, Instant first, Instant last) {
    constexpr std::chrono::hours furthest{24 * 366 * 20};
    if (last - furthest > first) return std::nullopt;
    const auto offset_at = [&](Instant at) { return zone.local(at).time_since_epoch() - at.time_since_epoch(); };
    const std::chrono::microseconds offset = offset_at(last);
    for (Instant at = first; at < last; at += shortest_zone_period) {  // a change between two looks would have to be undone before the second
        if (offset_at(at) != offset) return std::nullopt;
    }
    return offset;
}

}  // namespace dangol::inline v0
