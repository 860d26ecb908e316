#pragma once

#include <dangol/export.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

/// Two kinds of time that must not be mixed: an Instant, the same for everyone, and a LocalTime, what the clock on the wall
/// shows. A TimeZone leads from one to the other. Time is kept in whole microseconds.
namespace dangol::inline v0 {

using Instant = std::chrono::sys_time<std::chrono::microseconds>;
using LocalTime = std::chrono::local_time<std::chrono::microseconds>;

/// A moment on the wall clock, or none. A date means its midnight: `.from = 2017y / 1 / 1`.
class DANGOL_EXPORT CalendarMoment {
public:
    CalendarMoment() = default;  ///< not given
    CalendarMoment(std::chrono::year_month_day date);  ///< @throws InvalidArgument for a date that no calendar has
    template <class Duration>
    CalendarMoment(std::chrono::local_time<Duration> time)
        : time_(std::chrono::floor<std::chrono::microseconds>(time)), given_(true) {}

    bool given() const noexcept { return given_; }
    LocalTime local_time() const noexcept { return time_; }  ///< 1970-01-01 when not given
    bool operator==(const CalendarMoment&) const = default;

private:
    LocalTime time_ = {};
    bool given_ = false;
};

/// Half-open: `from` belongs to it, `until` no longer does. What is not given is not bounded.
struct Window {
    CalendarMoment from = {};
    CalendarMoment until = {};
    bool operator==(const Window&) const = default;
};

/// What a local time means: once a year a zone with summer time skips an hour and once it has an hour twice.
enum class LocalTimeMeaning : std::uint8_t { unique, ambiguous, nonexistent };

/// A local time as an instant.
struct ResolvedTime {
    Instant instant = {};  ///< ambiguous: the earlier of the two; nonexistent: the end of the gap
    LocalTimeMeaning meaning = LocalTimeMeaning::unique;
    bool operator==(const ResolvedTime&) const = default;
};

/// A zone of the IANA database, or a fixed offset. Cheap to copy, safe to share between threads. Conversion costs
/// a search among the transitions of the zone (tens of nanoseconds, whatever the order of the instants).
class DANGOL_EXPORT TimeZone {
public:
    TimeZone();  ///< UTC

    /// "Asia/Seoul", "UTC", "Z" or an offset such as "+09:00". @throws InvalidArgument, naming the closest zone there is
    static TimeZone named(std::string_view name);

    const std::string& name() const noexcept;
    LocalTime local(Instant instant) const;
    ResolvedTime instant(LocalTime local) const;
    friend bool operator==(const TimeZone& a, const TimeZone& b) noexcept { return a.name() == b.name(); }

private:
    struct State;
    explicit TimeZone(std::shared_ptr<const State> state);
    std::shared_ptr<const State> state_;
};

/// What an ISO 8601 text says.
struct IsoTime {
    LocalTime local = {};
    std::optional<std::chrono::minutes> offset = {};  ///< east of UTC; empty when the text has none: local time somewhere
    bool date_only = false;
    bool operator==(const IsoTime&) const = default;

    /// The instant meant; a text without offset is read as local time of `zone`.
    DANGOL_EXPORT ResolvedTime in(const TimeZone& zone) const;
};

/// "2017-10-30", "2017-10-30 18:05", "2017-10-30T18:05:11.25", and these times with Z, +09:00, +0900 or +09.
/// Fractions beyond microseconds are cut. Empty for anything else, dates that no calendar has included; 24:00 and leap
/// seconds are not read.
DANGOL_EXPORT std::optional<IsoTime> parse_iso_time(std::string_view text);

DANGOL_EXPORT std::string iso_date(LocalTime time);     ///< "2017-10-30"
DANGOL_EXPORT std::string iso_text(LocalTime time);     ///< "2017-10-30 18:05:11", with a fraction if there is one
DANGOL_EXPORT std::string iso_text(Instant instant);    ///< "2017-10-30T18:05:11Z"

}  // namespace dangol::inline v0
