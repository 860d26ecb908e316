#include <dangol/core/error.hpp>
#include <dangol/features/build_features.hpp>

#include "small_shop.hpp"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>

using namespace dangol;
using namespace dangol::tests;
using namespace std::chrono_literals;
using Catch::Approx;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

namespace {

Window january_to(unsigned day) { return {.from = 2024y / 1 / 1, .until = std::chrono::year_month_day{2024y, std::chrono::month{1}, std::chrono::day{day}}}; }

FeatureTable build(const SmallShop& shop, std::vector<Feature> features, Window window = january_to(31), std::vector<CalendarMoment> holidays = {}) {
    return build_features(shop.base(), {.window = window, .features = std::move(features), .holidays = std::move(holidays)});
}

double error_of(const FeatureTable& table, std::string_view name, std::string_view customer) {
    for (std::size_t row = 0; row < table.customer_count(); ++row) {
        if (table.customer_text(row) == customer) return table.standard_errors(table.column(name))[row];
    }
    return missing;
}

/// Visits of one customer at ten o'clock on these days of January.
SmallShop came_on(std::initializer_list<const char*> days) {
    SmallShop shop;
    for (const char* day : days) shop.lines.push_back({.customer = "kim", .at = std::string("2024-01-") + day + " 10:00"});
    return shop;
}

}  // namespace

TEST_CASE("a mean carries its standard error, infinite where one observation cannot say") {
    SmallShop shop;
    shop.lines = {{.customer = "kim", .at = "2024-01-05 10:00", .paid = 2, .satisfaction = 4},
                  {.customer = "kim", .at = "2024-01-06 10:00", .paid = 4},
                  {.customer = "kim", .at = "2024-01-09 10:00", .paid = 9},
                  {.customer = "lee", .at = "2024-01-09 10:00"}};
    const FeatureTable table = build(shop, {MonetaryValue{}, Satisfaction{}, VisitIntervals{}, Recency{}});
    CHECK(value(table, "spend_per_visit", "kim") == 5);
    CHECK(error_of(table, "spend_per_visit", "kim") == Approx(std::sqrt((9.0 + 1 + 16) / 2 / 3)));
    CHECK(error_of(table, "satisfaction", "kim") == std::numeric_limits<double>::infinity());
    CHECK(error_of(table, "visit_interval_days", "kim") == Approx(std::sqrt(2.0 / 2)));  // intervals 1 and 3: variance 2
    CHECK(error_of(table, "spend_per_visit", "lee") == 0);                               // not observed
    CHECK(table.standard_errors(table.column("recency_days")).empty());
    CHECK(table.standard_errors(table.column("visit_regularity")).empty());
}

TEST_CASE("a second day makes a repeat customer, also before the window, a second visit on the same day does not") {
    SmallShop shop = came_on({"02", "20"});
    shop.lines.push_back({.customer = "lee", .at = "2024-01-20 10:00"});
    shop.lines.push_back({.customer = "lee", .at = "2024-01-20 18:00"});
    shop.lines.push_back({.customer = "park", .at = "2024-01-05 10:00"});
    const FeatureTable table = build(shop, {Repeat{}}, {.from = 2024y / 1 / 10, .until = 2024y / 1 / 31});
    CHECK(value(table, "repeat_customer", "kim") == 1);
    CHECK(value(table, "repeat_customer", "lee") == 0);
    CHECK(table.customer_count() == 2);
    CHECK(value(build(came_on({"02", "20"}), {Repeat{}}, january_to(20)), "repeat_customer", "kim") == 0);
}

TEST_CASE("variability is the standard deviation of the intervals over their mean") {
    const FeatureTable table = build(came_on({"01", "02", "04", "07"}), {VisitVariability{}});  // 1 2 3
    CHECK(value(table, "visit_variability", "kim") == Approx(0.5));
    CHECK(exposure(table, "visit_variability", "kim") == 3);
    CHECK(value(build(came_on({"01", "08", "15", "22"}), {VisitVariability{}}), "visit_variability", "kim") == 0);
    CHECK(value(build(came_on({"01", "02", "04"}), {VisitVariability{}}), "visit_variability", "kim") == missing);
}

TEST_CASE("overdue is the absence in intervals of their own") {
    const FeatureTable table = build(came_on({"01", "05", "11"}), {Overdue{}}, january_to(31));  // mean 5, away 19 days and 14 hours
    CHECK(value(table, "overdue_ratio", "kim") == Approx((19 + 14.0 / 24) / 5));
    CHECK(exposure(table, "overdue_ratio", "kim") == 2);
    CHECK(value(build(came_on({"01", "05"}), {Overdue{}}), "overdue_ratio", "kim") == missing);
    CHECK(value(build(came_on({"01", "05"}), {Overdue{.intervals_at_least = 1}}), "overdue_ratio", "kim") == Approx((25 + 14.0 / 24) / 4));
}

TEST_CASE("the visit trend is 12 (mean time / T - 1/2) / T a year, without the visit that starts the clock") {
    SmallShop shop = came_on({"11", "21", "26"});
    shop.customers = {{.id = "kim", .joined = "2024-01-01 10:00"}};
    shop.lines.push_back({.customer = "kim", .at = "2024-01-01 10:00"});
    const FeatureTable table = build(shop, {VisitTrend{}}, {.from = 2024y / 1 / 1, .until = std::chrono::local_days(2024y / 1 / 31) + 10h});
    const double years = 30 / 365.25, mean = (10 + 20 + 25) / 3.0 / 365.25;
    CHECK(value(table, "visit_trend", "kim") == Approx(12 * (mean / years - 0.5) / years));
    CHECK(error_of(table, "visit_trend", "kim") == Approx(std::sqrt(12 / 3.0) / years));
    CHECK(exposure(table, "visit_trend", "kim") == 3);
    CHECK(value(build(came_on({"11", "21"}), {VisitTrend{}}), "visit_trend", "kim") == missing);
}

TEST_CASE("slopes are those of the least-squares line, with its standard error") {
    SmallShop shop;
    const double paid[] = {1, 2, 2, 5}, answers[] = {5, 4, 3, 2};
    for (unsigned i = 0; i < 4; ++i) {
        shop.lines.push_back({.customer = "kim", .at = "2024-01-0" + std::to_string(1 + i) + " 10:00", .paid = paid[i], .satisfaction = answers[i]});
        if (i < 2) shop.lines.push_back({.customer = "lee", .at = "2024-01-0" + std::to_string(1 + i) + " 10:00", .paid = paid[i]});
    }
    shop.lines.push_back({.customer = "kim", .at = "2024-01-20 10:00"});  // says nothing
    const FeatureTable table = build(shop, {SpendTrend{}, SatisfactionTrend{}, LastSatisfaction{}});
    // Against days: slope 1.2, residuals .3 .1 -1.1 .7, so that s² = 1.8 / 2 and Sxx = 5.
    CHECK(value(table, "spend_trend", "kim") == Approx(1.2 * 365.25));
    CHECK(error_of(table, "spend_trend", "kim") == Approx(std::sqrt(0.9 / 5) * 365.25));
    CHECK(exposure(table, "spend_trend", "kim") == 4);
    CHECK(value(table, "satisfaction_trend", "kim") == Approx(-365.25));
    CHECK(error_of(table, "satisfaction_trend", "kim") == Approx(0).margin(1e-6));
    CHECK(value(table, "last_satisfaction", "kim") == 2);
    CHECK(value(table, "spend_trend", "lee") == missing);
    CHECK(value(table, "last_satisfaction", "lee") == missing);
}

TEST_CASE("the last days of a window are counted by the wall clock, and no further back than was observed") {
    SmallShop shop = came_on({"01", "21", "28", "30"});
    shop.lines.push_back({.customer = "lee", .at = "2024-01-02 10:00", .paid = 4});
    const FeatureTable table = build(shop, {Frequency{.last_days = 10}, MonetaryValue{.last_days = 10}, Frequency{.last_days = 400}});
    CHECK(value(table, "visits_last_10_days", "kim") == 3);  // from the 21st, midnight
    CHECK(exposure(table, "visits_last_10_days", "kim") == 10);
    CHECK(value(table, "visits_last_10_days", "lee") == 0);
    CHECK(value(table, "spend_per_visit_last_10_days", "lee") == missing);
    CHECK(value(table, "visits_last_400_days", "kim") == 4);
    CHECK(exposure(table, "visits_last_400_days", "kim") == Approx(29 + 14.0 / 24));
    CHECK(table.columns_with(Role::basis).empty());
    CHECK_THROWS_MATCHES(build(shop, {Frequency{.last_days = 0}}), InvalidArgument, MessageMatches(ContainsSubstring("Frequency::last_days is 0")));
}

TEST_CASE("a window that is replayed across a change of the clock begins at the same hour of the day") {
    SmallShop shop{.time_zone = "America/New_York"};
    shop.lines = {{.customer = "kim", .at = "2024-02-01 00:00"}, {.customer = "kim", .at = "2024-03-08 00:00"}, {.customer = "kim", .at = "2024-03-07 23:59"}};
    shop.leads = {{.customer = "kim", .contacted = "2024-03-15 00:00"}};  // the clock moved on the 10th: 167 hours before is one o'clock
    const LeadTable leads = build_leads(shop.base(), {.window = {.from = 2024y / 1 / 8, .until = 2024y / 1 / 15}, .features = {Frequency{}, Frequency{.last_days = 7}}});
    for (const char* name : {"visits", "visits_last_7_days"}) {
        const ColumnIndex visits = leads.features().column(name);
        CHECK(leads.features().numbers(visits)[0] == 1);
        CHECK(leads.features().exposures(visits)[0] == Approx(167.0 / 24));
    }
}

TEST_CASE("holidays count as their weekday, as Sundays, or for themselves") {
    SmallShop shop;
    for (const char* at : {"2024-01-01 10:00",     // Monday, a holiday
                           "2024-01-02 04:59",     // still its evening
                           "2024-01-02 10:00", "2024-01-06 15:00"}) {
        shop.lines.push_back({.customer = "kim", .at = at});
    }
    const std::vector<CalendarMoment> new_year{2024y / 1 / 1};
    const auto rhythm = [&](HolidayRule rule) { return build(shop, {VisitRhythm{.holidays = rule}}, january_to(31), new_year); };
    CHECK(part(rhythm(HolidayRule::as_any_day), "visit_rhythm", "monday_morning", "kim") == 0.25);
    CHECK(part(rhythm(HolidayRule::as_weekend), "visit_rhythm", "sunday_morning", "kim") == 0.25);
    CHECK(part(rhythm(HolidayRule::as_weekend), "visit_rhythm", "sunday_evening", "kim") == 0.25);
    const FeatureTable own = rhythm(HolidayRule::own_part);
    CHECK(own.columns()[0].levels.size() == 32);
    CHECK(part(own, "visit_rhythm", "holiday_morning", "kim") == 0.25);
    CHECK(part(own, "visit_rhythm", "holiday_evening", "kim") == 0.25);

    const auto share = [&](RhythmPart part, HolidayRule rule) {
        const FeatureTable table = build(shop, {RhythmShare{part, {}, rule}}, january_to(31), new_year);
        return table.numbers(ColumnIndex{0})[0];
    };
    CHECK(share(RhythmPart::weekend, HolidayRule::as_any_day) == 1);
    CHECK(share(RhythmPart::weekend, HolidayRule::as_weekend) == 3);
    CHECK(share(RhythmPart::weekend, HolidayRule::own_part) == 1);
    CHECK(share(RhythmPart::weekday_morning, HolidayRule::as_any_day) == 2);
    CHECK(share(RhythmPart::weekday_morning, HolidayRule::own_part) == 1);
    CHECK(share(RhythmPart::morning, HolidayRule::own_part) == 2);
    CHECK(share(RhythmPart::holiday, HolidayRule::as_any_day) == 2);

    CHECK_THROWS_MATCHES(build(shop, {VisitRhythm{.holidays = HolidayRule::as_weekend}}), InvalidArgument, MessageMatches(ContainsSubstring("FeaturePlan::holidays")));
    CHECK_THROWS_MATCHES(build(shop, {RhythmShare{RhythmPart::holiday}}), InvalidArgument, MessageMatches(ContainsSubstring("RhythmShare")));
}

TEST_CASE("seasons are counted over whole years only") {
    SmallShop shop;
    for (const char* at : {"2021-12-20 10:00",  // before the last two whole years
                           "2022-03-15 10:00", "2022-07-01 10:00", "2022-12-01 10:00", "2023-02-28 10:00", "2024-01-10 10:00", "2024-03-01 10:00"}) {
        shop.lines.push_back({.customer = "kim", .at = at});
    }
    const FeatureTable table = build(shop, {Seasonality{}}, {.from = 2021y / 12 / 1, .until = 2024y / 3 / 10});
    CHECK(exposure(table, "season_mix", "kim") == 6);
    CHECK(part(table, "season_mix", "december_february", "kim") == 0.5);
    CHECK(part(table, "season_mix", "march_may", "kim") == Approx(2.0 / 6));
    CHECK(part(table, "season_mix", "june_august", "kim") == Approx(1.0 / 6));
    CHECK(part(table, "season_mix", "september_november", "kim") == 0);
    CHECK(part(build(shop, {Seasonality{}}, {.from = 2023y / 4 / 1, .until = 2024y / 3 / 10}), "season_mix", "march_may", "kim") == missing);
    CHECK(exposure(build(shop, {Seasonality{}}, {.from = 2022y / 2 / 28, .until = 2024y / 2 / 29}), "season_mix", "kim") == 5);  // from 2022-02-28
}

TEST_CASE("breadth is the probability that two lines differ, whatever their number") {
    SmallShop shop;
    double price = 1;
    for (const char* offering : {"tea", "tea", "tea", "bread", "milk", ""}) {
        shop.lines.push_back({.customer = "kim", .at = "2024-01-05 10:00", .basket = "1", .offering = offering, .paid = price++});
    }
    shop.lines.push_back({.customer = "lee", .at = "2024-01-05 10:00", .offering = "tea"});
    const FeatureTable table = build(shop, {OfferingBreadth{}});
    CHECK(value(table, "offering_breadth", "kim") == Approx(1 - 3.0 * 2 / (5 * 4)));
    CHECK(exposure(table, "offering_breadth", "kim") == 5);
    CHECK(value(table, "offering_breadth", "lee") == missing);
}

TEST_CASE("switching counts pairs of known channels, and sudden visits are those that were not planned") {
    SmallShop shop;
    const char* channels[] = {"web", "shop", "shop", "", "web"};
    for (unsigned i = 0; i < 5; ++i) shop.lines.push_back({.customer = "kim", .at = "2024-01-0" + std::to_string(1 + i) + " 10:00", .channel = channels[i], .planned = i == 0 ? "yes" : i == 1 ? "no" : ""});
    shop.lines.push_back({.customer = "lee", .at = "2024-01-05 10:00", .channel = "web"});
    const FeatureTable table = build(shop, {ChannelSwitching{}, SuddenVisits{}, Planning{}});
    CHECK(value(table, "channel_switches", "kim") == 1);
    CHECK(exposure(table, "channel_switches", "kim") == 2);
    CHECK(value(table, "channel_switches", "lee") == missing);
    CHECK(value(table, "sudden_visits", "kim") == 1);
    CHECK(exposure(table, "sudden_visits", "kim") == 2);
    CHECK(value(table, "sudden_visits", "lee") == missing);
}

TEST_CASE("what they were asked for too little of is refused") {
    const SmallShop shop = came_on({"01"});
    const auto refused = [&](const Feature& feature, const char* says) { CHECK_THROWS_MATCHES(build(shop, {feature}), InvalidArgument, MessageMatches(ContainsSubstring(says))); };
    refused(VisitVariability{.intervals_at_least = 1}, "VisitVariability::intervals_at_least is 1");
    refused(Overdue{.intervals_at_least = 0}, "Overdue::intervals_at_least is 0");
    refused(VisitTrend{.visits_at_least = 1}, "VisitTrend::visits_at_least is 1");
    refused(VisitRhythm{.holidays = static_cast<HolidayRule>(9)}, "VisitRhythm::holidays is 9");
}

TEST_CASE("a column that its owner declares to be known only afterwards is an error where a lead would need it") {
    SmallShop shop = came_on({"05"});
    shop.customers = {{.id = "kim", .children = 2}};
    shop.leads = {{.customer = "kim", .contacted = "2024-01-20", .type = "card"}};
    const FeatureTable customers = build(shop, {Attribute{"children"}});
    const FeaturePlan declared = customers.with_known("children", KnownWhen::afterwards).plan();
    CHECK(build_features(shop.base(), declared).columns()[0].known == KnownWhen::afterwards);
    CHECK_THROWS_MATCHES(build_leads(shop.base(), declared), FutureLeak, MessageMatches(ContainsSubstring("\"children\"") && ContainsSubstring("afterwards")));
    CHECK_THROWS_AS(LeadTable(customers.with_known("children", KnownWhen::afterwards), {moment("2024-01-20")}, {LeadOutcome::open}), FutureLeak);

    FeaturePlan as_outcome = declared;
    as_outcome.features = {Attribute{"children", Role::outcome}};
    as_outcome.settled_columns[0].role = Role::outcome;
    CHECK(build_leads(shop.base(), as_outcome).features().columns().size() == 1);  // "type" alone

    const FeaturePlan of_leads = build_leads(shop.base(), customers.plan()).features().with_known("type", KnownWhen::in_time).plan();
    CHECK(build_leads(shop.base(), of_leads).features().columns()[1].known == KnownWhen::in_time);
}

TEST_CASE("last days that begin within a day hold the dates of that day, whatever else came on it, and of the day on which they end none") {
    const std::vector<std::string> who(7, "kim"),
        at{"2024-03-06", "2024-03-07", "2024-03-07 08:00", "2024-03-07 10:00", "2024-03-08", "2024-03-10", "2024-03-10 09:00"};
    const std::vector<double> paid{64, 1, 32, 2, 4, 16, 8};
    const CustomerBase base = collect({.interactions = {{"who", who}, {"at", at}, {"paid", paid}}}, {.interaction = {.customer = "who", .time = "at", .amount = "paid"}});
    const CalendarMoment until = LocalTime{std::chrono::local_days{2024y / 3 / 10}} + std::chrono::hours{10};
    const FeatureTable table = build_features(base.permitting(Purpose::profiling), {.window = {.from = 2024y / 3 / 1, .until = until}, .features = {Frequency{.last_days = 3}, MonetaryValue{.last_days = 3}}});
    CHECK(table.numbers(ColumnIndex{0})[0] == 4);
    CHECK(table.exposures(ColumnIndex{0})[0] == 3);
    CHECK(table.numbers(ColumnIndex{1})[0] == (1 + 2 + 4 + 8) / 4.0);
}

TEST_CASE("of answers of one moment the lowest is the last") {
    const std::vector<std::string> who(4, "kim"), at{"2024-03-06", "2024-03-07", "2024-03-07", "2024-03-07"};
    const std::vector<double> stars{1, 4, 3, 5}, paid{1, 1, 2, 3};
    const CustomerBase base = collect({.interactions = {{"who", who}, {"at", at}, {"stars", stars}, {"paid", paid}}},
                                      {.interaction = {.customer = "who", .time = "at", .amount = "paid", .satisfaction = "stars"}});
    CHECK(build_features(base.permitting(Purpose::profiling), {.features = {LastSatisfaction{}}}).numbers(ColumnIndex{0})[0] == 3);
}
