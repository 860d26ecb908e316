#include "scoring/logistic_regression.hpp"

#include <dangol/core/random.hpp>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <numeric>
#include <vector>

using namespace dangol;
using Catch::Approx;

namespace {

struct Sample {
    Matrix x = {};
    std::vector<std::uint8_t> y = {};
    std::vector<std::uint32_t> cluster = {};
    LogisticData data() const { return {.rows = x, .converted = y}; }
};

Sample two_hundred() {
    Sample sample{.x = Matrix(200, 3), .y = {}};
    for (std::size_t i = 0; i < 200; ++i) {
        sample.x(i, 0) = static_cast<double>((7 * i) % 11) / 5 - 1;
        sample.x(i, 1) = static_cast<double>((5 * i) % 13) / 6 - 1;
        sample.x(i, 2) = static_cast<double>((3 * i) % 17) / 8 - 1;
        const double noise = static_cast<double>((29 * i) % 31) / 15 - 1;
        sample.y.push_back(1.2 * sample.x(i, 0) - 0.8 * sample.x(i, 1) + 1.5 * noise > 0.4 ? 1 : 0);
    }
    return sample;
}

/// `rows` in clusters of `cluster_size` that share their columns and, with standard deviation `shared_sd`, a disturbance.
Sample planted(Random& random, std::size_t rows, std::span<const double> beta, double alpha, std::size_t cluster_size, double shared_sd) {
    Sample sample{.x = Matrix(rows, beta.size())};
    double disturbance = 0;
    for (std::size_t i = 0; i < rows; ++i) {
        const bool first = i % cluster_size == 0;
        if (first) disturbance = random.normal(0, shared_sd);
        double z = alpha + disturbance;
        for (std::size_t j = 0; j < beta.size(); ++j) {
            sample.x(i, j) = first ? random.normal() : sample.x(i - 1, j);
            z += beta[j] * sample.x(i, j);
        }
        sample.y.push_back(random.chance(1 / (1 + std::exp(-z))) ? 1 : 0);
        sample.cluster.push_back(static_cast<std::uint32_t>(i / cluster_size));
    }
    return sample;
}

}  // namespace

TEST_CASE("penalised coefficients are those of scikit-learn") {
    const Sample sample = two_hundred();
    // scikit-learn 1.9.1, LogisticRegression(C = 1/λ, tol = 1e-14, solver = "newton-cholesky") on the same 200 rows.
    const LogisticFit strong = fit_logistic(sample.data(), 3.0), weak = fit_logistic(sample.data(), 0.01);
    REQUIRE(strong.converged);
    REQUIRE(weak.converged);
    CHECK(strong.intercept == Approx(-0.6045352686).epsilon(1e-8));
    CHECK(strong.coefficients[0] == Approx(1.7129193617).epsilon(1e-8));
    CHECK(strong.coefficients[1] == Approx(-1.1302929175).epsilon(1e-8));
    CHECK(strong.coefficients[2] == Approx(-0.2021115540).epsilon(1e-8));
    CHECK(weak.intercept == Approx(-0.7250485808).epsilon(1e-8));
    CHECK(weak.coefficients[0] == Approx(2.3889269124).epsilon(1e-8));
    CHECK(weak.iterations < 12);
    CHECK(fit_logistic(sample.data(), 0.01, strong).coefficients[0] == Approx(weak.coefficients[0]).epsilon(1e-9));
}

TEST_CASE("planted coefficients are recovered; weights are multiplicities and 0 leaves out") {
    Random random(1);
    const std::vector<double> beta{1.0, -0.7, 0.0, 0.3};
    const Sample sample = planted(random, 20'000, beta, -1.5, 1, 0);
    const LogisticFit fit = fit_logistic(sample.data(), 1e-3);
    CHECK(fit.intercept == Approx(-1.5).margin(0.08));
    for (std::size_t j = 0; j < beta.size(); ++j) CHECK(fit.coefficients[j] == Approx(beta[j]).margin(0.08));

    std::vector<double> weights(sample.y.size(), 1.0);
    for (std::size_t i = 0; i < 500; ++i) weights[i] = 0;
    LogisticData weighted = sample.data();
    weighted.weights = weights;
    const LogisticData rest{.rows = sample.x.view().rows_from(500, 19'500), .converted = std::span(sample.y).subspan(500)};
    const LogisticFit a = fit_logistic(weighted, 2), b = fit_logistic(rest, 2);
    for (std::size_t j = 0; j < beta.size(); ++j) CHECK(a.coefficients[j] == Approx(b.coefficients[j]).epsilon(1e-9));
}

TEST_CASE("separated rows, constant columns and extreme starts still converge") {
    Sample sample{.x = Matrix(40, 2)};
    for (std::size_t i = 0; i < 40; ++i) {
        sample.x(i, 0) = i < 20 ? -1 : 1;
        sample.y.push_back(i < 20 ? 0 : 1);
    }
    const LogisticFit fit = fit_logistic(sample.data(), 0.1);
    CHECK(fit.converged);
    CHECK(fit.coefficients[0] > 2);
    CHECK(fit.coefficients[1] == 0);
    const LogisticFit far{.intercept = 30, .coefficients = {-40, 0}};
    CHECK(fit_logistic(sample.data(), 0.1, far).coefficients[0] == Approx(fit.coefficients[0]).epsilon(1e-6));
}

TEST_CASE("a regression has the same bits for 1, 2 and 4 threads") {
    Random random(4);
    const Sample sample = planted(random, 5000, std::vector{0.5, 0.2, -0.1}, -2, 1, 0);
    const LogisticFit one = fit_logistic(sample.data(), 1, {}, {.threads = 1});
    for (const std::size_t threads : {2U, 4U}) {
        const LogisticFit many = fit_logistic(sample.data(), 1, {}, {.threads = threads});
        CHECK(one.intercept == many.intercept);
        CHECK(one.coefficients == many.coefficients);
    }
}

TEST_CASE("standard errors cover the truth when customers bring many like leads", "[slow]") {
    // Leads of a customer are alike beyond their columns: errors that took them as independent would cover far less than 95 %.
    Random random(9);
    constexpr int worlds = 200;
    int covered = 0, naively_covered = 0;
    double mean = 0;
    std::vector<double> slopes, errors, naive_errors;
    for (int world = 0; world < worlds; ++world) {
        const Sample sample = planted(random, 2000, std::vector{0.8}, -1, 8, 1.0);
        const LogisticFit fit = fit_logistic(sample.data(), 1e-6);
        std::vector<std::uint32_t> alone(sample.y.size());
        std::iota(alone.begin(), alone.end(), 0U);
        slopes.push_back(fit.coefficients[0]);
        errors.push_back(std::sqrt(robust_covariance(fit, sample.data(), 1e-6, sample.cluster)(1, 1)));
        naive_errors.push_back(std::sqrt(robust_covariance(fit, sample.data(), 1e-6, alone)(1, 1)));
        mean += fit.coefficients[0] / worlds;
    }
    // The truth is the marginal slope, which the mean of the worlds shows (the disturbance attenuates 0.8).
    for (std::size_t w = 0; w < worlds; ++w) {
        covered += std::fabs(slopes[w] - mean) < 1.96 * errors[w] ? 1 : 0;
        naively_covered += std::fabs(slopes[w] - mean) < 1.96 * naive_errors[w] ? 1 : 0;
    }
    CHECK(covered >= 0.91 * worlds);
    CHECK(covered <= 0.99 * worlds);
    CHECK(naively_covered < 0.85 * worlds);
}
