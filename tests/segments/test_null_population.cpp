#include "segments/null_population.hpp"

#include <dangol/segments/segmentation.hpp>

#include "core/math.hpp"
#include "segments/law_of_parts.hpp"
#include "segments/normal_copula.hpp"
#include "segments/tables.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <functional>
#include <string>

using namespace dangol;
using dangol::testing::checked_search;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// Customers whose taste lies somewhere between the first of six goods and the last.
FeatureTable tastes(std::size_t customers, const std::function<double(Random&)>& taste_of) {
    Random random(5);
    std::vector<std::int64_t> keys;
    FeatureData goods{.meaning = {.name = "goods", .kind = ColumnKind::composition, .levels = {"a", "b", "c", "d", "e", "f"}}};
    for (std::size_t i = 0; i < customers; ++i) {
        keys.push_back(static_cast<std::int64_t>(i));
        const double taste = taste_of(random);
        std::vector<double> part;
        double total = 0;
        for (const double slope : {-1.0, -0.6, -0.2, 0.2, 0.6, 1.0}) total += part.emplace_back(math::exp(slope * taste));
        for (double& p : part) p /= total;
        const std::uint64_t events = 5 + random.below(30);
        for (const auto drawn : random.multinomial(events, part)) goods.compositions.push_back(static_cast<float>(drawn) / static_cast<float>(events));
        goods.exposures.push_back(static_cast<double>(events));
    }
    return FeatureTable(std::move(keys), {goods});
}

/// Of two parts of the mix, over the customers.
double covariance(const FeatureTable& table, std::size_t a, std::size_t b) {
    const auto parts = table.compositions({0});
    double sum_a = 0, sum_b = 0, products = 0;
    const auto n = static_cast<double>(parts.rows());
    for (std::size_t i = 0; i < parts.rows(); ++i) {
        sum_a += static_cast<double>(parts(i, a)) / n;
        sum_b += static_cast<double>(parts(i, b)) / n;
        products += static_cast<double>(parts(i, a)) * static_cast<double>(parts(i, b)) / n;
    }
    return products - sum_a * sum_b;
}

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

TEST_CASE("correctness: what is seen of columns goes together in null worlds as in the table, however coarse it is") {
    Random random(6);
    std::vector<std::int64_t> keys;
    FeatureData level{.meaning = {.name = "level"}}, few{.meaning = {.name = "few", .kind = ColumnKind::count}},
        flag{.meaning = {.name = "flag", .kind = ColumnKind::flag}}, trials{.meaning = {.name = "trials", .kind = ColumnKind::share}},
        amount{.meaning = {.name = "amount", .kind = ColumnKind::positive}};
    for (std::int64_t i = 0; i < 4000; ++i) {  // two kinds: all correlation is between them
        const bool second = random.chance(0.4);
        keys.push_back(i);
        level.numbers.push_back(random.normal() + (second ? 3 : 0));
        few.numbers.push_back(static_cast<double>(random.poisson(second ? 2.5 : 0.6)));
        few.exposures.push_back(1);
        flag.codes.push_back(random.chance(second ? 0.8 : 0.2) ? 1 : 0);
        trials.numbers.push_back(static_cast<double>(random.binomial(3, second ? 0.7 : 0.3)));
        trials.exposures.push_back(3);
        amount.numbers.push_back(random.chance(0.3) ? 0 : math::exp(random.normal() + (second ? 2 : 0)));
    }
    const FeatureTable table(std::move(keys), {level, few, flag, trials, amount}), world = NullPopulation(table, 1).draw(0);
    const auto shown = [](const FeatureTable& of, std::uint32_t j) {
        std::vector<double> values;
        for (std::size_t i = 0; i < of.customer_count(); ++i) values.push_back(j == 2 ? static_cast<double>(of.codes({j})[i]) : of.numbers({j})[i]);
        return normal_scores(values);
    };
    for (std::uint32_t a = 0; a < 5; ++a)
        for (std::uint32_t b = 0; b < a; ++b) {
            CAPTURE(a, b);
            const double here = correlation_where_known(shown(table, a), shown(table, b));
            CHECK(std::fabs(here) > 0.1);
            CHECK_THAT(correlation_where_known(shown(world, a), shown(world, b)), WithinAbs(here, 0.06));
        }
}

TEST_CASE("planted truth: the law of mixes finds the one direction in which tastes vary, and how far") {
    const FeatureTable table = tastes(4000, [](Random& random) { return 2 * random.normal(); });
    Random random(1);
    const LawOfParts law = law_of_parts(table.compositions({0}), table.exposures({0}), random);
    REQUIRE(law.directions.rows() >= 1);
    const auto along = law.directions.row(0);
    for (std::size_t l = 0; l < 6; ++l) CHECK_THAT(std::fabs(along[l]), WithinAbs(std::fabs(2 * (-1 + 0.4 * static_cast<double>(l))), 0.25));
    CHECK(along[0] * along[5] < 0);
    double others = 0;
    for (std::size_t d = 1; d < law.directions.rows(); ++d)
        for (const double x : law.directions.row(d)) others += x * x;
    CHECK(others < 0.3);  // of 11.2 along the first
    for (const double centre : law.centre) CHECK_THAT(centre - law.centre[0], WithinAbs(0, 0.2));
}

TEST_CASE("correctness: mixes of null worlds vary, and go together, as those of the customers do") {
    for (const double wide : {0.0, 0.5, 2.0, 4.0}) {
        CAPTURE(wide);
        const FeatureTable table = tastes(3000, [wide](Random& random) { return wide * random.normal(); }), world = NullPopulation(table, 3).draw(0);
        for (std::size_t a = 0; a < 6; ++a)
            for (std::size_t b = 0; b <= a; ++b) CHECK_THAT(covariance(world, a, b), WithinAbs(covariance(table, a, b), 0.004 + 0.1 * std::fabs(covariance(table, a, b))));
    }
}

TEST_CASE("extremes: of many parts those that few have vary together, and every part keeps its mean") {
    constexpr std::size_t width = 500, customers = 600;
    Random random(9);
    std::vector<std::int64_t> keys;
    FeatureData goods{.meaning = {.name = "goods", .kind = ColumnKind::composition}};
    for (std::size_t l = 0; l < width; ++l) goods.meaning.levels.push_back("good " + std::to_string(l));
    for (std::size_t i = 0; i < customers; ++i) {
        keys.push_back(static_cast<std::int64_t>(i));
        const double taste = random.normal();
        std::vector<double> part;
        double total = 0;
        for (std::size_t l = 0; l < width; ++l) total += part.emplace_back(math::exp((l % 2 == 0 ? taste : -taste)) / static_cast<double>(l + 1));
        for (double& p : part) p /= total;
        for (const auto drawn : random.multinomial(40, part)) goods.compositions.push_back(static_cast<float>(drawn) / 40.0f);
        goods.exposures.push_back(40);
    }
    const FeatureTable table(std::move(keys), {goods}), world = NullPopulation(table, 2).draw(0);
    double frequent = 0, frequent_there = 0, rare = 0, rare_there = 0, total_of_rest = 0;
    for (std::size_t i = 0; i < customers; ++i)
        for (std::size_t l = 0; l < width; ++l) {
            const auto here = static_cast<double>(table.compositions({0})(i, l)), there = static_cast<double>(world.compositions({0})(i, l));
            REQUIRE(there >= 0);
            (l < 10 ? frequent : l < 250 ? rare : total_of_rest) += here / customers;
            (l < 10 ? frequent_there : l < 250 ? rare_there : total_of_rest) += there / customers;
        }
    CHECK_THAT(frequent_there, WithinAbs(frequent, 0.02));
    CHECK_THAT(rare_there, WithinAbs(rare, 0.02));
    for (const std::size_t other : {0U, 1U, 2U}) CHECK_THAT(covariance(world, 0, other), WithinAbs(covariance(table, 0, other), 0.003));
}

TEST_CASE("null worlds: tastes that go from one end to the other are no kinds by nature; tastes of two kinds are") {
    const SegmentCountOptions how{.most = 4};
    const auto verdict = [&](const std::function<double(Random&)>& taste_of) {
        const FeatureTable table = tastes(400, taste_of);
        return judge_segments(checked_search(table, how), table, how, {.bootstrap_samples = 20, .cut_most = 4}).verdict;
    };
    CHECK(verdict([](Random& random) { return 2.5 * random.normal(); }) != Verdict::natural);
    CHECK(verdict([](Random& random) { return random.chance(0.5) ? 2.0 : -2.0; }) == Verdict::natural);
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
