#include "lead_world.hpp"

#include <dangol/core/error.hpp>
#include <dangol/scoring/scorer_erasure.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>

using namespace dangol;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("a scorer without the erased is the one that never saw them: fitted, calibrated and set aside by again") {
    Random random(3), one(8), other(8);
    const PersonaSet personas = lead_world::personas_of(random);
    const lead_world::World all = lead_world::make(one, personas, {.customers = 600}), left = lead_world::make(other, personas, {.customers = 580});  // the first 580 are the same
    const NegativePersonaOptions costs{.contact_cost = 5, .conversion_margin = 100};
    const LeadScorerOptions how{.penalty = 2, .folds = 5, .seed = 9};
    const LeadScorer before = fit_lead_scorer(personas, find_negative_personas(personas, all.leads, costs), all.leads, how);
    std::vector<std::int64_t> erased;
    for (std::int64_t id = 580; id < 600; ++id) erased.push_back(id);
    PersonaSet personas_left = personas;
    personas_left.customers -= 20;  // as erase_from_personas() leaves another set

    const ScorerErasure erasure = erase_from_scorer(before, personas_left, left.leads, erased);
    CHECK(erasure.scorer == fit_lead_scorer(personas_left, find_negative_personas(personas_left, left.leads, costs), left.leads, how));
    CHECK_FALSE(erasure.scorer == before);
    CHECK(erasure.scorer.report().customers == 580);
    CHECK(erasure.largest_difference > 0);
    CHECK(erasure.largest_difference < .2);

    CHECK_THROWS_WITH(erase_from_scorer(before, personas_left, all.leads, erased), ContainsSubstring("remaining leads is 40"));
    CHECK_THROWS_WITH(erase_from_scorer(before, personas, left.leads, erased), ContainsSubstring("erase_from_personas()"));
}
