#include "segments/hard_cut.hpp"

#include "tables.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <algorithm>
#include <cmath>

using namespace dangol;
using Catch::Matchers::WithinAbs;

namespace {

/// Three groups of `each` customers in two numeric columns, `distance` standard deviations apart.
FeatureTable three_groups(std::size_t each, double distance, double missing_share = 0) {
    Random random(7);
    std::vector<std::int64_t> keys;
    FeatureData x{.meaning = {.name = "x"}}, y{.meaning = {.name = "y"}};
    for (std::size_t i = 0; i < 3 * each; ++i) {
        keys.push_back(static_cast<std::int64_t>(i));
        const std::size_t group = i / each;
        x.numbers.push_back(random.normal() + (group == 1 ? distance : 0));
        y.numbers.push_back(random.normal() + (group == 2 ? distance : 0));
        if (random.chance(missing_share)) y.numbers.back() = std::nan("");
    }
    return FeatureTable(std::move(keys), {x, y});
}

double share_together(const KMeans& cut, std::size_t each) {
    double together = 0;
    for (std::size_t group = 0; group < 3; ++group) {
        std::vector<double> count(cut.centres.rows(), 0);
        for (std::size_t i = group * each; i < (group + 1) * each; ++i) ++count[cut.groups[i]];
        together += *std::max_element(count.begin(), count.end());
    }
    return together / static_cast<double>(3 * each);
}

}  // namespace

TEST_CASE("correctness: best Jaccard counts shared rows over rows of either, among the rows that count") {
    const std::vector<std::uint32_t> groups{0, 0, 0, 1, 1, 1}, others{1, 1, 0, 0, 0, 0};
    const std::vector<char> all(6, 1), first_five{1, 1, 1, 1, 1, 0};
    const auto similarity = best_jaccard(groups, 2, others, 2, all);
    CHECK_THAT(similarity[0], WithinAbs(2.0 / 3, 1e-15));
    CHECK_THAT(similarity[1], WithinAbs(3.0 / 4, 1e-15));
    CHECK_THAT(best_jaccard(groups, 2, others, 2, first_five)[1], WithinAbs(2.0 / 3, 1e-15));
    CHECK(best_jaccard(groups, 3, others, 2, all)[2] == 0);
}

TEST_CASE("correctness: a hard cut finds planted groups, also with missing values, and finds them again") {
    const FeatureTable table = three_groups(100, 8);
    const KeptPoints basis(table);
    const PointRows<double> points = basis.rows();
    const KMeans cut = cut_points(points, table.weights(), 3, 10, Random(1), {});
    CHECK(share_together(cut, 100) > 0.99);
    for (const double j : bootstrap_jaccard(points, table.weights(), cut, 20, 1, {})) CHECK(j > 0.95);

    const FeatureTable holes = three_groups(100, 8, 0.2);
    const KMeans with_holes = cut_points(KeptPoints(holes).rows(), holes.weights(), 3, 10, Random(1), {});
    CHECK(share_together(with_holes, 100) > 0.8);
}

TEST_CASE("correctness: eight groups of one cloud are not found again") {
    const FeatureTable table = three_groups(100, 0);
    const KeptPoints basis(table);
    const PointRows<double> points = basis.rows();
    const auto jaccard = bootstrap_jaccard(points, table.weights(), cut_points(points, table.weights(), 8, 10, Random(1), {}), 30, 1, {});
    CHECK(*std::min_element(jaccard.begin(), jaccard.end()) < 0.6);
}

TEST_CASE("consistency: a cut has the same bits for any number of threads") {
    const FeatureTable table = three_groups(200, 2);
    const KeptPoints basis(table);
    const PointRows<double> points = basis.rows();
    const auto with = [&](std::size_t threads) {
        const KMeans cut = cut_points(points, table.weights(), 4, 6, Random(3), {.threads = threads});
        return std::pair{cut.centres, bootstrap_jaccard(points, table.weights(), cut, 12, 5, {.threads = threads})};
    };
    const auto one = with(1);
    CHECK(one == with(2));
    CHECK(one == with(4));
}

TEST_CASE("properties: units and shifts of a column do not move a point, and a composition weighs as one column") {
    Random random(5);
    std::vector<std::int64_t> keys;
    FeatureData metres{.meaning = {.name = "distance", .kind = ColumnKind::positive}}, kilometres = metres;
    FeatureData mix{.meaning = {.name = "mix", .kind = ColumnKind::composition, .levels = {"a", "b", "c"}}};
    for (int i = 0; i < 500; ++i) {
        keys.push_back(i);
        metres.numbers.push_back(std::round(random.gamma(2, 500)) + 1);
        kilometres.numbers.push_back(metres.numbers.back() / 1000);
        const auto parts = random.dirichlet(std::vector<double>{2, 3, 4});
        for (const double p : parts) mix.compositions.push_back(static_cast<float>(p));
        mix.exposures.push_back(40);
    }
    const auto points_of = [](const FeatureTable& table) { return TablePoints(table, table.columns_with(Role::basis), 0, {}).all(); };
    const Matrix a = points_of(FeatureTable(keys, {metres, mix})), b = points_of(FeatureTable(keys, {kilometres, mix}));
    REQUIRE(a.columns() == 4);
    std::vector<double> variance(2, 0);
    for (std::size_t i = 0; i < 500; ++i)
        for (std::size_t j = 0; j < 4; ++j) {
            CHECK_THAT(a(i, j) - b(i, j), WithinAbs(0, 1e-9));
            variance[j == 0 ? 0 : 1] += a(i, j) * a(i, j) / 500;
        }
    CHECK_THAT(variance[0], WithinAbs(1, 1e-9));
    CHECK_THAT(variance[1], WithinAbs(1, 1e-9));
}

TEST_CASE("correctness: of many levels the fifty most frequent have a coordinate each, the others share one, and levels nobody has make none") {
    std::vector<std::string> names;
    for (int level = 0; level < 80; ++level) names.push_back("level " + std::to_string(level));
    std::vector<std::uint32_t> codes;
    for (std::uint32_t level = 0; level < 60; ++level) codes.insert(codes.end(), level < 10 ? 1 : 3, level);  // 0 … 9 are rare, 60 … 79 nobody's
    const FeatureTable table = dangol::testing::table_of({dangol::testing::codes("shop", ColumnKind::category, names, codes)});
    const Matrix points = TablePoints(table, table.columns_with(Role::basis), 0, {}).all();
    REQUIRE(points.columns() == 51);
    const auto same = [&points](std::size_t a, std::size_t b) { return std::ranges::equal(points.row(a), points.row(b)); };
    CHECK(same(0, 9));     // level 0 and level 9
    CHECK(same(10, 11));   // level 10 twice
    CHECK_FALSE(same(10, 13));
    CHECK_FALSE(same(0, 10));
}
