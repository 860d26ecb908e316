#include <dangol/features/build_features.hpp>
#include <dangol/features/feature_fold.hpp>

#include "features/feature_fold_state.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

using namespace dangol;

namespace {

/// Somebody who comes more often on one Monday morning than 16 bits can count, and somebody else who comes now and then.
struct Crowd {
    static constexpr std::size_t rows = 80'000;
    std::vector<std::int64_t> customer = {};
    std::vector<Instant> at = {};

    Crowd() {
        for (std::size_t row = 0; row < rows; ++row) {
            customer.push_back(row % 1'000 == 0 ? 2 : 1);
            at.push_back(Instant{std::chrono::sys_days{std::chrono::year{2024} / 1 / 1} + std::chrono::hours{6}} + std::chrono::milliseconds{row});
        }
    }
    TableView part(std::size_t begin, std::size_t end) const {
        return {{"customer", std::span(customer).subspan(begin, end - begin)}, {"at", std::span(at).subspan(begin, end - begin)}};
    }
};

const Schema schema{.interaction = {.customer = "customer", .time = "at"}};
const FeaturePlan plan{.features = {Frequency{}, VisitRhythm{}}};

FeatureFold folded(const Crowd& crowd, std::size_t begin, std::size_t end, std::size_t rows_per_chunk = Crowd::rows) {
    FeatureFold fold(schema, plan, Permission::not_recorded(Purpose::profiling));
    for (std::size_t row = begin; row < end; row += rows_per_chunk) fold.fold(crowd.part(row, std::min(row + rows_per_chunk, end)));
    return fold;
}

}  // namespace

TEST_CASE("somebody may come more often than a narrow counter can hold") {
    const Crowd crowd;
    const FeatureTable built = build_features(collect({.interactions = crowd.part(0, Crowd::rows)}, schema).permitting(Purpose::profiling), plan);
    REQUIRE(built.exposures(built.column("visit_rhythm"))[0] == Crowd::rows - Crowd::rows / 1'000);
    const FeatureFold whole = folded(crowd, 0, Crowd::rows);
    CHECK(whole.finish() == built);
    CHECK(folded(crowd, 0, Crowd::rows, 30'000) == whole);

    FeatureFold kept(std::make_shared<const FeatureFold::State>(folded(crowd, 0, 70'000).state()));
    CHECK(kept == folded(crowd, 0, 70'000));
    kept.fold(crowd.part(70'000, Crowd::rows));
    CHECK(kept == whole);
    kept = FeatureFold(std::make_shared<const FeatureFold::State>(folded(crowd, 0, 40'000).state()));
    kept.fold(crowd.part(40'000, Crowd::rows));
    CHECK(kept == whole);
}

TEST_CASE("folds merge whether or not their counters are wide") {
    const Crowd crowd;
    const FeatureTable whole = folded(crowd, 0, Crowd::rows).finish();
    for (const std::size_t cut : {std::size_t{5'000}, std::size_t{40'000}, std::size_t{75'000}}) {
        const FeatureFold begin = folded(crowd, 0, cut), end = folded(crowd, cut, Crowd::rows);
        FeatureFold forward = begin, backward = end;
        forward.merge(end);
        backward.merge(begin);
        CHECK(forward.finish() == whole);
        CHECK(backward.finish() == whole);
        CHECK(end == folded(crowd, cut, Crowd::rows));
    }
}
