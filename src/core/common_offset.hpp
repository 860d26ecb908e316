#pragma once

#include <dangol/core/time.hpp>

#include <chrono>
#include <optional>

namespace dangol::inline v0 {

/// No period of a time zone is shorter: TimeZone::named() refuses one that is.
inline constexpr std::chrono::hours shortest_zone_period{12};

/// How far the clocks of the zone are ahead of UTC from `first` to `last`, where that does not change in between; none also where the two lie too
/// far apart to be worth looking. What reads many times asks once for all of them.
std::optional<std::chrono::microseconds> common_offset(const TimeZone& zone, Instant first, Instant last);

}  // namespace dangol::inline v0
