#include "lead_world.hpp"

#include "scoring/lead_scorer_state.hpp"

#include <dangol/core/error.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <functional>

using namespace dangol;
using namespace lead_world;

TEST_CASE("a scorer whose state was damaged is refused, whatever was damaged") {
    Random random(1);
    const PersonaSet personas = personas_of(random);
    const World past = make(random, personas, {.customers = 300});
    const LeadScorer scorer = fit_lead_scorer(personas, {}, past.leads, {.folds = 3});
    CHECK_NOTHROW(scorer.state().check());
    CHECK_NOTHROW(LeadScorer().state().check());

    using State = LeadScorer::State;
    const std::vector<std::function<void(State&)>> damages{
        [](State& s) { s.rates.pop_back(); },
        [](State& s) { s.rates[0] = 1.5; },
        [](State& s) { s.common_rate = 0; },
        [](State& s) { s.basis[0] = 1000; },
        [](State& s) { s.persona_of[1] = 2; },
        [](State& s) { s.negative_of[0] = 0; },
        [](State& s) { s.coefficients.pop_back(); },
        [](State& s) { s.coefficients[2] = std::nan(""); },
        [](State& s) { s.base = INFINITY; },
        [](State& s) { s.fit_scale = 0; },
        [](State& s) { s.references.push_back(0); },
        [](State& s) { s.uncertainty = Matrix(3, 3); },
        [](State& s) { s.spread(0, 0) = std::nan(""); },
        [](State& s) { s.columns.pop_back(); },
        [](State& s) { s.columns[0].kind = ColumnKind::category; },
        [](State& s) { s.columns[4].levels.pop_back(); },
        [](State& s) { s.design.columns[0].first = 4; },
        [](State& s) { s.design.columns[0].scale[0] = 0; },
        [](State& s) { s.design.columns[1].mean.clear(); },
        [](State& s) { s.design.columns[4].pooled.pop_back(); },
        [](State& s) { s.design.columns[6].position[0] = 77; },
        [](State& s) { s.design.columns[2].transform = Transform::log_ratios; },
        [](State& s) { s.design.width += 1; },
        [](State& s) { s.options.scale.points_to_double_odds = std::nan(""); },
    };
    for (std::size_t i = 0; i < damages.size(); ++i) {
        State state = scorer.state();
        damages[i](state);
        INFO("damage " << i);
        CHECK_THROWS_AS(state.check(), InvalidArgument);
        CHECK_FALSE(state == scorer.state());
    }
}
