#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>
#include <dangol/core/time.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace dangol;
using namespace std::chrono_literals;
using std::chrono::local_days;
using std::chrono::sys_days;

namespace {
LocalTime local(std::string_view text) { return parse_iso_time(text).value().local; }
}  // namespace

TEST_CASE("a window is written with dates and compares") {
    const Window window{.from = 2017y / 1 / 1, .until = 2017y / 10 / 1};
    CHECK(window.from.given());
    CHECK(window.from.local_time() == local_days{2017y / 1 / 1});
    CHECK(window == Window{.from = local_days{2017y / 1 / 1}, .until = local("2017-10-01")});
    CHECK_FALSE(Window{}.until.given());
    CHECK(Window{} != Window{.until = std::chrono::local_seconds{}});
    CHECK_THROWS_MATCHES(CalendarMoment(2017y / 2 / 30), InvalidArgument,
                         Catch::Matchers::Message(
                             "date is \"2017-02-30\", but must be a day of the calendar: correct the month or the day."));
}

TEST_CASE("ISO texts are read") {
    CHECK(parse_iso_time("2017-10-30") == IsoTime{.local = local_days{2017y / 10 / 30}, .date_only = true});
    CHECK(local("2017-10-30 18:05:11") == local_days{2017y / 10 / 30} + 18h + 5min + 11s);
    CHECK(local("2017-10-30T18:05") == local_days{2017y / 10 / 30} + 18h + 5min);
    CHECK(local("2017-10-30T18:05:11.25") == local_days{2017y / 10 / 30} + 18h + 5min + 11s + 250ms);
    CHECK(local("2017-10-30T18:05:11.1234567") == local_days{2017y / 10 / 30} + 18h + 5min + 11s + 123456us);
    CHECK(parse_iso_time("2017-10-30T18:05:11Z")->offset == 0min);
    CHECK(parse_iso_time("2017-10-30T18:05:11+09:00")->offset == 540min);
    CHECK(parse_iso_time("2017-10-30T18:05:11-0430")->offset == -270min);
    CHECK(parse_iso_time("2017-10-30 18:05+09")->offset == 540min);
    CHECK(parse_iso_time("2016-02-29").has_value());
}

TEST_CASE("what is no ISO time is refused") {
    for (const char* text : {"", "2017", "2017-1-1", "2017-02-29", "2017-13-01", "2017-00-10", "2017/10/30", "2017-10-30x",
                             "2017-10-30T", "2017-10-30 24:00", "2017-10-30 18:60", "2017-10-30 18:05:60", "2017-10-30 18:05:11.",
                             "2017-10-30 18:05:11+", "2017-10-30 18:05:11+25:00", "2017-10-30 18:05:11Z ", "30.10.2017",
                             " 2017-10-30", "2017-10-3０"}) {
        INFO(text);
        CHECK_FALSE(parse_iso_time(text).has_value());
    }
}

TEST_CASE("times are written as they are read") {
    CHECK(iso_date(local_days{2017y / 1 / 2}) == "2017-01-02");
    CHECK(iso_text(local("2017-10-30 08:05:01")) == "2017-10-30 08:05:01");
    CHECK(iso_text(local("1969-12-31 23:59:59.5")) == "1969-12-31 23:59:59.5");
    CHECK(iso_text(Instant{sys_days{2017y / 10 / 30} + 5us}) == "2017-10-30T00:00:00.000005Z");
}

TEST_CASE("Seoul is nine hours ahead, and was ten in the summers of 1987 and 1988") {
    const TimeZone seoul = TimeZone::named("Asia/Seoul");
    CHECK(seoul.local(sys_days{2017y / 10 / 30}) == local_days{2017y / 10 / 30} + 9h);
    CHECK(seoul.local(sys_days{1988y / 7 / 1}) == local_days{1988y / 7 / 1} + 10h);
    CHECK(seoul.instant(local("2017-10-30")) == ResolvedTime{sys_days{2017y / 10 / 29} + 15h, LocalTimeMeaning::unique});
}

TEST_CASE("New York skips an hour in spring") {
    const TimeZone zone = TimeZone::named("America/New_York");
    const Instant change = sys_days{2017y / 3 / 12} + 7h;
    CHECK(iso_text(zone.local(change - 1us)) == "2017-03-12 01:59:59.999999");
    CHECK(iso_text(zone.local(change)) == "2017-03-12 03:00:00");
    CHECK(zone.instant(local("2017-03-12 01:59:59")) == ResolvedTime{change - 1s, LocalTimeMeaning::unique});
    CHECK(zone.instant(local("2017-03-12 02:00")) == ResolvedTime{change, LocalTimeMeaning::nonexistent});
    CHECK(zone.instant(local("2017-03-12 02:59:59")) == ResolvedTime{change, LocalTimeMeaning::nonexistent});
    CHECK(zone.instant(local("2017-03-12 03:00")) == ResolvedTime{change, LocalTimeMeaning::unique});
}

TEST_CASE("New York has an hour twice in autumn; the earlier is taken") {
    const TimeZone zone = TimeZone::named("America/New_York");
    const Instant change = sys_days{2017y / 11 / 5} + 6h;
    CHECK(iso_text(zone.local(change - 1s)) == "2017-11-05 01:59:59");
    CHECK(iso_text(zone.local(change)) == "2017-11-05 01:00:00");
    CHECK(zone.instant(local("2017-11-05 00:59:59")) == ResolvedTime{change - 1h - 1s, LocalTimeMeaning::unique});
    CHECK(zone.instant(local("2017-11-05 01:00")) == ResolvedTime{change - 1h, LocalTimeMeaning::ambiguous});
    CHECK(zone.instant(local("2017-11-05 01:30")) == ResolvedTime{change - 30min, LocalTimeMeaning::ambiguous});
    CHECK(zone.instant(local("2017-11-05 02:00")) == ResolvedTime{change + 1h, LocalTimeMeaning::unique});
}

TEST_CASE("every instant comes back from its local time, save the later of two") {
    const TimeZone zone = TimeZone::named("America/New_York");
    Random random(4);
    const double begin = 0, end = 60.0 * 365 * 86400;  // 1970 … 2030
    for (int i = 0; i < 20000; ++i) {
        const Instant instant{std::chrono::seconds{static_cast<std::int64_t>(random.uniform(begin, end))}};
        const ResolvedTime back = zone.instant(zone.local(instant));
        REQUIRE(back.meaning != LocalTimeMeaning::nonexistent);
        REQUIRE((back.instant == instant || (back.meaning == LocalTimeMeaning::ambiguous && back.instant == instant - 1h)));
    }
}

TEST_CASE("UTC and fixed offsets are zones") {
    CHECK(TimeZone() == TimeZone::named("UTC"));
    CHECK(TimeZone().local(sys_days{2017y / 1 / 1}) == local_days{2017y / 1 / 1});
    CHECK(TimeZone::named("+09:00").local(sys_days{2017y / 1 / 1}) == local_days{2017y / 1 / 1} + 9h);
    CHECK(TimeZone::named("-03:30").instant(local("2017-01-01")).instant == sys_days{2017y / 1 / 1} + 3h + 30min);
    CHECK(parse_iso_time("2017-10-30T09:00+09:00")->in(TimeZone::named("America/New_York")).instant == sys_days{2017y / 10 / 30});
    CHECK(parse_iso_time("2017-10-30T09:00")->in(TimeZone::named("Asia/Seoul")).instant == sys_days{2017y / 10 / 30});
}

TEST_CASE("an unknown zone is refused with the closest there is") {
    CHECK_THROWS_MATCHES(TimeZone::named("Asia/Soul"), InvalidArgument,
                         Catch::Matchers::Message("time_zone is \"Asia/Soul\", but must be a zone of the IANA database or an "
                                                  "offset like \"+09:00\": did you mean \"Asia/Seoul\"?"));
    for (const auto& [written, meant] : {std::pair{"KST", "Asia/Seoul"}, std::pair{"Seoul", "Asia/Seoul"}, std::pair{"Paris", "Europe/Paris"}}) {
        CHECK_THROWS_WITH(TimeZone::named(written), Catch::Matchers::EndsWith("did you mean \"" + std::string(meant) + "\"?"));
    }
    for (const char* name : {"", "+", "+9", "+25:00", "local", "Asia/"}) {
        INFO(name);
        CHECK_THROWS_AS(TimeZone::named(name), InvalidArgument);
    }
}
