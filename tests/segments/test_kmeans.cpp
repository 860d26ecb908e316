#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>
#include <dangol/segments/agreement.hpp>
#include <dangol/segments/groups.hpp>
#include <dangol/segments/kmeans.hpp>

#include "core/simd.hpp"
#include "segments/iris.hpp"
#include "segments/tables.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <cmath>
#include <set>
#include <stop_token>

using namespace dangol;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;

namespace {

Matrix iris() {
    Matrix points(150, 4);
    for (std::size_t i = 0; i < 600; ++i) points.values()[i] = testing::iris_millimetres[i] / 10.0;
    return points;
}

/// `groups` clouds in turn, `distance` apart in every coordinate that differs.
Matrix clouds(std::size_t rows, std::size_t columns, std::size_t groups, double distance, std::uint64_t seed = 1) {
    Random random(seed);
    Matrix points(rows, columns);
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < columns; ++j) points(i, j) = random.normal() + (j % groups == i % groups ? distance : 0);
    return points;
}

Matrix first_rows(const Matrix& points, std::size_t count) {
    Matrix rows(count, points.columns());
    std::copy_n(points.data(), rows.values().size(), rows.data());
    return rows;
}

std::vector<float> in_single(const Matrix& points) {
    std::vector<float> values;
    for (const double x : points.values()) values.push_back(static_cast<float>(x));
    return values;
}

/// Lloyd as the textbook has it: direct differences, centres as means, until nothing changes.
KMeans textbook(const Matrix& points, Matrix centres, std::size_t iterations) {
    KMeans fit{.centres = std::move(centres), .groups = std::vector<std::uint32_t>(points.rows(), 0)};
    const auto assign = [&] {
        fit.inertia = 0;
        for (std::size_t i = 0; i < points.rows(); ++i) {
            double least = INFINITY;
            for (std::size_t k = 0; k < fit.centres.rows(); ++k) {
                double distance = 0;
                for (std::size_t j = 0; j < points.columns(); ++j) distance += std::pow(points(i, j) - fit.centres(k, j), 2);
                if (distance < least) least = distance, fit.groups[i] = static_cast<std::uint32_t>(k);
            }
            fit.inertia += least;
        }
    };
    for (std::size_t iteration = 0; iteration < iterations; ++iteration) {
        assign();
        Matrix sums(fit.centres.rows(), points.columns());
        std::vector<double> count(fit.centres.rows(), 0);
        for (std::size_t i = 0; i < points.rows(); ++i) {
            ++count[fit.groups[i]];
            for (std::size_t j = 0; j < points.columns(); ++j) sums(fit.groups[i], j) += points(i, j);
        }
        for (std::size_t k = 0; k < count.size(); ++k)
            for (std::size_t j = 0; j < points.columns(); ++j) fit.centres(k, j) = sums(k, j) / count[k];
    }
    assign();
    return fit;
}

double largest_difference(const Matrix& a, const Matrix& b) {
    double most = 0;
    for (std::size_t i = 0; i < a.values().size(); ++i) most = std::max(most, std::fabs(a.values()[i] - b.values()[i]));
    return most;
}

}  // namespace

TEST_CASE("published: the global minimum of Iris for two to four groups, in double and single precision") {
    const Matrix points = iris();
    const std::vector<float> single = in_single(points);
    const double inertia[] = {152.347952, 78.851441, 57.228473};
    for (std::size_t groups = 2; groups <= 4; ++groups) {
        const KMeans fit = fit_kmeans(points, {}, {.segment_count = groups, .tolerance = 0});
        CHECK_THAT(fit.inertia, WithinAbs(inertia[groups - 2], 5e-7));
        CHECK(fit.termination == Termination::converged);
        const KMeans narrow = fit_kmeans(MatrixView<const float>(single.data(), 150, 4), {}, {.segment_count = groups, .tolerance = 0});
        CHECK_THAT(narrow.inertia, WithinAbs(inertia[groups - 2], 1e-4));
        if (groups != 3) continue;
        std::vector<std::uint32_t> species(150);
        for (std::size_t i = 0; i < 150; ++i) species[i] = static_cast<std::uint32_t>(i / 50);
        CHECK_THAT(adjusted_rand(fit.groups, species), WithinAbs(.730238, 5e-7));
        CHECK_THAT(normalized_mutual_information(fit.groups, species), WithinAbs(.758176, 5e-7));
    }
}

TEST_CASE("correctness: from a given start every step is that of the textbook, at any distance from zero and in any unit") {
    for (const double offset : {0.0, 1e6}) {
        for (const double unit : {1.0, 1e-30, 1e60}) {
            Matrix points = clouds(1003, 5, 3, 1.5);
            for (double& x : points.values()) x = (x + offset) * unit;
            const Matrix start = first_rows(points, 7);
            const KMeansOptions options{.iterations_at_most = 6, .tolerance = 0};
            const KMeans ours = fit_kmeans(points, {}, start, options), theirs = textbook(points, start, 6);
            CHECK(ours.groups == theirs.groups);
            CHECK(largest_difference(ours.centres, theirs.centres) < 1e-9 * unit * (1 + offset * 1e-3));
            CHECK_THAT(ours.inertia / theirs.inertia, WithinAbs(1, 1e-9));
        }
    }
}

TEST_CASE("correctness: numbers of rows, columns and groups that fill no register") {
    for (const std::size_t rows : {9U, 16U, 17U, 100U})
        for (const std::size_t columns : {1U, 3U, 4U, 9U})
            for (const std::size_t groups : {1U, 2U, 8U, 9U}) {
                const Matrix points = clouds(rows, columns, 3, 2, rows * 100 + columns);
                const KMeansOptions options{.iterations_at_most = 1, .tolerance = 0};
                const KMeans ours = fit_kmeans(points, {}, first_rows(points, groups), options), theirs = textbook(points, first_rows(points, groups), 1);
                CHECK(ours.groups == theirs.groups);
                CHECK(largest_difference(ours.centres, theirs.centres) < 1e-12);
            }
}

TEST_CASE("consistency: the same bits for every instruction set and any number of threads") {
    Matrix points = clouds(20000, 6, 4, 1);
    Matrix with_holes = points;
    for (std::size_t i = 0; i < with_holes.values().size(); i += 11) with_holes.values()[i] = NAN;
    const std::vector<float> single = in_single(points);
    const KMeansOptions few{.segment_count = 5, .starts = 2, .iterations_at_most = 8}, batches{.segment_count = 5, .starts = 2, .iterations_at_most = 8, .batch_rows = 512};
    const auto all = [&](std::size_t threads) {
        const Execution execution{.threads = threads};
        return std::vector{fit_kmeans(points, {}, few, execution), fit_kmeans(with_holes, {}, few, execution), fit_kmeans(points, {}, batches, execution),
                           fit_kmeans(MatrixView<const float>(single.data(), points.rows(), points.columns()), {}, few, execution)};
    };
    const auto expected = all(1);
    for (const std::size_t threads : {2u, 4u, 16u}) CHECK(all(threads) == expected);
    for (const simd::InstructionSet set : simd::all_instruction_sets) {
        if (!simd::is_supported(set)) continue;
        const simd::Forced forced(set);
        CHECK(all(2) == expected);
    }
}

TEST_CASE("correctness: sums carried from pass to pass are those of single passes, with holes too, and every eighth pass takes them anew to the bit") {
    for (const double missing : {0.0, .25}) {
        for (const std::size_t rows : {2500u, 70000u}) {
            Matrix points = clouds(rows, 5, 5, .6, 3);
            Random random(4);
            for (double& x : points.values())
                if (random.chance(missing)) x = NAN;
            const Matrix start = first_rows(clouds(rows, 5, 5, .6, 3), 6);
            Matrix centres = start;
            std::vector<std::uint32_t> changes(rows, 0), before;
            for (std::size_t passes = 1; passes <= 9; ++passes) {
                const KMeans one = fit_kmeans(points, {}, centres, {.iterations_at_most = 1, .tolerance = 0});
                const KMeans all = fit_kmeans(points, {}, start, {.iterations_at_most = passes, .tolerance = 0});
                REQUIRE(all.iterations == passes);  // rows still move
                CHECK(largest_difference(all.centres, one.centres) < 1e-13);
                CHECK(all.groups == one.groups);
                centres = all.centres;
                for (std::size_t i = 0; i < rows && !before.empty(); ++i) changes[i] += before[i] != all.groups[i] ? 1U : 0U;
                before = all.groups;
                if (passes == 9) CHECK(all.centres == one.centres);  // the ninth pass: eight were carried
            }
            CHECK(std::ranges::count_if(changes, [](std::uint32_t times) { return times > 1; }) > 20);  // there and away again
        }
    }
}

TEST_CASE("properties: a row of weight 2 is two rows, and one of weight 0 is none but is placed") {
    const Matrix points = clouds(300, 4, 3, 2);
    Matrix doubled(600, 4);
    for (std::size_t i = 0; i < 600; ++i) std::ranges::copy(points.row(i / 2), doubled.row(i).begin());
    const Matrix start = first_rows(points, 3);
    const KMeans weighted = fit_kmeans(points, std::vector<double>(300, 2), start, {.tolerance = 0}), twice = fit_kmeans(doubled, {}, start, {.tolerance = 0});
    CHECK_THAT(weighted.inertia, WithinAbs(twice.inertia, 1e-9));
    CHECK(largest_difference(weighted.centres, twice.centres) < 1e-12);

    std::vector<double> weights(300, 1);
    Matrix strayed = points;
    for (std::size_t j = 0; j < 4; ++j) strayed(7, j) = 1e4;
    weights[7] = 0;
    const KMeans without = fit_kmeans(strayed, weights, start, {.tolerance = 0});
    CHECK(without.inertia < 2000);
    CHECK(without.groups[7] < 3);
}

TEST_CASE("correctness: planted groups are found with a third of the coordinates missing") {
    Matrix points = clouds(3000, 6, 3, 6);
    Random random(2);
    for (double& x : points.values())
        if (random.chance(.33)) x = NAN;
    std::vector<std::uint32_t> truth(3000);
    for (std::size_t i = 0; i < 3000; ++i) truth[i] = static_cast<std::uint32_t>(i % 3);
    CHECK(adjusted_rand(fit_kmeans(points, {}, {.segment_count = 3}).groups, truth) > .9);
}

TEST_CASE("correctness: a group that nobody is nearest to takes the farthest row") {
    const Matrix points = Matrix::of_rows({{0}, {1}, {10}, {30}});
    const KMeans fit = fit_kmeans(points, {}, Matrix::of_rows({{0.5}, {10}, {1000}}), {.tolerance = 0});
    CHECK(fit.groups == std::vector<std::uint32_t>{0, 0, 1, 2});
    CHECK_THAT(fit.inertia, WithinAbs(.5, 1e-12));
}

TEST_CASE("extremes: as many groups as rows, one distinct row, one column without spread") {
    const Matrix points = clouds(12, 3, 3, 1);
    const KMeans each = fit_kmeans(points, {}, {.segment_count = 12});
    CHECK_THAT(each.inertia, WithinAbs(0, 1e-20));
    const KMeans same = fit_kmeans(Matrix(50, 2, 3.25), {}, {.segment_count = 4});
    CHECK(same.inertia == 0);
    CHECK(same.centres == Matrix(4, 2, 3.25));
}

TEST_CASE("correctness: batches come close to the whole") {
    const Matrix points = clouds(20000, 6, 3, 4);
    const double whole = fit_kmeans(points, {}, {.segment_count = 3, .starts = 3}).inertia;
    const KMeans batches = fit_kmeans(points, {}, {.segment_count = 3, .starts = 3, .iterations_at_most = 60, .batch_rows = 1024});
    CHECK(batches.inertia < whole * 1.01);
    CHECK(batches.groups.size() == points.rows());
}

TEST_CASE("correctness: seeds of well separated groups come from different ones, also from a sample of the rows") {
    const Matrix points = clouds(100000, 4, 4, 30);
    const Matrix seeds = kmeans_seeds(points, {}, 4, 5);
    const auto nearest = nearest_centres(seeds, fit_kmeans(points, {}, seeds, {.iterations_at_most = 5}).centres);
    CHECK(std::set<std::uint32_t>(nearest.begin(), nearest.end()).size() == 4);
    CHECK(kmeans_seeds(points, {}, 4, 5) == seeds);
    CHECK(kmeans_seeds(points, {}, 4, 5, 1) != seeds);
}

TEST_CASE("bad input: errors name what is wrong") {
    Matrix points = clouds(20, 2, 2, 1);
    CHECK_THROWS_WITH(fit_kmeans(points, {}, {.segment_count = 0}), ContainsSubstring("segment_count is 0, but must be at least 1"));
    CHECK_THROWS_WITH(fit_kmeans(points, {}, {.segment_count = 21}), ContainsSubstring("at most the number of rows with weight, 20"));
    CHECK_THROWS_WITH(fit_kmeans(points, std::vector<double>(3, 1)), ContainsSubstring("one per row, 20"));
    CHECK_THROWS_WITH(fit_kmeans(points, std::vector<double>(20, -1)), ContainsSubstring("at least 0 and finite"));
    CHECK_THROWS_WITH(fit_kmeans(points, {}, Matrix(2, 3)), ContainsSubstring("as wide as the points, 2"));
    CHECK_THROWS_WITH(fit_kmeans(points, {}, {.segment_count = 2, .tolerance = -1}), ContainsSubstring("tolerance is -1"));
    points(19, 1) = INFINITY;
    CHECK_THROWS_WITH(fit_kmeans(points, {}, {.segment_count = 2}), ContainsSubstring("at most 1e100"));
    CHECK_THROWS_WITH(fit_kmeans(points, {}, Matrix(1, 2)), ContainsSubstring("at most 1e100"));
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS(fit_kmeans(clouds(1000, 2, 2, 1), {}, {}, {.stop = stop.get_token()}), Cancelled);
}

TEST_CASE("correctness: groups enter the rest of the library through describe_groups") {
    const Matrix points = clouds(600, 2, 2, 6);
    std::vector<double> x, y;
    for (std::size_t i = 0; i < 600; ++i) x.push_back(points(i, 0)), y.push_back(1000 * points(i, 1));
    const FeatureTable table = testing::table_of({testing::numbers("x", ColumnKind::numeric, x), testing::numbers("y", ColumnKind::numeric, y)});
    const KMeans fit = fit_kmeans(table, {.segment_count = 2});
    const Mixture mixture = describe_groups(table, membership_of(fit.groups, 2));
    CHECK(adjusted_rand(most_probable(mixture.membership(table)), fit.groups) > .98);
    CHECK_THROWS_WITH(membership_of(fit.groups, 1), ContainsSubstring("below the number of groups, 1"));
}
