#pragma once

#include <dangol/core/time.hpp>

#include "core/on_record.hpp"

#include <chrono>
#include <cstdint>

/// How the wall clock is read: a day lasts from 5 to 5, so that an evening belongs to one day. What is only dated (core/on_record.hpp) belongs to its date, and
/// to no daypart.
namespace dangol::inline v0 {

enum class Daypart : std::uint8_t { morning, midday, afternoon, evening };

inline constexpr std::chrono::hours day_begins{5};

inline std::chrono::local_days visit_day(LocalTime at) noexcept {
    const auto date = std::chrono::floor<std::chrono::days>(at);
    return at == date ? date : std::chrono::floor<std::chrono::days>(at - day_begins);
}

inline unsigned weekday_from_monday(LocalTime at) noexcept {  ///< 0 Monday … 6 Sunday
    return std::chrono::weekday{visit_day(at)}.iso_encoding() - 1;
}

inline bool on_weekend(LocalTime at) noexcept { return weekday_from_monday(at) >= 5; }

/// Of a time that is more than a date.
constexpr Daypart daypart(LocalTime at) noexcept {
    using std::chrono::hours;
    const auto since_midnight = at - std::chrono::floor<std::chrono::days>(at);
    if (since_midnight < day_begins || since_midnight >= hours{18}) return Daypart::evening;
    if (since_midnight < hours{11}) return Daypart::morning;
    return since_midnight < hours{14} ? Daypart::midday : Daypart::afternoon;
}

/// The parts of a week: weekday × 4 + daypart. Behind them the weekdays of what is only dated: its hour is not known, and it is no evening.
inline constexpr unsigned parts_of_week = 28;
constexpr unsigned part_without_hour(unsigned weekday) noexcept { return parts_of_week + weekday; }
constexpr bool hour_known(unsigned week_part) noexcept { return week_part < parts_of_week; }
constexpr unsigned weekday_of(unsigned week_part) noexcept { return hour_known(week_part) ? week_part / 4 : week_part - parts_of_week; }

inline unsigned week_part(LocalTime at) noexcept {
    const unsigned weekday = weekday_from_monday(at);
    return only_dated(at) ? part_without_hour(weekday) : weekday * 4 + static_cast<unsigned>(daypart(at));
}

}  // namespace dangol::inline v0
