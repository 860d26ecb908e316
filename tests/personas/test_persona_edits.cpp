#include "personas/tables.hpp"

#include <dangol/core/error.hpp>

#include "personas/aliases.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>

#include <set>
#include <stop_token>

using namespace dangol;
using namespace dangol::testing;
using Catch::Matchers::Message;

namespace {

struct Shop {
    FeatureTable table = {};
    Segmentation segments = {};
    PersonaSet set = {};
};

Shop two_kinds(std::uint64_t seed = 1, std::size_t customers = 300) {
    Random random(seed);
    const auto kinds = kinds_of(customers, {0.6, 0.4}, random);
    Shop shop{.table = table_of(customers, {basis("a", kinds, {0, 4}, random), basis("b", kinds, {0, 3}, random), flag("member", kinds, {0.2, 0.6}, random)})};
    shop.segments = natural_segments(shop.table, kinds, 2);
    shop.set = describe_personas(shop.segments, shop.table);
    return shop;
}

}  // namespace

TEST_CASE("aliases: the same persona has the same first name, and the first dozen differ, in both languages") {
    for (const Language language : {Language::english, Language::korean}) {
        std::set<std::string> names;
        for (std::uint32_t id = 0; id < 30; ++id) names.insert(alias_of(PersonaId{id}, language));
        CHECK(names.size() == 30);
    }
    CHECK(alias_of(PersonaId{0}, Language::english) == "Robin");
    CHECK(alias_of(PersonaId{0}, Language::korean) == "하늘");
    CHECK(alias_of(PersonaId{12}, Language::english) == "Robin 2");
}

TEST_CASE("aliases: a given first name has its namesake in the other language, one that the owner chose stays") {
    const Shop shop = two_kinds();
    const Persona& first = shop.set.personas[0];
    CHECK(alias(first, Language::english) == "Robin");
    CHECK(alias(first, Language::korean) == "하늘");
    PersonaOptions korean;
    korean.alias_language = Language::korean;
    CHECK(alias(describe_personas(shop.segments, shop.table, korean).personas[0], Language::english) == "Robin");
    for (const Language language : {Language::english, Language::korean}) CHECK(alias(rename(shop.set, first.id, "Wren").personas[0], language) == "Wren");
}

TEST_CASE("what the owner writes is kept, and a new description takes it over by segment") {
    const Shop shop = two_kinds();
    const PersonaId id = shop.set.personas[0].id;
    const PersonaSet edited = annotate(retitle(rename(shop.set, id, "Wren"), id, "Friends of the house"), id, {"Offer tea."});
    CHECK(edited.personas[0].alias == "Wren");
    CHECK(title(edited.personas[0], edited, Language::korean) == "Friends of the house");
    CHECK(edited.personas[0].notes == std::vector<std::string>{"Offer tea."});
    CHECK(shop.set.personas[0].alias == "Robin");  // the original is as it was

    PersonaSet now = shop.set;
    std::swap(now.personas[0], now.personas[1]);  // another order of size
    const PersonaSet carried = carry_over(edited, now);
    CHECK(carried.personas[1].alias == "Wren");
    CHECK(carried.personas[1].title == "Friends of the house");
    CHECK(carried.personas[1].notes == std::vector<std::string>{"Offer tea."});
    CHECK(carried.personas[0].alias == shop.set.personas[1].alias);
}

TEST_CASE("a persona that is new gets a first name that nobody has") {
    const Shop shop = two_kinds();
    PersonaSet before = rename(shop.set, shop.set.personas[0].id, shop.set.personas[1].alias);
    before.personas.pop_back();
    const PersonaSet carried = carry_over(before, shop.set);
    CHECK(carried.personas[0].alias == shop.set.personas[1].alias);
    CHECK(carried.personas[1].alias != carried.personas[0].alias);
}

TEST_CASE("members: each customer is in the persona of the most probable segment, or in none that is shown") {
    const Shop shop = two_kinds();
    const Members found = members(shop.set, shop.table);
    const Matrix membership = shop.segments.mixture.membership(shop.table);
    REQUIRE(found.persona.size() == 300);
    for (std::size_t i = 0; i < 300; ++i) {
        const std::uint32_t segment = membership(i, 1) > membership(i, 0) ? 1 : 0;
        CHECK(shop.set.personas[found.persona[i]].segment.value == segment);
        CHECK(found.probability[i] == membership(i, segment));
    }
    PersonaSet only = shop.set;
    only.personas.pop_back();
    const Members some = members(only, shop.table);
    CHECK(std::count(some.persona.begin(), some.persona.end(), unobserved_code) == std::count(found.persona.begin(), found.persona.end(), 1U));
}

TEST_CASE("errors say which option holds what, what it must be, and what to do") {
    const Shop shop = two_kinds();
    const auto describe = [&](const PersonaOptions& options) { return describe_personas(shop.segments, shop.table, options); };
    const auto test = [&](const EvidenceOptions& options) { return test_personas(shop.set, shop.table, options); };
    CHECK_THROWS_MATCHES(describe({.smallest_group = 0}), InvalidArgument, Message("smallest_group is 0, but must be at least 1: take 20, or 3 for a shop's own notebook."));
    CHECK_THROWS_MATCHES(describe({.false_discovery_rate = 1}), InvalidArgument, Message("false_discovery_rate is 1, but must be between 0 and 1: take 0.05."));
    CHECK_THROWS_MATCHES(describe({.traits_at_most = 0}), InvalidArgument, Message("traits_at_most is 0, but must be at least 1: take 8."));
    CHECK_THROWS_MATCHES(test({.bootstrap_samples = 19}), InvalidArgument, Message("bootstrap_samples is 19, but must be at least 20: take 100."));
    CHECK_THROWS_MATCHES(describe({.smallest_difference_sd = -1}), InvalidArgument, Message("smallest_difference_sd is -1, but must be at least 0: take 0.2."));
    CHECK_THROWS_MATCHES(describe({.smallest_ratio = 0.5}), InvalidArgument, Message("smallest_ratio is 0.5, but must be at least 1: take 1.25."));
    CHECK_THROWS_MATCHES(describe({.smallest_risk_difference = -0.5}), InvalidArgument, Message("smallest_risk_difference is -0.5, but must be at least 0: take 0.05."));
    CHECK_THROWS_MATCHES(rename(shop.set, PersonaId{9}, "Wren"), InvalidArgument,
                         Message("persona is 9, but must be the id of a persona of this set: take one of PersonaSet::personas."));
    CHECK_THROWS_MATCHES(test_personas(shop.set, two_kinds(1, 200).table), InvalidArgument,
                         Message("features is \"a table of 200 customers\", but must be the customers that were described, about 300: pass the table that describe_personas() was given."));
    const FeatureTable fewer = shop.table.with_columns(std::vector{ColumnIndex{0}, ColumnIndex{1}});
    CHECK_THROWS_MATCHES(test_personas(shop.set, fewer), InvalidArgument,
                         Message("features is \"\", but must be a table with \"member\" as its column 3: pass the table that describe_personas() was given."));
    CHECK_THROWS_AS(describe_personas(shop.segments, shop.table.with_columns(std::vector{ColumnIndex{0}})), UnknownColumn);
}

TEST_CASE("the same bits for one, two and four threads") {
    const Shop shop = two_kinds();
    const PersonaSet one = test_personas(shop.set, shop.table, {.bootstrap_samples = 20}, {.threads = 1});
    REQUIRE(one.personas[0].share_of_customers.interval.has_value());
    for (const std::size_t threads : {std::size_t{2}, std::size_t{4}})
        CHECK(test_personas(describe_personas(shop.segments, shop.table, {}, {.threads = threads}), shop.table, {.bootstrap_samples = 20}, {.threads = threads}) == one);
    CHECK_FALSE(test_personas(shop.set, shop.table, {.bootstrap_samples = 20, .seed = 1}, {.threads = 1}) == one);
}

TEST_CASE("a stop ends describing and testing; progress goes forward to the end") {
    const Shop shop = two_kinds();
    std::stop_source source;
    source.request_stop();
    CHECK_THROWS_AS(describe_personas(shop.segments, shop.table, {}, {.stop = source.get_token()}), Cancelled);
    CHECK_THROWS_AS(test_personas(shop.set, shop.table, {}, {.stop = source.get_token()}), Cancelled);

    std::stop_source later;
    CHECK_THROWS_AS(test_personas(shop.set, shop.table, {.bootstrap_samples = 1000},
                                  {.threads = 1, .stop = later.get_token(), .progress = [&](const Progress& p) { if (p.fraction > 0.01) later.request_stop(); }}),
                    Cancelled);

    double last = 0;
    bool forward = true;
    (void)test_personas(shop.set, shop.table, {.bootstrap_samples = 20}, {.progress = [&](const Progress& p) {
        forward = forward && p.fraction >= last;
        last = p.fraction;
    }});
    CHECK(forward);
    CHECK(last > 0.9);
}

TEST_CASE("one segment is everyone: no comparison, no traits") {
    Random random(1);
    const FeatureTable table = table_of(100, {noise("a", 100, Role::basis, random)});
    const PersonaSet set = test_personas(describe_personas(natural_segments(table, blocks({100}), 1), table), table, {.bootstrap_samples = 20});
    REQUIRE(set.personas.size() == 1);
    CHECK(set.personas[0].traits.empty());
    CHECK(set.personas[0].share_of_customers.value == 1);
    CHECK(set.claims_tested == 0);
    CHECK(title(set.personas[0], set, Language::english) == "Everyone");
    CHECK(title(set.personas[0], set, Language::korean) == "모든 고객");
}
