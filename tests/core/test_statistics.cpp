#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>
#include <dangol/core/statistics.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "core/linear_algebra.hpp"

using namespace dangol;

namespace {
bool close(double a, double b, double tolerance = 1e-12) { return std::fabs(a - b) <= tolerance * (1 + std::fabs(b)); }
void check_interval(Interval interval, double low, double high) {
    CHECK(std::fabs(interval.low - low) < 0.00005);
    CHECK(std::fabs(interval.high - high) < 0.00005);
}
}  // namespace

TEST_CASE("sums, means and variances") {
    CHECK(sum(std::vector<double>{1e100, 1, -1e100}) == 1);
    CHECK(sum(std::vector<double>(10, 0.1)) == 1);
    CHECK(sum(std::vector<double>{}) == 0);
    CHECK(std::isnan(mean(std::vector<double>{})));
    CHECK(std::isinf(sum(std::vector<double>{1, INFINITY})));
    const std::vector<double> values = {2, 4, 4, 4, 5, 5, 7, 9}, ones(8, 1), weights = {1, 3, 0, 0, 2, 0, 1, 1};
    CHECK(mean(values) == 5);
    CHECK(close(variance(values), 32.0 / 7));
    CHECK(close(variance(values, ones), 4));
    CHECK(close(mean(values, weights), 5));
    CHECK(close(variance(values, weights), 4));
    CHECK(variance(std::vector<double>{1e9 + 1, 1e9 + 2, 1e9 + 3}) == 1);
    CHECK(std::isnan(variance(std::vector<double>{3})));
}

TEST_CASE("quantiles are those of R's type 7") {
    const std::vector<double> values = {9, 1, 4, 16};
    CHECK(quantile(values, 0) == 1);
    CHECK(quantile(values, 1) == 16);
    CHECK(close(quantile(values, 0.25), 3.25));
    CHECK(close(quantile(values, 0.9), 13.9));
    CHECK(median(values) == 6.5);
    CHECK(median(std::vector<double>{3}) == 3);
    CHECK(std::isnan(median(std::vector<double>{})));
    CHECK(quantiles(values, std::vector<double>{0, 0.25, 0.5, 1}) == std::vector<double>{1, 3.25, 6.5, 16});

    Random random(1);
    std::vector<double> many(1001);
    for (double& value : many) value = random.normal();
    for (const double p : {0.0, 0.013, 0.5, 0.77, 1.0}) {
        CHECK(quantile(many, p) == quantiles(many, std::vector<double>{p})[0]);
    }
}

TEST_CASE("ranks share ties") {
    CHECK(ranks(std::vector<double>{10, 30, 20, 20}) == std::vector<double>{1, 4, 2.5, 2.5});
    CHECK(ranks(std::vector<double>{}).empty());
}

TEST_CASE("correlation") {
    const std::vector<double> x = {1, 2, 3, 4}, y = {2, 4, 6, 8}, z = {1, 3, 2, 4}, constant(4, 5.0);
    CHECK(close(correlation(x, y), 1));
    CHECK(close(correlation(x, z), 0.8));
    CHECK(std::isnan(correlation(x, constant)));
}

TEST_CASE("Wilson's intervals are those of Newcombe 1998, table I") {
    check_interval(wilson_interval(81, 263), 0.2553, 0.3662);
    check_interval(wilson_interval(15, 148), 0.0624, 0.1605);
    check_interval(wilson_interval(0, 20), 0, 0.1611);
    check_interval(wilson_interval(1, 29), 0.0061, 0.1718);
    CHECK(wilson_interval(20, 20).high == 1);
    CHECK(wilson_interval(0, 20).low == 0);
    CHECK(wilson_interval(0, 0) == Interval{0, 1});
}

TEST_CASE("Clopper and Pearson's intervals are those of Newcombe 1998, table I, and cover") {
    check_interval(clopper_pearson_interval(81, 263), 0.2527, 0.3676);
    check_interval(clopper_pearson_interval(15, 148), 0.0578, 0.1617);
    check_interval(clopper_pearson_interval(0, 20), 0, 0.1684);
    check_interval(clopper_pearson_interval(1, 29), 0.0009, 0.1776);
    CHECK(clopper_pearson_interval(0, 0) == Interval{0, 1});
    // By definition: at the lower end the tail at and above the count has 2.5 %.
    CHECK(close(beta_cdf(clopper_pearson_interval(7, 30).low, 7, 24), 0.025, 1e-9));
}

TEST_CASE("Jeffreys' interval has equal tails and lies within Clopper and Pearson's") {
    const Interval jeffreys = jeffreys_interval(7, 30), wider = clopper_pearson_interval(7, 30);
    CHECK(close(beta_cdf(jeffreys.low, 7.5, 23.5), 0.025, 1e-9));
    CHECK(close(beta_cdf(jeffreys.high, 7.5, 23.5), 0.975, 1e-9));
    CHECK(wider.low < jeffreys.low);
    CHECK(jeffreys.high < wider.high);
    CHECK(jeffreys_interval(0, 5).low == 0);
    CHECK(jeffreys_interval(5, 5).high == 1);
}

TEST_CASE("q-values are those of Benjamini and Hochberg 1995") {
    const std::vector<double> p = {.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344,
                                   .0459, .3240, .4262, .5719, .6528, .7590, 1.000};
    const std::vector<double> q = false_discovery_rates(p);
    const std::vector<double> first = {.0015, .0030, .0095, .035625, .0603};
    for (std::size_t i = 0; i < first.size(); ++i) CHECK(close(q[i], first[i]));
    CHECK(std::count_if(q.begin(), q.end(), [](double value) { return value <= 0.05; }) == 4);
    CHECK(q.back() == 1);
    std::vector<double> reversed(p.rbegin(), p.rend());
    const std::vector<double> q_reversed = false_discovery_rates(reversed);
    CHECK(std::equal(q.begin(), q.end(), q_reversed.rbegin()));
    CHECK(false_discovery_rates(std::vector<double>{}).empty());
}

TEST_CASE("distributions behind tests have their textbook values") {
    CHECK(close(normal_cdf(1.959963984540054), 0.975));
    CHECK(close(normal_quantile(0.975), 1.959963984540054));
    CHECK(close(student_t_cdf(2.2281388519649385, 10), 0.975, 1e-12));
    CHECK(close(student_t_cdf(-2.2281388519649385, 10), 0.025, 1e-12));
    CHECK(student_t_cdf(0, 3) == 0.5);
    CHECK(close(student_t_cdf(1, 1), 0.75));
    CHECK(close(chi_squared_tail(3.841458820694124, 1), 0.05, 1e-12));
    CHECK(close(chi_squared_tail(18.307038053275146, 10), 0.05, 1e-12));
    CHECK(chi_squared_tail(0, 4) == 1);
    CHECK(close(beta_cdf(0.3, 2, 1), 0.09));
    CHECK(beta_cdf(-1, 2, 3) == 0);
    CHECK(beta_cdf(2, 2, 3) == 1);
    for (const double a : {0.3, 1.0, 7.5, 400.0}) {
        for (const double b : {0.3, 2.0, 900.0}) {
            for (const double p : {0.001, 0.025, 0.5, 0.975}) {
                INFO(a << " " << b << " " << p);
                CHECK(close(beta_cdf(beta_quantile(p, a, b), a, b), p, 1e-9));
                CHECK(close(beta_cdf(0.37, a, b), 1 - beta_cdf(0.63, b, a), 1e-12));
            }
        }
    }
}

TEST_CASE("positive definite systems are solved and others refused") {
    const Matrix a = Matrix::of_rows({{4, 2, 0}, {2, 5, 3}, {0, 3, 6}});
    const std::vector<double> b = {2, -1, 9};
    const std::vector<double> x = solve_positive_definite(a, b);
    for (std::size_t i = 0; i < 3; ++i) CHECK(close(a(i, 0) * x[0] + a(i, 1) * x[1] + a(i, 2) * x[2], b[i]));

    const auto factor = Cholesky::of(a);
    REQUIRE(factor);
    CHECK(close(factor->log_determinant(), std::log(60.0)));
    const Matrix inverse = factor->inverse();
    CHECK(close(inverse(0, 0), 21.0 / 60));
    CHECK(inverse(0, 2) == inverse(2, 0));

    CHECK_FALSE(Cholesky::of(Matrix::of_rows({{1, 2}, {2, 1}})));
    CHECK_FALSE(Cholesky::of(Matrix::of_rows({{0, 0}, {0, 1}})));
    CHECK_FALSE(Cholesky::of(Matrix::of_rows({{NAN, 0}, {0, 1}})));
    CHECK_THROWS_AS(solve_positive_definite(Matrix::of_rows({{-1.0}}), std::vector<double>{1}), InvalidArgument);
    CHECK(Cholesky::of(Matrix())->log_determinant() == 0);
}

TEST_CASE("eigenvectors of a symmetric matrix") {
    const SymmetricEigen eigen = eigen_of_symmetric(Matrix::of_rows({{2, 1}, {1, 2}}));
    CHECK(close(eigen.values[0], 1));
    CHECK(close(eigen.values[1], 3));
    CHECK(close(eigen.vectors(1, 0), std::sqrt(0.5)));
    CHECK(close(eigen.vectors(1, 1), std::sqrt(0.5)));
}
