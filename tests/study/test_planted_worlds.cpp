#include <dangol/features/build_features.hpp>
#include <dangol/segments/agreement.hpp>
#include <dangol/segments/segmentation.hpp>

#include "support/world_records.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <unordered_map>
#include <vector>

using namespace dangol;
using dangol::worlds::Trade;
using dangol_tests::WorldRecords;
using dangol_tests::world_schema;
using dangol_tests::world_schema_with_kinds;

namespace {

struct Found {
    Segmentation segmentation = {};
    double agreement = 0;
    std::size_t customers = 0;
};

Found study_kinds(Trade trade, std::uint64_t seed, bool judged = true, const Schema& schema = world_schema()) {
    const WorldRecords records({.trade = trade, .customers = 600, .seed = seed});
    const CustomerBase base = collect(records.records(), schema);
    const PermittedBase permitted = base.permitting(Purpose::profiling);
    FeaturePlan plan = default_plan(permitted);
    plan.visits_at_least = 3;
    const FeatureTable features = build_features(permitted, plan);
    const SegmentCountOptions how{.most = 5};
    Found found{.segmentation = find_segments(features, how)};
    if (judged) found.segmentation = judge_segments(found.segmentation, features, how, {.bootstrap_samples = 20});

    std::unordered_map<std::string, std::uint32_t> kind;
    const auto& world = records.world();
    for (std::size_t i = 0; i < world.customers.size(); ++i) kind[world.customers.customer_id[i]] = world.truth.kind_of_customer[i];
    std::vector<std::uint32_t> truth;
    for (std::size_t i = 0; i < features.customer_count(); ++i) truth.push_back(kind.at(features.customer_text(i)));
    found.customers = features.customer_count();
    found.agreement = adjusted_rand(truth, most_probable(found.segmentation.mixture.membership(features)));
    return found;
}

}  // namespace

TEST_CASE("planted truth: the kinds of the alteration shop are found, and are natural") {
    const Found found = study_kinds(Trade::alteration, 1);
    CHECK(found.segmentation.verdict == Verdict::natural);
    CHECK(found.segmentation.mixture.segment_count() == 4);
    CHECK(found.agreement >= 0.9);
}

TEST_CASE("planted truth: the kinds of the other shops are found") {
    struct Planted {
        Trade trade = {};
        std::size_t kinds = 0;
    };
    // Whether they are natural is judged with many fits: of the hanbok tailor in test_study.cpp, of the alteration shop above.
    for (const auto& [trade, kinds] : {Planted{Trade::hanbok, 3}, Planted{Trade::candle, 3}, Planted{Trade::leather, 2}, Planted{Trade::repair, 3}, Planted{Trade::online_class, 4}}) {
        const Found found = study_kinds(trade, 1, false);
        CAPTURE(worlds::name_of(trade));
        CHECK(found.segmentation.mixture.segment_count() == kinds);
        CHECK(found.agreement >= 0.9);
    }
}

TEST_CASE("planted truth: the kinds are found where only what was paid for is a visit, also those who ask, look and never buy") {
    struct Planted {
        Trade trade = {};
        std::size_t kinds = 0;
    };
    for (const auto& [trade, kinds] : {Planted{Trade::hanbok, 3}, Planted{Trade::candle, 3}, Planted{Trade::repair, 3}, Planted{Trade::online_class, 4}}) {
        const Found found = study_kinds(trade, 1, false, world_schema_with_kinds());
        CAPTURE(worlds::name_of(trade));
        CHECK(found.segmentation.mixture.segment_count() == kinds);
        CHECK(found.agreement >= 0.95);
        CHECK(found.customers > 560);  // of 600: nobody who only asked is lost, but those who refuse and those who came less than three times
    }
}

TEST_CASE("null worlds: events make no kinds either") {
    const Found found = study_kinds(Trade::null_independent, 1, true, world_schema_with_kinds());
    CHECK(found.segmentation.verdict != Verdict::natural);
}

TEST_CASE("null worlds: nothing is natural where there is one population") {
    for (const Trade trade : {Trade::null_independent, Trade::null_factor, Trade::null_skewed}) {
        const Found found = study_kinds(trade, 1);
        CAPTURE(worlds::name_of(trade));
        CHECK(found.segmentation.verdict != Verdict::natural);
    }
}
