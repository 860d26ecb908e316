#include <dangol/core/error.hpp>
#include <dangol/features/build_features.hpp>

#include "small_shop.hpp"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>

using namespace dangol;
using namespace dangol::tests;
using namespace std::chrono_literals;
using Catch::Approx;

namespace {

Window january_to(unsigned day) { return {.from = 2024y / 1 / 1, .until = std::chrono::year_month_day{2024y, std::chrono::month{1}, std::chrono::day{day}}}; }

FeatureTable build(const SmallShop& shop, std::vector<Feature> features, Window window = january_to(31)) {
    return build_features(shop.base(), {.window = window, .features = std::move(features)});
}

/// Kim comes on the 1st (data start), Lee three times, Park once and late; Choi joined but never came.
SmallShop four_customers() {
    return {.customers = {{.id = "kim", .joined = "2023-01-01"}, {.id = "lee", .joined = "2024-01-11"}, {.id = "choi", .joined = "2024-01-21"}, {.id = "park"}},
            .lines = {{.customer = "kim", .at = "2024-01-01 10:00", .paid = 10},
                      {.customer = "lee", .at = "2024-01-11 12:00", .paid = 4},
                      {.customer = "lee", .at = "2024-01-13 12:00", .paid = unknown},
                      {.customer = "lee", .at = "2024-01-29 00:00", .paid = 8},
                      {.customer = "park", .at = "2024-01-30 00:00", .paid = 0}}};
}

}  // namespace

TEST_CASE("recency is the days from the last visit in the window to the as-of moment") {
    const FeatureTable table = build(four_customers(), {Recency{}});
    CHECK(value(table, "recency_days", "lee") == 2);
    CHECK(value(table, "recency_days", "park") == 1);
    CHECK(value(table, "recency_days", "kim") == Approx(29 + 14.0 / 24));
    CHECK(table.columns()[0].role == Role::descriptor);
    CHECK(table.columns()[0].unit == "days");
    const FeatureTable earlier = build(four_customers(), {Recency{}}, january_to(29));  // midnight of the 29th is not seen
    CHECK(value(earlier, "recency_days", "lee") == 15.5);
}

TEST_CASE("frequency counts visits over the days observed, from joining or from the start of the data") {
    const SmallShop shop = four_customers();
    const FeatureTable table = build_features(shop.base(), {.window = january_to(31), .features = {Frequency{}}, .visits_at_least = 0});
    CHECK(value(table, "visits", "kim") == 1);
    CHECK(exposure(table, "visits", "kim") == Approx(29 + 14.0 / 24));  // the data start at her visit, not at midnight
    CHECK(value(table, "visits", "lee") == 3);
    CHECK(exposure(table, "visits", "lee") == 20);
    CHECK(value(table, "visits", "choi") == 0);
    CHECK(exposure(table, "visits", "choi") == 10);
    CHECK(exposure(table, "visits", "park") == exposure(table, "visits", "kim"));  // joining is not known
    CHECK(table.columns()[0].role == Role::basis);
}

TEST_CASE("a visit before joining starts the exposure") {
    SmallShop shop = four_customers();
    shop.customers[1].joined = "2024-01-20";
    const FeatureTable table = build(shop, {Frequency{}, Tenure{}});
    CHECK(exposure(table, "visits", "lee") == 19.5);
    CHECK(value(table, "tenure_days", "lee") == 19.5);
}

TEST_CASE("observed from the first visit, it starts the clock and is not counted") {
    SmallShop shop = four_customers();
    shop.with_joined = false;
    const FeatureTable table = build_features(
        shop.base(), {.window = january_to(31), .features = {Frequency{}}, .visits_at_least = 1, .observed_from = ObservedFrom::first_visit});
    CHECK(value(table, "visits", "lee") == 2);
    CHECK(exposure(table, "visits", "lee") == 19.5);
    CHECK(value(table, "visits", "park") == 0);
    CHECK(exposure(table, "visits", "park") == 1);
    const FeatureTable later = build_features(shop.base(), {.window = {.from = 2024y / 1 / 12, .until = 2024y / 1 / 31},
                                                            .features = {Frequency{}},
                                                            .observed_from = ObservedFrom::first_visit});
    CHECK(value(later, "visits", "lee") == 2);  // the first visit lies before the window: both in it are counted
    CHECK(exposure(later, "visits", "lee") == 19);
}

TEST_CASE("spend per visit is the mean of the visits whose amount is known") {
    const FeatureTable table = build(four_customers(), {MonetaryValue{}});
    CHECK(value(table, "spend_per_visit", "lee") == 6);
    CHECK(exposure(table, "spend_per_visit", "lee") == 2);
    CHECK(value(table, "spend_per_visit", "park") == 0);
    CHECK(table.columns()[0].unit == "KRW");
    CHECK(table.currency() == "KRW");
}

TEST_CASE("tenure reaches back beyond the window") {
    const FeatureTable table = build(four_customers(), {Tenure{}}, {.from = 2024y / 1 / 28, .until = 2024y / 1 / 31});
    CHECK(value(table, "tenure_days", "lee") == 20);
    CHECK(value(table, "tenure_days", "park") == 1);
}

TEST_CASE("intervals lie between days with a visit, and their regularity is the corrected gamma shape") {
    SmallShop shop;
    const std::vector<std::string> days{"01", "02", "04", "07", "09", "13"};  // intervals 1 2 3 2 4
    for (const auto& day : days) shop.lines.push_back({.customer = "kim", .at = "2024-01-" + day + " 10:00"});
    shop.lines.push_back({.customer = "kim", .at = "2024-01-04 18:00"});
    for (const char* day : {"01", "08", "15", "22", "29"}) shop.lines.push_back({.customer = "lee", .at = std::string("2024-01-") + day + " 09:00"});
    shop.lines.push_back({.customer = "park", .at = "2024-01-05 10:00"});
    const FeatureTable table = build(shop, {VisitIntervals{.intervals_at_least = 4}});
    CHECK(value(table, "visit_interval_days", "kim") == Approx(2.4));
    CHECK(exposure(table, "visit_interval_days", "kim") == 5);
    CHECK(value(table, "visit_interval_days", "park") == missing);

    // By hand: n = 5, Σx = 12, Σlog x = log 48, Σ x log x = 4 log 2 + 3 log 3 + 4 log 4.
    const double k = 5 * 12 / (5 * (4 * std::log(2.0) + 3 * std::log(3.0) + 4 * std::log(4.0)) - std::log(48.0) * 12);
    const double corrected = k - (3 * k - 2.0 / 3 * k / (1 + k) - 0.8 * k / (1 + k) / (1 + k)) / 5;
    CHECK(value(table, "visit_regularity", "kim") == Approx(corrected));
    CHECK(exposure(table, "visit_regularity", "kim") == 5);
    CHECK(value(table, "visit_regularity", "lee") == VisitIntervals::regularity_at_most);
    CHECK(value(table, "visit_regularity", "park") == missing);
    const FeatureTable stricter = build(shop, {VisitIntervals{.intervals_at_least = 6}});
    CHECK(value(stricter, "visit_regularity", "kim") == missing);
    CHECK(value(stricter, "visit_interval_days", "kim") == Approx(2.4));
    CHECK(table.columns()[0].role == Role::descriptor);
    CHECK(table.columns()[1].role == Role::descriptor);
    CHECK(build(shop, {VisitIntervals{.role = Role::basis}}).columns_with(Role::basis).size() == 2);
}

TEST_CASE("the week is read from the wall clock, and a day lasts from 5 to 5") {
    SmallShop shop;
    for (const char* at : {"2024-01-01 05:00",    // Monday morning
                           "2024-01-01 10:59",    // the same
                           "2024-01-02 11:00",    // Tuesday midday
                           "2024-01-06 14:00",    // Saturday afternoon
                           "2024-01-07 18:00",    // Sunday evening
                           "2024-01-08 04:59"}) {  // still Sunday evening
        shop.lines.push_back({.customer = "kim", .at = at});
    }
    const FeatureTable table = build(shop, {VisitRhythm{}, RhythmShare{RhythmPart::weekend}, RhythmShare{RhythmPart::morning}, RhythmShare{RhythmPart::midday},
                                            RhythmShare{RhythmPart::afternoon}, RhythmShare{RhythmPart::evening},
                                            RhythmShare{RhythmPart::weekday_morning}, RhythmShare{RhythmPart::weekend_afternoon}});
    CHECK(table.columns()[0].levels.size() == 28);
    CHECK(part(table, "visit_rhythm", "monday_morning", "kim") == Approx(2.0 / 6));
    CHECK(part(table, "visit_rhythm", "tuesday_midday", "kim") == Approx(1.0 / 6));
    CHECK(part(table, "visit_rhythm", "saturday_afternoon", "kim") == Approx(1.0 / 6));
    CHECK(part(table, "visit_rhythm", "sunday_evening", "kim") == Approx(2.0 / 6));
    CHECK(part(table, "visit_rhythm", "monday_evening", "kim") == 0);
    CHECK(exposure(table, "visit_rhythm", "kim") == 6);
    CHECK(value(table, "weekend_visits", "kim") == 3);
    CHECK(exposure(table, "weekend_visits", "kim") == 6);
    CHECK(value(table, "morning_visits", "kim") == 2);
    CHECK(value(table, "midday_visits", "kim") == 1);
    CHECK(value(table, "afternoon_visits", "kim") == 1);
    CHECK(value(table, "evening_visits", "kim") == 2);
    CHECK(value(table, "weekday_morning_visits", "kim") == 2);
    CHECK(value(table, "weekend_afternoon_visits", "kim") == 1);
}

TEST_CASE("what is only dated has a weekday and no daypart: nobody knows that it was the evening") {
    SmallShop shop{.lines = {{.customer = "kim", .at = "2024-01-06"},          // a Saturday
                             {.customer = "kim", .at = "2024-01-07 15:00"},    // Sunday afternoon
                             {.customer = "kim", .at = "2024-01-08"},          // a Monday
                             {.customer = "kim", .at = "2024-01-09 19:00"},    // Tuesday evening
                             {.customer = "lee", .at = "2024-01-06"}}};
    const FeatureTable table = build(shop, {VisitRhythm{}, RhythmShare{RhythmPart::weekend}, RhythmShare{RhythmPart::evening}, RhythmShare{RhythmPart::weekend_afternoon},
                                            RhythmShare{RhythmPart::weekday_morning}});
    CHECK(exposure(table, "visit_rhythm", "kim") == 2);
    CHECK(part(table, "visit_rhythm", "sunday_afternoon", "kim") == 0.5);
    CHECK(part(table, "visit_rhythm", "tuesday_evening", "kim") == 0.5);
    CHECK(part(table, "visit_rhythm", "saturday_evening", "kim") == 0);
    CHECK(exposure(table, "visit_rhythm", "lee") == 0);  // not observed
    CHECK(value(table, "weekend_visits", "kim") == 2);
    CHECK(exposure(table, "weekend_visits", "kim") == 4);
    CHECK(value(table, "weekend_visits", "lee") == 1);
    CHECK(value(table, "evening_visits", "kim") == 1);
    for (const char* name : {"evening_visits", "weekend_afternoon_visits", "weekday_morning_visits"}) {
        CHECK(exposure(table, name, "kim") == 2);
        CHECK(exposure(table, name, "lee") == 0);
    }
}

TEST_CASE("the clock of the shop decides, also when it is changed") {
    SmallShop shop{.time_zone = "America/New_York"};
    shop.lines = {{.customer = "kim", .at = "2024-03-09T15:30:00Z"},   // 10:30 in winter
                  {.customer = "kim", .at = "2024-03-10T15:30:00Z"}};  // 11:30 in summer
    const FeatureTable table = build(shop, {RhythmShare{RhythmPart::morning}}, {.from = 2024y / 3 / 1, .until = 2024y / 4 / 1});
    CHECK(value(table, "morning_visits", "kim") == 1);
}

TEST_CASE("the offering mix keeps the most frequent, ties by name, and folds the rest") {
    SmallShop shop;
    double price = 1;  // lines that say the same twice are one
    for (const char* offering : {"tea", "tea", "tea", "bread", "bread", "apple", "milk", "other", ""}) {
        shop.lines.push_back({.customer = "kim", .at = "2024-01-05 10:00", .basket = "1", .offering = offering, .paid = price++});
    }
    shop.lines.push_back({.customer = "lee", .at = "2024-01-06 10:00", .offering = "milk"});
    shop.lines.push_back({.customer = "park", .at = "2024-01-06 10:00"});
    const FeatureTable table = build(shop, {OfferingMix{.parts_at_most = 4}});
    CHECK(table.columns()[0].levels == std::vector<std::string>{"tea", "bread", "milk", "other"});
    CHECK(part(table, "offering_mix", "tea", "kim") == Approx(3.0 / 8));
    CHECK(part(table, "offering_mix", "other", "kim") == Approx(2.0 / 8));  // apple, and what the shop calls other
    CHECK(exposure(table, "offering_mix", "kim") == 8);
    CHECK(part(table, "offering_mix", "milk", "lee") == 1);
    CHECK(part(table, "offering_mix", "milk", "park") == missing);
    const FeatureTable all = build(shop, {OfferingMix{.parts_at_most = 5}});
    CHECK(all.columns()[0].levels == std::vector<std::string>{"tea", "bread", "milk", "apple", "other"});
    CHECK(part(all, "offering_mix", "other", "kim") == Approx(1.0 / 8));
}

TEST_CASE("visits with one offering count visits, not lines") {
    SmallShop shop;
    shop.lines = {{.customer = "kim", .at = "2024-01-05 10:00", .basket = "1", .offering = "tea"},
                  {.customer = "kim", .at = "2024-01-05 10:00", .basket = "1", .offering = "tea", .paid = 3},
                  {.customer = "kim", .at = "2024-01-06 10:00", .basket = "2", .offering = "bread"},
                  {.customer = "kim", .at = "2024-01-07 10:00", .basket = "3"}};
    const FeatureTable table = build(shop, {OfferingShare{"tea"}});
    CHECK(value(table, "visits_with_tea", "kim") == 1);
    CHECK(exposure(table, "visits_with_tea", "kim") == 2);
    CHECK(table.columns()[0].detail == "tea");
}

TEST_CASE("the channel mix counts visits whose channel is known") {
    SmallShop shop;
    shop.lines = {{.customer = "kim", .at = "2024-01-05 10:00", .channel = "web"},
                  {.customer = "kim", .at = "2024-01-06 10:00", .channel = "web"},
                  {.customer = "kim", .at = "2024-01-07 10:00", .channel = "shop"},
                  {.customer = "kim", .at = "2024-01-08 10:00", .channel = "phone"},
                  {.customer = "kim", .at = "2024-01-09 10:00"}};
    const FeatureTable table = build(shop, {ChannelMix{.parts_at_most = 2}});
    CHECK(table.columns()[0].levels == std::vector<std::string>{"web", "other"});
    CHECK(part(table, "channel_mix", "web", "kim") == 0.5);
    CHECK(exposure(table, "channel_mix", "kim") == 4);
}

TEST_CASE("discounts count by visit, by each and by any, and as a part of the money") {
    SmallShop shop;
    shop.lines = {{.customer = "kim", .at = "2024-01-05 10:00", .paid = 6, .coupon = 2, .card = 0},
                  {.customer = "kim", .at = "2024-01-06 10:00", .paid = 10, .coupon = 0, .card = 0},
                  {.customer = "kim", .at = "2024-01-07 10:00", .paid = 5, .coupon = unknown, .card = 1},
                  {.customer = "kim", .at = "2024-01-08 10:00", .paid = unknown, .coupon = 9, .card = unknown},
                  {.customer = "lee", .at = "2024-01-08 10:00", .paid = 0, .coupon = 0, .card = 0}};
    const FeatureTable table = build(shop, {DiscountShare{"coupon"}, DiscountShare{}, DiscountDepth{"coupon"}, DiscountDepth{}});
    CHECK(value(table, "visits_with_coupon", "kim") == 2);
    CHECK(exposure(table, "visits_with_coupon", "kim") == 3);
    CHECK(value(table, "visits_with_discount", "kim") == 3);
    CHECK(exposure(table, "visits_with_discount", "kim") == 4);
    CHECK(value(table, "coupon_depth", "kim") == Approx(2.0 / 18));
    CHECK(exposure(table, "coupon_depth", "kim") == 2);
    CHECK(value(table, "discount_depth", "kim") == Approx(3.0 / 24));
    CHECK(exposure(table, "discount_depth", "kim") == 3);
    CHECK(value(table, "coupon_depth", "lee") == missing);  // no money at all
    CHECK(value(table, "visits_with_coupon", "lee") == 0);
}

TEST_CASE("company, planning and satisfaction count only the visits where they are known") {
    SmallShop shop;
    shop.lines = {{.customer = "kim", .at = "2024-01-05 10:00", .party = 1, .satisfaction = 4, .planned = "yes"},
                  {.customer = "kim", .at = "2024-01-06 10:00", .party = 3, .satisfaction = 5, .planned = "no"},
                  {.customer = "kim", .at = "2024-01-07 10:00", .planned = "no"},
                  {.customer = "lee", .at = "2024-01-07 10:00"}};
    const FeatureTable table = build(shop, {Companionship{}, Planning{}, Satisfaction{}});
    CHECK(value(table, "visits_in_company", "kim") == 1);
    CHECK(exposure(table, "visits_in_company", "kim") == 2);
    CHECK(value(table, "planned_visits", "kim") == 1);
    CHECK(exposure(table, "planned_visits", "kim") == 3);
    CHECK(value(table, "satisfaction", "kim") == 4.5);
    CHECK(exposure(table, "satisfaction", "kim") == 2);
    CHECK(value(table, "visits_in_company", "lee") == missing);
    CHECK(value(table, "planned_visits", "lee") == missing);
    CHECK(value(table, "satisfaction", "lee") == missing);
}

TEST_CASE("attributes come as the schema declares them, missing stays missing") {
    SmallShop shop = four_customers();
    shop.customers[0].children = 2;
    shop.customers[0].age_band = "old";
    shop.customers[0].member = "yes";
    const FeatureTable table = build(shop, {Attribute{"children"}, Attribute{"age_band"}, Attribute{"member", Role::basis}});
    CHECK(value(table, "children", "kim") == 2);
    CHECK(value(table, "children", "lee") == missing);
    CHECK(value(table, "age_band", "kim") == 1);
    CHECK(value(table, "age_band", "park") == missing);
    CHECK(value(table, "member", "kim") == 1);
    CHECK(table.columns()[1].levels == std::vector<std::string>{"young", "old"});
    CHECK(table.columns()[2].sensitivity == Sensitivity::quasi_identifier);
    CHECK(table.columns()[2].role == Role::basis);
    CHECK(table.columns()[1].role == Role::descriptor);
}

TEST_CASE("contact history counts what was known by the as-of moment") {
    SmallShop shop = four_customers();
    shop.leads = {{.customer = "kim", .contacted = "2023-12-20", .converted = "yes", .converted_at = "2023-12-25", .closes = "2023-12-30"},
                  {.customer = "kim", .contacted = "2024-01-02", .converted = "no", .closes = "2024-01-12"},
                  {.customer = "kim", .contacted = "2024-01-28", .converted = "yes", .converted_at = "2024-01-29", .closes = "2024-02-07"},
                  {.customer = "kim", .contacted = "2024-01-30", .converted = "no", .closes = "2024-02-09"},                              // open: a tenth of a failure
                  {.customer = "kim", .contacted = "2024-01-31", .converted = "yes", .converted_at = "2024-01-31", .closes = "2024-02-09"},  // not before
                  {.customer = "lee", .contacted = "2024-01-12", .converted = "yes", .closes = "2024-01-22"},                             // undated, closed
                  {.customer = "lee", .contacted = "2024-01-25", .converted = "yes", .closes = "2024-02-04"},                             // undated, open
                  {.customer = "park", .contacted = "2024-01-02", .converted = "yes", .converted_at = "2024-01-20", .closes = "2024-01-12"}};  // too late
    const FeatureTable table = build_features(shop.base(), {.window = january_to(31), .features = {ContactHistory{}}, .visits_at_least = 0});
    CHECK(value(table, "past_contacts", "kim") == 4);
    CHECK(exposure(table, "past_contacts", "kim") == 42);  // since the first contact on record
    CHECK(value(table, "past_responses", "kim") == 2);
    CHECK(exposure(table, "past_responses", "kim") == Approx(3.1));  // of the open silence a day of ten has passed
    CHECK(value(table, "days_since_response", "kim") == 2);
    CHECK(value(table, "past_contacts", "lee") == 2);
    CHECK(exposure(table, "past_contacts", "lee") == 20);  // since joining
    CHECK(value(table, "past_responses", "lee") == 1);
    CHECK(exposure(table, "past_responses", "lee") == Approx(1.6));
    CHECK(value(table, "days_since_response", "lee") == missing);
    CHECK(value(table, "past_responses", "park") == 0);
    CHECK(exposure(table, "past_responses", "park") == 1);
    CHECK(value(table, "past_contacts", "choi") == 0);
    CHECK(exposure(table, "past_contacts", "choi") == 10);
    CHECK(value(table, "past_responses", "choi") == missing);
}

TEST_CASE("contacts with open windows count as the plan says") {
    SmallShop shop = four_customers();
    shop.leads = {{.customer = "kim", .contacted = "2024-01-02", .converted = "no", .closes = "2024-01-12"},
                  {.customer = "kim", .contacted = "2024-01-26", .converted = "yes", .converted_at = "2024-01-29", .closes = "2024-02-05"},
                  {.customer = "kim", .contacted = "2024-01-26", .converted = "yes", .converted_at = "2024-02-03", .closes = "2024-02-05"},  // not yet
                  {.customer = "lee", .contacted = "2024-01-26", .converted = "yes", .closes = "2024-02-05"}};  // undated: silence until its window closes
    const auto counted = [&](OpenWindows open_windows) {
        return build_features(shop.base(), {.window = january_to(31), .features = {ContactHistory{.open_windows = open_windows}}, .visits_at_least = 0});
    };
    const FeatureTable left_out = counted(OpenWindows::left_out), answered = counted(OpenWindows::answered), elapsed = counted(OpenWindows::elapsed);
    CHECK(value(left_out, "past_responses", "kim") == 0);
    CHECK(exposure(left_out, "past_responses", "kim") == 1);
    CHECK(value(answered, "past_responses", "kim") == 1);
    CHECK(exposure(answered, "past_responses", "kim") == 2);
    CHECK(value(elapsed, "past_responses", "kim") == 1);
    CHECK(exposure(elapsed, "past_responses", "kim") == 2.5);
    for (const FeatureTable& table : {left_out, answered, elapsed}) {
        CHECK(value(table, "days_since_response", "kim") == 2);
    }
    CHECK(value(left_out, "past_responses", "lee") == missing);
    CHECK(value(answered, "past_responses", "lee") == missing);
    CHECK(value(elapsed, "past_responses", "lee") == 0);
    CHECK(exposure(elapsed, "past_responses", "lee") == 0.5);
}

TEST_CASE("contacts without a horizon are trials from the start where conversions are dated") {
    SmallShop shop = four_customers();
    shop.leads = {{.customer = "kim", .contacted = "2024-01-02", .converted = "yes", .converted_at = "2024-01-05"},
                  {.customer = "kim", .contacted = "2024-01-10", .converted = "yes", .converted_at = "2024-02-20"},  // not by then
                  {.customer = "kim", .contacted = "2024-01-20", .converted = "no"},
                  {.customer = "lee", .contacted = "2024-01-12", .converted = "no"}};
    const FeatureTable table = build_features(shop.base(), {.window = january_to(31), .features = {ContactHistory{}}, .visits_at_least = 0});
    CHECK(value(table, "past_responses", "kim") == 1);
    CHECK(exposure(table, "past_responses", "kim") == 3);
    CHECK(value(table, "past_responses", "lee") == 0);
    CHECK(exposure(table, "past_responses", "lee") == 1);
}

TEST_CASE("customers and visits are all found again in the account") {
    const SmallShop shop = four_customers();
    const FeatureTable table = build_features(shop.base(), {.window = {.from = 2024y / 1 / 2, .until = 2024y / 1 / 29}, .features = {Frequency{}}, .visits_at_least = 2});
    CHECK(table.customer_count() == 1);
    CHECK(table.account() == BuildAccount{.customers = 1, .left_out = 3, .visits_used = 2, .visits_outside = 3});
    const FeatureTable strict = build_features(shop.base(), {.window = {.from = 2024y / 1 / 2, .until = 2024y / 1 / 31}, .features = {}, .visits_at_least = 2});
    CHECK(strict.account() == BuildAccount{.customers = 1, .left_out = 3, .visits_used = 3, .visits_outside = 1, .visits_of_left_out = 1});
}

TEST_CASE("a window that is not given spans the records, and is settled in the plan of the table") {
    const FeatureTable table = build_features(four_customers().base(), {.features = {Recency{}}});
    CHECK(table.plan().window.until == CalendarMoment(2024y / 1 / 31));
    CHECK(table.plan().window.from.local_time() == std::chrono::local_days{2024y / 1 / 1} + 10h);
    CHECK(table.account().visits_outside == 0);
    CHECK(build_features(four_customers().base(), table.plan()) == table);
}
