#include "personas/tables.hpp"

#include "personas/groups.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>

using namespace dangol;
using namespace dangol::testing;
using Catch::Matchers::WithinAbs;

namespace {

/// Kinds of exactly these sizes, far apart; `columns` describe.
PersonaSet described(const std::vector<std::size_t>& sizes, std::vector<FeatureData> columns, std::size_t smallest_group) {
    const auto kinds = blocks(sizes);
    Random random(1);
    std::vector<double> means, more;
    for (std::size_t k = 0; k < sizes.size(); ++k) {
        means.push_back(20.0 * static_cast<double>(k));
        more.push_back(k % 2 == 0 ? 0 : 20);
    }
    columns.insert(columns.begin(), {basis("a", kinds, means, random), basis("b", kinds, more, random)});
    const FeatureTable table = table_of(kinds.size(), std::move(columns));
    return describe_personas(natural_segments(table, kinds, sizes.size()), table, {.smallest_group = smallest_group});
}

/// A flag that the first `yes[k]` customers of kind k have.
FeatureData counted_flag(const std::vector<std::size_t>& sizes, const std::vector<std::size_t>& yes) {
    std::vector<std::uint32_t> codes;
    for (std::size_t k = 0; k < sizes.size(); ++k)
        for (std::size_t i = 0; i < sizes[k]; ++i) codes.push_back(i < yes[k] ? 1 : 0);
    return flags({.name = "member", .role = Role::descriptor}, std::move(codes));
}

}  // namespace

TEST_CASE("k: of a segment with fewer customers nothing is said, and the set says how many there are") {
    const PersonaSet set = described({100, 80, 12}, {}, 20);
    CHECK(set.personas.size() == 2);
    CHECK(set.too_few == 1);
    CHECK(persona_of(set, 2) == nullptr);
    const std::string english = to_text(set, Language::english), korean = to_text(set, Language::korean);
    CHECK(english.ends_with("\nOf 1 kind with too few customers nothing is said."));
    CHECK(korean.ends_with("\n1개 유형은 고객이 너무 적어 다루지 않았습니다."));
}

TEST_CASE("k: whoever is not shown is in no number: not in the whole, not in the shares, not in the comparisons") {
    const PersonaSet set = described({101, 82, 12}, {}, 20);
    REQUIRE(set.personas.size() == 2);
    const Persona &large = *persona_of(set, 0), &small = *persona_of(set, 1);
    CHECK(large.customers == 100);
    CHECK(small.customers == 80);
    CHECK(set.customers == 180);  // of 195
    CHECK_THAT(large.share_of_customers.value + small.share_of_customers.value, WithinAbs(1, 1e-9));
    for (const Persona* p : {&large, &small}) CHECK_THAT(std::remainder(p->share_of_customers.value, 20.0 / 180), WithinAbs(0, 1e-9));
    // The two are compared with each other.
    const Trait *a = trait_of(set, 0, "a"), *b = trait_of(set, 1, "a");
    REQUIRE((a != nullptr && b != nullptr));
    CHECK_THAT(a->elsewhere, WithinAbs(b->here.value, 1e-9));
    CHECK_THAT(b->elsewhere, WithinAbs(a->here.value, 1e-9));
    CHECK(a->customers == 100);

    const PersonaSet other = described({101, 82, 5}, {}, 20);
    CHECK(other.customers == set.customers);
    for (std::uint32_t k = 0; k < 2; ++k) {
        CHECK(persona_of(other, k)->customers == persona_of(set, k)->customers);
        CHECK(persona_of(other, k)->share_of_customers == persona_of(set, k)->share_of_customers);
    }
}

TEST_CASE("k: all but a few is as little to be said as a few") {
    const PersonaSet set = described({200, 15}, {}, 20);
    CHECK(set.personas.empty());
    CHECK(set.too_few == 2);
    CHECK(to_text(set, Language::english).starts_with("Among about 220 customers, no persona can be written without"));
    CHECK(to_text(set, Language::korean).starts_with("고객이 약 220명이지만, 20명보다 적은 무리는"));
}

TEST_CASE("k: a level that fewer have, here or elsewhere, or that all but fewer have, makes no trait") {
    const std::vector<std::size_t> sizes{100, 100};
    const auto said = [&](std::size_t here, std::size_t elsewhere) { return trait_of(described(sizes, {counted_flag(sizes, {here, elsewhere})}, 20), 0, "member") != nullptr; };
    CHECK(said(80, 20));
    CHECK_FALSE(said(81, 20));
    CHECK_FALSE(said(80, 19));
    CHECK_FALSE(said(19, 60));
    CHECK(said(20, 80));
    CHECK_FALSE(said(20, 81));
}

TEST_CASE("k: what fewer buy at all is no trait, however much of it they buy") {
    const std::vector<std::size_t> sizes{100, 100};
    const auto said = [&](std::size_t buyers) {
        std::vector<double> bought(200, 0), lines(200, 10);
        for (std::size_t i = 0; i < buyers; ++i) bought[i] = 10;
        const PersonaSet set = described(sizes, {numbers({.name = "visits_with_hem", .kind = ColumnKind::share, .role = Role::descriptor, .construct = Construct::offering_mix, .detail = "hem"}, bought, lines)}, 20);
        return trait_of(set, 0, "visits_with_hem") != nullptr;
    };
    CHECK(said(20));
    CHECK_FALSE(said(19));
}

TEST_CASE("k: how often contacts are answered makes no trait where fewer answered any, on either side") {
    const std::vector<std::size_t> sizes{100, 100};
    const auto said = [&](std::size_t here, std::size_t elsewhere) {
        std::vector<double> answers(200, 0), contacts(200, 10);
        for (std::size_t i = 0; i < here; ++i) answers[i] = 1;
        for (std::size_t i = 0; i < elsewhere; ++i) answers[100 + i] = 5;
        const FeatureColumn meaning{.name = "past_responses", .kind = ColumnKind::share, .role = Role::descriptor, .construct = Construct::contact_history, .detail = "responses", .unit = "contacts"};
        return trait_of(described(sizes, {numbers(meaning, answers, contacts)}, 20), 0, "past_responses") != nullptr;
    };
    CHECK(said(20, 80));
    CHECK_FALSE(said(19, 80));  // "2 % of contacts, others 40 %" tells of 19 customers
    CHECK_FALSE(said(0, 80));
    CHECK_FALSE(said(20, 81));
}

TEST_CASE("k: what is known of few makes no trait, and the question says few") {
    const std::vector<std::size_t> sizes{100, 100};
    const auto with_known = [&](std::size_t known) {
        std::vector<double> x;
        for (std::size_t i = 0; i < 200; ++i) x.push_back(i < 100 ? (i < known ? 5.0 + static_cast<double>(i % 3) : std::nan("")) : static_cast<double>(i % 3));
        return described(sizes, {numbers({.name = "satisfaction", .role = Role::descriptor, .construct = Construct::satisfaction}, x)}, 20);
    };
    const auto question = [](const PersonaSet& set, Language language) { return to_text(persona_of(set, 0)->to_find_out.at(0), set, language); };

    const PersonaSet few = with_known(19), enough = with_known(42), none = with_known(0);
    CHECK(trait_of(few, 0, "satisfaction") == nullptr);
    CHECK(trait_of(enough, 0, "satisfaction") != nullptr);
    CHECK(persona_of(few, 0)->to_find_out.at(0).known_of == 1);  // "few", whether 1 or 19
    CHECK(question(few, Language::english) == "satisfaction: known of a few only");
    CHECK(question(few, Language::korean) == "만족도는 몇 명만 알려져 있습니다");
    CHECK(question(enough, Language::english) == "satisfaction: known of about 40 only");
    CHECK(question(enough, Language::korean) == "만족도는 고객 약 40명만 알려져 있습니다");
    CHECK(question(none, Language::english) == "satisfaction: known of nobody");
    CHECK(question(none, Language::korean) == "만족도는 알려진 고객이 없습니다");
}

TEST_CASE("k: a shop too small gets one sentence that says so and what would change it") {
    const PersonaSet set = described({7, 5}, {}, 20);
    CHECK(set.personas.empty());
    CHECK(to_text(set, Language::english) ==
          "With so few customers, no persona can be written without saying something about fewer than 20 people: wait for more records, or allow "
          "groups of as few as 3 customers, for a notebook that stays in the shop.");
    CHECK(to_text(set, Language::korean) ==
          "고객이 아직 적어, 20명보다 적은 무리는 드러내지 않는다는 규칙을 지키면 페르소나를 쓸 수 없습니다. 기록이 더 쌓이기를 기다리세요. 가게 안에서만 볼 메모라면 "
          "3명짜리 무리까지 다루도록 정할 수 있습니다.");
    const PersonaSet smallest = described({2, 2}, {}, 3);
    CHECK(to_text(smallest, Language::english) ==
          "With so few customers, no persona can be written without saying something about fewer than 3 people: wait for more records.");
    CHECK(to_text(smallest, Language::korean) ==
          "고객이 아직 적어, 3명보다 적은 무리는 드러내지 않는다는 규칙을 지키면 페르소나를 쓸 수 없습니다. 기록이 더 쌓이기를 기다리세요.");
}

TEST_CASE("k below five: every text says so, and numbers stay as they are") {
    const PersonaSet set = described({33, 29}, {}, 3);
    REQUIRE(set.personas.size() == 2);
    CHECK(set.personas[0].customers == 33);
    const std::string english = "Groups of as few as 3 customers are described: for the shop's own notebook only, not to be shared.";
    const std::string korean = "고객 3명짜리 무리까지 다루었으니 가게 안의 메모로만 쓰고 밖에 내보이지 마세요.";
    CHECK(to_text(set, Language::english).ends_with("\n" + english));
    CHECK(to_text(set, Language::korean).ends_with("\n" + korean));
    CHECK(to_text(set.personas[0], set, Language::english).ends_with(" " + english));
    CHECK(to_text(set.personas[0], set, Language::korean).ends_with(" " + korean));
    CHECK(to_text(described({33, 29}, {}, 20), Language::english).find("notebook") == std::string::npos);
}

TEST_CASE("k: what customers spend and come for is told of everybody, where k of them are known and come for it") {
    const std::vector<std::size_t> sizes{100, 100};
    const auto with = [&](std::size_t known, std::size_t seekers) {
        FeatureData mix{.meaning = {.name = "offering_mix", .kind = ColumnKind::composition, .levels = {"bread", "cake", "other"}, .role = Role::descriptor, .construct = Construct::offering_mix}};
        std::vector<double> spend;
        for (std::size_t i = 0; i < 200; ++i) {
            const float bread = i < seekers || i >= 100 ? 0.25F : 0.0F;
            mix.compositions.insert(mix.compositions.end(), {bread, 0.5F, 0.5F - bread});
            spend.push_back(i >= known && i < 100 ? std::nan("") : 30.0 + static_cast<double>(i % 3));
        }
        return described(sizes, {mix, numbers({.name = "spend", .kind = ColumnKind::positive, .role = Role::descriptor, .construct = Construct::monetary_value}, spend)}, 20);
    };
    const PersonaSet enough = with(20, 20), few = with(19, 19);
    REQUIRE(persona_of(enough, 0)->spend_per_visit);
    CHECK(std::fabs(persona_of(enough, 0)->spend_per_visit->value - 31) < 0.2);
    REQUIRE(persona_of(enough, 0)->sought.size() == 2);
    CHECK(persona_of(enough, 0)->sought[0].level == LevelIndex{1});  // cake; "other" is nothing one could picture
    CHECK(std::fabs(persona_of(enough, 0)->sought[0].share - 0.5) < 1e-3);
    CHECK(std::fabs(persona_of(enough, 0)->sought[1].share - 0.05) < 0.01);
    CHECK_FALSE(persona_of(few, 0)->spend_per_visit);
    CHECK(persona_of(few, 0)->sought.size() == 1);
}

TEST_CASE("how often they usually come is the middle of all of them: who came once comes less often than that") {
    const auto usual = [](const std::vector<double>& days) {  // nan: came once
        std::vector<double> all;
        for (std::size_t i = 0; i < 200; ++i) all.push_back(i < 100 ? days[i % days.size()] : 30.0);
        const PersonaSet set = described({100, 100}, {numbers({.name = "visit_interval_days", .kind = ColumnKind::positive, .role = Role::descriptor, .construct = Construct::visit_interval, .unit = "days"}, all)}, 20);
        return persona_of(set, 0)->routine.interval_days;
    };
    const double once = std::nan("");
    CHECK(usual({10, 10, 10, 90, 90})->value == 10);          // not their mean, 42
    CHECK(usual({10, 20, 30, 40, once})->value == 30);        // not 25, of those who came back
    CHECK(usual({10, 20, 30, once, once})->value == 30);
    CHECK_FALSE(usual({10, 20, once, once, once}));           // most came once
}
