#include <dangol/customers/customer_base.hpp>

#include <chrono>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

using namespace dangol;
using namespace std::chrono_literals;
using namespace std::chrono;

namespace {

const std::vector<std::string> who{"a"};

template <class Cell>
VisitColumns visit_at(const std::vector<Cell>& cell, Schema schema) {
    schema.interaction = {.customer = "who", .time = "at"};
    const CustomerBase base = collect({.interactions = {{"who", who}, {"at", cell}}}, schema);
    return base.permitting(Purpose::analysis).visits();
}

constexpr LocalTime clock(year_month_day date, minutes since_midnight) { return LocalTime(local_days(date)) + since_midnight; }

}  // namespace

TEST_CASE("clock times are UTC in the file and eastern American in the shops") {
    const Schema schema{.time_zone = "America/New_York", .unzoned_times = UnzonedTimes::utc};
    const std::vector<local_seconds> naive{local_days{2017y / 1 / 1} + 11h + 53min + 26s};
    const VisitColumns winter = visit_at(naive, schema);
    CHECK(winter.at.at(0) == Instant{sys_days{2017y / 1 / 1} + 11h + 53min + 26s});
    CHECK(winter.local(0) == clock(2017y / 1 / 1, 6h + 53min) + 26s);
    CHECK(visit_at<std::string>({"2017-07-01 02:00:00"}, schema).local(0) == clock(2017y / 6 / 30, 22h));
}

TEST_CASE("times of a shop in Seoul mean its own clock, whatever they are written as") {
    const Schema schema{.time_zone = "Asia/Seoul"};
    const Instant expected{sys_days{2024y / 3 / 1} + 1h};  // 10 o'clock there
    CHECK(visit_at<std::string>({"2024-03-01 10:00"}, schema).at.at(0) == expected);
    CHECK(visit_at<std::string>({" 2024-03-01T10:00:00+09:00"}, schema).at.at(0) == expected);
    CHECK(visit_at<std::string>({"2024-03-01T01:00:00Z"}, schema).at.at(0) == expected);
    CHECK(visit_at<local_time<microseconds>>({local_days{2024y / 3 / 1} + 10h}, schema).at.at(0) == expected);
    CHECK(visit_at<sys_time<nanoseconds>>({sys_days{2024y / 3 / 1} + 1h + 999ns}, schema).at.at(0) == expected);
    CHECK(visit_at<sys_time<milliseconds>>({sys_days{2024y / 3 / 1} + 1h}, schema).local(0) == clock(2024y / 3 / 1, 10h));
}

TEST_CASE("zones may be mixed in one column, as long as each time says its own") {
    const std::vector<std::string> people{"a", "b", "c", "d"}, at{"2024-03-01T10:00:00+09:00", "2024-03-01T01:00:00Z", "2024-02-29T20:00-05:00", "2024-03-01 10:00"};
    const CustomerBase base = collect({.interactions = {{"who", people}, {"at", at}}}, {.interaction = {.customer = "who", .time = "at"}, .time_zone = "Asia/Seoul"});
    const VisitColumns visits = base.permitting(Purpose::analysis).visits();
    CHECK(visits.at == std::vector<Instant>(4, Instant{sys_days{2024y / 3 / 1} + 1h}));
    CHECK(visits.utc_offsets == UtcOffsets{.common_seconds = 9 * 3600});
}

TEST_CASE("clocks of a zone with summer time are kept per visit, of one without they cost nothing") {
    const std::vector<std::string> twice{"a", "a"}, at{"2024-01-01T12:00Z", "2024-07-01T12:00Z"};
    Schema schema{.interaction = {.customer = "who", .time = "at"}, .time_zone = "America/New_York"};
    const Records records{.interactions = {{"who", twice}, {"at", at}}};
    CHECK(collect(records, schema).permitting(Purpose::analysis).visits().utc_offsets.seconds == std::vector<std::int32_t>{-5 * 3600, -4 * 3600});
    schema.time_zone = "Asia/Seoul";
    CHECK(collect(records, schema).permitting(Purpose::analysis).visits().utc_offsets.seconds.empty());
}

TEST_CASE("a date is local midnight") {
    const Instant midnight{sys_days{2024y / 2 / 29} + 15h};
    const Schema seoul{.time_zone = "Asia/Seoul"};
    CHECK(visit_at<year_month_day>({2024y / 3 / 1}, seoul).at.at(0) == midnight);
    CHECK(visit_at<sys_days>({sys_days{2024y / 3 / 1}}, seoul).at.at(0) == midnight);
    CHECK(visit_at<std::string>({"2024-03-01"}, seoul).at.at(0) == midnight);
    const Schema utc_file{.time_zone = "Asia/Seoul", .unzoned_times = UnzonedTimes::utc};
    CHECK(visit_at<std::string>({"2024-03-01"}, utc_file).at.at(0) == midnight);
}

TEST_CASE("a date whose midnight was skipped begins when its day does") {
    const Schema schema{.time_zone = "America/Sao_Paulo"};  // 2018-11-04 began at one o'clock
    const VisitColumns visits = visit_at<year_month_day>({2018y / 11 / 4}, schema);
    CHECK(visits.local(0) == clock(2018y / 11 / 4, 1h));
}

TEST_CASE("an hour that came twice is the earlier one") {
    const Schema schema{.time_zone = "America/New_York"};
    CHECK(visit_at<std::string>({"2024-11-03 01:30"}, schema).at.at(0) == Instant{sys_days{2024y / 11 / 3} + 5h + 30min});
}

TEST_CASE("impossible calendar dates and times beyond all calendars are unreadable") {
    const std::vector<std::string> three{"a", "b", "c"};
    const std::vector<year_month_day> dates{2024y / 2 / 30, 2024y / 2 / 29, 2024y / 3 / 1};
    const CustomerBase base = collect({.interactions = {{"who", three}, {"at", dates}}}, {.interaction = {.customer = "who", .time = "at"}});
    CHECK(base.set_aside().counts == std::vector<Quarantine::Count>{{TableKind::interactions, UnusableReason::unreadable_time, 1}});
    const std::vector<sys_seconds> far{sys_seconds::max(), sys_seconds::min(), sys_seconds{}};
    const CustomerBase other = collect({.interactions = {{"who", three}, {"at", far}}}, {.interaction = {.customer = "who", .time = "at"}});
    CHECK(other.set_aside().counts == std::vector<Quarantine::Count>{{TableKind::interactions, UnusableReason::unreadable_time, 2}});
}
