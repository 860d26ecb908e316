#include <dangol/core/error.hpp>
#include <dangol/features/build_features.hpp>
#include <dangol/features/column_text.hpp>
#include <dangol/features/feature_fold.hpp>

#include "small_shop.hpp"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <variant>

using namespace dangol;
using namespace dangol::tests;
using namespace std::chrono_literals;
using Catch::Approx;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

namespace {

VisitLine line(const char* customer, const char* at, const char* kind = "", const char* channel = "", double satisfaction = unknown) {
    VisitLine said{.customer = customer, .at = at};
    said.basket = std::string(kind) + at;
    said.kind = kind;
    said.channel = channel;
    said.satisfaction = satisfaction;
    return said;
}

FeaturePlan january(std::vector<Feature> features) {
    return {.window = {.from = 2024y / 1 / 1, .until = 2024y / 1 / 31}, .features = std::move(features)};
}

FeatureTable build(const SmallShop& shop, const FeaturePlan& plan) { return build_features(shop.base(), plan); }

}  // namespace

TEST_CASE("an answer counts wherever it was given: on a visit, in a survey, with a complaint") {
    SmallShop shop;
    shop.lines = {line("kim", "2024-01-02 10:00", "visit", "", 5), line("kim", "2024-01-04 10:00", "survey_answer", "", 4), line("kim", "2024-01-03 10:00", "complaint", "", 1),
                  line("kim", "2024-01-05 10:00", "feedback", "", 2), line("kim", "2024-01-05 12:00", "visit"), line("kim", "2024-01-31 10:00", "feedback", "", 100),
                  line("lee", "2024-01-02 10:00", "visit", "", 3), line("lee", "2024-01-20 10:00", "web_view")};
    const FeatureTable table = build(shop, january({Satisfaction{}, SatisfactionTrend{}, LastSatisfaction{}}));
    CHECK(value(table, "satisfaction", "kim") == 3);
    CHECK(exposure(table, "satisfaction", "kim") == 4);
    CHECK(table.standard_errors(table.column("satisfaction"))[0] == Approx(std::sqrt(10.0 / 3) / 2));
    CHECK(value(table, "last_satisfaction", "kim") == 2);
    // Days 0, 1, 2, 3 hold 5, 1, 4, 2: slope (−1.5 × 5 − .5 × 1 + .5 × 4 + 1.5 × 2) / 5 a day.
    CHECK(value(table, "satisfaction_trend", "kim") == Approx(-0.6 * 365.25));
    CHECK(exposure(table, "satisfaction_trend", "kim") == 4);
    CHECK(value(table, "last_satisfaction", "lee") == 3);
}

TEST_CASE("events of a kind are counted over the days observed, and nobody who was observed is missing") {
    SmallShop shop{.customers = {{.id = "kim", .joined = "2024-01-11"}, {.id = "lee"}}};
    shop.lines = {line("kim", "2024-01-05 10:00", "inquiry"), line("kim", "2024-01-15 10:00", "inquiry"), line("kim", "2024-01-16 10:00", "web_view"),
                  line("kim", "2024-01-12 10:00", "visit"), line("lee", "2024-01-01 00:00", "visit"), line("lee", "2024-01-31 00:00", "inquiry")};
    const FeatureTable table = build(shop, january({EventFrequency{"inquiry"}, EventFrequency{}, EventFrequency{"booking"}, Frequency{}}));
    CHECK(value(table, "events_inquiry", "kim") == 1);  // before joining nobody counted
    CHECK(exposure(table, "events_inquiry", "kim") == 20);
    CHECK(exposure(table, "visits", "kim") == 20);
    CHECK(value(table, "events", "kim") == 2);
    CHECK(value(table, "events_booking", "kim") == 0);
    CHECK(value(table, "events_inquiry", "lee") == 0);  // the moment itself is not seen
    CHECK(exposure(table, "events_inquiry", "lee") == 30);
    const FeatureColumn& inquiries = table.columns()[0];
    CHECK(inquiries.role == Role::basis);
    CHECK(table.columns()[1].role == Role::descriptor);  // all kinds together
    CHECK(label(inquiries, Language::english) == "inquiries");
    CHECK(label(inquiries, Language::korean) == "문의 횟수");
}

TEST_CASE("a kind that is not declared, and one that counts as a visit, are refused with what to ask instead") {
    SmallShop shop;
    shop.lines = {line("kim", "2024-01-05 10:00", "visit")};
    CHECK_THROWS_MATCHES(build(shop, january({EventFrequency{"inquiri"}})), UnknownLevel, MessageMatches(ContainsSubstring("\"inquiry\"")));
    CHECK_THROWS_MATCHES(build(shop, january({EventFrequency{"purchase"}})), InvalidArgument, MessageMatches(ContainsSubstring("EventFrequency::kind") && ContainsSubstring("Frequency")));
    const std::vector<std::string> who{"a"}, at{"2024-01-02"};
    const CustomerBase bare = collect({.interactions = {{"who", who}, {"at", at}}}, {.interaction = {.customer = "who", .time = "at"}});
    CHECK_THROWS_AS(build_features(bare.permitting(Purpose::profiling), january({EventFrequency{}})), UnknownColumn);
}

TEST_CASE("kinds of the shop's own count as the schema says") {
    const std::vector<std::string> who{"a", "a", "a"}, at{"2024-01-03", "2024-01-02", "2024-01-04"}, kind{"fitting", "Lesson", "fitting"};
    const Schema schema{.interaction = {.customer = "who", .time = "at", .kind = "kind", .kinds = {{.word = "fitting"}, {.word = "lesson", .counts_as = CountsAs::visit}}}};
    const PermittedBase base = collect({.interactions = {{"who", who}, {"at", at}, {"kind", kind}}}, schema).permitting(Purpose::profiling);
    const FeatureTable table = build_features(base, january({EventFrequency{"fitting"}, Frequency{}}));
    CHECK(value(table, "events_fitting", "a") == 2);
    CHECK(value(table, "visits", "a") == 1);
    CHECK(label(table.columns()[0], Language::korean) == "fitting 횟수");
    CHECK_THROWS_AS(build_features(base, january({EventFrequency{"lesson"}})), InvalidArgument);
}

TEST_CASE("channels of all interactions are those of visits and events side by side") {
    SmallShop shop;
    shop.lines = {line("lee", "2024-01-01 10:00"), line("kim", "2024-01-02 10:00", "inquiry", "telephone"), line("kim", "2024-01-03 10:00", "visit", "shop"), line("kim", "2024-01-04 10:00", "inquiry", "telephone"),
                  line("kim", "2024-01-05 10:00", "visit", "shop"), line("kim", "2024-01-06 10:00", "visit", ""), line("kim", "2024-01-07 10:00", "web_view", "web")};
    const FeatureTable table = build(shop, january({ChannelMix{}, ChannelMix{.counted = CountedInteractions::all}, ChannelSwitching{}, ChannelSwitching{.counted = CountedInteractions::all}}));
    CHECK(exposure(table, "channel_mix", "kim") == 2);
    CHECK(part(table, "channel_mix", "shop", "kim") == 1);
    CHECK(exposure(table, "channel_mix_of_all", "kim") == 5);
    CHECK(part(table, "channel_mix_of_all", "telephone", "kim") == Approx(0.4));
    CHECK(value(table, "channel_switches", "kim") == 0);
    CHECK(exposure(table, "channel_switches", "kim") == 1);
    CHECK(value(table, "channel_switches_of_all", "kim") == 3);
    CHECK(exposure(table, "channel_switches_of_all", "kim") == 3);  // nobody knows where they came on the 6th
}

TEST_CASE("who only asked is said in the account, and kept where events count") {
    SmallShop shop;
    shop.with_joined = false;
    shop.lines = {line("ask", "2024-01-11 00:00", "inquiry"), line("ask", "2024-01-21 00:00", "inquiry"), line("kim", "2024-01-01 00:00", "visit")};
    const PermittedBase base = shop.base();
    CHECK(base.account().customers_with_events_only == 1);
    CHECK_THAT(to_text(base.account(), Language::english), ContainsSubstring("No visit is on record of 1 who asked, looked or the like."));
    CHECK_THAT(to_text(base.account(), Language::korean), ContainsSubstring("방문 없이"));

    FeaturePlan plan = january({Frequency{}, Tenure{}, EventFrequency{"inquiry"}});
    const FeatureTable visitors = build_features(base, plan);
    CHECK(visitors.customer_count() == 1);
    CHECK(visitors.account().left_out == 1);

    plan.counted = CountedInteractions::all;
    const FeatureTable everybody = build_features(base, plan);
    CHECK(everybody.customer_count() == 2);
    CHECK(value(everybody, "visits", "ask") == 0);
    CHECK(exposure(everybody, "visits", "ask") == 30);
    CHECK(value(everybody, "tenure_days", "ask") == 20);
    CHECK(value(everybody, "events_inquiry", "ask") == 2);
    CHECK(exposure(everybody, "events_inquiry", "kim") == 30);

    plan.observed_from = ObservedFrom::first_visit;  // the first inquiry starts the clock, and is not counted
    const FeatureTable clocked = build_features(base, plan);
    CHECK(exposure(clocked, "visits", "ask") == 20);
    CHECK(value(clocked, "events_inquiry", "ask") == 1);
    CHECK(value(clocked, "visits", "kim") == 0);

    plan.visits_at_least = 2;
    CHECK(build_features(base, plan).customer_count() == 1);
}

TEST_CASE("the first plan counts the kinds of events on record that nothing else tells of, and keeps who only asked") {
    SmallShop shop;
    shop.lines = {line("kim", "2024-01-02 10:00", "visit"), line("lee", "2024-01-03 10:00", "inquiry"), line("lee", "2024-01-03 11:00", "complaint"), line("lee", "2024-01-03 12:00", "no_show")};
    const PermittedBase base = shop.base();
    const FeaturePlan plan = default_plan(base);
    CHECK(plan.counted == CountedInteractions::all);
    std::vector<std::string> counted;
    for (const Feature& feature : plan.features) {
        if (const auto* events = std::get_if<EventFrequency>(&feature)) counted.push_back(events->kind);
    }
    CHECK(counted == std::vector<std::string>{"inquiry"});
    CHECK(plan.window.until == CalendarMoment(2024y / 1 / 4));  // an event is on record behind the last visit
    CHECK(build_features(base, plan).customer_count() == 2);

    shop.lines = {line("kim", "2024-01-02 10:00", "visit")};
    CHECK(default_plan(shop.base()).counted == CountedInteractions::visits);
}

TEST_CASE("a fold asks for the column of kinds where a feature counts events, and for nothing else") {
    const Permission everybody = Permission::not_recorded(Purpose::profiling);
    Schema schema{.interaction = {.customer = "who", .time = "at", .satisfaction = "stars"}};
    CHECK_NOTHROW(FeatureFold(schema, {.features = {Satisfaction{}}, .counted = CountedInteractions::all}, everybody));
    CHECK_THROWS_AS(FeatureFold(schema, {.features = {EventFrequency{}}}, everybody), UnknownColumn);
    schema.interaction.kind = "kind";
    CHECK_NOTHROW(FeatureFold(schema, {.features = {Satisfaction{}, EventFrequency{}}, .counted = CountedInteractions::all}, everybody));
    CHECK_THROWS_AS(FeatureFold(schema, {.features = {EventFrequency{"sleepwalking"}}}, everybody), UnknownLevel);
}
