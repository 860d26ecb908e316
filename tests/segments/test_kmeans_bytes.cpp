#include <dangol/core/random.hpp>
#include <dangol/segments/kmeans.hpp>

#include "core/simd.hpp"
#include "segments/kmeans_pass.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cmath>
#include <limits>

using namespace dangol;
using Catch::Matchers::WithinAbs;

namespace {

constexpr std::size_t many = 70'001;  // enough for bytes, and no whole number of tiles or blocks

Matrix overlapping(std::size_t rows, std::size_t columns, std::size_t groups, std::uint64_t seed) {
    Random random(seed);
    Matrix centres(groups, columns), points(rows, columns);
    for (double& c : centres.values()) c = 0.7 * random.normal();
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < columns; ++j) points(i, j) = centres(i % groups, j) + random.normal();
    return points;
}

Matrix first_rows(const Matrix& points, std::size_t count) {
    Matrix rows(count, points.columns());
    std::copy_n(points.data(), rows.values().size(), rows.data());
    return rows;
}

/// Each row's nearest centre by direct differences in double precision, of equals the first.
template <class T>
std::vector<std::uint32_t> nearest_by_hand(MatrixView<const T> points, const Matrix& centres) {
    std::vector<std::uint32_t> groups(points.rows(), 0);
    for (std::size_t i = 0; i < points.rows(); ++i) {
        double least = std::numeric_limits<double>::infinity();
        for (std::size_t k = 0; k < centres.rows(); ++k) {
            double distance = 0;
            for (std::size_t j = 0; j < points.columns(); ++j) distance += (static_cast<double>(points(i, j)) - centres(k, j)) * (static_cast<double>(points(i, j)) - centres(k, j));
            if (distance < least) least = distance, groups[i] = static_cast<std::uint32_t>(k);
        }
    }
    return groups;
}

struct Pass {
    PassSums sums;
    std::vector<std::uint32_t> groups;
};

/// From the groups of `before`, without bytes and with bytes that were written in an earlier pass.
template <class T>
std::pair<Pass, Pass> both_ways(const CentredRows<T>& rows, ByteRows& bytes, const Matrix& centres, const std::vector<std::uint32_t>& before) {
    Pass plain{.sums = {}, .groups = before}, quick{.sums = {}, .groups = before};
    plain.sums = assign_and_sum(rows, centres, plain.groups, {.threads = 2});
    quick.sums = assign_and_sum(rows, centres, quick.groups, {.threads = 2}, &bytes);
    return {plain, quick};
}

/// Passes while the centres move, on every path; returns the share of rows that bytes left open.
template <class T>
double check_passes(MatrixView<const T> points, const std::vector<Matrix>& centres) {
    double left_open = 0, asked = 0;
    for (const simd::InstructionSet set : simd::all_instruction_sets) {
        if (!simd::is_supported(set)) continue;
        const simd::Forced forced(set);
        for (const bool by_products : {false, true}) {
            if (by_products && !simd::multiplies_bytes()) continue;
            CentredRows<T> rows = centred_rows(points, {});
            ByteRows bytes(rows);
            bytes.by_products = by_products;
            std::vector<std::uint32_t> groups(points.rows(), no_group);
            assign_and_sum(rows, centres[0], groups, {.threads = 2}, &bytes);
            for (const Matrix& moved : centres) {
                rows.anew = !rows.anew;  // both ways of taking sums
                const auto [plain, quick] = both_ways(rows, bytes, moved, groups);
                REQUIRE(quick.groups == plain.groups);
                REQUIRE(quick.sums.sums == plain.sums.sums);
                REQUIRE(quick.sums.mass == plain.sums.mass);
                REQUIRE(quick.sums.changed == plain.sums.changed);
                REQUIRE(quick.groups == nearest_by_hand(points, moved));
                groups = plain.groups;
                left_open += static_cast<double>(quick.sums.left_open);
                asked += static_cast<double>(points.rows());
            }
        }
    }
    return left_open / asked;
}

std::vector<Matrix> moving(const Matrix& start, std::size_t steps, double by, std::uint64_t seed) {
    Random random(seed);
    std::vector<Matrix> centres{start};
    for (std::size_t step = 1; step < steps; ++step) {
        centres.push_back(centres.back());
        for (double& c : centres.back().values()) c += by * random.normal();
    }
    return centres;
}

}  // namespace

TEST_CASE("k-means by bytes: groups and sums are those of the rows themselves, to the bit, on every path") {
    for (const std::size_t columns : {1u, 5u, 16u}) {
        for (const std::size_t groups : {1u, 3u, 9u}) {
            const Matrix points = overlapping(many, columns, groups, 10 * columns + groups);
            const std::vector<float> single(points.values().begin(), points.values().end());
            const auto centres = moving(first_rows(points, groups), 3, 0.3, columns);
            CHECK(check_passes<double>(points, centres) < .6);
            CHECK(check_passes<float>(MatrixView<const float>(single.data(), many, columns), centres) < .6);
        }
    }
}

TEST_CASE("k-means by bytes: rows that lie on the line between two centres, or one last place of single precision beside it") {
    // Distances to both are the same or nearly so, in bytes and in single precision; the first centre wins where they are equal.
    Random random(3);
    Matrix points(many, 4);
    const float last_place = std::numeric_limits<float>::epsilon();
    for (std::size_t i = 0; i < many; ++i) {
        for (std::size_t j = 1; j < 4; ++j) points(i, j) = random.normal();
        const double side[] = {0, last_place, -last_place, 1e-12, -1e-12, 2, -2};
        points(i, 0) = side[i % 7];
    }
    const std::vector<float> single(points.values().begin(), points.values().end());
    const Matrix two = Matrix::of_rows({{1, 0, 0, 0}, {-1, 0, 0, 0}}), swapped = Matrix::of_rows({{-1, 0, 0, 0}, {1, 0, 0, 0}});
    CHECK(check_passes<double>(points, {two, swapped, two}) > .5);  // nothing else would prove anything
    CHECK(check_passes<float>(MatrixView<const float>(single.data(), many, 4), {two, swapped, two}) > .5);
}

TEST_CASE("k-means by bytes: rows far outside of what was seen, numbers too large or too small for single precision, columns of other sizes") {
    Matrix points = overlapping(many, 4, 3, 5);
    for (std::size_t i = 5; i < many; i += 17) points(i, i % 4) *= 1e4;  // not among those from which steps are taken, or they are wide
    for (std::size_t i = 0; i < many; ++i) points(i, 3) *= 1e-6;
    const auto centres = moving(first_rows(points, 3), 2, 0.2, 1);
    check_passes<double>(points, centres);
    for (const double unit : {1e-22, 1e-40, 1e25, 1e60}) {
        Matrix scaled = points;
        std::vector<Matrix> there = centres;
        for (double& x : scaled.values()) x *= unit;
        for (Matrix& matrix : there)
            for (double& c : matrix.values()) c *= unit;
        check_passes<double>(scaled, there);
    }
}

TEST_CASE("k-means by bytes: holes and infinities among many rows are met as among few") {
    Matrix points = overlapping(many, 3, 3, 7);
    const Matrix start = first_rows(points, 3);
    Matrix with_holes = points;
    for (std::size_t i = 40'000; i < many; i += 3) with_holes(i, 1) = NAN;
    const KMeansOptions options{.iterations_at_most = 9, .tolerance = 0};
    const KMeans fit = fit_kmeans(with_holes, {}, start, options);
    CHECK(nearest_centres(with_holes, fit.centres) == fit.groups);
    points(many - 1, 2) = INFINITY;
    CHECK_THROWS(fit_kmeans(points, {}, start, options));
}

TEST_CASE("k-means by bytes: a fit is the same for any number of threads and on every path, and stands still where it says so") {
    const Matrix points = overlapping(many, 6, 4, 9);
    const Matrix start = first_rows(points, 4);
    const KMeansOptions options{.iterations_at_most = 200, .tolerance = 0};
    const KMeans fit = fit_kmeans(points, {}, start, options, {.threads = 1});
    CHECK(fit.termination == Termination::converged);
    for (const std::size_t threads : {2u, 4u, 16u}) CHECK(fit_kmeans(points, {}, start, options, {.threads = threads}) == fit);
    for (const simd::InstructionSet set : simd::all_instruction_sets) {
        if (!simd::is_supported(set)) continue;
        const simd::Forced forced(set);
        CHECK(fit_kmeans(points, {}, start, options, {.threads = 2}) == fit);
    }
    Matrix means(4, 6);
    std::vector<double> count(4, 0);
    double inertia = 0;
    for (std::size_t i = 0; i < many; ++i) ++count[fit.groups[i]];
    for (std::size_t i = 0; i < many; ++i)
        for (std::size_t j = 0; j < 6; ++j) means(fit.groups[i], j) += points(i, j) / count[fit.groups[i]];
    for (std::size_t i = 0; i < many; ++i)
        for (std::size_t j = 0; j < 6; ++j) inertia += std::pow(points(i, j) - means(fit.groups[i], j), 2);
    for (std::size_t i = 0; i < means.values().size(); ++i) CHECK_THAT(fit.centres.values()[i], WithinAbs(means.values()[i], 1e-12));
    CHECK_THAT(fit.inertia / inertia, WithinAbs(1, 1e-12));
}
