#include "customers/instants.hpp"

#include "core/common_offset.hpp"
#include "customers/text_cells.hpp"
#include "customers/written_times.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

namespace dangol::inline v0 {
namespace {

constexpr std::int64_t microseconds_per_second = 1'000'000;
constexpr std::int64_t microseconds_per_day = 86'400 * microseconds_per_second;
constexpr std::int64_t furthest = (std::int64_t{1} << 62);  // 146,000 years: room for every zone's offset

std::optional<Instant> within_reach(detail::Int128 microseconds) noexcept {
    if (microseconds < -furthest || microseconds > furthest) return std::nullopt;
    return Instant{std::chrono::microseconds{static_cast<std::int64_t>(microseconds)}};
}

}  // namespace

std::optional<Instant> instant_of_ticks(std::int64_t ticks, std::int64_t ticks_per_second) noexcept {
    if (ticks_per_second <= microseconds_per_second) {
        return within_reach(static_cast<detail::Int128>(ticks) * (microseconds_per_second / ticks_per_second));
    }
    const std::int64_t ratio = ticks_per_second / microseconds_per_second;
    const std::int64_t whole = ticks / ratio - (ticks % ratio < 0 ? 1 : 0);  // towards the past, as everywhere
    return within_reach(whole);
}

std::optional<Instant> instant_of_days(std::int64_t days) noexcept {
    return within_reach(static_cast<detail::Int128>(days) * microseconds_per_day);
}

Reading<Instant> TimeReader::of_clock(LocalTime clock) const {
    if (unzoned == UnzonedTimes::utc) return {Instant{clock.time_since_epoch()}};
    const ResolvedTime resolved = zone.instant(clock);
    if (resolved.meaning == LocalTimeMeaning::nonexistent) return {Instant::max(), UnusableReason::nonexistent_time};
    return {resolved.instant};
}

Reading<Instant> TimeReader::midnight(LocalTime clock) const { return {zone.instant(clock).instant}; }

Reading<Instant> TimeReader::text(std::string_view text) const {
    const std::string_view trimmed = trim(text);
    if (says_missing(trimmed)) return missing();
    const std::optional<IsoTime> iso = parse_iso_time(trimmed);
    if (!iso) {
        const Reading<WrittenTime> written = read_written_time(trimmed, order, short_years);
        if (written.fault != sound) return {Instant::max(), written.fault};
        return written.value.date_only ? midnight(written.value.local) : of_clock(written.value.local);
    }
    if (iso->offset) return {iso->in(zone).instant};
    return iso->date_only ? midnight(iso->local) : of_clock(iso->local);
}

Reading<Instant> TimeReader::date(std::int64_t days) const {
    const std::optional<Instant> at = instant_of_days(days);
    if (!at) return {Instant::max(), UnusableReason::unreadable_time};
    return midnight(LocalTime{at->time_since_epoch()});
}

std::optional<TickScale> TimeReader::scale(std::int64_t lowest, std::int64_t highest, std::int64_t ticks_per_second, bool zoned) const {
    const auto first = instant_of_ticks(lowest, ticks_per_second), last = instant_of_ticks(highest, ticks_per_second);
    if (!first || !last) return std::nullopt;
    TickScale scale;
    if (ticks_per_second <= microseconds_per_second) scale.microseconds = microseconds_per_second / ticks_per_second;
    else scale.ticks = ticks_per_second / microseconds_per_second;
    if (!zoned && unzoned == UnzonedTimes::local) {
        constexpr std::chrono::hours day{24};  // no clock is further off UTC
        const auto common = common_offset(zone, *first - 2 * day, *last + 2 * day);
        if (!common) return std::nullopt;
        scale.ahead = common->count();
    }
    return scale;
}

bool TimeReader::take(const CellRun& run, Instant* into) const {
    if (run.type != PhysicalType::timestamp || run.count == 0) return false;
    auto lowest = std::numeric_limits<std::int64_t>::max(), highest = std::numeric_limits<std::int64_t>::min();
    for (std::size_t i = 0; i < run.count; ++i) {
        lowest = std::min(lowest, run.at<std::int64_t>(i));
        highest = std::max(highest, run.at<std::int64_t>(i));
    }
    const auto found = scale(lowest, highest, run.ticks_per_second, run.zoned);
    if (!found) return false;
    const TickScale in = *found;
    for (std::size_t i = 0; i < run.count; ++i) into[i] = Instant{std::chrono::microseconds{in.microseconds_of(run.at<std::int64_t>(i))}};
    return true;
}

Reading<Instant> TimeReader::time(std::int64_t ticks, std::int64_t ticks_per_second, bool zoned) const {
    const std::optional<Instant> at = instant_of_ticks(ticks, ticks_per_second);
    if (!at) return {Instant::max(), UnusableReason::unreadable_time};
    return zoned ? Reading<Instant>{*at} : of_clock(LocalTime{at->time_since_epoch()});
}

}  // namespace dangol::inline v0
