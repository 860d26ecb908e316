#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>
#include <dangol/segments/mixture.hpp>
#include <dangol/segments/three_step.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <cmath>
#include <stop_token>

using namespace dangol;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;

namespace {

/// Two overlapping kinds (shares .4 and .6) whose true memberships are known; the outcome depends on the kind alone.
struct Planted {
    explicit Planted(std::size_t n, std::uint64_t seed = 4) : membership(n, 2) {
        Random random(seed);
        for (std::size_t i = 0; i < n; ++i) {
            const bool second = random.chance(.6);
            const double x = random.normal(second ? 1.5 : 0, 1), first = .4 * std::exp(-x * x / 2), other = .6 * std::exp(-(x - 1.5) * (x - 1.5) / 2);
            membership(i, 0) = first / (first + other);
            membership(i, 1) = other / (first + other);
            spend.push_back(random.normal(second ? 30 : 10, second ? 6 : 3));
            bought.push_back(random.chance(second ? .05 : .4) ? 1 : 0);
        }
    }
    Matrix membership;
    std::vector<double> spend;
    std::vector<std::uint32_t> bought;
};

}  // namespace

TEST_CASE("planted truth: outcomes of overlapping segments are read without the pull towards everyone") {
    const Planted planted(40000);
    const ThreeStepOptions options{.correction = GENERATE(Correction::bch, Correction::maximum_likelihood), .placement = GENERATE(Placement::modal, Placement::proportional)};
    const auto spend = outcome_by_segment(planted.membership, planted.spend, {}, options);
    CHECK_THAT(spend[0].mean.value, WithinAbs(10, .35));
    CHECK_THAT(spend[1].mean.value, WithinAbs(30, .35));
    CHECK_THAT(std::sqrt(spend[1].variance), WithinAbs(6, .6));
    const Matrix bought = levels_by_segment(planted.membership, planted.bought, 2, {}, options).shares;
    CHECK_THAT(bought(0, 1), WithinAbs(.4, .015));
    CHECK_THAT(bought(1, 1), WithinAbs(.05, .015));
    CHECK_THAT(bought(1, 0) + bought(1, 1), WithinAbs(1, 1e-12));
    CHECK(spend[0].mean.interval->contains(10));
}

TEST_CASE("planted truth: intervals hold the outcome of a segment as often as they say") {
    const ThreeStepOptions options{.correction = GENERATE(Correction::bch, Correction::maximum_likelihood), .placement = GENERATE(Placement::modal, Placement::proportional), .tolerance = 1e-8};
    constexpr int worlds = 150;
    int means = 0, shares = 0;
    for (int world = 0; world < worlds; ++world) {
        const Planted planted(600, 100 + static_cast<std::uint64_t>(world));
        const auto spend = outcome_by_segment(planted.membership, planted.spend, {}, options, {.threads = 1});
        const LevelsBySegment bought = levels_by_segment(planted.membership, planted.bought, 2, {}, options, {.threads = 1});
        for (const std::size_t k : {0u, 1u}) {
            means += spend[k].mean.interval->contains(k == 0 ? 10 : 30) ? 1 : 0;
            const double truth = k == 0 ? .4 : .05;
            shares += bought.low(k, 1) <= truth && truth <= bought.high(k, 1) ? 1 : 0;
            if (bought.shares(k, 1) > 1e-3) CHECK_THAT(bought.low(k, 0) + bought.high(k, 1), WithinAbs(1, 1e-9));  // else nobody stands behind it
        }
    }
    CAPTURE(static_cast<int>(options.correction), static_cast<int>(options.placement), means, shares);
    CHECK(means >= .92 * 2 * worlds);
    if (options.correction == Correction::maximum_likelihood) CHECK(means <= .98 * 2 * worlds);  // of known memberships bch's are wider
    CHECK(shares >= .92 * 2 * worlds);
    CHECK(shares <= .985 * 2 * worlds);
}

TEST_CASE("of memberships that were fitted on the same customers intervals are too narrow, as the header says") {
    constexpr int worlds = 40, asked = 2 * worlds;
    int means = 0, shares = 0, likely_means = 0;
    for (int world = 0; world < worlds; ++world) {
        Random random(500 + static_cast<std::uint64_t>(world));
        FeatureData a{.meaning = {.name = "a"}}, b{.meaning = {.name = "b"}};
        std::vector<std::int64_t> keys;
        std::vector<double> spend;
        std::vector<std::uint32_t> bought;
        Matrix start(600, 2);
        for (std::size_t i = 0; i < start.rows(); ++i) {
            const bool second = random.chance(.6);
            keys.push_back(static_cast<std::int64_t>(i));
            for (FeatureData* column : {&a, &b}) column->numbers.push_back(random.normal(second ? 1.5 : 0, 1));
            start(i, second ? 1 : 0) = 1;
            spend.push_back(random.normal(second ? 30 : 10, second ? 6 : 3));
            bought.push_back(random.chance(second ? .05 : .4) ? 1 : 0);
        }
        const FeatureTable table(keys, {a, b});
        const Matrix membership = fit_mixture(table, start, {.segment_count = 2}, {.threads = 1}).membership(table, {.threads = 1});
        const auto by_bch = outcome_by_segment(membership, spend, {}, {}, {.threads = 1});
        const auto likeliest = outcome_by_segment(membership, spend, {}, {.correction = Correction::maximum_likelihood, .tolerance = 1e-8}, {.threads = 1});
        const LevelsBySegment levels = levels_by_segment(membership, bought, 2, {}, {}, {.threads = 1});
        for (const std::size_t k : {0u, 1u}) {
            const double mean = k == 0 ? 10 : 30, share = k == 0 ? .4 : .05;
            means += by_bch[k].mean.interval->contains(mean) ? 1 : 0;
            likely_means += likeliest[k].mean.interval->contains(mean) ? 1 : 0;
            shares += levels.low(k, 1) <= share && share <= levels.high(k, 1) ? 1 : 0;
        }
    }
    CAPTURE(means, likely_means, shares);
    for (const int held : {means, likely_means, shares}) CHECK(held >= .5 * asked);
    CHECK(means <= .92 * asked);
}

TEST_CASE("of sure memberships intervals are those of means and shares, and a share of nobody has none") {
    Matrix sure(200, 2);
    std::vector<double> outcome;
    std::vector<std::uint32_t> codes;
    for (std::size_t i = 0; i < 200; ++i) {
        sure(i, i % 2) = 1;
        outcome.push_back(static_cast<double>(i * i % 17));
        codes.push_back(i % 2 == 1 ? 0 : i % 8 == 0 ? 1 : 2);
    }
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < 200; i += 2) sum += outcome[i], squares += outcome[i] * outcome[i];
    const double mean = sum / 100, half = 1.959963984540054 * std::sqrt((squares / 100 - mean * mean) / 100);
    const ThreeStepOptions likelihood{.correction = Correction::maximum_likelihood};
    for (const ThreeStepOptions& how : {ThreeStepOptions{}, likelihood}) CHECK_THAT(outcome_by_segment(sure, outcome, {}, how)[0].mean.interval->high, WithinAbs(mean + half, 1e-9));
    const LevelsBySegment levels = levels_by_segment(sure, codes, 3, {}, likelihood);
    const double half_of_odds = 1.959963984540054 / std::sqrt(100 * .25 * .75);
    CHECK_THAT(levels.low(0, 1), WithinAbs(1 / (1 + std::exp(-(std::log(.25 / .75) - half_of_odds))), 1e-9));
    CHECK_THAT(levels.high(0, 2), WithinAbs(1 / (1 + std::exp(-(std::log(.75 / .25) + half_of_odds))), 1e-9));
    CHECK(std::isnan(levels.low(0, 0)));
    CHECK(std::isnan(levels.high(1, 0)));  // all of them
    CHECK_THAT(levels_by_segment(sure, codes, 3, {}).high(0, 1), WithinAbs(.25 + 1.959963984540054 * std::sqrt(.25 * .75 / 100), 1e-9));
}

TEST_CASE("computed elsewhere: the corrections of StepMix 3.0 on sixty customers") {
    Matrix membership(60, 2);
    std::vector<double> outcome;
    std::vector<std::uint32_t> level;
    for (std::size_t i = 0; i < 60; ++i) {
        membership(i, 0) = (static_cast<double>(i * 37 % 100) + .5) / 101;
        membership(i, 1) = 1 - membership(i, 0);
        outcome.push_back(static_cast<double>(i * i * 7 % 23));
        level.push_back(static_cast<std::uint32_t>((i * 37 % 100 + i * 11 % 40) / 47));
    }
    const auto modal = outcome_by_segment(membership, outcome, {}), proportional = outcome_by_segment(membership, outcome, {}, {.placement = Placement::proportional});
    CHECK_THAT(modal[0].mean.value, WithinAbs(13.6319224, 1e-7));
    CHECK_THAT(modal[1].mean.value, WithinAbs(14.16631393, 1e-7));
    CHECK_THAT(modal[0].variance, WithinAbs(33.16928078, 1e-7));
    CHECK_THAT(proportional[0].mean.value, WithinAbs(14.28033603, 1e-7));
    CHECK_THAT(proportional[1].variance, WithinAbs(55.3074034, 1e-6));

    const ThreeStepOptions likelihood{.correction = Correction::maximum_likelihood, .iterations_at_most = 50'000, .tolerance = 1e-15};
    const auto likeliest = outcome_by_segment(membership, outcome, {}, likelihood);
    CHECK_THAT(likeliest[0].mean.value, WithinAbs(13.9597368882, 1e-5));
    CHECK_THAT(likeliest[1].mean.value, WithinAbs(13.8406467165, 1e-5));
    CHECK_THAT(likeliest[0].variance, WithinAbs(35.9327994652, 1e-4));
    CHECK_THAT(likeliest[1].variance, WithinAbs(41.4888811871, 1e-4));
    const Matrix shares = levels_by_segment(membership, level, 3, {}, likelihood).shares, by_bch = levels_by_segment(membership, level, 3, {}).shares;
    const Matrix theirs = Matrix::of_rows({{0, .46159737394, .53840262606}, {.49533619627, .50466380373, 0}});
    for (std::size_t k = 0; k < 2; ++k)
        for (std::size_t l = 0; l < 3; ++l) CHECK_THAT(shares(k, l), WithinAbs(theirs(k, l), 1e-7));
    CHECK_THAT(by_bch(0, 1), WithinAbs(.44982363316, 1e-9));  // (StepMix raises shares below 0 to 0)
    CHECK_THAT(by_bch(0, 2), WithinAbs(.80282186949, 1e-9));
    CHECK_THAT(by_bch(1, 0), WithinAbs(.74933862434, 1e-9));
    CHECK_THAT(by_bch(1, 1), WithinAbs(.51662257496, 1e-9));
}

TEST_CASE("properties: sure memberships need no correction, a weight of 2 is two customers, and unknown outcomes are left out") {
    const Matrix sure = Matrix::of_rows({{1, 0}, {1, 0}, {0, 1}, {0, 1}});
    const std::vector<double> outcome{1, 3, 10, NAN};
    const ThreeStepOptions options{.correction = GENERATE(Correction::bch, Correction::maximum_likelihood)};
    const auto plain = outcome_by_segment(sure, outcome, {}, options);
    CHECK_THAT(plain[0].mean.value, WithinAbs(2, 1e-9));
    CHECK_THAT(plain[1].mean.value, WithinAbs(10, 1e-9));
    const Planted planted(500);
    Matrix twice(1000, 2);
    std::vector<double> outcomes;
    for (std::size_t i = 0; i < 1000; ++i) {
        std::ranges::copy(planted.membership.row(i / 2), twice.row(i).begin());
        outcomes.push_back(planted.spend[i / 2]);
    }
    const auto weighted = outcome_by_segment(planted.membership, planted.spend, std::vector<double>(500, 2), options), doubled = outcome_by_segment(twice, outcomes, {}, options);
    CHECK_THAT(weighted[0].mean.value, WithinAbs(doubled[0].mean.value, 1e-6));
    CHECK_THAT(weighted[1].variance, WithinAbs(doubled[1].variance, 1e-5));
}

TEST_CASE("bad input: what cannot be undone is said, and lengths must agree") {
    const Matrix blurred(10, 2, .5);
    CHECK_FALSE(corrected_membership(blurred, {}).has_value());
    CHECK_THROWS_AS(outcome_by_segment(blurred, std::vector<double>(10, 1), {}, {.placement = Placement::proportional}), InsufficientData);
    CHECK_THROWS_WITH(outcome_by_segment(blurred, std::vector<double>(9, 1), {}), ContainsSubstring("one per customer, 10"));
    CHECK_THROWS_WITH(levels_by_segment(blurred, std::vector<std::uint32_t>(10, 0), 2, std::vector<double>(3, 1)), ContainsSubstring("weights is 3"));
}

TEST_CASE("bad input: memberships, outcomes and weights that mean nothing are refused by name") {
    const Correction correction = GENERATE(Correction::bch, Correction::maximum_likelihood);
    const auto of = [&](const Matrix& membership, std::vector<double> outcome, std::vector<double> weights = {}) {
        return outcome_by_segment(membership, outcome, weights, {.correction = correction});
    };
    const Matrix sound = Matrix::of_rows({{.9, .1}, {.2, .8}, {.7, .3}});
    const std::vector<double> outcome{1, 2, 3};
    const double nan = std::nan("");
    CHECK_THROWS_WITH(of(Matrix(3, 2, 1.5), outcome), ContainsSubstring("membership of row 0, sum is 3"));
    CHECK_THROWS_WITH(of(Matrix::of_rows({{.9, .1}, {1.5, -.5}, {.7, .3}}), outcome), ContainsSubstring("membership of row 1 is -0.5"));
    CHECK_THROWS_WITH(of(Matrix::of_rows({{.9, .1}, {.2, .8}, {nan, .3}}), outcome), ContainsSubstring("membership of row 2"));
    CHECK_THROWS_WITH(of(sound, {1, INFINITY, 3}), ContainsSubstring("outcome is inf"));
    CHECK_THROWS_WITH(of(sound, {1, 1e200, 3}), ContainsSubstring("outcome is 1e+200"));
    CHECK_THROWS_AS(of(sound, {nan, nan, nan}), InsufficientData);
    CHECK_THROWS_AS(of(sound, {1, nan, nan}, {0, 1, 1}), InsufficientData);
    CHECK_THROWS_AS(of(Matrix(0, 2), {}), InsufficientData);
    CHECK_THROWS_WITH(of(sound, outcome, {1, nan, 1}), ContainsSubstring("weights is nan"));
    CHECK_THROWS_WITH(of(sound, outcome, {1, -1, 1}), ContainsSubstring("weights is -1"));
    CHECK_THROWS_WITH(of(sound, outcome, {0, 0, 0}), ContainsSubstring("above 0 for somebody"));
    CHECK_THROWS_AS(levels_by_segment(sound, std::vector<std::uint32_t>(3, 7), 2, {}, {.correction = correction}), InsufficientData);
    CHECK_THROWS_WITH(levels_by_segment(sound, std::vector<std::uint32_t>(3, 0), 0, {}, {.correction = correction}), ContainsSubstring("levels is 0"));
}

TEST_CASE("extremes: a segment of nobody says so, and one value is all there is") {
    const Matrix first_alone = Matrix::of_rows({{1, 0}, {1, 0}, {1, 0}, {1, 0}});
    const ThreeStepOptions likelihood{.correction = Correction::maximum_likelihood};
    const auto found = outcome_by_segment(first_alone, std::vector<double>{1, 2, 3, 6}, {}, likelihood);
    CHECK_THAT(found[0].mean.value, WithinAbs(3, 1e-12));
    CHECK(std::isnan(found[1].mean.value));
    CHECK(found[0].mean.interval.has_value());
    CHECK_FALSE(found[1].mean.interval.has_value());
    const LevelsBySegment levels = levels_by_segment(first_alone, std::vector<std::uint32_t>{0, 1, 1, 1}, 2, {}, likelihood);
    CHECK_THAT(levels.shares(0, 1), WithinAbs(.75, 1e-12));
    CHECK(std::isnan(levels.shares(1, 1)));
    CHECK(std::isnan(levels.low(1, 1)));
    const Planted planted(50);
    const auto same = outcome_by_segment(planted.membership, std::vector<double>(50, 7), {}, likelihood);
    CHECK_THAT(same[0].mean.value, WithinAbs(7, 1e-12));
    CHECK_THAT(same[1].variance, WithinAbs(0, 1e-12));
}

TEST_CASE("any number of threads gives the same bits, and a long call tells and ends when it is asked to") {
    const Planted planted(30'000);
    const ThreeStepOptions options{.correction = GENERATE(Correction::bch, Correction::maximum_likelihood), .placement = Placement::proportional, .iterations_at_most = 20, .tolerance = 0};
    const auto alone = outcome_by_segment(planted.membership, planted.spend, {}, options, {.threads = 1});
    const LevelsBySegment bought = levels_by_segment(planted.membership, planted.bought, 2, {}, options, {.threads = 1});
    for (const std::size_t threads : {2U, 4U, 16U}) {
        CHECK(outcome_by_segment(planted.membership, planted.spend, {}, options, {.threads = threads}) == alone);
        CHECK(levels_by_segment(planted.membership, planted.bought, 2, {}, options, {.threads = threads}) == bought);
    }
    std::size_t told = 0, told_after = 0;
    std::stop_source source;
    const Execution execution{.threads = 2, .stop = source.get_token(), .progress = [&](const Progress&) {
        if (++told == 20) source.request_stop();
        told_after += source.stop_requested() ? 1 : 0;
    }};
    CHECK_THROWS_AS(outcome_by_segment(planted.membership, planted.spend, {}, options, execution), Cancelled);
    CHECK(told >= 20);
    CHECK(told_after <= 20);  // of hundreds of blocks: whoever was at work ended, nobody began another
}
