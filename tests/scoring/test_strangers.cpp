#include <dangol/core/random.hpp>
#include <dangol/customers/customer_base.hpp>
#include <dangol/features/build_features.hpp>
#include <dangol/scoring/strangers.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

using namespace dangol;
using Catch::Matchers::ContainsSubstring;

namespace {

/// People around centres in two columns; `shares` of each centre.
struct People {
    std::vector<std::int64_t> keys = {};
    std::vector<double> first = {}, second = {};
    std::vector<std::size_t> kinds = {};

    People(std::size_t count, const std::vector<std::vector<double>>& centres, const std::vector<double>& shares, Random& random) {
        for (std::size_t i = 0; i < count; ++i) {
            kinds.push_back(random.categorical(shares));
            keys.push_back(static_cast<std::int64_t>(i));
            first.push_back(centres[kinds.back()][0] + random.normal());
            second.push_back(centres[kinds.back()][1] + random.normal());
        }
    }
    FeatureTable table() const {
        return {keys, {FeatureData{.meaning = {.name = "a"}, .numbers = first}, FeatureData{.meaning = {.name = "b"}, .numbers = second}}};
    }
    LeadTable leads() const {
        std::vector<Instant> times;
        for (std::size_t i = 0; i < keys.size(); ++i) times.push_back(Instant{} + std::chrono::hours{i});
        return {table(), times, std::vector<LeadOutcome>(keys.size(), LeadOutcome::open)};
    }
};

const std::vector<std::vector<double>> two{{0, 0}, {4, 0}}, and_a_third{{0, 0}, {4, 0}, {2, 5}};

struct Shop {
    People customers;
    Segmentation segments = {};

    explicit Shop(std::uint64_t seed, std::size_t count = 800) : customers(make(seed, count)) {
        Matrix membership(count, 2);
        for (std::size_t i = 0; i < count; ++i) membership(i, customers.kinds[i]) = 1;
        segments = adopt_groups(customers.table(), membership);
    }
    static People make(std::uint64_t seed, std::size_t count) {
        Random random(seed);
        return {count, two, {.8, .2}, random};
    }
    StrangerReport ask(const LeadTable& leads, const StrangerOptions& options = {}, const Execution& execution = {}) const {
        return ask_strangers(segments, customers.table(), leads, options, execution);
    }
};

/// Two kinds who come at nine and at three through three hundred days, each contacted on one day in their midst; of the people contacted some may come at nine in the
/// evening, and are no customers yet when the segments are made.
struct ContactedMidway {
    static constexpr std::int64_t customer_count = 300;
    CustomerBase base = {};
    FeatureTable customers = {};
    Segmentation segments = {};

    ContactedMidway(std::uint64_t seed, int day, std::int64_t strangers) {
        using namespace std::chrono;
        const sys_days begin{2024y / 1 / 1};
        Random random(seed);
        std::vector<std::int64_t> who, asked;
        std::vector<sys_seconds> when, contacted;
        std::vector<double> paid;
        for (std::int64_t i = 0; i < customer_count + strangers; ++i) {
            const auto kind = static_cast<std::size_t>(i < customer_count ? i % 2 : 2);
            for (std::uint64_t visits = 1 + random.poisson(12); visits > 0; --visits) {
                who.push_back(i);
                when.push_back(sys_seconds{begin} + days{random.below(300)} + hours{9 + 6 * kind} + minutes{random.below(60)});
                paid.push_back((kind == 0 ? 100 : 10) * std::exp(0.4 * random.normal()));
            }
            if (strangers > 0 && i < customer_count && i % 3 != 0) continue;  // of the customers a third
            asked.push_back(i);
            contacted.push_back(sys_seconds{begin} + days{day});
        }
        base = collect({.interactions = {{"who", who}, {"when", when}, {"paid", paid}}, .leads = {{"who", asked}, {"at", contacted}}},
                       {.interaction = {.customer = "who", .time = "when", .amount = "paid"}, .lead = {.customer = "who", .contacted = "at"}});
        const FeatureTable everybody = build_features(base.permitting(Purpose::profiling), default_plan(base.permitting(Purpose::profiling)));
        std::vector<std::uint32_t> those;
        Matrix membership(customer_count, 2);
        for (std::uint32_t row = 0; row < everybody.customer_count(); ++row) {
            const std::int64_t id = std::get<std::vector<std::int64_t>>(everybody.customers())[row];
            if (id >= customer_count) continue;
            membership(those.size(), static_cast<std::size_t>(id % 2)) = 1;
            those.push_back(row);
        }
        customers = everybody.rows(those);
        segments = adopt_groups(customers, membership);
    }
    LeadTable leads() const { return build_leads(base.permitting_both(Purpose::marketing, Purpose::profiling), customers.plan()); }
    StrangerReport ask() const { return ask_strangers(segments, customers, leads(), base.permitting(Purpose::profiling), {.bootstrap_samples = 50}); }
    StrangerReport ask_as_they_are() const { return ask_strangers(segments, customers, leads(), {.bootstrap_samples = 50}); }
};

}  // namespace

TEST_CASE("strangers: leads of the same kinds in other shares are none") {
    int alarms = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        Random random(100 + seed);
        const StrangerReport report = Shop(seed).ask(People(400, two, {.3, .7}, random).leads(), {.bootstrap_samples = 50});
        REQUIRE(report.none_of_these);
        CHECK(report.leads == 400);
        CHECK(report.auc->interval->low < 0.53);
        alarms += report.alarm ? 1 : 0;
    }
    CHECK(alarms <= 3);  // one expected; beyond 3 would be significant
}

TEST_CASE("strangers: a tenth of leads who are of no kind raise the alarm, and their share is told within its interval") {
    int alarms = 0, covered = 0;
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        Random random(200 + seed);
        const StrangerReport report = Shop(seed).ask(People(600, and_a_third, {.27, .63, .10}, random).leads(), {.bootstrap_samples = 50});
        alarms += report.alarm ? 1 : 0;
        covered += report.none_of_these->interval->contains(0.1) ? 1 : 0;
    }
    CHECK(alarms >= 11);
    CHECK(covered >= 9);
}

TEST_CASE("strangers: what is said of them names no share of fewer than k leads, and no thread changes a bit") {
    const Shop shop(1);
    Random random(7);
    const LeadTable leads = People(600, and_a_third, {.27, .63, .10}, random).leads();
    const StrangerReport report = shop.ask(leads);
    REQUIRE(report.alarm);
    CHECK(report == shop.ask(leads, {}, {.threads = 4}));
    CHECK_THAT(to_text(report, Language::english, 20), ContainsSubstring("of the leads are like no kind of customer"));
    CHECK_THAT(to_text(report, Language::korean, 20), ContainsSubstring("어느 유형의 고객과도 닮지 않았습니다"));
    CHECK_THAT(to_text(report, Language::english, 100), ContainsSubstring("The leads are not like the customers of these kinds"));
    CHECK_THAT(how_we_know(report, Language::english, 20), ContainsSubstring("the latest lead of each of 600 people was held against") && ContainsSubstring(" times in 100 (95% interval "));
    CHECK_THAT(how_we_know(report, Language::korean, 20), ContainsSubstring("600명의 가장 최근 리드를 고객 800명과(유형이 여럿이면 가장 가까운 유형의 고객과)") && ContainsSubstring("아무렇게나 골라도 50번은 맞습니다"));
    CHECK_THAT(how_we_know(report, Language::english, 100), ContainsSubstring("fewer than 100"));
    StrangerReport none = report;
    none.none_of_these = Estimate{-0.01, Interval{-0.05, 0.02}};
    CHECK_THAT(how_we_know(none, Language::english, 1), ContainsSubstring("beyond that share 0% (95% interval ") && !ContainsSubstring("fewer than"));  // k of one hides nothing
}

TEST_CASE("strangers: leads who are all a little different are seen by the regression, though none of them is far out") {
    const Shop shop(1);
    Random random(3);
    const StrangerReport little = shop.ask(People(600, {{0.3, 0.3}, {4.3, 0.3}}, {.8, .2}, random).leads());
    CHECK(little.auc->value > 0.52);
    CHECK(little.auc->interval->low < 0.7);
    const StrangerReport much = shop.ask(People(600, {{0, 1.5}, {4, 1.5}}, {.8, .2}, random).leads());
    CHECK(much.auc->interval->low > 0.7);
    CHECK(much.alarm);
}

TEST_CASE("strangers: leads are compared by what is known of them, and once a customer") {
    const Shop shop(1);
    Random random(4);
    People pool(600, two, {.5, .5}, random);
    for (std::size_t i = 0; i < 300; ++i) pool.second[i] = std::nan("");
    for (std::size_t i = 500; i < 600; ++i) pool.keys[i] = pool.keys[i - 100];  // a second lead each
    const StrangerReport half_known = shop.ask(pool.leads());
    CHECK(half_known.leads == 500);
    CHECK_FALSE(half_known.alarm);
    for (std::size_t i = 0; i < 300; ++i) pool.first[i] = std::nan("");
    CHECK(shop.ask(pool.leads()).leads == 200);  // of the others nothing is known
}

TEST_CASE("strangers: customers who were contacted when less had been seen of them are none, and strangers among them are found") {
    int alarms = 0;
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        for (const int day : {100, 150, 250}) {
            const ContactedMidway shop(seed, day, 0);
            const StrangerReport report = shop.ask();
            REQUIRE(report.auc);
            CHECK(report.auc->interval->contains(0.5));
            alarms += report.alarm ? 1 : 0;
        }
    }
    CHECK(alarms <= 1);
    CHECK(ContactedMidway(1, 150, 0).ask_as_they_are().alarm);  // why they are compared as on that day
    CHECK(ContactedMidway(1, 150, 40).ask().alarm);
}

TEST_CASE("strangers: too few leads cannot be told, and impossible options are refused") {
    const Shop shop(1, 100);
    Random random(5);
    const LeadTable few = People(60, two, {.5, .5}, random).leads();
    const StrangerReport report = shop.ask(few);
    CHECK_FALSE(report.none_of_these);
    CHECK_FALSE(report.alarm);
    CHECK_THAT(to_text(report, Language::english, 20), ContainsSubstring("cannot be told"));
    CHECK_THAT(to_text(report, Language::korean, 20), ContainsSubstring("알 수 없습니다"));
    CHECK(how_we_know(report, Language::english, 20).empty());
    CHECK_THROWS_WITH(shop.ask(few, {.tail = 0}), ContainsSubstring("tail is 0"));
    CHECK_THROWS_WITH(shop.ask(few, {.significance = 1}), ContainsSubstring("significance is 1"));
    CHECK_THROWS_WITH(shop.ask(few, {.people_at_most = 1}), ContainsSubstring("people_at_most is 1"));
    CHECK_THROWS_WITH(shop.ask(few, {.bootstrap_samples = 5}), ContainsSubstring("bootstrap_samples is 5"));
}
