#include "scoring/negative_kind.hpp"
#include "scoring/option_checks.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace dangol;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr Language en = Language::english, ko = Language::korean;

/// One persona with the traits that a test gives it, over columns of every construct that speaks of a kind.
PersonaSet set_with(std::vector<Trait> traits) {
    PersonaSet set;
    set.columns = {{.name = "spend_per_visit", .kind = ColumnKind::positive, .construct = Construct::monetary_value, .unit = "KRW"},
                   {.name = "satisfaction", .construct = Construct::satisfaction},
                   {.name = "visits_with_complaint", .kind = ColumnKind::share, .construct = Construct::complaints, .unit = "visits"}};
    set.personas = {{.id = {4}, .alias = "Kim", .traits = std::move(traits)}};
    set.currency = "KRW";
    return set;
}

Trait tested(std::uint32_t column, double here, double low, double high, double elsewhere, EffectMeasure measure, Estimate effect) {
    return {.column = {column}, .here = {here, Interval{low, high}}, .elsewhere = elsewhere, .standardised = -1, .measure = measure, .effect = effect, .customers = 100,
            .ground = Ground::tested, .q_value = 0.01};
}

const Trait buys_nothing = tested(0, 2'000, 1'000, 3'000, 90'000, EffectMeasure::rate_ratio, {0.022, Interval{0.01, 0.05}});
const Trait discontent = tested(1, 1.8, 1.6, 2, 4.2, EffectMeasure::standardised_difference, {-1.9, Interval{-2.3, -1.5}});
const Trait complains = tested(2, 0.3, 0.2, 0.4, 0.02, EffectMeasure::rate_ratio, {15, Interval{9, 22}});

/// Customers answer from 1 to 5.
const NegativePersonaOptions five_stars{.satisfaction_scale = Interval{1, 5}}, no_scale{};

NegativeKind kind(const std::vector<Trait>& traits) {
    const PersonaSet set = set_with(traits);
    return kind_of(set.personas[0], set, five_stars);
}

Trait changed(Trait trait, auto change) {
    change(trait);
    return trait;
}

}  // namespace

TEST_CASE("an answer off the declared scale is named as it was given, and not rounded onto it") {
    CHECK_THROWS_WITH(check_answer(4.3, {1, 4}), ContainsSubstring("such as 4.3"));
    CHECK_THROWS_WITH(check_answer(7, {1.5, 5}), ContainsSubstring("1.5 to 5"));
    CHECK_NOTHROW(check_answer(4, {1, 4}));
}

TEST_CASE("which kind of negative persona: by what was tested, and is not only worse than others") {
    CHECK(kind({buys_nothing}) == NegativeKind::cannot_become_customer);
    CHECK(kind({discontent}) == NegativeKind::holds_negative_view);
    CHECK(kind({complains}) == NegativeKind::holds_negative_view);
    CHECK(kind({discontent, buys_nothing}) == NegativeKind::both);
    CHECK(kind({}) == NegativeKind::cannot_tell);
    for (const Trait& trait : {buys_nothing, discontent, complains}) {
        CHECK(kind({changed(trait, [](Trait& t) { t.ground = Ground::by_construction; })}) == NegativeKind::cannot_tell);
        CHECK(kind({changed(trait, [](Trait& t) { t.ground = Ground::untested; })}) == NegativeKind::cannot_tell);
        CHECK(kind({changed(trait, [](Trait& t) { t.q_value = 0.2; })}) == NegativeKind::cannot_tell);
    }
}

TEST_CASE("which kind of negative persona: small spenders are customers, the less content may be content, and a complaint now and then is no view") {
    CHECK(kind({changed(buys_nothing, [](Trait& t) { t.effect = {0.08, Interval{0.05, 0.12}}; })}) == NegativeKind::cannot_tell);
    CHECK(kind({changed(discontent, [](Trait& t) { t.here = {3.1, Interval{2.9, 3.3}}; })}) == NegativeKind::cannot_tell);  // the middle of 1 to 5 is 3
    CHECK(kind({changed(discontent, [](Trait& t) { t.effect = {1.9, Interval{1.5, 2.3}}; })}) == NegativeKind::cannot_tell);
    CHECK(kind({changed(complains, [](Trait& t) { t.here = {0.09, Interval{0.05, 0.13}}; })}) == NegativeKind::cannot_tell);
    CHECK(kind({changed(complains, [](Trait& t) { t.effect = {0.2, Interval{0.1, 0.4}}; })}) == NegativeKind::cannot_tell);
    // Of a column of the basis the number found without it counts.
    CHECK(kind({changed(discontent, [](Trait& t) { t.cross_fitted = CrossFitted{{3.2, Interval{3, 3.4}}, 4.1}; })}) == NegativeKind::cannot_tell);
    const PersonaSet set = set_with({discontent});
    CHECK(kind_of(set.personas[0], set, no_scale) == NegativeKind::cannot_tell);  // nobody knows the scale
    CHECK(kind_of(set.personas[0], set, {.satisfaction_scale = Interval{0, 3}}) == NegativeKind::cannot_tell);  // of three stars 1.8 is above the middle
}

TEST_CASE("which kind of negative persona: said with the traits that show it, or that the records do not tell") {
    const PersonaSet set = set_with({buys_nothing, discontent});
    NegativePersona negative{.persona = {4}, .kind = NegativeKind::both};
    REQUIRE(kind_texts(negative, five_stars, set, en).size() == 2);
    CHECK_THAT(kind_texts(negative, five_stars, set, en)[0], ContainsSubstring("does not seem to fit what is sold (spends 2% as much per visit as others: "));
    CHECK_THAT(kind_texts(negative, five_stars, set, en)[1], ContainsSubstring("think ill of the shop (much lower satisfaction than others: 1.8 against 4.2)"));
    CHECK_THAT(kind_texts(negative, five_stars, set, ko)[1], ContainsSubstring("가게를 좋지 않게 보는 듯합니다 (만족도"));
    CHECK(shown_by(negative, set).size() == 2);
    negative.kind = NegativeKind::holds_negative_view;
    CHECK(kind_texts(negative, five_stars, set, ko).size() == 1);
    CHECK(shown_by(negative, set).size() == 1);
    negative.kind = NegativeKind::cannot_tell;
    const PersonaSet silent = set_with({});
    CHECK_THAT(kind_texts(negative, five_stars, silent, en)[0], ContainsSubstring("the records do not tell"));
    CHECK_THAT(kind_texts(negative, five_stars, silent, ko)[0], ContainsSubstring("알 수 없습니다"));
    CHECK(shown_by(negative, set).empty());
}

TEST_CASE("which kind of negative persona: that they are less content than others is said where it is not yet thinking ill") {
    const auto mildly = [](Trait& t) { t.here = {3.06, Interval{2.95, 3.2}}; };
    const PersonaSet set = set_with({buys_nothing, changed(discontent, mildly), changed(complains, [](Trait& t) { t.here = {0.09, Interval{0.05, 0.13}}; })});
    NegativePersona negative{.persona = {4}, .kind = kind_of(set.personas[0], set, five_stars)};
    REQUIRE(negative.kind == NegativeKind::cannot_become_customer);
    REQUIRE(kind_texts(negative, five_stars, set, en).size() == 3);
    CHECK_THAT(kind_texts(negative, five_stars, set, en)[1],
               ContainsSubstring("Less content than others, but not surely below the middle of the scale from 1 to 5 (much lower satisfaction than others: 3.06 against 4.2)"));
    CHECK_THAT(kind_texts(negative, no_scale, set, en)[1], ContainsSubstring("Less content than others (much lower satisfaction than others: 3.06 against 4.2); whether discontent cannot be told until "
                                                                             "somebody says which scale they answer on"));
    CHECK_THAT(kind_texts(negative, no_scale, set, ko)[1], ContainsSubstring("몇 점 척도인지 알려 주기 전에는 불만인지 알 수 없습니다") && !ContainsSubstring("중간"));
    CHECK_THAT(kind_texts(negative, five_stars, set, en)[2], ContainsSubstring("More goes amiss than with others, but not surely at a tenth of their visits"));
    CHECK_THAT(kind_texts(negative, five_stars, set, ko)[1], ContainsSubstring("1~5점 척도의 중간보다 확실히 낮지는 않습니다 (만족도"));
    negative.kind = NegativeKind::cannot_tell;
    CHECK(kind_texts(negative, five_stars, set, en).size() == 3);
    negative.kind = NegativeKind::both;
    CHECK(kind_texts(negative, five_stars, set, en).size() == 2);  // what speaks for it is said there
    CHECK(kind_texts({.persona = {4}}, five_stars, set_with({changed(discontent, [](Trait& t) { t.ground = Ground::untested; })}), en).size() == 1);
}
