#include <dangol/features/build_features.hpp>

#include "small_shop.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

using namespace dangol;
using namespace dangol::tests;
using namespace std::chrono_literals;

TEST_CASE("the first plan takes everything the schema supplies, with one basis column per construct") {
    SmallShop shop{.customers = {{.id = "kim"}},
                   .lines = {{.customer = "kim", .at = "2024-01-05 10:00", .offering = "tea"}, {.customer = "kim", .at = "2024-02-05 23:30"}},
                   .leads = {{.customer = "kim", .contacted = "2024-01-08"}}};
    const PermittedBase base = shop.base();
    const FeaturePlan plan = default_plan(base);
    CHECK(plan.window == Window{.from = 2024y / 1 / 5, .until = 2024y / 2 / 6});
    const FeatureTable table = build_features(base, plan);
    CHECK(table.account().visits_outside == 0);

    std::map<Construct, int> columns, basis;
    for (const FeatureColumn& column : table.columns()) {
        ++columns[column.construct];
        basis[column.construct] += column.role == Role::basis;
    }
    for (const auto& [construct, count] : basis) CHECK(count <= 1);
    for (const Construct construct : {Construct::frequency, Construct::monetary_value, Construct::visit_rhythm, Construct::offering_mix,
                                      Construct::channel_mix, Construct::discount_share, Construct::companionship, Construct::planning}) {
        CHECK(basis[construct] == 1);
    }
    CHECK(table.columns()[table.column("visits_with_discount").value].role == Role::basis);  // a share knows its trials, a mean of the money does not
    CHECK(table.columns()[table.column("discount_depth").value].role == Role::descriptor);
    for (const Construct construct : {Construct::recency, Construct::tenure, Construct::visit_interval, Construct::visit_regularity, Construct::satisfaction,
                                      Construct::contact_history, Construct::attribute}) {
        CHECK(columns[construct] > 0);
        CHECK(basis[construct] == 0);
    }
}

TEST_CASE("the first plan asks for nothing that a bare schema lacks") {
    const std::vector<std::string> ids{"kim", "lee"}, at{"2024-01-05", "2024-01-06"};
    const PermittedBase base = collect({.interactions = {{"id", ids}, {"at", at}}}, {.interaction = {.customer = "id", .time = "at"}}).permitting(Purpose::profiling);
    const FeatureTable table = build_features(base, default_plan(base));
    CHECK(table.customer_count() == 2);
    CHECK(table.columns_with(Role::basis).size() == 2);  // frequency, rhythm
}

TEST_CASE("of visits most of which have dates alone no daypart is asked") {
    const auto rhythm_of = [](std::vector<std::string> visits) {
        SmallShop shop;
        for (const std::string& at : visits) shop.lines.push_back({.customer = "kim", .at = at});
        const FeaturePlan plan = default_plan(shop.base());
        const bool parts = std::ranges::any_of(plan.features, [](const Feature& each) { return std::holds_alternative<VisitRhythm>(each); });
        const bool weekends = std::ranges::find(plan.features, Feature{RhythmShare{RhythmPart::weekend}}) != plan.features.end();
        CHECK(parts != weekends);
        return parts;
    };
    CHECK_FALSE(rhythm_of({"2024-01-06", "2024-01-09"}));
    CHECK_FALSE(rhythm_of({"2024-01-06", "2024-01-09", "2024-01-10 14:00"}));
    CHECK(rhythm_of({"2024-01-06", "2024-01-09 14:00"}));
}
