#include <dangol/core/error.hpp>
#include <dangol/features/build_features.hpp>
#include <dangol/personas/persona.hpp>
#include <dangol/scoring/negative_persona.hpp>
#include <dangol/segments/segmentation.hpp>

#include "study/set_aside.hpp"
#include "support/world_records.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <string>

using namespace dangol;
using dangol::worlds::Trade;
using dangol_tests::WorldRecords;
using dangol_tests::world_schema;
using Catch::Matchers::ContainsSubstring;

namespace {

struct Found {
    FeatureTable customers = {};
    PersonaSet personas = {};
    LeadTable leads = {};
    NegativePersonaSet negatives = {};
};

Found look(const worlds::Truth& truth, const WorldRecords& records, SegmentCountOptions how, double cost_factor = 1) {
    const CustomerBase base = collect(records.records(), world_schema());
    const PermittedBase permitted = base.permitting(Purpose::profiling);
    FeaturePlan plan = default_plan(permitted);
    plan.visits_at_least = 3;
    const FeatureTable features = build_features(permitted, plan);
    Found found{.customers = features, .personas = describe_personas(find_segments(features, how), features)};
    found.leads = build_leads(base.permitting(Purpose::marketing), plan);
    found.negatives = find_negative_personas(found.personas, found.leads,
                                             {.contact_cost = cost_factor * truth.contact_cost_krw, .conversion_margin = truth.conversion_margin_krw});
    return found;
}

}  // namespace

TEST_CASE("planted truth: whom the alteration shop should not chase is found, and nobody else") {
    const WorldRecords records({.trade = Trade::alteration, .customers = 600, .seed = 1});
    const Found found = look(records.world().truth, records, {.most = 5});
    // The planted kind that is never content, whose contacts are hardly answered.
    REQUIRE(found.negatives.personas.size() == 1);
    CHECK(dangol_tests::agreement_of_set_aside(found.personas, found.negatives, found.customers, records.world()) > 0.9);
    CHECK(found.negatives.personas[0].response.conversion_rate.interval->high < found.negatives.break_even_rate);
    // It takes tested traits to say which kind of negative persona this is: they think ill of the shop, and do buy.
    CHECK(found.negatives.personas[0].kind == NegativeKind::cannot_tell);
    const PersonaSet tested = test_personas(found.personas, found.customers, {.bootstrap_samples = 20});
    NegativePersonaOptions options = found.negatives.options;
    const NegativePersonaSet undeclared = find_negative_personas(tested, found.leads, options);
    REQUIRE(undeclared.personas.size() == 1);
    CHECK(undeclared.personas[0].kind == NegativeKind::cannot_tell);  // nobody has said how far the scale reaches
    CHECK_THAT(to_text(undeclared, tested, Language::english), ContainsSubstring("whether discontent cannot be told until somebody says which scale they answer on"));
    options.satisfaction_scale = Interval{1, 5};
    const NegativePersonaSet again = find_negative_personas(tested, found.leads, options);
    REQUIRE(again.personas.size() == 1);
    std::size_t known = 0;
    for (const LeadOutcome outcome : found.leads.outcomes()) known += outcome == LeadOutcome::open ? 0 : 1;
    CHECK(again.earlier_contacts + again.later_contacts == known);
    CHECK(again.later_contacts > 0);
    options.satisfaction_scale = Interval{3, 5};
    CHECK_THROWS_AS(find_negative_personas(tested, found.leads, options), InvalidArgument);  // they answer 1 and 2
    CHECK(again.personas[0].kind == NegativeKind::holds_negative_view);
    CHECK_THAT(to_text(again, tested, Language::english), ContainsSubstring("They seem to think ill of the shop (much lower satisfaction than others: "));
    CHECK_THAT(to_text(again, tested, Language::korean), ContainsSubstring("가게를 좋지 않게 보는 듯합니다 (만족도"));
}

TEST_CASE("null worlds: where everyone answers alike, a little above the break-even, nobody is set aside") {
    for (const Trade trade : {Trade::null_independent, Trade::null_factor, Trade::null_skewed}) {
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            const WorldRecords records({.trade = trade, .customers = 300, .seed = seed});
            // Three segments, though there is one population; everybody answers 8 % of contacts, and 7 % would do.
            const worlds::Truth& truth = records.world().truth;
            const double cost_factor = 0.07 * truth.conversion_margin_krw / truth.contact_cost_krw;
            const Found found = look(truth, records, {.least = 3, .most = 3, .mixture = {.starts_at_most = 8}}, cost_factor);
            CAPTURE(worlds::name_of(trade), seed);
            CHECK_FALSE(found.negatives.responses.empty());
            for (const SegmentResponse& response : found.negatives.responses) CHECK(response.probability_not_worth < 0.95);
            CHECK(found.negatives.personas.empty());
        }
    }
}
