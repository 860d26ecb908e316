#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>
#include <dangol/segments/three_step.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <cmath>

using namespace dangol;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;

namespace {

/// Two overlapping kinds (shares .4 and .6) whose true memberships are known; the outcome depends on the kind alone.
struct Planted {
    explicit Planted(std::size_t n) : membership(n, 2) {
        Random random(4);
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
    const Matrix bought = levels_by_segment(planted.membership, planted.bought, 2, {}, options);
    CHECK_THAT(bought(0, 1), WithinAbs(.4, .015));
    CHECK_THAT(bought(1, 1), WithinAbs(.05, .015));
    CHECK_THAT(bought(1, 0) + bought(1, 1), WithinAbs(1, 1e-12));
    if (options.correction == Correction::bch) CHECK(spend[0].mean.interval->contains(10));
}

TEST_CASE("computed elsewhere: the BCH correction of StepMix 3.0 on sixty customers") {
    Matrix membership(60, 2);
    std::vector<double> outcome;
    for (std::size_t i = 0; i < 60; ++i) {
        membership(i, 0) = (static_cast<double>(i * 37 % 100) + .5) / 101;
        membership(i, 1) = 1 - membership(i, 0);
        outcome.push_back(static_cast<double>(i * i * 7 % 23));
    }
    const auto modal = outcome_by_segment(membership, outcome, {}), proportional = outcome_by_segment(membership, outcome, {}, {.placement = Placement::proportional});
    CHECK_THAT(modal[0].mean.value, WithinAbs(13.6319224, 1e-7));
    CHECK_THAT(modal[1].mean.value, WithinAbs(14.16631393, 1e-7));
    CHECK_THAT(modal[0].variance, WithinAbs(33.16928078, 1e-7));
    CHECK_THAT(proportional[0].mean.value, WithinAbs(14.28033603, 1e-7));
    CHECK_THAT(proportional[1].variance, WithinAbs(55.3074034, 1e-6));
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
