#pragma once

#include <dangol/features/visit_rhythm.hpp>

#include <array>
#include <optional>
#include <string_view>

#include "features/visit_clock.hpp"

/// The week as VisitRhythm counts it, and the parts of it that have a name.
namespace dangol::inline v0 {

inline constexpr unsigned sunday = 6, holiday = 7;  ///< days behind the weekdays from Monday 0; a holiday is neither weekday nor weekend

/// The cells of VisitRhythm, one day after the other.
constexpr unsigned week_cell(unsigned day, Daypart part) noexcept { return day * 4 + static_cast<unsigned>(part); }

constexpr bool lies_in(RhythmPart named, unsigned cell) noexcept {
    const unsigned day = cell / 4;
    const auto part = static_cast<Daypart>(cell % 4);
    const bool weekend = day == 5 || day == sunday;
    switch (named) {
        case RhythmPart::weekend: return weekend;
        case RhythmPart::morning: return part == Daypart::morning;
        case RhythmPart::midday: return part == Daypart::midday;
        case RhythmPart::afternoon: return part == Daypart::afternoon;
        case RhythmPart::evening: return part == Daypart::evening;
        case RhythmPart::weekday_morning: return day < 5 && part == Daypart::morning;
        case RhythmPart::weekend_afternoon: return weekend && part == Daypart::afternoon;
        case RhythmPart::holiday: return day == holiday;
    }
    return false;
}

/// Whether it takes the hour of a visit to tell: what is only dated has a weekday, and may be on a holiday.
constexpr bool asks_for_hour(RhythmPart named) noexcept { return named != RhythmPart::weekend && named != RhythmPart::holiday; }

/// In the order of RhythmPart: what RhythmShare calls its column.
inline constexpr std::array<std::string_view, 8> rhythm_part_names{"weekend", "morning",         "midday",            "afternoon",
                                                                   "evening", "weekday_morning", "weekend_afternoon", "holiday"};

constexpr std::optional<RhythmPart> rhythm_part_called(std::string_view name) noexcept {
    for (std::size_t part = 0; part < rhythm_part_names.size(); ++part)
        if (rhythm_part_names[part] == name) return static_cast<RhythmPart>(part);
    return {};
}

}  // namespace dangol::inline v0
