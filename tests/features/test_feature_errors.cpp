#include <dangol/core/error.hpp>
#include <dangol/features/build_features.hpp>

#include "small_shop.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace dangol;
using namespace dangol::tests;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

namespace {

SmallShop one_visit() {
    return {.customers = {{.id = "kim"}},
            .lines = {{.customer = "kim", .at = "2024-01-05 10:00", .offering = "tea"}},
            .leads = {{.customer = "kim", .contacted = "2024-01-08", .converted = "no", .closes = "2024-01-10"}}};
}

/// A base whose schema names nothing but who came when.
PermittedBase bare() {
    static const std::vector<std::string> ids{"kim"}, at{"2024-01-05"};
    return collect({.interactions = {{"id", ids}, {"at", at}}}, {.interaction = {.customer = "id", .time = "at"}}).permitting(Purpose::profiling);
}

template <class Wrong>
void refused(const PermittedBase& base, const FeaturePlan& plan, const char* part) {
    CHECK_THROWS_MATCHES(build_features(base, plan), Wrong, MessageMatches(ContainsSubstring(part)));
}

}  // namespace

TEST_CASE("a feature that needs what the schema does not name says which field") {
    refused<UnknownColumn>(bare(), {.features = {MonetaryValue{}}}, "InteractionColumns::amount");
    refused<UnknownColumn>(bare(), {.features = {OfferingMix{}}}, "InteractionColumns::offering");
    refused<UnknownColumn>(bare(), {.features = {OfferingShare{"tea"}}}, "OfferingShare");
    refused<UnknownColumn>(bare(), {.features = {ChannelMix{}}}, "InteractionColumns::channel");
    refused<UnknownColumn>(bare(), {.features = {DiscountShare{}}}, "InteractionColumns::discounts");
    refused<UnknownColumn>(bare(), {.features = {DiscountDepth{}}}, "DiscountDepth");
    refused<UnknownColumn>(bare(), {.features = {Companionship{}}}, "InteractionColumns::party_size");
    refused<UnknownColumn>(bare(), {.features = {Planning{}}}, "InteractionColumns::planned");
    refused<UnknownColumn>(bare(), {.features = {Satisfaction{}}}, "InteractionColumns::satisfaction");
    refused<UnknownColumn>(bare(), {.features = {ContactHistory{}}}, "LeadColumns::contacted");
    refused<UnknownColumn>(bare(), {.features = {Attribute{"children"}}}, "children");
    CHECK_THROWS_MATCHES(build_leads(bare(), {}), UnknownColumn, MessageMatches(ContainsSubstring("build_leads()")));
}

TEST_CASE("a slip of the pen is answered with the closest name") {
    const PermittedBase base = one_visit().base();
    refused<UnknownColumn>(base, {.features = {Attribute{"childen"}}}, "\"children\"");
    refused<UnknownColumn>(base, {.features = {DiscountShare{"cupon"}}}, "\"coupon\"");
    refused<UnknownLevel>(base, {.features = {OfferingShare{"tee"}}}, "\"tea\"");
}

TEST_CASE("options outside what is allowed are refused") {
    const PermittedBase base = one_visit().base();
    refused<InvalidArgument>(base, {.features = {OfferingMix{.parts_at_most = 1}}}, "OfferingMix::parts_at_most is 1");
    refused<InvalidArgument>(base, {.features = {ChannelMix{.parts_at_most = 1}}}, "ChannelMix::parts_at_most is 1");
    refused<InvalidArgument>(base, {.features = {VisitIntervals{.intervals_at_least = 3}}}, "intervals_at_least is 3");
    refused<InvalidArgument>(base, {.features = {RhythmShare{static_cast<RhythmPart>(99)}}}, "RhythmShare::part is 99");
    refused<InvalidArgument>(base, {.features = {Recency{}, Recency{}}}, "unique in its table");
    refused<InvalidArgument>(base, {.window = {.from = 2024y / 2 / 1, .until = 2024y / 1 / 1}}, "the end of the plan's window is \"2024-01-01 00:00:00\", but must be after its start");
    refused<InvalidArgument>(base, {.window = {.from = 2030y / 1 / 1}}, "the start of the plan's window is \"2030-01-01 00:00:00\", but must be before the day after the last visit");
    refused<InvalidArgument>(base, {.window = {.until = 2020y / 1 / 1}}, "the end of the plan's window is \"2020-01-01 00:00:00\", but must be after the first record");
}

TEST_CASE("a window has no end where there are no visits") {
    const std::vector<std::string> ids{"kim"};
    const PermittedBase base = collect({.customers = {{"id", ids}}}, {.customer = {.id = "id"}}).permitting(Purpose::profiling);
    refused<InvalidArgument>(base, {.features = {Recency{}}}, "give its start and its end");
    const FeatureTable table = build_features(base, {.window = {.from = 2024y / 1 / 1, .until = 2024y / 2 / 1}, .features = {Recency{}, Frequency{}}, .visits_at_least = 0});
    CHECK(table.customer_count() == 1);
    CHECK_FALSE(table.observed(table.column("visits"))[0]);
}

TEST_CASE("a column that says what became of a lead is no feature of before") {
    SmallShop shop = one_visit();
    const std::vector<std::string> ids{"kim"}, at{"2024-01-05"}, contacted{"2024-01-08"}, redeemed{"yes"};
    const auto base_with = [&](Schema schema) {
        return collect({.customers = {{"id", ids}, {"redeemed", redeemed}},
                        .interactions = {{"id", ids}, {"at", at}},
                        .leads = {{"id", ids}, {"contacted", contacted}, {"redeemed", redeemed}}},
                       schema)
            .permitting(Purpose::profiling);
    };
    Schema schema{.customer = {.id = "id", .attributes = {{"redeemed", ColumnKind::flag}}},
                  .interaction = {.customer = "id", .time = "at"},
                  .lead = {.customer = "id", .contacted = "contacted", .converted = "redeemed"}};
    const PermittedBase base = base_with(schema);
    refused<FutureLeak>(base, {.features = {Attribute{"redeemed"}}}, "what became of a lead");
    refused<FutureLeak>(base, {.features = {Attribute{"redeemed", Role::basis}}}, "Role::outcome");
    CHECK(build_features(base, {.features = {Attribute{"redeemed", Role::outcome}}}).columns()[0].role == Role::outcome);
    CHECK(build_leads(base, {.features = {Attribute{"redeemed", Role::outcome}}}).features().columns().empty());

    schema.customer.attributes = {};
    schema.lead.attributes = {{"redeemed", ColumnKind::flag}};
    CHECK_THROWS_MATCHES(build_leads(base_with(schema), {}), FutureLeak, MessageMatches(ContainsSubstring("\"redeemed\"")));
}

TEST_CASE("what the plan has settled as an outcome cannot be asked for otherwise, nor change its kind") {
    const PermittedBase base = one_visit().base();
    FeaturePlan plan = build_features(base, {.features = {Recency{.role = Role::basis}}}).with_role("recency_days", Role::outcome).plan();
    refused<FutureLeak>(base, plan, "settled it as an outcome");
    plan.features = {Recency{}};
    CHECK(build_features(base, plan).columns()[0].role == Role::outcome);
    plan.settled_columns[0].kind = ColumnKind::count;
    refused<ColumnKindMismatch>(base, plan, "as the plan settled it, count");
}

TEST_CASE("a stop is obeyed") {
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS(build_features(one_visit().base(), {.features = {Recency{}}}, {.stop = stop.get_token()}), Cancelled);
}
