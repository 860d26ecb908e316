#include "every_family.hpp"

#include <dangol/segments/kmeans.hpp>

#include "segments/coordinates.hpp"

#include <catch2/catch_test_macros.hpp>

#include <bit>
#include <cstdint>
#include <vector>

using namespace dangol;
using namespace dangol::testing;

namespace {

bool same_bits(std::span<const double> a, std::span<const double> b) {
    return std::ranges::equal(a, b, [](double x, double y) { return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y); });
}

}  // namespace

TEST_CASE("points of a table are the same, read one by one, as neighbours, or all at once, for every kind of column") {
    const FeatureTable table = every_family(300, 5);
    const TablePoints points(table, table.columns_with(Role::basis), 0, {.threads = 2});
    const Coordinates all = standardised_coordinates(table);
    const Matrix with_holes = points_with_holes(all);
    REQUIRE(points.meaning().size() == all.meaning.size());
    REQUIRE(points.rows() == 300);
    const std::size_t width = points.meaning().size();
    std::vector<double> here(width * 130);
    points.read(70, 130, here.data());
    CHECK(same_bits(here, with_holes.values().subspan(70 * width, 130 * width)));
    const std::vector<std::uint32_t> some{299, 3, 3, 128};
    points.read(some, here.data());
    for (std::size_t r = 0; r < some.size(); ++r) CHECK(same_bits(std::span(here).subspan(r * width, width), with_holes.row(some[r])));
}

TEST_CASE("k-means of a large table keeps no matrix of it, and its groups are those of the matrix to the bit") {
    const FeatureTable table = every_family(90'000, 6, .02);  // too many numbers to be kept
    const Matrix points = points_with_holes(standardised_coordinates(table));
    for (const std::size_t batch_rows : {std::size_t{0}, std::size_t{2'000}}) {
        const KMeansOptions how{.segment_count = 3, .starts = 2, .iterations_at_most = 4, .batch_rows = batch_rows};
        const KMeans of_table = fit_kmeans(table, how, {.threads = 2}), of_matrix = fit_kmeans(MatrixView<const double>(points), table.weights(), how);
        CHECK(of_table.groups == of_matrix.groups);
        CHECK(same_bits(of_table.centres.values(), of_matrix.centres.values()));
        CHECK(of_table.inertia == of_matrix.inertia);
    }
}
