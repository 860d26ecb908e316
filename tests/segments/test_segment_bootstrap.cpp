#include <dangol/core/error.hpp>
#include <dangol/segments/groups.hpp>
#include <dangol/segments/segment_bootstrap.hpp>

#include "segments/every_family.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>

using namespace dangol;
using namespace dangol::testing;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

constexpr double two_sided = 2 * 1.959963984540054;

double width(const Estimate& estimate) { return estimate.interval.value().high - estimate.interval.value().low; }

/// Two kinds so far apart, 30 % of the customers in the second; whom each belongs to.
struct Kinds {
    FeatureTable table;
    std::vector<std::uint32_t> of;
};
Kinds kinds(double apart, std::uint64_t seed) {
    Random random(seed);
    std::vector<double> x;
    std::vector<std::uint32_t> of;
    for (int i = 0; i < 500; ++i) {
        of.push_back(random.chance(0.3) ? 1 : 0);
        x.push_back(random.normal(of.back() == 1 ? apart : 0, 1));
    }
    return {table_of({numbers("x", ColumnKind::numeric, x)}), of};
}

Segmentation found(const FeatureTable& table, std::size_t segments, double prior_customers = 1) {
    Segmentation out{.mixture = checked_fit(table, options(segments, prior_customers)), .verdict = Verdict::natural};
    for (std::size_t k = 0; k < segments; ++k) out.ids.push_back(id_at<SegmentId>(k + 7));
    return out;
}

}  // namespace

TEST_CASE("intervals of segments far apart are as wide as the textbook's: shares binomial, means σ/√n, variances σ²√(2/n)") {
    const Kinds world = kinds(20, 1);
    const auto segments = bootstrap_segments(found(world.table, 2, 0), world.table, {.samples = 400});
    REQUIRE(segments.size() == 2);
    CHECK(segments[1].segment == SegmentId{8});
    for (const SegmentEstimates& segment : segments) {
        const double n = 500 * segment.share.value;
        CHECK_THAT(width(segment.share), WithinRel(two_sided * std::sqrt(segment.share.value * (1 - segment.share.value) / 500), 0.2));
        const ColumnEstimates& x = segment.columns.at(0);
        CHECK(x.column == "x");
        REQUIRE(x.parameters.size() == 2);
        CHECK(x.parameters[0].name == "mean");
        const double variance = x.parameters[1].estimate.value;
        CHECK_THAT(width(x.parameters[0].estimate), WithinRel(two_sided * std::sqrt(variance / n), 0.2));
        CHECK_THAT(width(x.parameters[1].estimate), WithinRel(two_sided * variance * std::sqrt(2 / n), 0.3));
        CHECK(x.expected_value == x.parameters[0].estimate);
        CHECK(x.expected_value->interval->contains(x.expected_value->value));
    }
}

TEST_CASE("where segments overlap the doubt about who belongs where is in the interval; of groups that were given it is not") {
    const Kinds world = kinds(2.5, 2);
    const Segmentation blind = found(world.table, 2), told = adopt_groups(world.table, membership_of(world.of, 2));
    const auto wide = bootstrap_segments(blind, world.table, {.samples = 100}), narrow = bootstrap_segments(told, world.table, {.samples = 100});
    for (std::size_t k = 0; k < 2; ++k) {
        CHECK(width(wide[k].share) > 1.5 * width(narrow[k].share));
        CHECK(width(*wide[k].columns[0].expected_value) > 1.5 * width(*narrow[k].columns[0].expected_value));
    }
}

TEST_CASE("every number of every family has an interval about the mixture's own; the same bits for any number of threads") {
    const FeatureTable table = every_family(150, 4);
    Segmentation segments{.mixture = checked_fit(table, {.segment_count = 2, .covariance = CovarianceShape::shared_block, .families = one_of_each(), .starts_at_most = 4}),
                          .ids = {SegmentId{0}, SegmentId{1}}};
    const auto estimates = bootstrap_segments(segments, table, {.samples = 20}, {.threads = 1});
    CHECK(estimates == bootstrap_segments(segments, table, {.samples = 20}, {.threads = 4}));
    CHECK(!(estimates == bootstrap_segments(segments, table, {.samples = 20, .seed = 1})));
    for (std::size_t k = 0; k < 2; ++k) {
        for (std::size_t c = 0; c < estimates[k].columns.size(); ++c) {
            const ColumnEstimates& column = estimates[k].columns[c];
            CAPTURE(column.column);
            const auto parameters = segments.mixture.parameters(k, id_at<ColumnIndex>(c));
            const auto levels = segments.mixture.level_probabilities(k, id_at<ColumnIndex>(c));
            REQUIRE(column.parameters.size() == parameters.size());
            REQUIRE(column.levels.size() == levels.size());
            CHECK(column.expected_value.has_value() == levels.empty());
            for (std::size_t i = 0; i < parameters.size(); ++i) {
                CHECK(column.parameters[i].name == parameters[i].name);
                CHECK(column.parameters[i].estimate.value == parameters[i].value);
                CHECK(column.parameters[i].estimate.interval.has_value());
            }
            for (std::size_t i = 0; i < levels.size(); ++i) {
                CHECK(column.levels[i].estimate.value == levels[i]);
                CHECK(width(column.levels[i].estimate) > 0);
            }
        }
    }
}

TEST_CASE("a direction around midnight has an interval of minutes, not of a day") {
    Random random(6);
    std::vector<double> hour;
    for (int i = 0; i < 400; ++i) {
        const double at = random.normal(0, 1);
        hour.push_back(at < 0 ? at + 24 : at);
    }
    FeatureData clock = numbers("hour", ColumnKind::cyclic, hour);
    clock.meaning.period = 24;
    const FeatureTable table = table_of({clock});
    const auto estimates = bootstrap_segments(found(table, 1), table, {.samples = 100});
    CHECK_THAT(width(*estimates[0].columns[0].expected_value), WithinRel(two_sided / 20, 0.3));
    CHECK(estimates[0].columns[0].expected_value == estimates[0].columns[0].parameters[0].estimate);
}

TEST_CASE("bad input: a bootstrap needs samples, segments with ids, and customers") {
    const Kinds world = kinds(10, 1);
    const Segmentation two = found(world.table, 2);
    CHECK_THROWS_WITH(bootstrap_segments(two, world.table, {.samples = 19}), ContainsSubstring("samples is 19"));
    CHECK_THROWS_WITH(bootstrap_segments({}, world.table), ContainsSubstring("one id per segment"));
    CHECK_THROWS_AS(bootstrap_segments(two, world.table.rows(std::vector<std::uint32_t>{})), InsufficientData);
}
