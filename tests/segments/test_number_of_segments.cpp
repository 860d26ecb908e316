#include "tables.hpp"

#include <dangol/core/error.hpp>
#include <dangol/segments/segmentation.hpp>

#include <catch2/catch_test_macros.hpp>

#include <chrono>
#include <thread>

using namespace dangol;
using namespace dangol::testing;

namespace {

/// Four numbers that share one factor (correlation .4 between any two), around the given centers.
FeatureTable one_factor(std::size_t rows, const std::vector<std::vector<double>>& centers, std::uint64_t seed, double missing_share = 0) {
    Random random(seed);
    std::vector<std::vector<double>> columns(4);
    for (std::size_t row = 0; row < rows; ++row) {
        const auto& center = centers[row % centers.size()];
        const double factor = random.normal();
        for (std::size_t c = 0; c < 4; ++c) {
            const double value = center[c] + std::sqrt(.4) * factor + std::sqrt(.6) * random.normal();
            columns[c].push_back(random.chance(missing_share) ? missing : value);
        }
    }
    std::vector<FeatureData> data;
    for (std::size_t c = 0; c < 4; ++c) data.push_back(numbers(std::to_string(c), ColumnKind::numeric, columns[c]));
    return table_of(std::move(data));
}

std::vector<std::uint32_t> in_turn(std::size_t rows, std::size_t groups) {
    std::vector<std::uint32_t> truth(rows);
    for (std::size_t row = 0; row < rows; ++row) truth[row] = static_cast<std::uint32_t>(row % groups);
    return truth;
}

}  // namespace

TEST_CASE("one correlated population is one segment, because a shared block needs no second one") {
    const Segmentation found = checked_search(one_factor(3000, {{0, 0, 0, 0}}, 1), {.most = 5});
    CHECK(found.mixture.segment_count() == 1);
    CHECK(found.mixture.covariance() == CovarianceShape::shared_block);
    CHECK(found.verdict == Verdict::untested);
    CHECK(found.ids.size() == 1);
    CHECK(found.trials.size() >= 6);
}

TEST_CASE("the diagonal model alone takes correlation for segments") {
    const Segmentation found = checked_search(one_factor(3000, {{0, 0, 0, 0}}, 1), {.most = 4, .covariance = CovarianceShape::diagonal});
    CHECK(found.mixture.segment_count() > 1);
}

TEST_CASE("three correlated segments are three, complete or with a third of the cells missing") {
    const std::vector<std::vector<double>> centers{{0, 0, 0, 0}, {4, -4, 4, 0}, {-4, 0, 4, 4}};
    for (const double missing_share : {0.0, 0.3}) {
        const FeatureTable table = one_factor(3000, centers, 2, missing_share);
        const Segmentation found = checked_search(table, {.most = 6});
        CHECK(found.mixture.segment_count() == 3);
        CHECK(found.mixture.covariance() == CovarianceShape::shared_block);
        CHECK(adjusted_rand(labels(found.mixture.membership(table)), in_turn(3000, 3)) > (missing_share > 0 ? .85 : .97));
    }
}

TEST_CASE("equal rates over unequal tenure are one segment") {
    Random random(3);
    std::vector<double> visits, days, redeemed, trips;
    for (int i = 0; i < 1500; ++i) {
        days.push_back(random.chance(.5) ? 30 : 360);
        visits.push_back(static_cast<double>(random.negative_binomial(.1 * days.back(), 3)));
        trips.push_back(random.chance(.5) ? 5 : 80);
        redeemed.push_back(static_cast<double>(random.binomial(static_cast<std::uint64_t>(trips.back()), random.beta(4, 8))));
    }
    const FeatureTable table = table_of({numbers("visits", ColumnKind::count, visits, days), numbers("redeemed", ColumnKind::share, redeemed, trips)});
    CHECK(checked_search(table, {.most = 4}).mixture.segment_count() == 1);
    const FeatureTable without = table_of({numbers("visits", ColumnKind::count, visits)});
    CHECK(checked_search(without, {.most = 4}).mixture.segment_count() > 1);
}

TEST_CASE("the search ends after three rises, and says when the range was too short") {
    const FeatureTable table = one_factor(600, {{0, 0, 0, 0}}, 4);
    const Segmentation found = checked_search(table, {.most = 30, .covariance = CovarianceShape::shared_block});
    CHECK(found.trials.size() == 4);
    const Segmentation cut_short = checked_search(one_factor(600, {{0, 0, 0, 0}, {9, 9, 0, 0}, {0, 9, 9, 0}}, 5), {.most = 2});
    REQUIRE(cut_short.warnings.size() == 1);
    CHECK(cut_short.warnings[0] == FitWarning{.kind = WarningKind::number_at_limit, .value = 2});
}

TEST_CASE("the range of numbers is checked") {
    const FeatureTable table = one_factor(10, {{0, 0, 0, 0}}, 6);
    CHECK_THROWS_AS(find_segments(table, {.least = 0}), InvalidArgument);
    CHECK_THROWS_AS(find_segments(table, {.least = 3, .most = 2}), InvalidArgument);
    CHECK_THROWS_AS(find_segments(table, {.least = 11, .most = 20}), InvalidArgument);
    CHECK(checked_search(table, {.most = 20}).mixture.segment_count() >= 1);
}

TEST_CASE("a search can be stopped at once") {
    const FeatureTable table = one_factor(20'000, {{0, 0, 0, 0}, {1, 1, 0, 0}}, 7);
    std::stop_source stop;
    std::chrono::steady_clock::time_point asked;
    std::jthread impatient([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(150));
        asked = std::chrono::steady_clock::now();
        stop.request_stop();
    });
    CHECK_THROWS_AS(find_segments(table, {.most = 40}, {.stop = stop.get_token()}), Cancelled);
    impatient.join();
    CHECK(std::chrono::steady_clock::now() - asked < std::chrono::milliseconds(1000));  // 200 on a machine that is not busy
}

TEST_CASE("progress is told from 0 towards 1 and never goes back") {
    double last = 0;
    std::size_t told = 0;
    const auto progress = [&](const Progress& now) {
        CHECK(now.fraction >= last);
        last = now.fraction;
        ++told;
    };
    static_cast<void>(checked_search(one_factor(400, {{0, 0, 0, 0}, {6, 6, 0, 0}}, 8), {.most = 4}, {.progress = progress}));
    CHECK(told >= 4);
    CHECK(last <= 1);
    last = 0;  // a large table, whose rows the threads share
    static_cast<void>(checked_fit(one_factor(17'000, {{0, 0, 0, 0}, {6, 6, 0, 0}}, 8), {.segment_count = 2}, {.progress = progress}));
}
