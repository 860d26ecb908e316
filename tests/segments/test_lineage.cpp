#include <dangol/core/error.hpp>
#include <dangol/segments/groups.hpp>
#include <dangol/segments/lineage.hpp>

#include "segments/tables.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>

using namespace dangol;
using namespace dangol::testing;

namespace {

constexpr std::size_t each = 150;

/// Clouds of customers at the given places; places may repeat.
FeatureTable clouds(const std::vector<std::pair<double, double>>& places, std::uint64_t seed) {
    Random random(seed);
    std::vector<double> x, y;
    for (const auto& [at_x, at_y] : places)
        for (std::size_t i = 0; i < each; ++i) {
            x.push_back(random.normal(at_x, 1));
            y.push_back(random.normal(at_y, 1));
        }
    return table_of({numbers("x", ColumnKind::numeric, x), numbers("y", ColumnKind::numeric, y)});
}

Segmentation natural(const FeatureTable& table, std::size_t segments) {
    const FeatureTable& source = table;
    Segmentation found = find_segments(source, {.least = segments, .most = segments, .covariance = CovarianceShape::diagonal});
    found.verdict = Verdict::natural;
    return found;
}

std::vector<Fate> fates(const Lineage& lineage) {
    std::vector<Fate> all;
    for (const LineageEvent& event : lineage.events) all.push_back(event.fate);
    return all;
}

}  // namespace

TEST_CASE("planted truth: segments of the same places continue and keep their ids") {
    const FeatureTable spring = clouds({{0, 0}, {10, 0}, {0, 10}}, 1), autumn = clouds({{0, 10}, {0, 0}, {10, 0}}, 2);
    Segmentation before = natural(spring, 3);
    before.ids = {SegmentId{7}, SegmentId{3}, SegmentId{5}};
    const Lineage lineage = trace_lineage(before, natural(autumn, 3), autumn);
    CHECK(fates(lineage) == std::vector{Fate::continued, Fate::continued, Fate::continued});
    for (const LineageEvent& event : lineage.events) {
        CHECK(event.before == event.after);
        CHECK(event.similarity > .9);
    }
    // Who was 7 is 7: the same places have the same ids.
    const auto then = most_probable(before.mixture.membership(autumn)), now = most_probable(lineage.segmentation.mixture.membership(autumn));
    std::size_t same = 0;
    for (std::size_t i = 0; i < then.size(); ++i) same += before.ids[then[i]] == lineage.segmentation.ids[now[i]] ? 1 : 0;
    CHECK(same > 445);
}

TEST_CASE("planted truth: a segment splits, and two merge; one part inherits the id, others get new ones") {
    const FeatureTable together = clouds({{0, 0}, {4, 0}, {20, 0}}, 1), apart = clouds({{-3, 0}, {7, 0}, {20, 0}}, 2);
    const Segmentation two = natural(together, 2), three = natural(apart, 3);
    const Lineage splitting = trace_lineage(two, three, apart);
    REQUIRE(fates(splitting) == std::vector{Fate::continued, Fate::split});
    const LineageEvent& split = splitting.events[1];
    CHECK(split.after.size() == 2);
    CHECK(std::ranges::count(split.after, split.before[0]) == 1);
    CHECK(std::ranges::count(split.after, SegmentId{2}) == 1);
    const Lineage merging = trace_lineage(three, two, together);
    REQUIRE(fates(merging) == std::vector{Fate::continued, Fate::merged});
    CHECK(merging.events[1].before.size() == 2);
    CHECK(std::ranges::count(merging.events[1].before, merging.events[1].after[0]) == 1);
}

TEST_CASE("planted truth: what nobody is left in has vanished, and what comes from everywhere is new") {
    const FeatureTable table = clouds({{0, 0}, {10, 0}}, 3);
    std::vector<std::uint32_t> by_x, by_y;
    for (std::size_t i = 0; i < 2 * each; ++i) {
        by_x.push_back(static_cast<std::uint32_t>(i / each));
        by_y.push_back(table.numbers(table.column("y"))[i] > 0 ? 1 : 0);
    }
    const Segmentation before = adopt_groups(table, membership_of(by_x, 2)), after = adopt_groups(table, membership_of(by_y, 2));
    const Lineage lineage = trace_lineage(before, after, table);
    CHECK(lineage.events.size() >= 2);
    CHECK(std::ranges::none_of(lineage.events, [](const LineageEvent& event) { return event.fate == Fate::continued; }));
    std::vector<SegmentId> now, then;
    for (const LineageEvent& event : lineage.events) {
        now.insert(now.end(), event.after.begin(), event.after.end());
        then.insert(then.end(), event.before.begin(), event.before.end());
    }
    CHECK(now.size() == 2);
    CHECK(then.size() == 2);
}

TEST_CASE("consistency: a lineage has the same bits for any number of threads; its sentences name the segments") {
    const FeatureTable spring = clouds({{0, 0}, {6, 0}}, 1), autumn = clouds({{0, 0}, {6, 0}}, 2);
    const Segmentation before = natural(spring, 2), after = natural(autumn, 2);
    CHECK(trace_lineage(before, after, autumn, {}, {.threads = 1}) == trace_lineage(before, after, autumn, {}, {.threads = 4}));
    const LineageEvent split{.fate = Fate::split, .before = {SegmentId{2}}, .after = {SegmentId{2}, SegmentId{5}}};
    CHECK(to_text(split, Language::english) == "Segment 2 split into 2 and 5.");
    CHECK(to_text(split, Language::korean) == "유형 2는 2, 5로 갈라졌습니다.");
    CHECK(to_text(LineageEvent{.fate = Fate::appeared, .after = {SegmentId{3}}}, Language::korean) == "유형 3은 새로 생겼습니다.");
}

TEST_CASE("bad input: a lineage needs segments with ids, and customers") {
    const FeatureTable table = clouds({{0, 0}, {6, 0}}, 1);
    const Segmentation two = natural(table, 2);
    CHECK_THROWS_WITH(trace_lineage({}, two, table), Catch::Matchers::ContainsSubstring("one id per segment"));
    CHECK_THROWS_WITH(trace_lineage(two, two, table, {.refits = 0}), Catch::Matchers::ContainsSubstring("refits is 0"));
}
