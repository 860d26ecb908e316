#pragma once

#include <dangol/core/time.hpp>
#include <dangol/customers/schema.hpp>

#include "customers/cells.hpp"
#include "customers/written_times.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace dangol::inline v0 {

/// Ticks since 1970-01-01 as an instant, cut to whole microseconds; none outside what an Instant can hold.
std::optional<Instant> instant_of_ticks(std::int64_t ticks, std::int64_t ticks_per_second) noexcept;
std::optional<Instant> instant_of_days(std::int64_t days) noexcept;

/// What ticks of one column mean, as long as the clocks stay at one distance from UTC.
struct TickScale {
    std::int64_t microseconds = 1, ticks = 1;  ///< so many are so many, one of them 1
    std::int64_t ahead = 0;                    ///< of UTC, microseconds

    std::int64_t microseconds_of(std::int64_t tick) const noexcept {
        if (ticks == 1) return tick * microseconds - ahead;
        return tick / ticks - (tick % ticks < 0 ? 1 : 0) - ahead;  // towards the past, as everywhere
    }
};

/// Instants, as the schema says what a time without zone means; text is ISO 8601 or as people write (written_times.hpp). A date is local midnight, or the first moment of that day.
struct TimeReader {
    using Value = Instant;
    TimeZone zone = {};
    UnzonedTimes unzoned = UnzonedTimes::local;
    DateOrder order = DateOrder::undeclared;
    UnusableReason when_missing = sound;  ///< sound: it may be missing, and is Instant::max() then
    ShortYears short_years = ShortYears::where_declared;

    static TimeReader of(const Schema& schema, const TimeZone& zone, UnusableReason when_missing = sound) {
        return {zone, schema.unzoned_times, schema.date_order, when_missing};
    }

    /// Of what is told of somebody or something, such as a birthday.
    static TimeReader of_attribute(const Schema& schema, const TimeZone& zone) {
        TimeReader reader = of(schema, zone);
        reader.short_years = ShortYears::never;
        return reader;
    }

    Reading<Instant> missing() const { return {Instant::max(), when_missing}; }
    Reading<Instant> integer(std::int64_t) const { return {Instant::max(), UnusableReason::unreadable_time}; }
    Reading<Instant> number(double) const { return {Instant::max(), UnusableReason::unreadable_time}; }
    Reading<Instant> flag(bool) const { return {Instant::max(), UnusableReason::unreadable_time}; }
    Reading<Instant> duration(std::int64_t, std::int64_t) const { return {Instant::max(), UnusableReason::unreadable_time}; }
    Reading<Instant> text(std::string_view text) const;
    Reading<Instant> date(std::int64_t days) const;
    Reading<Instant> time(std::int64_t ticks, std::int64_t ticks_per_second, bool zoned) const;
    bool take(const CellRun& run, Instant* into) const;

    /// Of ticks of a timestamp from `lowest` to `highest`; none where some may be out of reach or the clocks change, so that each wants a look.
    std::optional<TickScale> scale(std::int64_t lowest, std::int64_t highest, std::int64_t ticks_per_second, bool zoned) const;

private:
    Reading<Instant> of_clock(LocalTime clock) const;
    Reading<Instant> midnight(LocalTime clock) const;
};

}  // namespace dangol::inline v0
