#include <dangol/segments/three_step.hpp>

#include "personas/tables.hpp"
#include "personas/claims.hpp"
#include "personas/groups.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <array>
#include <cmath>

using namespace dangol;
using namespace dangol::testing;
using Catch::Matchers::WithinAbs;

namespace {

/// p(kind | x) of three normal kinds with known shares: what a perfect mixture would say.
Matrix true_membership(const std::vector<double>& x, const std::array<double, 3>& shares, const std::array<double, 3>& means) {
    Matrix membership(x.size(), 3);
    for (std::size_t i = 0; i < x.size(); ++i) {
        double sum = 0;
        for (std::size_t k = 0; k < 3; ++k) sum += membership(i, k) = shares[k] * std::exp(-(x[i] - means[k]) * (x[i] - means[k]) / 2);
        for (std::size_t k = 0; k < 3; ++k) membership(i, k) /= sum;
    }
    return membership;
}

}  // namespace

TEST_CASE("three steps: rates of .30, .08 and .01 are read where plain weights draw them together") {
    constexpr std::size_t customers = 20000;
    const std::array<double, 3> shares{0.4, 0.35, 0.25}, means{0, 2.2, 4.4};
    Random random(1);
    std::vector<double> x;
    const auto kinds = kinds_of(customers, {shares.begin(), shares.end()}, random);
    for (const std::uint32_t kind : kinds) x.push_back(random.normal(means[kind], 1));
    const FeatureTable table = table_of(customers, {numbers({.name = "x"}, x), flag("responded", kinds, {0.30, 0.08, 0.01}, random)});
    const std::vector<Claim> claims = possible_claims(table);
    REQUIRE(claims.size() == 2);

    const Matrix plain = true_membership(x, shares, means);
    const auto corrected = corrected_membership(plain, table.weights());
    REQUIRE(corrected.has_value());
    const std::vector<char> all(3, 1);
    const auto rate = [&](const Matrix& membership, std::size_t k) {
        const GroupWeights group = group_weights(membership, table.weights(), k, all);
        return contrast(claims[1], group.here, group.elsewhere).here;
    };
    CHECK(rate(plain, 0) < 0.275);
    CHECK(rate(plain, 2) > 0.018);
    CHECK_THAT(rate(*corrected, 0), WithinAbs(0.30, 0.012));
    CHECK_THAT(rate(*corrected, 1), WithinAbs(0.08, 0.012));
    CHECK_THAT(rate(*corrected, 2), WithinAbs(0.01, 0.012));
}

TEST_CASE("three steps: certain memberships stay as they are, and corrected ones add up to one") {
    const Matrix certain = membership_of(blocks({5, 7}), 2);
    const std::vector<double> weights(12, 1.0);
    const auto same = corrected_membership(certain, weights);
    REQUIRE(same.has_value());
    for (std::size_t i = 0; i < 12; ++i)
        for (std::size_t k = 0; k < 2; ++k) CHECK_THAT((*same)(i, k), WithinAbs(certain(i, k), 1e-12));

    Matrix unsure = certain;
    for (std::size_t i = 0; i < 12; ++i)
        for (std::size_t k = 0; k < 2; ++k) unsure(i, k) = certain(i, k) > 0 ? 0.9 : 0.1;
    const auto sharper = corrected_membership(unsure, weights);
    REQUIRE(sharper.has_value());
    CHECK((*sharper)(0, 0) > 0.9);
    for (std::size_t i = 0; i < 12; ++i) CHECK_THAT((*sharper)(i, 0) + (*sharper)(i, 1), WithinAbs(1, 1e-12));
}

TEST_CASE("three steps: where segments overlap too much nothing is corrected, and the set says so") {
    Matrix blurred(10, 2);
    for (std::size_t i = 0; i < 10; ++i) blurred(i, 0) = blurred(i, 1) = 0.5;
    CHECK_FALSE(corrected_membership(blurred, std::vector<double>(10, 1.0), Placement::proportional, 4).has_value());

    Random random(3);
    const auto kinds = kinds_of(200, {0.34, 0.33, 0.33}, random);
    const FeatureTable table = table_of(200, {basis("a", kinds, {0, 0.3, 0.6}, random), flag("member", kinds, {0.2, 0.5, 0.8}, random)});
    Segmentation blurry = adopt_groups(table, membership_of(kinds, 3));
    blurry.verdict = Verdict::untested;
    const PersonaSet described = describe_personas(blurry, table, {.smallest_group = 3});
    REQUIRE(described.personas.size() >= 2);
    const PersonaSet set = test_personas(described, table, {.bootstrap_samples = 20});
    REQUIRE(set.warnings.size() == 1);
    CHECK(set.warnings[0].kind == WarningKind::overlap_uncorrected);
}

TEST_CASE("a mean outside what customers can have is put back, and is known as such") {
    const FeatureTable table = table_of(4, {flags({.name = "yes"}, {0, 1, 0, 1})});
    const std::vector<Claim> claims = possible_claims(table);
    REQUIRE(claims.size() == 1);
    const Contrast negative = contrast(claims[0], std::vector{1.2, -0.2, 0.0, 0.0}, std::vector{0.0, 0.0, 1.0, 1.0});
    CHECK(negative.here < 0);
    CHECK_FALSE(is_possible(claims[0], negative));
    CHECK(made_possible(claims[0], negative).here == 0);
    CHECK(made_possible(claims[0], negative).elsewhere == 0.5);
}
