#include <dangol/core/error.hpp>
#include <dangol/features/build_features.hpp>
#include <dangol/report/report.hpp>
#include <dangol/study/study.hpp>

#include "support/world_records.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>
#include <vector>

using namespace dangol;
using dangol_tests::WorldRecords;
using dangol_tests::world_schema;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

TEST_CASE("what the owner writes on a persona of a study stands on its card, beside its leads and in its texts, and changes no number") {
    const WorldRecords records({.trade = dangol::worlds::Trade::hanbok, .customers = 120, .seed = 1});
    const CustomerBase base = collect(records.records(), world_schema());
    const FeaturePlan plan{.features = {Frequency{}, MonetaryValue{}}};
    const Study found = study(base, plan, {.count = {.most = 2}, .judge = {.bootstrap_samples = 5}, .evidence = {.bootstrap_samples = 20}});
    REQUIRE(found.scorer);
    REQUIRE_FALSE(found.personas.personas.empty());

    Study edited = found;
    for (const Persona& persona : found.personas.personas) {
        const std::string number = std::to_string(persona.id.value);
        edited = annotate(retitle(rename(edited, persona.id, "Wren " + number), persona.id, "Friends of the house " + number), persona.id, {"Offer tea."});
    }
    const PersonaId first = found.personas.personas[0].id;
    CHECK(edited.personas == annotate(retitle(rename(edited.personas, first, "Wren 0"), first, "Friends of the house 0"), first, {"Offer tea."}));
    CHECK(edited.scorer->personas() == edited.personas);
    CHECK_FALSE(found.personas.personas[0].title);  // the original is as it was
    CHECK(found.scorer->personas() == found.personas);

    const LeadTable leads = build_leads(base.permitting_both(Purpose::marketing, Purpose::profiling), found.plan);
    const std::string report = to_json(edited, leads);
    CHECK_THAT(report, ContainsSubstring("Called “Wren 0”") && ContainsSubstring("Offer tea."));
    CHECK_THAT(to_text(edited, Language::korean), ContainsSubstring("Friends of the house 0"));

    const std::vector<LeadScore> before = found.scorer->score(leads), after = edited.scorer->score(leads);
    CHECK(before == after);
    REQUIRE(after[0].closest_probability > 0);
    CHECK_THAT(to_text(after[0], *edited.scorer, Language::english), ContainsSubstring("Friends of the house"));
    CHECK_THAT(to_text(before[0], *found.scorer, Language::english), !ContainsSubstring("Friends of the house"));
    CHECK_THROWS_MATCHES(rename(found, PersonaId{99}, "Wren"), InvalidArgument, MessageMatches(ContainsSubstring("the id of a persona")));
}
