#pragma once

#include <dangol/core/time.hpp>

#include <chrono>

/// When something that happened was on record. Of what is dated midnight, to the microsecond, only the day was written down: columns of dates say so, and so do
/// the timestamps that spreadsheets and pandas make of them. At what hour of its day it happened nobody knows, and it is known once that day is over.
namespace dangol::inline v0 {

inline constexpr std::chrono::hours longest_day{26};  // 25 where the clocks go back; more does no harm

/// The first moment of the day, by the wall clock: midnight, or the end of the gap where the clocks skip it.
inline Instant start_of_day(Instant at, const TimeZone& zone) { return zone.instant(std::chrono::floor<std::chrono::days>(zone.local(at))).instant; }

inline bool only_dated(LocalTime at) noexcept { return at == std::chrono::floor<std::chrono::days>(at); }

/// Whether what happened `at` was known at `moment`: it lies before, and if only its day is known, that day was over.
inline bool on_record(Instant at, Instant moment, const TimeZone& zone) {
    if (!(at < moment)) return false;
    return at + longest_day <= moment || at != start_of_day(moment, zone);
}

}  // namespace dangol::inline v0
