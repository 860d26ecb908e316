#include <dangol/core/random.hpp>
#include <dangol/scoring/score_ledger.hpp>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <numeric>

using namespace dangol;
using Catch::Approx;

TEST_CASE("points are 60 at even odds and 12 more when the odds double") {
    const auto points = [](double log_odds) {
        return ScoreLedger{.entries = {{.source = BaseRate{}, .log_odds = log_odds}}}.points()[0];
    };
    CHECK(points(0) == 60);
    CHECK(points(std::log(2)) == 72);
    CHECK(points(-std::log(2)) == 48);
    CHECK(points(-std::log(64)) == -12);  // never clamped
    CHECK(ScoreLedger{}.points().empty());
    CHECK(ScoreLedger{}.log_odds() == 0);
}

TEST_CASE("points of the parts add up to the points of the score, each within one of its exact value") {
    Random random(17);
    for (int trial = 0; trial < 2000; ++trial) {
        ScoreLedger ledger{.scale = {.points_at_even_odds = random.uniform(-50, 90), .points_to_double_odds = random.uniform(1, 40)}};
        const std::uint64_t parts = 1 + random.below(30);
        for (std::uint64_t i = 0; i < parts; ++i) ledger.entries.push_back({.source = id_at<ColumnIndex>(i), .log_odds = random.normal(0, 0.7)});
        const std::vector<int> points = ledger.points();
        const double per = ledger.scale.points_to_double_odds / std::log(2);
        CHECK(std::accumulate(points.begin(), points.end(), 0) ==
              static_cast<int>(std::floor(ledger.scale.points_at_even_odds + per * ledger.log_odds() + 0.5)));
        for (std::size_t i = 0; i < points.size(); ++i) {
            const double exact = per * ledger.entries[i].log_odds + (i == 0 ? ledger.scale.points_at_even_odds : 0);
            CHECK(std::fabs(points[i] - exact) <= 1 + 1e-9);
        }
    }
}

TEST_CASE("points of entries beyond what an int holds add up to the score, and take no longer") {
    for (const double huge : {1e9, -1e9, 1e300, -1e300}) {
        const ScoreLedger alone{.entries = {{.source = BaseRate{}, .log_odds = huge}, {.source = id_at<ColumnIndex>(0), .log_odds = 0.3}, {.source = id_at<ColumnIndex>(0), .log_odds = -0.2}}};
        const std::vector<int> points = alone.points();
        CHECK(std::accumulate(points.begin(), points.end(), std::int64_t{0}) == (huge > 0 ? 1'000'000'000 : -1'000'000'000));
        const ScoreLedger against{.entries = {{.source = BaseRate{}, .log_odds = huge}, {.source = id_at<ColumnIndex>(0), .log_odds = -huge}}};
        const std::vector<int> cancelled = against.points();
        CHECK(std::int64_t{cancelled[0]} + cancelled[1] == 60);
    }
}
