#pragma once

#include <dangol/core/time.hpp>

#include <cstdint>
#include <span>

namespace dangol::inline v0 {

/// What the wall clock said when a visit began.
struct VisitClock {
    std::int32_t day = 0;        ///< since 1970, from 5 to 5
    std::uint8_t week_part = 0;  ///< weekday × 4 + daypart; of what is only dated 28 + weekday
};

/// Of many instants; `clocks` is as long as `at`. Of Instant::max(), which stands for no time, they say nothing.
void read_clocks(std::span<const Instant> at, const TimeZone& zone, std::span<VisitClock> clocks);

}  // namespace dangol::inline v0
