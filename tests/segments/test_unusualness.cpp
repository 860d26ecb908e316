#include <dangol/core/error.hpp>
#include <dangol/segments/unusualness.hpp>

#include "segments/every_family.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <cmath>

using namespace dangol;
using namespace dangol::testing;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;

namespace {

double share_above(const std::vector<double>& values, double border) {
    return static_cast<double>(std::ranges::count_if(values, [&](double u) { return u > border; })) / static_cast<double>(values.size());
}

/// Two kinds in four columns, half of the customers known by the first alone.
FeatureTable half_known(std::size_t rows, std::uint64_t seed) {
    Random random(seed);
    std::vector<std::vector<double>> columns(4);
    for (std::size_t i = 0; i < rows; ++i) {
        const double place = random.uniform() < 0.4 ? 0 : 6;
        for (std::size_t c = 0; c < 4; ++c) columns[c].push_back(c > 0 && i % 2 == 0 ? missing : random.normal(place, 1 + static_cast<double>(c)));
    }
    std::vector<FeatureData> data;
    for (std::size_t c = 0; c < 4; ++c) data.push_back(numbers(std::to_string(c), ColumnKind::numeric, columns[c]));
    return table_of(data);
}

}  // namespace

TEST_CASE("planted truth: customers that the mixture made are spread evenly, however little is known of them") {
    const FeatureTable table = half_known(4000, 1);
    const std::vector<double> unusual = unusualness(checked_fit(table, options(2, 0)), table);
    for (const double border : {0.1, 0.5, 0.9, 0.99}) CHECK_THAT(share_above(unusual, border), WithinAbs(1 - border, 0.03));
    // Half of the most unusual tenth are those of whom one column is known; their log-likelihoods alone would say that hardly any is.
    std::vector<double> little, much;
    for (std::size_t i = 0; i < unusual.size(); ++i) (i % 2 == 0 ? little : much).push_back(unusual[i]);
    CHECK_THAT(share_above(little, 0.9), WithinAbs(0.1, 0.03));
    CHECK_THAT(share_above(much, 0.9), WithinAbs(0.1, 0.03));
}

TEST_CASE("planted truth: of every family, customers drawn from one segment are spread evenly in its own column alone") {
    // One segment fitted to one column of one kind: what the family expects is what there is.
    Random random(2);
    constexpr std::size_t rows = 3000;
    std::vector<double> amount, gamma, count, spread_count, exposure, hour, successes, mixed_successes, trials;
    std::vector<float> parts;
    for (std::size_t i = 0; i < rows; ++i) {
        exposure.push_back(20 + static_cast<double>(random.below(200)));
        trials.push_back(5 + static_cast<double>(random.below(20)));
        amount.push_back(random.chance(0.1) ? 0 : std::exp(random.normal(10, 1.5)));
        gamma.push_back(random.gamma(2.5, 40));
        count.push_back(static_cast<double>(random.poisson(0.1 * exposure.back())));
        spread_count.push_back(static_cast<double>(random.negative_binomial(0.3 * exposure.back(), 1.5)));
        const double at = random.normal(23, 3);
        hour.push_back(at >= 24 ? at - 24 : at < 0 ? at + 24 : at);
        successes.push_back(static_cast<double>(random.binomial(static_cast<std::uint64_t>(trials.back()), 0.3)));
        mixed_successes.push_back(static_cast<double>(random.binomial(static_cast<std::uint64_t>(trials.back()), random.beta(2, 3))));
        const auto counts = random.multinomial(static_cast<std::uint64_t>(trials.back()), random.dirichlet(std::array{4.0, 3.0, 2.0, 1.0}));
        for (const std::uint64_t c : counts) parts.push_back(static_cast<float>(static_cast<double>(c) / trials.back()));
    }
    FeatureData clock = numbers("hour", ColumnKind::cyclic, hour);
    clock.meaning.period = 24;
    const std::vector<std::pair<FeatureData, Family>> columns{
        {numbers("amount", ColumnKind::positive, amount), Family::log_normal_hurdle}, {numbers("gamma", ColumnKind::positive, gamma), Family::gamma_hurdle},
        {numbers("count", ColumnKind::count, count, exposure), Family::poisson}, {numbers("spread", ColumnKind::count, spread_count, exposure), Family::negative_binomial},
        {clock, Family::von_mises}, {numbers("successes", ColumnKind::share, successes, trials), Family::binomial},
        {numbers("mixed", ColumnKind::share, mixed_successes, trials), Family::beta_binomial},
        {composition("parts", {"a", "b", "c", "d"}, parts, trials), Family::dirichlet_multinomial}};
    for (const auto& [column, family] : columns) {
        CAPTURE(column.meaning.name);
        const FeatureTable table = table_of({column});
        const Mixture one = checked_fit(table, {.segment_count = 1, .families = {{column.meaning.name, family}}, .prior_customers = 0});
        const std::vector<double> unusual = unusualness(one, table);
        // Whole numbers tie, and ties count as no less far out, so that a share can only be smaller.
        CHECK_THAT(share_above(unusual, 0.9), WithinAbs(0.085, 0.035));
        CHECK_THAT(share_above(unusual, 0.5), WithinAbs(0.46, 0.07));
    }
}

TEST_CASE("a customer far from every segment is more unusual than any other, and one of whom nothing is known not at all") {
    FeatureTable table = half_known(500, 3);
    const Mixture mixture = checked_fit(table, options(2));
    const FeatureTable three = table_of({numbers("0", ColumnKind::numeric, {30, missing, 0}), numbers("2", ColumnKind::numeric, {missing, missing, 0})});
    const std::vector<double> unusual = unusualness(mixture, three);
    CHECK(unusual[0] == 0.999);
    CHECK(unusual[1] == 0);
    CHECK(unusual[2] < 0.9);
}

TEST_CASE("invariance: the currency changes nothing, nor do the other customers, nor the number of threads") {
    const FeatureTable table = every_family(300, 5);
    const Mixture mixture = checked_fit(table, {.segment_count = 2, .covariance = CovarianceShape::free_block, .families = one_of_each(), .starts_at_most = 4});
    const std::vector<double> all = unusualness(mixture, table, {}, {.threads = 1});
    CHECK(all == unusualness(mixture, table, {}, {.threads = 4}));
    CHECK(!(all == unusualness(mixture, table, {.seed = 1})));
    const std::vector<std::uint32_t> some{299, 7, 40};
    const std::vector<double> alone = unusualness(mixture, table.rows(some));
    for (std::size_t i = 0; i < some.size(); ++i) CHECK(alone[i] == all[some[i]]);

    Random random(8);
    std::vector<double> cents, coins;
    for (int i = 0; i < 400; ++i) cents.push_back(random.chance(0.3) ? 0 : std::exp(random.normal(1, 1)));
    for (const double value : cents) coins.push_back(1024 * value);
    const auto read = [](const std::vector<double>& amounts) {
        const FeatureTable money = table_of({numbers("spend", ColumnKind::positive, amounts)});
        return unusualness(checked_fit(money, options(1, 0)), money);
    };
    const std::vector<double> in_cents = read(cents), in_coins = read(coins);
    for (std::size_t i = 0; i < in_cents.size(); ++i) CHECK_THAT(in_coins[i], WithinAbs(in_cents[i], 0.0021));
}

TEST_CASE("bad input: unusualness needs draws and a mixture") {
    const FeatureTable table = half_known(50, 1);
    CHECK_THROWS_WITH(unusualness(checked_fit(table, options(1)), table, {.draws = 5}), ContainsSubstring("draws is 5"));
    CHECK_THROWS_WITH(unusualness(Mixture(), table), ContainsSubstring("segments of the mixture"));
}
