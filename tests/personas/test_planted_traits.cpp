#include "personas/tables.hpp"

#include <dangol/core/statistics.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>

using namespace dangol;
using namespace dangol::testing;
using Catch::Matchers::WithinAbs;

namespace {

struct Shop {
    FeatureTable table = {};
    Segmentation segments = {};
};

/// Three kinds, told apart by three columns of the basis; a flag, a rate and a mean that differ among them, one that does not.
Shop planted_shop(std::uint64_t seed, std::size_t customers = 600) {
    Random random(seed);
    const auto kinds = kinds_of(customers, {0.5, 0.3, 0.2}, random);
    std::vector<double> contacts, days, satisfaction;
    for (const std::uint32_t kind : kinds) {
        days.push_back(random.uniform(100, 700));
        contacts.push_back(static_cast<double>(random.poisson(days.back() * std::vector{0.01, 0.03, 0.01}[kind])));
        satisfaction.push_back(random.normal(std::vector{4.0, 4.0, 2.8}[kind], 1));
    }
    Shop shop{.table = table_of(customers, {basis("a", kinds, {0, 4, 0}, random), basis("b", kinds, {0, 0, 4}, random), basis("c", kinds, {0, 3, 3}, random),
                                            flag("member", kinds, {0.2, 0.6, 0.2}, random),
                                            numbers({.name = "past_contacts", .kind = ColumnKind::count, .role = Role::descriptor, .construct = Construct::contact_history, .detail = "contacts"}, contacts, days),
                                            numbers({.name = "satisfaction", .role = Role::descriptor, .construct = Construct::satisfaction}, satisfaction),
                                            noise("irrelevant", customers, Role::descriptor, random)})};
    shop.segments = natural_segments(shop.table, kinds, 3);
    return shop;
}

}  // namespace

TEST_CASE("planted truth: traits are found with their sign and size, each in its measure") {
    const Shop shop = planted_shop(1);
    const PersonaSet set = test_personas(describe_personas(shop.segments, shop.table), shop.table, {.bootstrap_samples = 40});
    REQUIRE(set.personas.size() == 3);
    CHECK(set.personas[0].share_of_customers.value > set.personas[2].share_of_customers.value);

    const Trait* member = trait_of(set, 1, "member");
    REQUIRE(member != nullptr);
    CHECK(member->measure == EffectMeasure::risk_difference);
    CHECK(member->ground == Ground::tested);
    CHECK(member->q_value <= 0.05);
    CHECK_THAT(member->effect.value, WithinAbs(0.4, 0.08));
    REQUIRE(member->effect.interval);
    CHECK(member->effect.interval->contains(0.4));

    const Trait* contacts = trait_of(set, 1, "past_contacts");
    REQUIRE(contacts != nullptr);
    CHECK(contacts->measure == EffectMeasure::rate_ratio);
    CHECK_THAT(contacts->effect.value, WithinAbs(3.0, 0.4));
    CHECK_THAT(contacts->here.value, WithinAbs(0.03, 0.003));

    const Trait* mood = trait_of(set, 2, "satisfaction");
    REQUIRE(mood != nullptr);
    CHECK(mood->effect.value < -0.7);
    CHECK_THAT(mood->here.value - mood->elsewhere, WithinAbs(-1.2, 0.3));

    for (std::uint32_t k = 0; k < 3; ++k) CHECK(trait_of(set, k, "irrelevant") == nullptr);
    for (const Persona& persona : set.personas) {
        CHECK(persona.found_again > 0.8);
        CHECK(persona.share_of_customers.interval.has_value());
    }
    CHECK(set.claims_tested == 21);
}

TEST_CASE("traits: what the shop did to them stands behind what they do, however large it is") {
    const Shop shop = planted_shop(1);
    const PersonaSet set = test_personas(describe_personas(shop.segments, shop.table), shop.table, {.bootstrap_samples = 40});
    const Persona* persona = persona_of(set, 1);
    REQUIRE(trait_of(set, 1, "past_contacts") != nullptr);
    REQUIRE(persona->traits.size() >= 3);
    CHECK(set.columns[persona->traits.back().column.value].name == "past_contacts");
    CHECK(persona->traits.back().standardised > persona->traits[persona->traits.size() - 2].standardised);
}

TEST_CASE("traits: no interval that is shown holds \"no difference\", however it was widened") {
    // A column of the basis with a weak effect: its plain interval often just excludes 0, its widened one just holds it.
    std::size_t weak_shown = 0, weak_left_out = 0;
    for (std::uint64_t seed = 1; seed <= 25; ++seed) {
        Random random(seed);
        const auto kinds = blocks({120, 120});
        const FeatureTable table = table_of(240, {basis("strong", kinds, {0, 5}, random), basis("weak", kinds, {0, 0.3}, random), noise("irrelevant", 240, Role::descriptor, random),
                                                  noise("irrelevant_too", 240, Role::descriptor, random)});
        const PersonaSet set = test_personas(describe_personas(natural_segments(table, kinds, 2), table), table, {.bootstrap_samples = 20});
        (trait_of(set, 0, "weak") != nullptr ? weak_shown : weak_left_out) += 1;
        for (const Persona& persona : set.personas)
            for (const Trait& trait : persona.traits) {
                REQUIRE(trait.effect.interval.has_value());
                CHECK_FALSE(trait.effect.interval->contains(trait.measure == EffectMeasure::rate_ratio ? 1.0 : 0.0));
            }
    }
    CHECK(weak_shown > 0);
    CHECK(weak_left_out > 0);
}

TEST_CASE("planted truth: a basis column that others bear out is tested without itself, one that stands alone is by construction") {
    Random random(5);
    const auto kinds = kinds_of(600, {0.5, 0.5}, random);
    std::vector<double> half_known;
    const FeatureTable table = table_of(600, {basis("a", kinds, {0, 4}, random), basis("b", kinds, {0, 4}, random)});
    const PersonaSet both = test_personas(describe_personas(natural_segments(table, kinds, 2), table), table, {.bootstrap_samples = 20});
    REQUIRE(trait_of(both, 0, "a") != nullptr);
    CHECK(trait_of(both, 0, "a")->ground == Ground::tested);
    CHECK(trait_of(both, 0, "a")->q_value < 1e-6);

    const FeatureTable alone = table_of(600, {basis("a", kinds, {0, 4}, random), noise("b", 600, Role::basis, random)});
    const PersonaSet one = test_personas(describe_personas(natural_segments(alone, kinds, 2), alone), alone, {.bootstrap_samples = 20});
    REQUIRE(trait_of(one, 0, "a") != nullptr);
    CHECK(trait_of(one, 0, "a")->ground == Ground::by_construction);
    CHECK(trait_of(one, 0, "a")->q_value == 1);
}

TEST_CASE("a basis column that was tested is shown with the effect found without it, which is no larger than by construction") {
    Random random(11);
    const auto kinds = kinds_of(800, {0.5, 0.5}, random);
    const FeatureTable table = table_of(800, {basis("a", kinds, {0, 2.2}, random), basis("b", kinds, {0, 2.2}, random)});
    const PersonaSet set = test_personas(describe_personas(natural_segments(table, kinds, 2), table), table, {.bootstrap_samples = 20});
    const Trait* a = trait_of(set, 1, "a");
    REQUIRE(a != nullptr);
    REQUIRE(a->ground == Ground::tested);
    REQUIRE(a->cross_fitted.has_value());
    const double found_without = a->cross_fitted->here.value - a->cross_fitted->elsewhere, as_grouped = a->here.value - a->elsewhere;
    CHECK(found_without < 0.9 * as_grouped);
    CHECK(a->cross_fitted->here.interval->contains(a->cross_fitted->here.value));
    CHECK_THAT(a->effect.value / found_without, WithinAbs(1 / std::sqrt(variance(table.numbers(ColumnIndex{0}))), 0.001));
    CHECK_THAT(a->standardised, WithinAbs(a->effect.value, 1e-12));
    CHECK(a->effect.interval->contains(a->effect.value));
    CHECK(a->effect.interval->high - a->effect.interval->low < 0.5);

    const std::string english = to_text(*a, set.columns, Language::english), korean = to_text(*a, set.columns, Language::korean);
    CHECK(english.find(" (grouping without it, 95% interval ") != std::string::npos);
    CHECK(korean.find(" (이 특징 없이 나눈 결과, 95% 구간 ") != std::string::npos);
}

TEST_CASE("coverage: the interval of a basis column left out holds the truth as often as it says") {
    constexpr std::size_t worlds = 60;
    std::size_t held = 0;
    for (std::uint64_t world = 0; world < worlds; ++world) {
        Random random(world + 4000);
        const auto kinds = kinds_of(240, {0.5, 0.5}, random);
        // Without itself the other column places everyone rightly, so that what is planted is what should be found.
        const FeatureTable table = table_of(240, {basis("a", kinds, {0, 1.5}, random), basis("b", kinds, {0, 9}, random)});
        const PersonaSet set = test_personas(describe_personas(natural_segments(table, kinds, 2), table), table, {.bootstrap_samples = 20});
        const Trait* a = trait_of(set, 1, "a");
        REQUIRE((a != nullptr && a->cross_fitted));
        const double deviation = std::sqrt(variance(table.numbers(ColumnIndex{0})));
        held += a->effect.interval->contains(1.5 / deviation) ? 1 : 0;
    }
    CHECK(held >= worlds * 88 / 100);
    CHECK(held < worlds);  // no wider than need be: never missing would have probability .046
}

TEST_CASE("describing and testing ask for the same size of effect, the caller's") {
    const Shop shop = planted_shop(2);
    const PersonaSet none = describe_personas(shop.segments, shop.table, {.smallest_difference_sd = 9});
    for (const Persona& persona : none.personas) CHECK(persona.traits.empty());
    const PersonaSet tested = test_personas(none, shop.table, {.bootstrap_samples = 20});
    for (const Persona& persona : tested.personas) CHECK(persona.traits.empty());
    const PersonaSet large = describe_personas(shop.segments, shop.table, {.smallest_ratio = 4, .smallest_risk_difference = 0.6});
    CHECK(trait_of(large, 1, "member") == nullptr);
    CHECK(trait_of(large, 1, "past_contacts") == nullptr);
    CHECK(trait_of(large, 2, "satisfaction") != nullptr);
}

TEST_CASE("a column that made the segments cannot pass for a descriptor, whatever its role was changed to") {
    Random random(6);
    const auto kinds = kinds_of(400, {0.5, 0.5}, random);
    const FeatureTable table = table_of(400, {basis("a", kinds, {0, 4}, random), noise("b", 400, Role::basis, random)});
    const Segmentation segments = natural_segments(table, kinds, 2);
    const FeatureTable disguised = table.with_role("a", Role::descriptor);
    const PersonaSet set = test_personas(describe_personas(segments, disguised), disguised, {.bootstrap_samples = 20});
    REQUIRE(trait_of(set, 0, "a") != nullptr);
    CHECK(trait_of(set, 0, "a")->ground == Ground::by_construction);
}

TEST_CASE("a column that all segments share did not make them: it is tested like any descriptor, and shown where the test bears it out") {
    Random random(12);
    const auto kinds = kinds_of(400, {0.5, 0.5}, random);
    const FeatureTable table = table_of(400, {basis("a", kinds, {0, 4}, random), basis("differs", kinds, {0, 1}, random), noise("noise", 400, Role::basis, random)});
    Segmentation segments = natural_segments(table, kinds, 2);
    segments.mixture = fit_mixture(table, membership_of(kinds, 2), {.segment_count = 2, .shared_columns = {"differs", "noise"}});
    const PersonaSet described = describe_personas(segments, table);
    CHECK(described.columns[0].role == Role::basis);
    CHECK(described.columns[1].role == Role::descriptor);
    REQUIRE(trait_of(described, 0, "differs") != nullptr);
    CHECK(trait_of(described, 0, "differs")->ground == Ground::untested);
    const PersonaSet tested = test_personas(described, table, {.bootstrap_samples = 20});
    REQUIRE(trait_of(tested, 0, "differs") != nullptr);
    CHECK(trait_of(tested, 0, "differs")->ground == Ground::tested);
    CHECK(trait_of(tested, 0, "differs")->q_value <= .05);
    CHECK(trait_of(tested, 0, "noise") == nullptr);
    REQUIRE(trait_of(tested, 0, "a") != nullptr);
    CHECK(trait_of(tested, 0, "a")->ground == Ground::by_construction);
}

TEST_CASE("protected attributes and outcomes make no traits and no questions") {
    Random random(7);
    const auto kinds = kinds_of(400, {0.5, 0.5}, random);
    FeatureData gender = flag("gender", kinds, {0.1, 0.9}, random), bought = flag("bought", kinds, {0.1, 0.9}, random);
    gender.meaning.sensitivity = Sensitivity::protected_attribute;
    bought.meaning.role = Role::outcome;
    const FeatureTable table = table_of(400, {basis("a", kinds, {0, 4}, random), gender, bought});
    const PersonaSet set = describe_personas(natural_segments(table, kinds, 2), table);
    REQUIRE(trait_of(set, 0, "a") != nullptr);
    CHECK(trait_of(set, 0, "gender") == nullptr);
    CHECK(trait_of(set, 0, "bought") == nullptr);
}

TEST_CASE("the share of value is the share of the money, and unknown without visits and spend") {
    const auto kinds = blocks({100, 100});
    std::vector<double> a, visits, spend, days(200, 365);
    for (const std::uint32_t kind : kinds) {
        a.push_back(kind == 0 ? 0 : 10);
        visits.push_back(kind == 0 ? 2 : 4);
        spend.push_back(kind == 0 ? 10 : 15);
    }
    for (std::size_t i = 0; i < a.size(); ++i) a[i] += static_cast<double>(i % 7) / 10;
    const FeatureTable table = table_of(200, {numbers({.name = "a"}, a),
                                              numbers({.name = "visits", .kind = ColumnKind::count, .role = Role::descriptor, .construct = Construct::frequency}, visits, days),
                                              numbers({.name = "spend", .kind = ColumnKind::positive, .role = Role::descriptor, .construct = Construct::monetary_value}, spend)});
    const PersonaSet set = describe_personas(natural_segments(table, kinds, 2), table);
    REQUIRE(persona_of(set, 1) != nullptr);
    REQUIRE(persona_of(set, 1)->share_of_value.has_value());
    CHECK_THAT(persona_of(set, 1)->share_of_value->value, WithinAbs(0.75, 1e-6));

    const FeatureTable unknown = table_of(200, {numbers({.name = "a"}, a)});
    CHECK_FALSE(describe_personas(natural_segments(unknown, kinds, 2), unknown).personas[0].share_of_value.has_value());
}

TEST_CASE("a descriptor that says the same as a basis column is no independent witness") {
    Random random(8);
    const auto kinds = kinds_of(400, {0.5, 0.5}, random);
    FeatureData visits = basis("visits_log", kinds, {0, 4}, random);
    visits.meaning.construct = Construct::frequency;
    std::vector<double> interval;
    for (const double v : visits.numbers) interval.push_back(-v);
    const FeatureTable table = table_of(400, {visits, numbers({.name = "visit_interval", .role = Role::descriptor, .construct = Construct::visit_interval}, interval)});
    const PersonaSet set = test_personas(describe_personas(natural_segments(table, kinds, 2), table), table, {.bootstrap_samples = 20});
    REQUIRE(set.personas.size() == 2);
    REQUIRE(set.personas[0].traits.size() == 1);  // said once
    CHECK(set.personas[0].traits[0].ground == Ground::by_construction);
}

TEST_CASE("what follows from the record is no open question") {
    Random random(9);
    const auto kinds = kinds_of(200, {0.5, 0.5}, random);
    std::vector<double> unknown(200, std::nan(""));
    const FeatureTable table = table_of(200, {basis("a", kinds, {0, 6}, random),
                                              numbers({.name = "visit_regularity", .kind = ColumnKind::positive, .role = Role::descriptor, .construct = Construct::visit_regularity}, unknown),
                                              numbers({.name = "distance_km", .kind = ColumnKind::positive, .role = Role::descriptor}, unknown)});
    const PersonaSet set = describe_personas(natural_segments(table, kinds, 2), table);
    REQUIRE(set.personas[0].to_find_out.size() == 1);
    CHECK(set.columns[set.personas[0].to_find_out[0].column.value].name == "distance_km");
}
