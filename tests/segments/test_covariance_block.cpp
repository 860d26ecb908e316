#include "tables.hpp"

#include "segments/mixture_state.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

using namespace dangol;
using namespace dangol::testing;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// Two groups of four numbers with the same means but for the first, the correlations of one group the opposite of the other's.
FeatureTable crossed(std::size_t rows, double missing_share, double distance, std::uint64_t seed = 1) {
    Random random(seed);
    std::vector<std::vector<double>> values(4);
    for (std::size_t row = 0; row < rows; ++row) {
        const double sign = row % 2 == 0 ? 1 : -1, common = random.normal();
        for (std::size_t c = 0; c < 4; ++c) {
            const double own = (c % 2 == 0 ? 1 : sign) * .9 * common + .4 * random.normal() + (c == 0 ? sign * distance / 2 : 0);
            values[c].push_back(random.chance(missing_share) ? missing : own);
        }
    }
    std::vector<FeatureData> columns;
    for (std::size_t c = 0; c < 4; ++c) columns.push_back(numbers(std::to_string(c), ColumnKind::numeric, values[c]));
    columns.push_back(numbers("visits", ColumnKind::count, std::vector<double>(rows, 0)));
    for (double& visits : columns.back().numbers) visits = static_cast<double>(random.poisson(3));
    return table_of(std::move(columns));
}

std::vector<std::uint32_t> halves(std::size_t rows) {
    std::vector<std::uint32_t> truth(rows);
    for (std::uint32_t row = 0; row < rows; ++row) truth[row] = row % 2;
    return truth;
}

MixtureOptions with(CovarianceShape shape, std::size_t segments, double prior = 1) {
    MixtureOptions how = options(segments, prior);
    how.covariance = shape;
    return how;
}

}  // namespace

TEST_CASE("one segment with a block is the sample's mean and covariance") {
    const CovarianceShape shape = GENERATE(CovarianceShape::shared_block, CovarianceShape::free_block);
    const FeatureTable table = crossed(500, 0, 1);
    const Mixture fit = checked_fit(table, with(shape, 1, 0));
    for (std::uint32_t a = 0; a < 4; ++a) {
        const auto x = table.numbers(ColumnIndex{a});
        double mean_a = 0;
        for (const double value : x) mean_a += value / 500;
        CHECK_THAT(fit.expected_value(0, ColumnIndex{a}), WithinAbs(mean_a, 1e-12));
        for (std::uint32_t b = 0; b < 4; ++b) {
            const auto y = table.numbers(ColumnIndex{b});
            double mean_b = 0, product = 0;
            for (const double value : y) mean_b += value / 500;
            for (std::size_t i = 0; i < 500; ++i) product += (x[i] - mean_a) * (y[i] - mean_b) / 500;
            CHECK_THAT(fit.state().covariance(a, b), WithinAbs(product, 1e-9));
        }
    }
}

TEST_CASE("segments that differ in how columns go together are found by free blocks alone") {
    const double missing_share = GENERATE(0.0, 0.2, 0.4);
    const FeatureTable table = crossed(2000, missing_share, 0);
    const Mixture fit = checked_fit(table, with(CovarianceShape::free_block, 2)), shared = checked_fit(table, with(CovarianceShape::shared_block, 2));
    Matrix truth(2000, 2);
    for (std::size_t row = 0; row < 2000; ++row) truth(row, row % 2) = 1;
    const Mixture oracle = describe_groups(table, truth, with(CovarianceShape::free_block, 2));  // somebody told it who belongs where
    const double reachable = adjusted_rand(labels(oracle.membership(table)), halves(2000));
    CHECK(reachable > .3 - .5 * missing_share);
    CHECK(adjusted_rand(labels(fit.membership(table)), halves(2000)) > reachable - .03);
    CHECK(adjusted_rand(labels(shared.membership(table)), halves(2000)) < .1);
    const Matrix& covariance = fit.state().covariance;  // of both segments, one below the other
    REQUIRE(covariance.rows() == 8);
    CHECK(covariance(0, 1) * covariance(4, 1) < 0);
    CHECK_THAT(std::fabs(covariance(0, 1)), WithinAbs(.81, .1));
    CHECK(fit.report().parameter_count == 2 * (4 + 10 + 2) + 1);
    CHECK(shared.report().parameter_count == 2 * (4 + 2) + 10 + 1);
}

TEST_CASE("the fit and the placing of customers go different ways to the same likelihood, whatever is missing") {
    const CovarianceShape shape = GENERATE(CovarianceShape::diagonal, CovarianceShape::shared_block, CovarianceShape::free_block);
    const double missing_share = GENERATE(0.0, 0.3, 0.6);
    const std::size_t rows = GENERATE(100U, 3000U);  // within one unit of work, and over several
    const FeatureTable table = crossed(rows, missing_share, 3);
    const Mixture fit = checked_fit(table, with(shape, 2));
    double sum = 0;
    for (const double log_likelihood : fit.log_likelihood(table)) sum += log_likelihood;
    CHECK_THAT(fit.report().log_likelihood, WithinRel(sum, 1e-10));
}

TEST_CASE("what is missing in one column is filled in from those that go with it") {
    // x is missing where y is large: what is left of x has a lower mean, which y corrects (Little & Rubin, ch. 7).
    const CovarianceShape shape = GENERATE(CovarianceShape::shared_block, CovarianceShape::free_block);
    Random random(4);
    std::vector<double> x, y;
    double mean = 0;
    for (int i = 0; i < 4000; ++i) {
        y.push_back(random.normal());
        const double value = 10 + 2 * y.back() + random.normal();
        mean += value / 4000;
        x.push_back(y.back() > .3 ? missing : value);
    }
    const FeatureTable table = table_of({numbers("x", ColumnKind::numeric, x), numbers("y", ColumnKind::numeric, y)});
    MixtureOptions how = with(shape, 1, 0);
    how.tolerance = 1e-13;
    const Mixture fit = checked_fit(table, how);
    const Mixture apart = checked_fit(table, with(CovarianceShape::diagonal, 1, 0));
    CHECK_THAT(fit.expected_value(0, ColumnIndex{0}), WithinAbs(mean, .1));
    CHECK_THAT(fit.state().covariance(0, 1), WithinAbs(2, .15));
    CHECK(apart.expected_value(0, ColumnIndex{0}) < mean - 1);
}

TEST_CASE("without a prior a segment of fewer customers than its covariance needs does not win") {
    const FeatureTable table = crossed(60, 0, 2);
    const Mixture fit = checked_fit(table, with(CovarianceShape::free_block, 3, 0));
    CHECK(std::isfinite(fit.report().log_likelihood));
    for (const double share : fit.shares()) CHECK(60 * share >= 5 - 1e-9);
}
