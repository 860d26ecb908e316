#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>
#include <dangol/segments/agreement.hpp>
#include <dangol/segments/groups.hpp>
#include <dangol/segments/kprototypes.hpp>

#include "core/simd.hpp"
#include "segments/tables.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>

using namespace dangol;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;

namespace {

/// Three planted kinds: numbers around their own places, categories mostly their own level.
struct Planted {
    explicit Planted(std::size_t n, double missing_share = 0, std::uint64_t seed = 1) : numbers(n, 3), codes(n * 4) {
        Random random(seed);
        for (std::size_t i = 0; i < n; ++i) {
            truth.push_back(static_cast<std::uint32_t>(i % 3));
            for (std::size_t j = 0; j < 3; ++j) numbers(i, j) = random.chance(missing_share) ? NAN : random.normal() + (j == i % 3 ? 3 : 0);
            for (std::size_t q = 0; q < 4; ++q) {
                const auto level = static_cast<std::uint32_t>(random.chance(.7) ? (i % 3 + q) % 5 : random.below(5));
                codes[i * 4 + q] = random.chance(missing_share) ? unobserved_code : level;
            }
        }
    }
    MixedRows rows() const { return {.numbers = numbers, .codes = {codes.data(), truth.size(), 4}}; }
    MixedRows only_codes() const { return {.codes = {codes.data(), truth.size(), 4}}; }
    Matrix numbers;
    std::vector<std::uint32_t> codes, truth;
};

/// The nearest prototype of every row by the formula, of equals the first.
std::vector<std::uint32_t> nearest_of(const MixedRows& rows, const KPrototypes& fit, std::size_t groups) {
    std::vector<std::uint32_t> nearest(fit.groups.size());
    for (std::size_t i = 0; i < nearest.size(); ++i) {
        double least = INFINITY;
        for (std::uint32_t k = 0; k < groups; ++k) {
            double cost = 0;
            for (std::size_t j = 0; j < rows.numbers.columns(); ++j)
                cost += std::isnan(rows.numbers(i, j)) ? 0 : std::pow(rows.numbers(i, j) - fit.centres(k, j), 2);
            for (std::size_t q = 0; q < rows.codes.columns(); ++q) {
                const std::uint32_t code = rows.codes(i, q);
                cost += code != unobserved_code && code != fit.modes[k * rows.codes.columns() + q] ? fit.gamma : 0;
            }
            if (cost < least) least = cost, nearest[i] = k;
        }
    }
    return nearest;
}

/// The cost as its formula has it.
double cost_of(const MixedRows& rows, const KPrototypes& fit) {
    double cost = 0;
    for (std::size_t i = 0; i < fit.groups.size(); ++i) {
        for (std::size_t j = 0; j < rows.numbers.columns(); ++j) cost += std::pow(rows.numbers(i, j) - fit.centres(fit.groups[i], j), 2);
        for (std::size_t q = 0; q < rows.codes.columns(); ++q) cost += rows.codes(i, q) != fit.modes[fit.groups[i] * rows.codes.columns() + q] ? fit.gamma : 0;
    }
    return cost;
}

}  // namespace

TEST_CASE("planted truth: mixed kinds are found, also with missing values, and by categories alone") {
    const Planted whole(3000), holes(3000, .2);
    const KPrototypes fit = fit_kprototypes(whole.rows(), {}, {.segment_count = 3});
    CHECK(adjusted_rand(fit.groups, whole.truth) > .9);
    CHECK(fit.termination == Termination::converged);
    CHECK_THAT(fit.cost / cost_of(whole.rows(), fit), WithinAbs(1, 1e-12));
    CHECK(adjusted_rand(fit_kprototypes(holes.rows(), {}, {.segment_count = 3}).groups, holes.truth) > .75);
    const KPrototypes modes = fit_kprototypes(whole.only_codes(), {}, {.segment_count = 3});
    CHECK(adjusted_rand(modes.groups, whole.truth) > .6);
    CHECK(modes.gamma == 1);
}

TEST_CASE("correctness: every row is with its nearest prototype, of equals the first, also where numbers or codes are missing") {
    for (const double missing : {0.0, .3})
        for (const std::size_t groups : {1U, 3U, 9U, 17U}) {
            const Planted planted(1003, missing);  // the last tile is not full
            const KPrototypes fit = fit_kprototypes(planted.rows(), {}, {.segment_count = groups, .starts = 2, .iterations_at_most = 4});
            CHECK(fit.groups == nearest_of(planted.rows(), fit, groups));
            const KPrototypes modes = fit_kprototypes(planted.only_codes(), {}, {.segment_count = groups, .gamma = .1, .starts = 2, .iterations_at_most = 4});
            CHECK(modes.groups == nearest_of(planted.only_codes(), modes, groups));
        }
    Planted far(500);
    for (double& x : far.numbers.values()) x += 1e9;  // no digits of single precision are left
    const KPrototypes fit = fit_kprototypes(far.rows(), {}, {.segment_count = 4, .starts = 1});
    CHECK(fit.groups == nearest_of(far.rows(), fit, 4));
}

TEST_CASE("correctness: one group is the means and the commonest levels; gamma is half of the mean standard deviation") {
    const Matrix numbers = Matrix::of_rows({{0, 10}, {2, 10}, {4, 10}});
    const std::vector<std::uint32_t> codes{1, 2, 2};
    const KPrototypes fit = fit_kprototypes({.numbers = numbers, .codes = {codes.data(), 3, 1}}, {}, {.segment_count = 1});
    CHECK(fit.centres == Matrix::of_rows({{2, 10}}));
    CHECK(fit.modes == std::vector<std::uint32_t>{2});
    CHECK_THAT(fit.gamma, WithinAbs(std::sqrt(8.0 / 3) / 4, 1e-15));
    CHECK_THAT(fit.cost, WithinAbs(8 + fit.gamma, 1e-12));
}

TEST_CASE("properties: every iteration lowers the cost, and a row of weight 2 is two rows") {
    const Planted planted(500);
    const Matrix centres = Matrix::of_rows({{0, 0, 0}, {.1, 0, 0}, {0, .1, 0}, {0, 0, .1}});
    const std::vector<std::uint32_t> modes(16, 0);
    double before = INFINITY;
    for (std::size_t iterations = 1; iterations < 8; ++iterations) {
        const KPrototypes fit = fit_kprototypes(planted.rows(), {}, centres, modes, {.iterations_at_most = iterations});
        CHECK(fit.cost <= before * (1 + 1e-12));
        before = fit.cost;
    }
    const KPrototypes once = fit_kprototypes(planted.rows(), {}, centres, modes, {.gamma = 1.0});
    const KPrototypes twice = fit_kprototypes(planted.rows(), std::vector<double>(500, 2), centres, modes, {.gamma = 1.0});
    CHECK(once.groups == twice.groups);
    CHECK_THAT(twice.cost, WithinAbs(2 * once.cost, 1e-9));
}

TEST_CASE("consistency: k-prototypes have the same bits for every instruction set and any number of threads") {
    const Planted planted(30000, .1);
    const KPrototypesOptions options{.segment_count = 9, .starts = 2, .iterations_at_most = 5};
    const KPrototypes expected = fit_kprototypes(planted.rows(), {}, options, {.threads = 1});
    for (const std::size_t threads : {2u, 4u, 16u}) CHECK(fit_kprototypes(planted.rows(), {}, options, {.threads = threads}) == expected);
    for (const simd::InstructionSet set : simd::all_instruction_sets) {
        if (!simd::is_supported(set)) continue;
        const simd::Forced forced(set);
        CHECK(fit_kprototypes(planted.rows(), {}, options) == expected);
    }
    CHECK(nearest_prototypes(planted.rows(), expected) == expected.groups);
}

TEST_CASE("bad input: no rows have no nearest prototypes, and rows without a column are refused however few they are") {
    const Planted planted(100);
    const KPrototypes found = fit_kprototypes(planted.rows(), {}, {.segment_count = 2});
    CHECK(nearest_prototypes({.numbers = MatrixView<const double>(nullptr, 0, planted.rows().numbers.columns())}, found).empty());
    CHECK_THROWS_AS(nearest_prototypes({}, found), InvalidArgument);
}

TEST_CASE("extremes: as many groups as rows, a category of 100,000 levels, nothing known") {
    const Planted few(6);
    CHECK_THAT(fit_kprototypes(few.rows(), {}, {.segment_count = 6}).cost, WithinAbs(0, 1e-20));
    std::vector<std::uint32_t> levels(100000);
    for (std::size_t i = 0; i < levels.size(); ++i) levels[i] = static_cast<std::uint32_t>(i);
    const KPrototypes distinct = fit_kprototypes({.codes = {levels.data(), levels.size(), 1}}, {}, {.segment_count = 3, .starts = 1});
    CHECK(distinct.cost == 99997);
    const std::vector<std::uint32_t> nothing(50, unobserved_code);
    CHECK(fit_kprototypes({.codes = {nothing.data(), 50, 1}}, {}, {.segment_count = 2}).cost == 0);
}

TEST_CASE("bad input: k-prototypes name what is wrong") {
    Planted planted(10);
    CHECK_THROWS_WITH(fit_kprototypes(MixedRows{}, {}), ContainsSubstring("at least one column"));
    CHECK_THROWS_WITH(fit_kprototypes(planted.rows(), {}, {.segment_count = 11}), ContainsSubstring("number of rows with weight, 10"));
    CHECK_THROWS_WITH(fit_kprototypes(planted.rows(), {}, {.segment_count = 2, .gamma = -1}), ContainsSubstring("gamma is -1"));
    CHECK_THROWS_WITH(fit_kprototypes(planted.rows(), std::vector<double>(2, 1)), ContainsSubstring("one per row, 10"));
    planted.numbers(3, 1) = INFINITY;
    CHECK_THROWS_WITH(fit_kprototypes(planted.rows(), {}, {.segment_count = 2}), ContainsSubstring("at most 1e100"));
}

TEST_CASE("correctness: a table's flags and categories are codes, the rest standardised numbers, and groups become segments") {
    const Planted planted(900);
    std::vector<double> spend;
    std::vector<std::uint32_t> town, vip;
    for (std::size_t i = 0; i < 900; ++i) {
        spend.push_back(1e6 * planted.numbers(i, 0));
        town.push_back(planted.codes[i * 4]);
        vip.push_back(planted.truth[i] == 1 ? 1 : 0);
    }
    const FeatureTable table = testing::table_of({testing::numbers("spend", ColumnKind::numeric, spend), testing::codes("town", ColumnKind::category, {"a", "b", "c", "d", "e"}, town),
                                                  testing::codes("vip", ColumnKind::flag, {}, vip)});
    const KPrototypes fit = fit_kprototypes(table, {.segment_count = 3, .gamma = 1.0});
    CHECK(adjusted_rand(fit.groups, planted.truth) > .5);
    CHECK(describe_groups(table, membership_of(fit.groups, 3)).segment_count() == 3);
}
