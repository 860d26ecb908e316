#include <dangol/core/random.hpp>
#include <dangol/segments/segmentation.hpp>

#include "core/math.hpp"
#include "features/without_cut_times.hpp"
#include "segments/tables.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

using namespace dangol;
using dangol::testing::checked_search;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr std::size_t customers = 400, visits = 20, days = 7, dayparts = 4;

/// Of one customer: at about which hour they come, and how often on one of the two days of the weekend.
struct Habit {
    double hour = 0, weekend_share = 2.0 / 7;
};

std::size_t daypart_of(double hour) { return hour < 11 ? 0 : hour < 14 ? 1 : hour < 18 ? 2 : 3; }

/// Twenty visits of each, an hour about their own, and an amount that has nothing to do with it.
FeatureTable shop(const std::function<Habit(std::size_t, Random&)>& habit) {
    Random random(7);
    FeatureData week{.meaning = {.name = "visit_rhythm", .kind = ColumnKind::composition, .construct = Construct::visit_rhythm}};
    for (const char* day : {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"})
        for (const char* part : {"morning", "midday", "afternoon", "evening"}) week.meaning.levels.push_back(std::string(day) + "_" + part);
    FeatureData spend{.meaning = {.name = "spend", .kind = ColumnKind::positive}};
    std::vector<std::int64_t> keys(customers);
    std::iota(keys.begin(), keys.end(), 0);
    week.compositions.assign(customers * days * dayparts, 0);
    for (std::size_t i = 0; i < customers; ++i) {
        const Habit own = habit(i, random);
        for (std::size_t visit = 0; visit < visits; ++visit) {
            const std::size_t day = random.chance(own.weekend_share) ? 5 + random.below(2) : random.below(5);
            week.compositions[(i * days + day) * dayparts + daypart_of(own.hour + random.normal())] += 1.0f / visits;
        }
        week.exposures.push_back(visits);
        spend.numbers.push_back(math::exp(3 + 0.5 * random.normal()));
    }
    return FeatureTable(std::move(keys), {week, spend});
}

Segmentation judged(const FeatureTable& table) {
    const SegmentCountOptions how{.most = 4};
    return judge_segments(checked_search(table, how), table, how, {.bootstrap_samples = 20, .cut_most = 4});
}

constexpr float unobserved = std::numeric_limits<float>::quiet_NaN();

}  // namespace

TEST_CASE("null worlds: hours that change gradually from customer to customer are no kinds by nature, though dayparts cut them") {
    const Segmentation one = judged(shop([](std::size_t, Random& random) { return Habit{.hour = 14 + 2 * random.normal()}; }));
    CHECK(one.verdict != Verdict::natural);
    REQUIRE(one.valley_test);
    CHECK(one.valley_test->separated_by_times_too > 1);  // why the times are left out
    CHECK(one.valley_test->separated_segments == 1);
    CHECK(!one.null_test);
    CHECK_THAT(to_text(one, Language::english), ContainsSubstring("Only the time of day or of the year sets customers apart"));
    CHECK_THAT(how_we_know(one, Language::english), ContainsSubstring("but by none when time of day and season are left out"));
    CHECK_THAT(to_text(one, Language::korean), ContainsSubstring("하루나 한 해의 때에서만"));
    CHECK_THAT(how_we_know(one, Language::korean), ContainsSubstring("시간대나 계절을 빼고 보면"));
}

TEST_CASE("planted truth: kinds that come at other hours and on other days are natural; at other hours only it cannot be told") {
    const auto early_or_late = [](std::size_t i) { return i % 2 == 0 ? 9.0 : 20.0; };
    const Segmentation both = judged(shop([&](std::size_t i, Random&) { return Habit{early_or_late(i), i % 2 == 0 ? 0.05 : 0.9}; }));
    CHECK(both.verdict == Verdict::natural);
    CHECK(both.mixture.segment_count() == 2);
    REQUIRE(both.valley_test);
    CHECK(both.valley_test->separated_by_times_too == 2);

    const Segmentation hours_only = judged(shop([&](std::size_t i, Random&) { return Habit{.hour = early_or_late(i)}; }));
    CHECK(hours_only.verdict == Verdict::reproducible);  // and found again, as two
    CHECK(hours_only.mixture.segment_count() == 2);
}

TEST_CASE("extremes: where hours are all that is known, no gap is left between kinds") {
    Random random(3);
    FeatureData evening{.meaning = {.name = "evening_visits", .kind = ColumnKind::share, .construct = Construct::visit_rhythm, .detail = "evening"}};
    std::vector<std::int64_t> keys(customers);
    std::iota(keys.begin(), keys.end(), 0);
    for (std::size_t i = 0; i < customers; ++i) {
        evening.numbers.push_back(static_cast<double>(random.binomial(visits, i % 2 == 0 ? 0.1 : 0.9)));
        evening.exposures.push_back(visits);
    }
    const Segmentation hours = judged(FeatureTable(std::move(keys), {evening}));
    CHECK(hours.verdict == Verdict::reproducible);
    REQUIRE(hours.valley_test);
    CHECK(hours.valley_test->separated_by_times_too == 2);
    CHECK(hours.valley_test->separated_segments == 1);
}

TEST_CASE("correctness: without cut times days of the week are left, and nothing of the hour or the season") {
    FeatureData week{.meaning = {.name = "visit_rhythm", .kind = ColumnKind::composition, .construct = Construct::visit_rhythm}};
    for (const char* day : {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "holiday"})
        for (const char* part : {"morning", "midday", "afternoon", "evening"}) week.meaning.levels.push_back(std::string(day) + "_" + part);
    week.compositions.assign(2 * 8 * dayparts, 0);
    week.compositions[0] = 0.25f;                     // Monday morning
    week.compositions[3] = 0.5f;                      // Monday evening
    week.compositions[8 * dayparts - 1] = 0.25f;      // evening of a holiday
    std::fill_n(week.compositions.begin() + 8 * dayparts, 8 * dayparts, unobserved);
    week.exposures = {4, 0};
    const auto share = [](const char* part) {
        return FeatureData{.meaning = {.name = std::string(part) + "_visits", .kind = ColumnKind::share, .construct = Construct::visit_rhythm, .detail = part}, .numbers = {1, 0}, .exposures = {4, 0}};
    };
    const FeatureData season{.meaning = {.name = "season_mix", .kind = ColumnKind::composition, .levels = {"december_february", "march_may"}, .construct = Construct::seasonality},
                             .compositions = {1, 0, unobserved, unobserved}, .exposures = {4, 0}};
    const FeatureData spend{.meaning = {.name = "spend"}, .numbers = {3, 5}};
    const FeatureTable table(std::vector<std::int64_t>{1, 2}, {share("evening"), week, season, share("weekend"), spend, share("weekday_morning")}), left = without_cut_times(table);
    REQUIRE(left.columns().size() == 3);
    CHECK(left.columns()[0].levels == std::vector<std::string>{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "holiday"});
    const auto parts = left.compositions({0});
    CHECK(parts(0, 0) == 0.75f);
    CHECK(parts(0, 7) == 0.25f);
    CHECK(left.exposures({0})[0] == 4);
    CHECK(!left.observed({0})[1]);
    CHECK(left.columns()[1].name == "weekend_visits");
    CHECK(left.columns()[2].name == "spend");
    const FeatureTable nothing_of_times(std::vector<std::int64_t>{1, 2}, {spend});
    CHECK(without_cut_times(nothing_of_times) == nothing_of_times);
}
