#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>
#include <dangol/core/statistics.hpp>
#include <dangol/segments/kmeans.hpp>
#include <dangol/segments/validity.hpp>

#include "core/simd.hpp"
#include "segments/iris.hpp"
#include "segments/tables.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <cmath>
#include <stop_token>

using namespace dangol;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;
using Groups = std::vector<std::uint32_t>;

namespace {

Matrix iris() {
    Matrix points(150, 4);
    for (std::size_t i = 0; i < 600; ++i) points.values()[i] = testing::iris_millimetres[i] / 10.0;
    return points;
}

}  // namespace

TEST_CASE("published: silhouette, Calinski–Harabasz and Davies–Bouldin of the best cuts of Iris") {
    const Matrix points = iris();
    const double expected[3][3] = {{.681046, 513.924546, .404293}, {.552819, 561.627757, .661972}, {.498050, 530.765808, .780307}};
    std::vector<FeatureData> columns;
    for (std::size_t j = 0; j < 4; ++j) {
        std::vector<double> values;
        for (std::size_t i = 0; i < 150; ++i) values.push_back(points(i, j));
        columns.push_back(testing::numbers(std::to_string(j), ColumnKind::numeric, values));
    }
    const FeatureTable table = testing::table_of(columns);
    for (std::size_t groups = 2; groups <= 4; ++groups) {
        const Groups found = fit_kmeans(points, {}, {.segment_count = groups, .tolerance = 0}).groups;
        CHECK_THAT(silhouette(points, found), WithinAbs(expected[groups - 2][0], 1e-6));
        CHECK_THAT(calinski_harabasz(points, found), WithinAbs(expected[groups - 2][1], 1e-5));
        CHECK_THAT(davies_bouldin(points, found), WithinAbs(expected[groups - 2][2], 1e-6));
        CHECK(calinski_harabasz(table, found) == calinski_harabasz(points, found));
    }
}

TEST_CASE("correctness: a sample of rows estimates the silhouette of all") {
    const Matrix points = iris();
    const Groups groups = fit_kmeans(points, {}, {.segment_count = 3}).groups;
    double sum = 0;
    for (std::uint64_t seed = 0; seed < 40; ++seed) sum += silhouette(points, groups, 50, seed) / 40;
    CHECK_THAT(sum, WithinAbs(.552819, .02));
    CHECK(silhouette(points, groups, 150) == silhouette(points, groups));
}

TEST_CASE("correctness: rows beyond the first piece count like others, and a long silhouette ends when it is asked to") {
    constexpr std::size_t n = 8201;
    Random random(6);
    Matrix points(n, 3);
    Groups groups(n);
    for (std::size_t i = 0; i < n; ++i) {
        groups[i] = static_cast<std::uint32_t>(i % 3);
        for (double& x : points.row(i)) x = random.normal() + static_cast<double>(groups[i]);
    }
    const std::vector<double> widths = silhouettes(points, groups);
    for (const std::size_t row : {std::size_t{0}, std::size_t{4095}, std::size_t{4096}, n - 1}) {
        std::vector<double> mean(3, 0);
        for (std::size_t i = 0; i < n; ++i) {
            double squares = 0;
            for (std::size_t j = 0; j < 3; ++j) squares += (points(i, j) - points(row, j)) * (points(i, j) - points(row, j));
            const auto others = static_cast<double>(std::ranges::count(groups, groups[i])) - (groups[i] == groups[row] ? 1 : 0);
            mean[groups[i]] += std::sqrt(squares) / others;
        }
        const double a = mean[groups[row]], b = std::min(mean[(groups[row] + 1) % 3], mean[(groups[row] + 2) % 3]);
        CHECK_THAT(widths[row], WithinAbs((b - a) / std::max(a, b), 1e-10));
    }
    std::stop_source source;
    std::size_t told = 0;
    const Execution execution{.threads = 1, .stop = source.get_token(), .progress = [&](const Progress&) {
        ++told;
        source.request_stop();  // while rows are laid out
    }};
    CHECK_THROWS_AS(silhouettes(points, groups, execution), Cancelled);
    CHECK(told == 1);
}

TEST_CASE("extremes: a row alone has silhouette 0; copies of two rows are perfect") {
    const std::vector<double> widths = silhouettes(Matrix::of_rows({{0}, {1}, {5}}), Groups{0, 0, 1});
    CHECK(widths[2] == 0);
    CHECK_THAT(widths[0], WithinAbs(.8, 1e-15));
    const Matrix copies = Matrix::of_rows({{1}, {1}, {3}, {3}});
    CHECK(silhouette(copies, Groups{0, 0, 1, 1}) == 1);
    CHECK(calinski_harabasz(copies, Groups{0, 0, 1, 1}) == std::numeric_limits<double>::infinity());
    CHECK(davies_bouldin(copies, Groups{0, 0, 1, 1}) == 0);
}

TEST_CASE("consistency: silhouettes have the same bits for every instruction set and any number of threads") {
    const Matrix points = iris();
    const Groups groups = fit_kmeans(points, {}, {.segment_count = 4}).groups;
    const auto expected = silhouettes(points, groups, {.threads = 1});
    CHECK(silhouettes(points, groups, {.threads = 4}) == expected);
    for (const simd::InstructionSet set : simd::all_instruction_sets) {
        if (!simd::is_supported(set)) continue;
        const simd::Forced forced(set);
        CHECK(silhouettes(points, groups) == expected);
    }
}

TEST_CASE("bad input: quality measures say what they need") {
    const Matrix points = iris();
    CHECK_THROWS_WITH(silhouette(points, Groups(150, 0)), ContainsSubstring("at least 2 that hold rows"));
    CHECK_THROWS_WITH(silhouette(points, Groups(3, 0)), ContainsSubstring("one per row, 150"));
    CHECK_THROWS_WITH(davies_bouldin(Matrix(3, 1, NAN), Groups{0, 1, 1}), ContainsSubstring("must be finite"));
    Groups alone(150);
    for (std::size_t i = 0; i < 150; ++i) alone[i] = static_cast<std::uint32_t>(i);
    CHECK_THROWS_WITH(calinski_harabasz(points, alone), ContainsSubstring("groups is 150, but must be fewer than rows, 150"));
    const FeatureTable flags = testing::table_of({testing::codes("vip", ColumnKind::flag, {}, {0, 1, 1})});
    CHECK_THROWS_AS(calinski_harabasz(flags, Groups{0, 1, 1}), ColumnKindMismatch);
    CHECK_THROWS_WITH(bootstrap_stability(Groups{0, 3}, 2, 5, [](auto, auto) { return Groups{0, 0}; }), ContainsSubstring("below the number of groups"));
    CHECK_THROWS_WITH(bootstrap_stability(Groups{0, 1}, 2, 5, [](auto, auto) { return Groups{0}; }), ContainsSubstring("what regroup returned"));
}

TEST_CASE("correctness: a grouping that comes back is stable, one that is drawn by lot is not") {
    Random random(1);
    Groups groups(400);
    for (std::size_t i = 0; i < 400; ++i) groups[i] = static_cast<std::uint32_t>(i % 2);
    const auto same = bootstrap_stability(groups, 2, 20, [&](auto, auto) { return groups; });
    for (const double j : same) CHECK_THAT(j, WithinAbs(1, 1e-12));
    const auto by_lot = bootstrap_stability(groups, 2, 20, [&](auto, std::size_t sample) {
        Random own(9, sample);
        Groups drawn(400);
        for (auto& group : drawn) group = static_cast<std::uint32_t>(own.below(2));
        return drawn;
    });
    for (const double j : by_lot) CHECK(j < .45);
}

TEST_CASE("planted truth: groups that tell more than the baseline are told from groups that only repeat it") {
    Random random(3);
    Groups baseline, informative, repeating;
    std::vector<double> outcome;
    for (int i = 0; i < 2000; ++i) {
        baseline.push_back(static_cast<std::uint32_t>(random.below(5)));
        informative.push_back(static_cast<std::uint32_t>(random.below(3)));
        repeating.push_back(random.chance(.1) ? static_cast<std::uint32_t>(random.below(5)) : baseline.back());
        outcome.push_back(baseline.back() + .5 * informative.back() + random.normal());
    }
    const std::vector<Groups> baselines{baseline};
    const CriterionValidity tells = criterion_validity(informative, outcome, baselines), repeats = criterion_validity(repeating, outcome, baselines);
    // Variances: baseline 2, groups 1/6, noise 1.
    CHECK_THAT(tells.explained_by_baseline, WithinAbs(2 / (3 + 1.0 / 6), .03));
    CHECK_THAT(tells.explained_beyond, WithinAbs(1.0 / 7, .03));
    CHECK(tells.p_value_beyond == .005);
    CHECK(repeats.explained > .4);
    CHECK(repeats.p_value == .005);
    CHECK(repeats.p_value_beyond > .05);
    CHECK(repeats.explained_at_random < .01);
    CHECK(criterion_validity(informative, outcome, baselines, 199, 0, {.threads = 1}) == tells);
}

TEST_CASE("correctness: fifths of recency, frequency and monetary value") {
    std::vector<double> up, down, same(10, 1);
    for (int i = 0; i < 10; ++i) up.push_back(i), down.push_back(-i);
    const std::vector<Groups> fifths = rfm_quintiles(up, down, same);
    CHECK(fifths[0] == Groups{0, 0, 1, 1, 2, 2, 3, 3, 4, 4});
    CHECK(fifths[1] == Groups{4, 4, 3, 3, 2, 2, 1, 1, 0, 0});
    CHECK(fifths[2] == Groups(10, 2));
    CHECK_THROWS_WITH(rfm_quintiles(up, same, {}), ContainsSubstring("as long as recency"));
}

TEST_CASE("consistency: measures of many rows are the same bits for any number of threads, and fifths are those of the ranks") {
    Random random(8);
    constexpr std::size_t rows = 70'000;  // several blocks of each
    Matrix points(rows, 3);
    Groups groups(rows);
    std::vector<double> visits(rows), spend(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        groups[i] = static_cast<std::uint32_t>(random.below(4));
        for (double& x : points.row(i)) x = random.normal() + static_cast<double>(groups[i]);
        visits[i] = static_cast<double>(random.below(7));
        spend[i] = random.exponential();
    }
    const Execution alone{.threads = 1}, four{.threads = 4};
    CHECK(calinski_harabasz(points, groups, alone) == calinski_harabasz(points, groups, four));
    CHECK(davies_bouldin(points, groups, alone) == davies_bouldin(points, groups, four));
    const std::vector<Groups> fifths = rfm_quintiles(visits, spend, visits, four);
    for (std::size_t which = 0; which < 2; ++which) {
        const std::vector<double> rank = ranks(which == 0 ? visits : spend);
        for (std::size_t i = 0; i < rows; ++i) REQUIRE(fifths[which][i] == static_cast<std::uint32_t>(std::min(5 * (rank[i] - 0.5) / rows, 4.0)));
    }
    std::stop_source stop;
    stop.request_stop();
    const Execution stopped{.stop = stop.get_token()};
    CHECK_THROWS_AS(calinski_harabasz(points, groups, stopped), Cancelled);
    CHECK_THROWS_AS(davies_bouldin(points, groups, stopped), Cancelled);
    CHECK_THROWS_AS(rfm_quintiles(visits, spend, visits, stopped), Cancelled);
}

TEST_CASE("consistency: what groups explain beyond groupings whose effects add up is what least squares on all their indicators gains") {
    Random random(11);
    std::vector<Groups> baselines(2);
    Groups groups;
    std::vector<double> outcome;
    for (int i = 0; i < 300; ++i) {
        for (Groups& baseline : baselines) baseline.push_back(static_cast<std::uint32_t>(random.below(3)));
        groups.push_back(static_cast<std::uint32_t>(random.below(2)));
        outcome.push_back(baselines[0].back() - 2.0 * baselines[1].back() + groups.back() * .4 + random.normal());
    }
    // Without the groups, and with them as one more grouping of the baseline: both shares of the variance, freed of their adjustment.
    const auto share = [&](const std::vector<Groups>& of, double rank) {
        return 1 - (1 - criterion_validity(groups, outcome, of, 1).explained_by_baseline) * (300 - rank) / 299;
    };
    const double without = share(baselines, 5), with = share({baselines[0], baselines[1], groups}, 6);
    const CriterionValidity beyond = criterion_validity(groups, outcome, baselines);
    CHECK_THAT(beyond.explained_beyond, WithinAbs((with - without) / (1 - without), 1e-12));
    CHECK(criterion_validity(groups, outcome, std::vector<Groups>{groups}).explained_beyond == 0);  // nothing is left for what is known
    CHECK_THAT(criterion_validity(groups, outcome, {}).explained_beyond, WithinAbs(beyond.explained, 1e-12));  // without a baseline: the groups alone
}

TEST_CASE("properties: of a hundred customers a baseline of noise explains little, and hides nothing that groups tell") {
    double by_noise = 0;
    int found = 0;
    for (std::uint64_t world = 0; world < 60; ++world) {
        Random random(world);
        Groups groups;
        std::vector<double> outcome, recency, visits, spend;
        for (int i = 0; i < 100; ++i) {
            groups.push_back(static_cast<std::uint32_t>(i % 2));
            for (auto* noise : {&recency, &visits, &spend}) noise->push_back(random.normal());
            outcome.push_back(random.normal() + (i % 2 == 1 ? 1.0 : 0.0));
        }
        const CriterionValidity validity = criterion_validity(groups, outcome, rfm_quintiles(recency, visits, spend), 99, world);
        by_noise += validity.explained_by_baseline / 60;
        found += validity.p_value_beyond <= .05;
    }
    CHECK(by_noise < .05);
    CHECK(found >= 55);
}
