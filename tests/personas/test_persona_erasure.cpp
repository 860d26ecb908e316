#include "tables.hpp"

#include <dangol/core/error.hpp>
#include <dangol/personas/persona_erasure.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>

using namespace dangol;
using namespace dangol::testing;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Two kinds of customers, the ids from `first` on; who stands at the end is left out.
FeatureTable shop(std::size_t customers, std::size_t left_out) {
    Random random(11);
    const std::vector<std::uint32_t> kinds = kinds_of(customers, {.6, .4}, random);
    std::vector<FeatureData> columns{basis("visits", kinds, {0, 5}, random), basis("spend", kinds, {0, 4}, random), flag("member", kinds, {.2, .8}, random)};
    for (FeatureData& column : columns) {
        if (!column.numbers.empty()) column.numbers.resize(customers - left_out);
        if (!column.codes.empty()) column.codes.resize(customers - left_out);
    }
    return table_of(customers - left_out, columns);
}

CustomerKeys last(std::size_t customers, std::size_t count) {
    std::vector<std::int64_t> ids;
    for (std::size_t i = customers - count; i < customers; ++i) ids.push_back(static_cast<std::int64_t>(i + 1));
    return ids;
}

PersonaSet described(const FeatureTable& table, std::size_t smallest_group = 20) {
    const Mixture mixture = fit_mixture(table, {.segment_count = 2});
    return describe_personas({.mixture = mixture, .ids = {SegmentId{4}, SegmentId{7}}}, table, {.smallest_group = smallest_group});
}

}  // namespace

TEST_CASE("personas without the erased are those of the others: every number is made again, the owner's words stay") {
    const FeatureTable all = shop(400, 0), left = shop(400, 25);
    PersonaSet before = described(all);
    REQUIRE(before.personas.size() == 2);
    before = rename(before, before.personas[0].id, "Mina");
    before = annotate(before, before.personas[0].id, {"likes tea"});
    const PersonaErasure erasure = erase_from_personas(before, left, last(400, 25));
    CHECK(erasure.segments.same_optimum);
    CHECK(erasure.segments.difference < 1e-6);
    CHECK(erasure.gone.empty());
    const PersonaSet by_hand = carry_over(before, describe_personas(erasure.segments.segmentation, left, before.options));
    CHECK(erasure.personas == by_hand);
    CHECK_FALSE(erasure.personas == before);
    CHECK(erasure.personas.personas[0].alias == "Mina");
    CHECK(erasure.personas.personas[0].notes == std::vector<std::string>{"likes tea"});
    CHECK(erasure.personas.customers == 375);
    CHECK(erasure.personas.claims_tested == 0);  // as nothing was tested before
}

TEST_CASE("claims that were tested are tested again on who is left") {
    const FeatureTable all = shop(300, 0), left = shop(300, 10);
    const EvidenceOptions evidence{.bootstrap_samples = 20};
    PersonaSet before = test_personas(described(all), all, evidence);
    REQUIRE(before.claims_tested > 0);
    before.segmentation.verdict = Verdict::natural;
    before.segmentation.trials = {{.segment_count = 2, .bic = 1234.5, .log_likelihood = -600}};
    before.segmentation.null_test = NullTest{.gain = 50, .null_gains = {1, 2, 3}, .p_value = .25};
    before.segmentation.stability = {.9, .8};
    const PersonaErasure erasure = erase_from_personas(before, left, last(300, 10), evidence);
    CHECK(erasure.personas.claims_tested == before.claims_tested);
    const Segmentation& left_over = erasure.personas.segmentation;
    CHECK(left_over == Segmentation{.mixture = left_over.mixture, .ids = before.segmentation.ids, .next_id = before.segmentation.next_id});  // no verdict, no number of its tests
    CHECK(erasure.personas == carry_over(before, test_personas(describe_personas(erasure.segments.segmentation, left, before.options), left, evidence)));
}

TEST_CASE("a persona of whom too few are left is gone, and says nothing more") {
    const FeatureTable all = shop(400, 0);
    const PersonaSet before = described(all, 100);
    REQUIRE(before.personas.size() == 2);
    const FeatureTable left = shop(400, 250);
    const PersonaErasure erasure = erase_from_personas(before, left, last(400, 250));
    CHECK_FALSE(erasure.segments.too_small.empty());
    CHECK(erasure.gone.size() == before.personas.size() - erasure.personas.personas.size());
    CHECK_FALSE(erasure.gone.empty());
}

TEST_CASE("who was erased may not be among those who remain, and the error does not say who it is") {
    const FeatureTable all = shop(60, 0);
    const PersonaSet before = described(all);
    CHECK_THROWS_WITH(erase_from_personas(before, all, last(60, 2)), ContainsSubstring("remaining customers is 2") && ContainsSubstring("erase them from the records first"));
    CHECK_THROWS_AS(erase_from_personas(before, all, std::vector<std::string>{"60"}), InvalidArgument);
}
