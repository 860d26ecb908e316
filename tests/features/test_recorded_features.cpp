#include <dangol/core/error.hpp>
#include <dangol/features/build_features.hpp>
#include <dangol/features/feature_fold.hpp>

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

FeatureTable build(const SmallShop& shop, std::vector<Feature> features, CalendarMoment until = 2024y / 1 / 31) {
    return build_features(shop.base(), {.window = {.from = 2024y / 1 / 1, .until = until}, .features = std::move(features)});
}

VisitLine event(const char* customer, const char* at, const char* kind) {
    VisitLine line{.customer = customer, .at = at};
    line.basket = std::string(kind) + at;
    line.kind = kind;
    return line;
}

}  // namespace

TEST_CASE("a visit that a complaint or a return followed counts once, and only until the next visit and the moment") {
    SmallShop shop;
    shop.lines = {{.customer = "kim", .at = "2024-01-02 10:00"}, {.customer = "kim", .at = "2024-01-09 10:00"}, {.customer = "kim", .at = "2024-01-20 10:00"},
                  event("kim", "2024-01-01 10:00", "complaint"),  // before any visit
                  event("kim", "2024-01-03 10:00", "complaint"), event("kim", "2024-01-04 10:00", "complaint"), event("kim", "2024-01-09 10:00", "returned"),
                  event("kim", "2024-01-25 10:00", "complaint"), {.customer = "lee", .at = "2024-01-02 10:00"}, event("park", "2024-01-02 10:00", "complaint")};
    const FeatureTable table = build(shop, {Complaints{}, Returns{}});
    CHECK(value(table, "visits_with_complaint", "kim") == 2);
    CHECK(exposure(table, "visits_with_complaint", "kim") == 3);
    CHECK(value(table, "visits_with_return", "kim") == 1);
    CHECK(value(table, "visits_with_complaint", "lee") == 0);
    CHECK(table.customer_count() == 2);
    const FeatureTable before = build(shop, {Complaints{}}, 2024y / 1 / 25);
    CHECK(value(before, "visits_with_complaint", "kim") == 1);
}

TEST_CASE("no-shows stand against planned visits") {
    SmallShop shop;
    shop.lines = {{.customer = "kim", .at = "2024-01-02 10:00", .planned = "yes"}, {.customer = "kim", .at = "2024-01-03 10:00", .planned = "no"},
                  {.customer = "kim", .at = "2024-01-04 10:00"}, event("kim", "2024-01-05 10:00", "no_show"), event("kim", "2024-01-06 10:00", "booking"),
                  {.customer = "lee", .at = "2024-01-03 10:00", .planned = "no"}};
    const FeatureTable table = build(shop, {NoShows{}, Frequency{}});
    CHECK(value(table, "no_shows", "kim") == 1);
    CHECK(exposure(table, "no_shows", "kim") == 2);
    CHECK(value(table, "no_shows", "lee") == missing);
    CHECK(value(table, "visits", "kim") == 3);
}

TEST_CASE("observation codes are successes over what staff recorded, on visits and elsewhere") {
    SmallShop shop;
    const auto noted = [&](const char* at, const char* codes, const char* kind = "") {
        VisitLine line = event("kim", at, kind);
        line.observations = codes;
        shop.lines.push_back(line);
    };
    noted("2024-01-02 10:00", "in_a_hurry");
    noted("2024-01-03 10:00", "asked_for_ann;in_a_hurry");
    noted("2024-01-04 10:00", "asked_for_ann");
    noted("2024-01-05 10:00", "");
    noted("2024-01-06 10:00", "in_a_hurry", "inquiry");
    noted("2024-01-07 10:00", "late", "no_show");
    const FeatureTable table = build(shop, {ObservationShare{"in_a_hurry"}, ObservationShare{"late"}});
    CHECK(value(table, "observed_in_a_hurry", "kim") == 3);
    CHECK(exposure(table, "observed_in_a_hurry", "kim") == 5);  // nothing was recorded on the 5th
    CHECK(value(table, "observed_late", "kim") == 1);
    CHECK(table.columns()[0].detail == "in_a_hurry");
    CHECK_THROWS_MATCHES(build(shop, {ObservationShare{"in_a_hury"}}), UnknownLevel, MessageMatches(ContainsSubstring("\"in_a_hurry\"")));
}

TEST_CASE("staff, company and the length of visits count where they are known") {
    SmallShop shop;
    const char* staff[] = {"ann", "ann", "bo", "", "bo"};
    const char* companions[] = {"child", "friend", "", "Spouse;friend", ""};
    const double party[] = {unknown, unknown, 1, 3, unknown}, minutes[] = {10, 20, unknown, 30, unknown};
    for (unsigned i = 0; i < 5; ++i) {
        VisitLine line{.customer = "kim", .at = "2024-01-0" + std::to_string(1 + i) + " 10:00", .party = party[i]};
        line.staff = staff[i];
        line.companions = companions[i];
        line.minutes = minutes[i];
        shop.lines.push_back(line);
    }
    const FeatureTable table = build(shop, {StaffLoyalty{}, CompanyMix{}, VisitDuration{}});
    CHECK(value(table, "same_staff_again", "kim") == 1);
    CHECK(exposure(table, "same_staff_again", "kim") == 2);
    CHECK(part(table, "company_mix", "family", "kim") == 0.5);
    CHECK(part(table, "company_mix", "group", "kim") == 0.25);
    CHECK(part(table, "company_mix", "alone", "kim") == 0.25);
    CHECK(exposure(table, "company_mix", "kim") == 4);
    CHECK(value(table, "visit_minutes", "kim") == 20);
    CHECK(table.standard_errors(table.column("visit_minutes"))[0] == Approx(10 / std::sqrt(3.0)));
    const FeatureTable friends = build(shop, {CompanyMix{.family_words = {"FRIEND"}}});
    CHECK(part(friends, "company_mix", "family", "kim") == 0.5);
    CHECK(part(friends, "company_mix", "group", "kim") == 0.25);
}

TEST_CASE("the first plan takes what staff and events say, where there is any") {
    SmallShop shop;
    shop.lines = {{.customer = "kim", .at = "2024-01-02 10:00"}, event("kim", "2024-01-03 10:00", "complaint")};
    shop.lines[0].observations = "in_a_hurry";
    const PermittedBase base = shop.base();
    const FeatureTable table = build_features(base, default_plan(base));
    CHECK_NOTHROW(table.column("visits_with_complaint"));
    CHECK_NOTHROW(table.column("observed_in_a_hurry"));
    CHECK_THROWS_AS(table.column("visits_with_return"), UnknownColumn);
}

TEST_CASE("pieces are added up over the lines of a visit, and averaged over visits of which one is known") {
    SmallShop shop;
    const auto line = [&](const char* at, double pieces) {
        VisitLine bought{.customer = "kim", .at = at};
        bought.pieces = pieces;
        shop.lines.push_back(bought);
    };
    line("2024-01-02 10:00", 2), line("2024-01-02 10:00", 3), line("2024-01-02 10:00", unknown);
    line("2024-01-05 10:00", 1);
    line("2024-01-07 10:00", unknown);
    line("2024-02-07 10:00", 99);  // outside the window
    shop.lines.push_back({.customer = "lee", .at = "2024-01-02 10:00"});
    shop.lines[2].offering = "a line of its own";
    const FeatureTable table = build(shop, {UnitsPerVisit{}});
    CHECK(value(table, "units_per_visit", "kim") == 3);  // (5 + 1) / 2
    CHECK(exposure(table, "units_per_visit", "kim") == 2);
    CHECK(table.standard_errors(table.column("units_per_visit"))[0] == Approx(2));  // |5 − 1| / 2
    CHECK(value(table, "units_per_visit", "lee") == missing);
    CHECK(table.columns()[0].role == Role::descriptor);
    const std::vector<std::string> who{"a"}, at{"2024-01-02"};
    const CustomerBase without = collect({.interactions = {{"who", who}, {"at", at}}}, {.interaction = {.customer = "who", .time = "at"}});
    CHECK_THROWS_AS(build_features(without.permitting(Purpose::profiling), {.features = {UnitsPerVisit{}}}), UnknownColumn);
}

TEST_CASE("quantities of a log are checked by a fold, whether or not its plan asks for them") {
    const Schema schema{.interaction = {.customer = "who", .time = "at", .quantity = "pieces"}};
    FeatureFold fold(schema, {.features = {Frequency{}}}, Permission::not_recorded(Purpose::profiling));
    const std::vector<std::string> who{"a", "a"}, at{"2024-01-02", "2024.1.3"}, pieces{"2", "two"};
    fold.fold({{"who", who}, {"at", at}, {"pieces", pieces}});
    CHECK(fold.account().tables.front().set_aside == 1);
    CHECK(fold.set_aside().counts.front().reason == UnusableReason::unreadable_number);
}
