#include "segments/null_population.hpp"

#include "core/math.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>

using namespace dangol;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// Customers driven by one factor: a numeric column, a rate, a proportion and an amount with zeros, of unequal exposure.
FeatureTable one_factor(std::size_t customers) {
    Random random(11);
    std::vector<std::int64_t> keys;
    FeatureData level{.meaning = {.name = "level"}};
    FeatureData visits{.meaning = {.name = "visits", .kind = ColumnKind::count}};
    FeatureData yes{.meaning = {.name = "yes", .kind = ColumnKind::share}};
    FeatureData spend{.meaning = {.name = "spend", .kind = ColumnKind::positive}};
    for (std::size_t i = 0; i < customers; ++i) {
        keys.push_back(static_cast<std::int64_t>(i));
        const double factor = random.normal();
        const double days = random.uniform(50, 300);
        level.numbers.push_back(i % 10 == 3 ? std::nan("") : factor + random.normal());
        visits.numbers.push_back(static_cast<double>(random.poisson(days * 0.1 * math::exp(0.6 * factor))));
        visits.exposures.push_back(days);
        const std::uint64_t trials = 5 + random.below(30);
        yes.numbers.push_back(static_cast<double>(random.binomial(trials, math::logistic(factor))));
        yes.exposures.push_back(static_cast<double>(trials));
        spend.numbers.push_back(random.chance(0.3) ? 0 : math::exp(3 + 0.5 * random.normal()));
    }
    return FeatureTable(std::move(keys), {level, visits, yes, spend});
}

struct Summary {
    double mean_rate = 0, rate_spread = 0, proportion = 0, zeros = 0, together = 0;
    std::size_t observed = 0;
};
Summary summary(const FeatureTable& table) {
    Summary s;
    const auto n = static_cast<double>(table.customer_count());
    const auto visits = table.numbers({1}), days = table.exposures({1}), yes = table.numbers({2}), trials = table.exposures({2}), spend = table.numbers({3});
    double events = 0, exposure = 0, successes = 0, all = 0;
    std::vector<double> rate;
    for (std::size_t i = 0; i < visits.size(); ++i) {
        events += visits[i];
        exposure += days[i];
        successes += yes[i];
        all += trials[i];
        s.zeros += spend[i] > 0 ? 0 : 1 / n;
        rate.push_back(visits[i] / days[i]);
    }
    s.mean_rate = events / exposure;
    s.proportion = successes / all;
    double ab = 0, aa = 0, bb = 0;
    for (std::size_t i = 0; i < rate.size(); ++i) {
        const double a = rate[i] - s.mean_rate, b = yes[i] / trials[i] - s.proportion;
        aa += a * a;
        bb += b * b;
        ab += a * b;
    }
    s.rate_spread = std::sqrt(aa / n);
    s.together = ab / std::sqrt(aa * bb);
    s.observed = table.observed({0}).count();
    return s;
}

}  // namespace

TEST_CASE("correctness: a smoothed margin of two groups has one mode, the same mean and the same variance") {
    Random random(2);
    std::vector<double> values;
    for (int i = 0; i < 4000; ++i) values.push_back(random.normal() * 0.5 + (i % 2 == 0 ? 0 : 6));
    const SmoothedMargin margin(values);
    double mean = 0, square = 0;
    std::vector<double> density(40, 0);
    const int draws = 100000;
    for (int i = 0; i < draws; ++i) {
        const double x = margin.quantile((i + 0.5) / draws);
        mean += x / draws;
        square += x * x / draws;
        const double cell = (x + 4) / 14 * 40;
        if (cell >= 0 && cell < 40) ++density[static_cast<std::size_t>(cell)];
    }
    CHECK_THAT(mean, WithinAbs(3, 0.05));
    CHECK_THAT(square - mean * mean, WithinRel(9.25, 0.02));
    // Between the old groups there is no valley any more.
    const auto at = [&](double x) { return density[static_cast<std::size_t>((x + 4) / 14 * 40)]; };
    CHECK(at(3.0) > 0.95 * at(0.0));
    CHECK(at(3.0) > 0.95 * at(6.0));
}

TEST_CASE("correctness: the null population keeps rates, proportions, zeros, dependence, and what was observed for how long") {
    const FeatureTable table = one_factor(4000);
    const NullPopulation null(table, 3);
    const FeatureTable world = null.draw(0);
    const Summary here = summary(table), there = summary(world);
    CHECK_THAT(there.mean_rate, WithinRel(here.mean_rate, 0.06));
    CHECK_THAT(there.rate_spread, WithinRel(here.rate_spread, 0.2));
    CHECK_THAT(there.proportion, WithinAbs(here.proportion, 0.02));
    CHECK_THAT(there.zeros, WithinAbs(here.zeros, 0.03));
    CHECK_THAT(there.together, WithinAbs(here.together, 0.08));
    CHECK(there.observed == here.observed);
    for (std::size_t i = 0; i < table.customer_count(); ++i) {
        REQUIRE(world.exposures({1})[i] == table.exposures({1})[i]);
        REQUIRE(world.observed({0})[i] == table.observed({0})[i]);
    }
}

TEST_CASE("consistency: a null world is the same for the same number and another for another") {
    const NullPopulation null(one_factor(200), 3);
    CHECK(null.draw(4) == null.draw(4));
    CHECK(null.draw(4) != null.draw(5));
}

TEST_CASE("extremes: constant, unobserved and categorical columns survive a null population") {
    std::vector<std::int64_t> keys;
    FeatureData constant{.meaning = {.name = "constant"}}, nothing{.meaning = {.name = "nothing"}};
    FeatureData colour{.meaning = {.name = "colour", .kind = ColumnKind::category, .levels = {"red", "green", "blue"}}};
    FeatureData mix{.meaning = {.name = "mix", .kind = ColumnKind::composition, .levels = {"a", "b"}}};
    for (int i = 0; i < 300; ++i) {
        keys.push_back(i);
        constant.numbers.push_back(4);
        nothing.numbers.push_back(std::nan(""));
        colour.codes.push_back(i % 3 == 0 ? 2u : 0u);
        mix.compositions.insert(mix.compositions.end(), {0.25f, 0.75f});
        mix.exposures.push_back(8);
    }
    const FeatureTable world = NullPopulation(FeatureTable(keys, {constant, nothing, colour, mix}), 1).draw(0);
    std::size_t blue = 0;
    for (std::size_t i = 0; i < 300; ++i) {
        REQUIRE_THAT(world.numbers({0})[i], WithinAbs(4, 1e-12));
        blue += world.codes({2})[i] == 2;
        REQUIRE(world.codes({2})[i] != 1);
    }
    CHECK(world.observed({1}).count() == 0);
    CHECK(blue > 70);
    CHECK(blue < 130);
}
