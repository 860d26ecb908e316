#include "every_family.hpp"

#include <dangol/core/error.hpp>
#include <dangol/segments/groups.hpp>
#include <dangol/segments/kmeans.hpp>
#include <dangol/segments/kprototypes.hpp>
#include <dangol/segments/validity.hpp>

#include "segments/valley.hpp"

#include <catch2/catch_test_macros.hpp>

#include <bit>
#include <cstdint>
#include <stop_token>
#include <vector>

using namespace dangol;
using namespace dangol::testing;

namespace {

bool same_bits(std::span<const double> a, std::span<const double> b) {
    return std::ranges::equal(a, b, [](double x, double y) { return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y); });
}

/// Too many numbers to be kept, and the same as a matrix.
const FeatureTable& large_table() {
    static const FeatureTable table = every_family(120'000, 6, .02);
    return table;
}
Matrix points_of(const FeatureTable& table, std::span<const ColumnIndex> columns) { return TablePoints(table, columns, 0, {}).all(); }

std::vector<std::uint32_t> in_turn(std::size_t rows, std::uint32_t groups) {
    std::vector<std::uint32_t> group(rows);
    for (std::size_t i = 0; i < rows; ++i) group[i] = static_cast<std::uint32_t>(i) % groups;
    return group;
}

}  // namespace

TEST_CASE("points of a table are the same, read one by one, as neighbours, or all at once, for every kind of column") {
    const FeatureTable table = every_family(300, 5);
    const TablePoints points(table, table.columns_with(Role::basis), 0, {.threads = 2});
    const Matrix with_holes = points.all();
    REQUIRE(with_holes.columns() == points.meaning().size());
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
    const FeatureTable& table = large_table();
    const Matrix points = points_of(table, table.columns_with(Role::basis));
    for (const std::size_t batch_rows : {std::size_t{0}, std::size_t{2'000}}) {
        const KMeansOptions how{.segment_count = 3, .starts = 2, .iterations_at_most = 4, .batch_rows = batch_rows};
        const KMeans of_table = fit_kmeans(table, how, {.threads = 2}), of_matrix = fit_kmeans(MatrixView<const double>(points), table.weights(), how);
        CHECK(of_table.groups == of_matrix.groups);
        CHECK(same_bits(of_table.centres.values(), of_matrix.centres.values()));
        CHECK(of_table.inertia == of_matrix.inertia);
    }
}

TEST_CASE("k-prototypes of a large table keep no matrix of it, and their groups are those of the matrix to the bit") {
    const FeatureTable& table = large_table();
    std::vector<ColumnIndex> categories, others;
    for (const ColumnIndex column : table.columns_with(Role::basis)) {
        const ColumnKind kind = table.columns()[column.value].kind;
        (kind == ColumnKind::flag || kind == ColumnKind::category ? categories : others).push_back(column);
    }
    const Matrix numbers = points_of(table, others);
    REQUIRE(numbers.values().size() > (std::size_t{1} << 21));
    std::vector<std::uint32_t> codes;
    for (std::size_t i = 0; i < table.customer_count(); ++i)
        for (const ColumnIndex column : categories) codes.push_back(table.observed(column)[i] ? table.codes(column)[i] : unobserved_code);
    const MixedRows rows{.numbers = numbers, .codes = {codes.data(), numbers.rows(), categories.size()}};
    const KPrototypesOptions how{.segment_count = 3, .starts = 2, .iterations_at_most = 4};
    const KPrototypes of_table = fit_kprototypes(table, how, {.threads = 2}), of_matrix = fit_kprototypes(rows, table.weights(), how);
    CHECK(of_table.groups == of_matrix.groups);
    CHECK(of_table.modes == of_matrix.modes);
    CHECK(same_bits(of_table.centres.values(), of_matrix.centres.values()));
    CHECK(of_table.cost == of_matrix.cost);
}

TEST_CASE("silhouettes and valleys of a large table are those of its points, with the mean where nothing was observed") {
    const FeatureTable& table = large_table();
    const std::size_t rows = table.customer_count();
    Matrix points = points_of(table, table.columns_with(Role::basis));
    const Matrix with_holes = points;
    for (double& x : points.values()) x = x == x ? x : 0;
    const std::vector<std::uint32_t> groups = in_turn(rows, 3);
    CHECK(silhouette(table, groups, 20, 4, {.threads = 2}) == silhouette(points, groups, 20, 4, {.threads = 1}));

    const Matrix membership = membership_of(groups, 3);
    const double kept = valley_ratio(MatrixView<const double>(with_holes), membership, 0, 2, {.threads = 1});
    CHECK(kept > .5);  // drawn by lot: one heap
    CHECK(valley_ratio(KeptPoints(table).rows(), membership, 0, 2, {.threads = 4}) == kept);
}

TEST_CASE("a search for valleys among many customers ends when it is asked to") {
    const KeptPoints points(large_table());
    std::stop_source source;
    const Execution execution{.threads = 2, .stop = source.get_token(), .progress = [&](const Progress&) { source.request_stop(); }};
    CHECK_THROWS_AS(merge_without_valley(points.rows(), membership_of(in_turn(large_table().customer_count(), 3), 3), .8, 0, execution), Cancelled);
}
