#include "core/common_offset.hpp"

#include <catch2/catch_test_macros.hpp>

#include <chrono>

using namespace dangol;
using namespace std::chrono_literals;

namespace {
Instant at(std::chrono::year_month_day date) { return Instant{std::chrono::sys_days{date}}; }
}  // namespace

TEST_CASE("clocks have a common offset where they do not change, and none across a change, however short the stay") {
    const TimeZone berlin = TimeZone::named("Europe/Berlin"), seoul = TimeZone::named("Asia/Seoul");
    CHECK(common_offset(berlin, at(2024y / 1 / 1), at(2024y / 3 / 30)) == 1h);
    CHECK(common_offset(berlin, at(2024y / 4 / 1), at(2024y / 10 / 1)) == 2h);
    CHECK_FALSE(common_offset(berlin, at(2024y / 1 / 1), at(2024y / 4 / 1)));
    CHECK_FALSE(common_offset(berlin, at(2023y / 1 / 1), at(2024y / 1 / 1)));  // the same at both ends
    const Instant change{std::chrono::sys_days{2024y / 3 / 31} + 1h};
    CHECK(common_offset(berlin, change - 2h, change - 1us) == 1h);
    CHECK(common_offset(berlin, change, change) == 2h);
    CHECK_FALSE(common_offset(berlin, change - 1us, change));
    CHECK(common_offset(seoul, at(1990y / 1 / 1), at(2009y / 12 / 31)) == 9h);
    CHECK_FALSE(common_offset(seoul, at(1990y / 1 / 1), at(2024y / 1 / 1)));  // too far apart to be looked through
    CHECK(common_offset(TimeZone(), at(2024y / 1 / 1), at(2024y / 1 / 1)) == 0h);
}
