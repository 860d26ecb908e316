#include "personas/tables.hpp"

#include <catch2/catch_test_macros.hpp>

#include <array>

using namespace dangol;
using namespace dangol::testing;

namespace {

/// Without a smallest effect everything that is not exactly nothing may be claimed: the hardest test of the error rate.
constexpr PersonaOptions any_effect{.smallest_difference_sd = 0, .smallest_ratio = 1, .smallest_risk_difference = 0};

std::size_t false_claims(const PersonaSet& set, const std::string& prefix) {
    std::size_t count = 0;
    for (const Persona& persona : set.personas)
        for (const Trait& trait : persona.traits) count += set.columns[trait.column.value].name.starts_with(prefix) && trait.ground == Ground::tested ? 1 : 0;
    return count;
}

}  // namespace

TEST_CASE("null worlds: of independent descriptors no more is claimed than the false discovery rate allows") {
    std::size_t worlds_with_claims = 0;
    for (std::uint64_t world = 0; world < 40; ++world) {
        Random random(world);
        const auto kinds = kinds_of(240, {0.6, 0.4}, random);
        std::vector<FeatureData> columns{basis("a", kinds, {0, 3}, random), basis("b", kinds, {0, 0}, random)};
        for (int j = 0; j < 4; ++j) columns.push_back(noise("noise" + std::to_string(j), 240, Role::descriptor, random));
        for (int j = 0; j < 4; ++j) columns.push_back(flag("noise_flag" + std::to_string(j), kinds, {0.4, 0.4}, random));
        const FeatureTable table = table_of(240, std::move(columns));
        const PersonaSet set = test_personas(describe_personas(natural_segments(table, kinds, 2), table, any_effect), table, {.bootstrap_samples = 40});
        REQUIRE(set.claims_tested == 20);
        worlds_with_claims += false_claims(set, "noise") > 0 ? 1 : 0;
    }
    CHECK(worlds_with_claims <= 5);  // 5 % of 40 is 2; more than 5 has probability .014
}

TEST_CASE("null worlds: basis columns of pure noise are not claimed once each is left out of the segments") {
    std::size_t worlds_with_claims = 0;
    for (std::uint64_t world = 0; world < 40; ++world) {
        Random random(world + 1000);
        const auto kinds = kinds_of(240, {0.5, 0.5}, random);  // means nothing: every column is noise
        std::vector<FeatureData> columns;
        for (int j = 0; j < 4; ++j) columns.push_back(noise("noise" + std::to_string(j), 240, Role::basis, random));
        const FeatureTable table = table_of(240, std::move(columns));
        const PersonaSet set = test_personas(describe_personas(natural_segments(table, kinds, 2), table, any_effect), table, {.bootstrap_samples = 20});
        worlds_with_claims += false_claims(set, "noise") > 0 ? 1 : 0;
    }
    CHECK(worlds_with_claims <= 5);
}

TEST_CASE("coverage: intervals of shares and of shown effects hold the truth as often as they say", "[slow]") {
    constexpr std::size_t worlds = 120;
    std::array<std::size_t, 2> held{};  // share, effect
    std::size_t shown = 0;
    for (std::uint64_t world = 0; world < worlds; ++world) {
        Random random(world + 2000);
        const auto kinds = kinds_of(300, {0.65, 0.35}, random);
        const FeatureTable table = table_of(300, {basis("a", kinds, {0, 2.5}, random), basis("b", kinds, {0, 2}, random), flag("member", kinds, {0.2, 0.6}, random)});
        EvidenceOptions options = {.bootstrap_samples = 60};
        options.seed = world;
        const PersonaSet set = test_personas(describe_personas(natural_segments(table, kinds, 2), table), table, options);
        REQUIRE(persona_of(set, 1) != nullptr);
        held[0] += persona_of(set, 1)->share_of_customers.interval->contains(0.35) ? 1 : 0;
        if (const Trait* member = trait_of(set, 1, "member")) {
            ++shown;
            held[1] += member->effect.interval->contains(0.4) ? 1 : 0;
        }
    }
    CHECK(shown > worlds * 9 / 10);
    CHECK(held[0] >= worlds * 90 / 100);
    CHECK(held[0] < worlds);  // no wider than they need be: never missing would have probability .002
    CHECK(held[1] >= shown * 90 / 100);
}
