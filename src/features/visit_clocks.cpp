#include "features/visit_clocks.hpp"

#include "core/common_offset.hpp"
#include "features/visit_clock.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace dangol::inline v0 {
namespace {

VisitClock clock_at(LocalTime local) noexcept {
    return {.day = static_cast<std::int32_t>(visit_day(local).time_since_epoch().count()), .week_part = static_cast<std::uint8_t>(week_part(local))};
}

/// The daypart of each hour since 5 in the morning.
constexpr std::array<std::uint8_t, 24> part_of_hour = [] {
    std::array<std::uint8_t, 24> parts{};
    for (std::size_t hour = 0; hour < 24; ++hour) {
        parts[hour] = static_cast<std::uint8_t>(daypart(LocalTime{day_begins + std::chrono::hours(hour)}));
    }
    return parts;
}();

/// The same in a few steps, for local times not before 1970-01-01 at 5, as microseconds since then: days are whole multiples of 24 hours.
VisitClock clock_at(std::uint64_t since_5) noexcept {
    constexpr std::uint64_t microseconds_per_hour = 3'600'000'000, midnight = 19;  // 19 hours after 5
    const auto hours_since_5 = static_cast<std::uint32_t>(since_5 / microseconds_per_hour);
    const std::uint32_t hour = hours_since_5 % 24;
    const bool is_date = hour == midnight && since_5 % microseconds_per_hour == 0;
    const std::uint32_t day = hours_since_5 / 24 + (is_date ? 1 : 0);
    const std::uint32_t weekday = (day + 3) % 7;  // 1970-01-01 was a Thursday
    return {.day = static_cast<std::int32_t>(day), .week_part = static_cast<std::uint8_t>(is_date ? part_without_hour(weekday) : 4 * weekday + part_of_hour[hour])};
}

}  // namespace

void read_clocks(std::span<const Instant> at, const TimeZone& zone, std::span<VisitClock> clocks) {
    if (at.empty()) return;
    const auto [first, last] = std::ranges::minmax(at);
    constexpr Instant from{std::chrono::hours{48}}, until{std::chrono::hours{24 * 366 * 400}};
    if (from < first && last < until) {
        if (const auto ahead = common_offset(zone, first, last)) {
            const std::int64_t shift = (*ahead - std::chrono::microseconds{day_begins}).count();
            for (std::size_t i = 0; i < at.size(); ++i) clocks[i] = clock_at(static_cast<std::uint64_t>(at[i].time_since_epoch().count() + shift));
            return;
        }
    }
    for (std::size_t i = 0; i < at.size(); ++i) clocks[i] = at[i] == Instant::max() ? VisitClock{} : clock_at(zone.local(at[i]));
}

}  // namespace dangol::inline v0
