#include "personas/tables.hpp"

#include <dangol/features/build_features.hpp>

#include "support/world_records.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <set>

using namespace dangol;

TEST_CASE("a whole shop: the planted kinds of the hanbok tailor become personas with titles of their own and what tells them apart") {
    const dangol_tests::WorldRecords records({.trade = worlds::Trade::hanbok, .customers = 600, .seed = 1});
    const CustomerBase base = collect(records.records(), dangol_tests::world_schema());
    const PermittedBase permitted = base.permitting(Purpose::profiling);
    FeaturePlan plan = default_plan(permitted);
    plan.visits_at_least = 3;
    const FeatureTable features = build_features(permitted, plan);
    Segmentation segments = find_segments(features, {.least = 3, .most = 3});
    const PersonaSet set = test_personas(describe_personas(segments, features), features, {.bootstrap_samples = 20});
    REQUIRE(set.personas.size() == 3);
    CHECK(set.currency == "KRW");

    double shares = 0;
    std::set<std::string> english, korean;
    for (const Persona& persona : set.personas) {
        shares += persona.share_of_customers.value;
        english.insert(title(persona, set, Language::english));
        korean.insert(title(persona, set, Language::korean));
        // A number of customers beside a share is that share of all, rounded to five.
        CHECK(std::fabs(static_cast<double>(persona.customers) - persona.share_of_customers.value * static_cast<double>(set.customers)) <= 2.5);
        CHECK(persona.traits.size() >= 2);
        CHECK(persona.routine.known);
        CHECK(persona.found_again > 0.8);
        CHECK(persona.prevalence.most >= persona.prevalence.all);
        CHECK(persona.prevalence.most > 0.5);
        REQUIRE(persona.share_of_value.has_value());
        for (const Trait& trait : persona.traits) {
            const FeatureColumn& column = set.columns[trait.column.value];
            CHECK(column.name != "gender");  // protected
            REQUIRE(trait.effect.interval.has_value());
            CHECK(trait.effect.interval->contains(trait.effect.value));
            CHECK(trait.customers >= 20);
            CHECK((trait.ground != Ground::tested || trait.q_value <= 0.05));
            CHECK((trait.ground == Ground::tested || trait.q_value == 1));
            CHECK(trait.ground != Ground::untested);
        }
        UNSCOPED_INFO(to_text(persona, set, Language::english));
        UNSCOPED_INFO(to_text(persona, set, Language::korean));
    }
    CHECK(shares > 0.999);
    CHECK(shares < 1.001);
    CHECK(english.size() == 3);
    CHECK(korean.size() == 3);
}
