#pragma once

#include <dangol/core/time.hpp>
#include <dangol/customers/schema.hpp>

#include "customers/cells.hpp"

#include <cstdint>
#include <string_view>

namespace dangol::inline v0 {

/// What a clock and a calendar on the wall showed; only the day where nobody wrote an hour.
struct WrittenTime {
    LocalTime local = {};
    bool date_only = false;
};

/// Two digits for a year, "24.01.02". Where DateOrder is declared they are of 1970 to 2069, as times of records are; of a birthday they may be of any century.
enum class ShortYears : std::uint8_t { where_declared, never };

/// Dates and times as people write them, beside ISO 8601: "2024.01.02", "2024. 1. 2.", "2024/1/2", "2024년 1월 2일", "20240102",
/// "2024-1-2 9:05", "2024-01-02 오후 2:05", "2024-01-02 오전 0:30", "2024.1.2 14:05:07.250", "2024.1.2 14시 5분", "1/2/2024 2:05 PM". A weekday may stand behind
/// the date in brackets, "2024.1.2(화) 10:00", "2024-01-02 (Tue)": one that is not the date's is contradicting_weekday. The year has four digits and stands first; where it stands
/// last, `order` says which of the others is the day, or there is only one way to read it ("31.12.2024", "2/2/2024", "3.4.2024(수)"). Anything that can be read
/// in two ways, two digits for a year that nobody declared included, is ambiguous_time; anything else unreadable_time.
Reading<WrittenTime> read_written_time(std::string_view trimmed, DateOrder order, ShortYears short_years = ShortYears::where_declared);

}  // namespace dangol::inline v0
