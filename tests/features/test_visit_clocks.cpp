#include "features/visit_clock.hpp"
#include "features/visit_clocks.hpp"

#include <catch2/catch_test_macros.hpp>

#include <chrono>
#include <vector>

using namespace dangol;
using namespace std::chrono_literals;

TEST_CASE("clocks of many visits are those of each, in any zone, over a change of clocks and before 1970") {
    for (const char* name : {"Asia/Seoul", "Europe/Berlin", "America/St_Johns", "UTC"}) {
        const TimeZone zone = TimeZone::named(name);
        for (const auto& [from, step] : {std::pair{1969y / 12 / 28, 37min}, std::pair{2024y / 3 / 28, 37min}, std::pair{2024y / 1 / 3, 23min}, std::pair{2024y / 3 / 28, 30min}}) {
            std::vector<Instant> at;
            for (Instant moment{std::chrono::sys_days{from}}; at.size() < 400; moment += step) at.push_back(moment + std::chrono::microseconds{step == 30min ? 0 : at.size() % 2});
            std::vector<VisitClock> clocks(at.size());
            read_clocks(at, zone, clocks);
            for (std::size_t i = 0; i < at.size(); ++i) {
                const LocalTime local = zone.local(at[i]);
                CAPTURE(name, iso_text(at[i]));
                REQUIRE(clocks[i].day == visit_day(local).time_since_epoch().count());
                REQUIRE(clocks[i].week_part == week_part(local));
            }
        }
    }
}

TEST_CASE("a date is a visit on that day, and two o'clock at night is the evening before") {
    const LocalTime monday = std::chrono::local_days{2024y / 1 / 8};
    CHECK(weekday_from_monday(monday) == 0);
    CHECK(weekday_from_monday(monday + 2h) == 6);
    CHECK(weekday_from_monday(monday + 5h) == 0);
    CHECK(on_weekend(std::chrono::local_days{2024y / 1 / 6}));
    CHECK_FALSE(on_weekend(monday));
}

TEST_CASE("a date has a weekday and no daypart") {
    const LocalTime wednesday = std::chrono::local_days{2024y / 1 / 10};
    CHECK(week_part(wednesday) == part_without_hour(2));
    CHECK_FALSE(hour_known(week_part(wednesday)));
    CHECK(weekday_of(week_part(wednesday)) == 2);
    CHECK(hour_known(week_part(wednesday + 1us)));
    CHECK(week_part(wednesday + 12h) == 2 * 4 + 1);
    CHECK(weekday_of(week_part(wednesday + 2h)) == 1);  // still Tuesday's evening
}
