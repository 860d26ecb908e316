#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>
#include <dangol/features/build_features.hpp>
#include <dangol/study/next_period.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

using namespace dangol;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;

namespace {

constexpr std::size_t customers = 400;
constexpr auto begin = std::chrono::sys_days{2024y / 1 / 1};
constexpr int window_days = 90;

/// A customer of one of two marks that nothing else shows: so many visits within the window, so many afterwards on average.
struct Planted {
    std::size_t mark = 0;
    int visits = 1;
    double later = 0;
};

struct Shop {
    CustomerBase base = {};
    FeatureTable features = {};

    explicit Shop(const std::function<Planted(std::size_t)>& planted, int later_days = 60) {
        Random random(4);
        std::vector<std::int64_t> ids, customer;
        std::vector<double> marks, paid;
        std::vector<std::chrono::sys_seconds> at;
        const auto visit = [&](std::size_t c, int from_day, int days) {
            customer.push_back(static_cast<std::int64_t>(c));
            at.push_back(std::chrono::sys_seconds{begin} + std::chrono::days{from_day} + std::chrono::minutes{random.below(static_cast<std::uint64_t>(days) * 1440)});
            paid.push_back(random.normal(20, 2));
        };
        for (std::size_t c = 0; c < customers; ++c) {
            const Planted one = planted(c);
            ids.push_back(static_cast<std::int64_t>(c));
            marks.push_back(static_cast<double>(one.mark));
            for (int v = 0; v < one.visits; ++v) visit(c, 0, window_days);
            if (later_days > 0)
                for (std::uint64_t v = random.poisson(one.later); v > 0; --v) visit(c, window_days, later_days);
        }
        base = collect({.customers = {{"id", ids}, {"mark", marks}}, .interactions = {{"customer", customer}, {"at", at}, {"paid", paid}}},
                       {.customer = {.id = "id", .attributes = {{.name = "mark"}}}, .interaction = {.customer = "customer", .time = "at", .amount = "paid"}});
        features = build_features(permitted(), {.window = {.from = 2024y / 1 / 1, .until = std::chrono::year_month_day{begin + std::chrono::days{window_days}}},
                                                .features = {Attribute{.name = "mark", .role = Role::basis}}});
    }

    PermittedBase permitted() const { return base.permitting(Purpose::profiling); }

    /// The two marks, told apart without error.
    Segmentation marked() const {
        Matrix membership(features.customer_count(), 2);
        const auto marks = features.numbers(features.column("mark"));
        for (std::size_t row = 0; row < membership.rows(); ++row) membership(row, static_cast<std::size_t>(marks[row])) = 1;
        return adopt_groups(features, membership);
    }

    NextPeriod asked(const NextPeriodOptions& options = {}, const Execution& execution = {}) const {
        return ask_next_period(marked(), features, permitted(), options, execution).value();
    }
};

}  // namespace

TEST_CASE("next period: kinds that come again at different rates, though the window showed them alike, tell more than recency, frequency and money") {
    const Shop shop([](std::size_t c) { return Planted{c % 2, 5, c % 2 == 1 ? 6.0 : 2.0}; });
    const NextPeriod next = shop.asked();
    REQUIRE(next.visits);
    CHECK(next.customers == customers);
    CHECK(next.days > 59);
    CHECK(next.days < 60);
    CHECK(next.visits->explained > 0.3);
    CHECK(next.visits->explained_beyond > 5 * next.visits->beyond_at_random);
    CHECK(next.visits->p_value_beyond == 1.0 / 200);
    CHECK_THAT(to_text(next, Language::english), ContainsSubstring("in the 60 days afterwards") && ContainsSubstring("differs between them by more than recency, frequency and spend per visit had told"));
    CHECK_THAT(to_text(next, Language::korean), ContainsSubstring("알 수 있는 것 이상으로 유형마다 다릅니다"));
    CHECK_THAT(how_we_know(next, Language::english), ContainsSubstring("Visits of 400 customers") && ContainsSubstring("p = 0.005"));
    CHECK(next == shop.asked({}, {.threads = 4}));
}

TEST_CASE("next period: kinds that are nothing but how often somebody came tell what frequency tells, and no more") {
    const Shop shop([](std::size_t c) { return Planted{c % 2, c % 2 == 1 ? 12 : 2, c % 2 == 1 ? 8.0 : 1.3}; });
    const NextPeriod next = shop.asked();
    REQUIRE(next.visits);
    CHECK(next.visits->p_value == 1.0 / 200);
    CHECK(next.visits->p_value_beyond == 1);  // the fifths know who is of which kind
    CHECK_THAT(next.visits->explained_by_baseline, WithinAbs(next.visits->explained, 0.01));
    CHECK_THAT(to_text(next, Language::english), ContainsSubstring("but hardly by more than recency, frequency and spend per visit had told"));
}

TEST_CASE("next period: kinds that tell nothing are said to tell nothing only where customers are enough to exclude more") {
    const NextPeriod next = Shop([](std::size_t c) { return Planted{c % 2, 5, 3}; }).asked();
    REQUIRE(next.visits);
    CHECK(next.visits->p_value > 0.05);
    NextPeriod many = next;
    many.customers = 4000;
    many.visits->explained = many.visits->explained_at_random = 1.0 / 4000;
    CHECK_THAT(to_text(many, Language::english), ContainsSubstring("tell next to nothing"));
    CHECK_THAT(to_text(many, Language::korean), ContainsSubstring("거의 말해 주지 못합니다"));
    NextPeriod few = many;
    few.customers = 100;
    few.visits->explained = few.visits->explained_at_random = 1.0 / 100;
    CHECK_THAT(to_text(few, Language::english), ContainsSubstring("too few to say"));
}

/// What is said where each customer is of a kind by lot or by `later`'s first argument, and recency, frequency and spend are noise.
std::map<std::string, int> said_in_worlds(std::size_t count, int worlds, const std::function<double(std::uint32_t, Random&)>& later) {
    std::map<std::string, int> said;
    for (int world = 0; world < worlds; ++world) {
        Random random(static_cast<std::uint64_t>(world));
        std::vector<std::uint32_t> groups;
        std::vector<double> outcome, recency, visits, spend;
        for (std::size_t i = 0; i < count; ++i) {
            groups.push_back(static_cast<std::uint32_t>(random.below(3)));
            for (auto* noise : {&recency, &visits, &spend}) noise->push_back(random.normal());
            outcome.push_back(later(groups.back(), random));
        }
        NextPeriod next{.days = 60, .customers = count};
        next.visits = criterion_validity(groups, outcome, rfm_quintiles(recency, visits, spend), 99, static_cast<std::uint64_t>(world));
        ++said[to_text(next, Language::english)];
    }
    return said;
}

int that_say(const std::map<std::string, int>& said, std::string_view part) {
    int count = 0;
    for (const auto& [sentence, times] : said) count += sentence.find(part) != std::string::npos ? times : 0;
    return count;
}

TEST_CASE("properties: of kinds drawn by lot a difference is told in at most one world of twenty") {
    const auto said = said_in_worlds(300, 200, [](std::uint32_t, Random& random) { return std::log1p(static_cast<double>(random.poisson(3))); });
    CHECK(that_say(said, "differs between") + that_say(said, "tell what customers did next") <= 18);  // 10 expected at most; beyond 18 in fewer than 1 of 100 runs
}

TEST_CASE("properties: of few customers it is not said that kinds tell no more than the fifths, where they do") {
    const auto said = said_in_worlds(100, 100, [](std::uint32_t kind, Random& random) { return std::log1p(static_cast<double>(random.poisson(kind == 2 ? 5.0 : 3.0))); });
    CHECK(that_say(said, "hardly by more") <= 2);
    CHECK(that_say(said, "next to nothing") <= 2);
}

TEST_CASE("next period: where too little is recorded afterwards it cannot be told, and where everyone is one kind it is not asked") {
    const auto alike = [](std::size_t c) { return Planted{c % 2, 5, 3}; };
    const NextPeriod ended = Shop(alike, 0).asked();
    CHECK(ended.days == 0);
    CHECK_FALSE(ended.visits);
    CHECK_THAT(to_text(ended, Language::english), ContainsSubstring("cannot be said"));
    CHECK_THAT(to_text(ended, Language::korean), ContainsSubstring("알 수 없습니다"));
    CHECK(how_we_know(ended, Language::english).empty());
    CHECK_FALSE(Shop(alike, 6).asked().visits);  // six days are no week
    CHECK_FALSE(Shop([](std::size_t c) { return Planted{c % 2, 5, c < 40 ? 5.0 : 0.0}; }).asked().visits);  // at most 40 came again

    const Shop shop(alike);
    CHECK(shop.asked({.customers_at_most = 150}).customers == 150);
    Segmentation one;
    one.mixture = fit_mixture(shop.features, {.segment_count = 1});
    CHECK_FALSE(ask_next_period(one, shop.features, shop.permitted()));
}

TEST_CASE("next period: a table of other customers and impossible options are refused") {
    const Shop shop([](std::size_t c) { return Planted{c % 2, 5, 3}; });
    FeatureData column{.meaning = {.name = "mark"}, .numbers = {0, 1}};
    const FeatureTable strangers(std::vector<std::int64_t>{3, 70'000}, {column}), named(std::vector<std::string>{"a", "b"}, {column});
    for (const FeatureTable& table : {strangers, named}) CHECK_THROWS_WITH(ask_next_period(shop.marked(), table, shop.permitted()), ContainsSubstring("pass the base that it was built from"));
    CHECK_THROWS_WITH(shop.asked({.days_at_least = 0}), ContainsSubstring("days_at_least is 0"));
    CHECK_THROWS_WITH(shop.asked({.customers_at_most = 0}), ContainsSubstring("customers_at_most is 0"));
    CHECK_THROWS_WITH(shop.asked({.shuffles = 0}), ContainsSubstring("shuffles is 0"));
}
