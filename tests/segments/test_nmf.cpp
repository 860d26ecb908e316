#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>
#include <dangol/segments/agreement.hpp>
#include <dangol/segments/nmf.hpp>

#include "core/simd.hpp"
#include "segments/tables.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>

using namespace dangol;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;

namespace {

/// Customers who mix three archetypes over `columns` things; the first third mostly the first, and so on.
Matrix planted(std::size_t customers, std::size_t columns, double noise, std::uint64_t seed = 1) {
    Random random(seed);
    Matrix points(customers, columns);
    for (std::size_t i = 0; i < customers; ++i) {
        double mix[3];
        for (std::size_t t = 0; t < 3; ++t) mix[t] = random.gamma(t == 3 * i / customers ? 6 : .3);
        for (std::size_t j = 0; j < columns; ++j) {
            points(i, j) = mix[j % 3] * (1 + static_cast<double>(j % 5)) + noise * random.exponential();
        }
    }
    return points;
}

/// One sweep over W, then one over H, as the formulas have it.
void textbook_step(const Matrix& x, Matrix& w, Matrix& h) {
    const std::size_t n = x.rows(), d = x.columns(), r = h.rows();
    for (std::size_t t = 0; t < r; ++t) {
        double square = 0;
        for (std::size_t j = 0; j < d; ++j) square += h(t, j) * h(t, j);
        for (std::size_t i = 0; i < n; ++i) {
            double gradient = 0;
            for (std::size_t j = 0; j < d; ++j) {
                double fitted = 0;
                for (std::size_t s = 0; s < r; ++s) fitted += w(i, s) * h(s, j);
                gradient += (fitted - x(i, j)) * h(t, j);
            }
            w(i, t) = std::max(0.0, w(i, t) - gradient / square);
        }
    }
    for (std::size_t t = 0; t < r; ++t) {
        double square = 0;
        for (std::size_t i = 0; i < n; ++i) square += w(i, t) * w(i, t);
        for (std::size_t j = 0; j < d; ++j) {
            double gradient = 0;
            for (std::size_t i = 0; i < n; ++i) {
                double fitted = 0;
                for (std::size_t s = 0; s < r; ++s) fitted += w(i, s) * h(s, j);
                gradient += (fitted - x(i, j)) * w(i, t);
            }
            h(t, j) = std::max(0.0, h(t, j) - gradient / square);
        }
    }
}

Matrix filled(std::size_t rows, std::size_t columns, std::uint64_t seed) {
    Random random(seed);
    Matrix matrix(rows, columns);
    for (double& x : matrix.values()) x = random.uniform();
    return matrix;
}

double largest_difference(const Matrix& a, const Matrix& b) {
    double most = 0;
    for (std::size_t i = 0; i < a.values().size(); ++i) most = std::max(most, std::fabs(a.values()[i] - b.values()[i]));
    return most;
}

}  // namespace

TEST_CASE("correctness: coordinate descent takes the textbook's steps, whatever the widths") {
    for (const std::size_t columns : {1U, 5U, 8U, 19U})
        for (const std::size_t rank : {1U, 3U, 5U}) {
            const Matrix x = planted(37, columns, .2);
            Matrix w = filled(37, rank, 2), h = filled(rank, columns, 3);
            const Nmf fit = fit_nmf(x, w, h, {.iterations_at_most = 3, .tolerance = 0});
            for (int step = 0; step < 3; ++step) textbook_step(x, w, h);
            CHECK(largest_difference(fit.weights, w) < 1e-9);
            CHECK(largest_difference(fit.archetypes, h) < 1e-9);
        }
}

TEST_CASE("planted truth: archetypes without noise are found exactly, and who mostly mixes which") {
    const Matrix x = planted(600, 30, 0);
    const NmfLoss loss = GENERATE(NmfLoss::frobenius, NmfLoss::kullback_leibler);
    const Nmf fit = fit_nmf(x, {.archetype_count = 3, .loss = loss, .iterations_at_most = 2000, .tolerance = 1e-9});
    double size = 0;
    for (const double value : x.values()) size += loss == NmfLoss::frobenius ? value * value / 2 : value;
    CHECK(fit.loss < 1e-5 * size);
    std::vector<std::uint32_t> truth(600);
    for (std::size_t i = 0; i < 600; ++i) truth[i] = static_cast<std::uint32_t>(3 * i / 600);
    const Matrix membership = memberships_of(fit);
    CHECK(adjusted_rand(most_probable(membership), truth) > .85);
    double sum = 0;
    for (const double part : membership.row(17)) sum += part;
    CHECK_THAT(sum, WithinAbs(1, 1e-12));
}

TEST_CASE("properties: no iteration raises the loss") {
    const Matrix x = planted(100, 12, 1);
    const NmfLoss loss = GENERATE(NmfLoss::frobenius, NmfLoss::kullback_leibler);
    double before = INFINITY;
    for (std::size_t iterations = 1; iterations < 12; ++iterations) {
        const Nmf fit = fit_nmf(x, filled(100, 4, 1), filled(4, 12, 2), {.loss = loss, .iterations_at_most = iterations, .tolerance = 0});
        CHECK(fit.loss <= before * (1 + 1e-12));
        before = fit.loss;
    }
}

TEST_CASE("consistency: factorisations have the same bits for every instruction set and any number of threads") {
    const Matrix x = planted(2000, 13, .5);
    const NmfOptions options{.archetype_count = 4, .loss = GENERATE(NmfLoss::frobenius, NmfLoss::kullback_leibler), .starts = 2, .iterations_at_most = 7};
    const Nmf expected = fit_nmf(x, options, {.threads = 1});
    for (const std::size_t threads : {2u, 4u, 16u}) CHECK(fit_nmf(x, options, {.threads = threads}) == expected);
    for (const simd::InstructionSet set : simd::all_instruction_sets) {
        if (!simd::is_supported(set)) continue;
        const simd::Forced forced(set);
        CHECK(fit_nmf(x, options) == expected);
    }
}

TEST_CASE("correctness: others are placed among given archetypes") {
    const Matrix x = planted(300, 20, 0);
    const NmfOptions options{.archetype_count = 3, .loss = GENERATE(NmfLoss::frobenius, NmfLoss::kullback_leibler), .iterations_at_most = 3000, .tolerance = 1e-10};
    const Nmf fit = fit_nmf(x, options);
    const Matrix others = planted(50, 20, 0, 9), weights = nmf_weights(others, fit.archetypes, options);
    double wrong = 0, size = 0;
    for (std::size_t i = 0; i < 50; ++i)
        for (std::size_t j = 0; j < 20; ++j) {
            double fitted = 0;
            for (std::size_t t = 0; t < 3; ++t) fitted += weights(i, t) * fit.archetypes(t, j);
            wrong += std::fabs(fitted - others(i, j));
            size += others(i, j);
        }
    CHECK(wrong < .02 * size);
}

TEST_CASE("extremes: zeros, more archetypes than columns, one customer") {
    const Nmf nothing = fit_nmf(Matrix(5, 3, 0), {.archetype_count = 2});
    CHECK(nothing.loss == 0);
    CHECK(memberships_of(nothing) == Matrix(5, 2, .5));
    CHECK(fit_nmf(planted(40, 3, .1), {.archetype_count = 6, .iterations_at_most = 500}).loss < .05);
    CHECK(fit_nmf(Matrix(1, 4, 2), {.archetype_count = 1}).loss < 1e-6);
}

TEST_CASE("bad input: factorisations name what is wrong") {
    Matrix x = planted(10, 4, .1);
    CHECK_THROWS_WITH(fit_nmf(x, {.archetype_count = 0}), ContainsSubstring("archetype_count is 0"));
    CHECK_THROWS_WITH(fit_nmf(x, Matrix(9, 2, 1), Matrix(2, 4, 1)), ContainsSubstring("10 × 2"));
    CHECK_THROWS_WITH(fit_nmf(x, Matrix(10, 2, -1), Matrix(2, 4, 1)), ContainsSubstring("at least 0 and at most 1e100"));
    CHECK_THROWS_AS(fit_nmf(Matrix(), {}), InsufficientData);
    x(3, 2) = NAN;
    CHECK_THROWS_WITH(fit_nmf(x), ContainsSubstring("a cell of row 3"));
}
