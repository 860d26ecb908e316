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
    const FeatureTable together = clouds({{0, 0}, {4, 0}, {20, 0}}, 1), apart = clouds({{-2.5, 0}, {6.5, 0}, {20, 0}}, 2);
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

namespace {

/// The id of the segment whose customers are at a place.
SegmentId id_at_place(const Segmentation& segments, double x, double y) {
    const FeatureTable there = table_of({numbers("x", ColumnKind::numeric, {x}), numbers("y", ColumnKind::numeric, {y})});
    return segments.ids[most_probable(segments.mixture.membership(there)).front()];
}

}  // namespace

TEST_CASE("planted truth: who is far from all that was has appeared, however many they are, and takes nobody's id") {
    const FeatureTable spring = clouds({{0, 0}, {10, 0}}, 1);
    const Segmentation before = natural(spring, 2);
    const SegmentId left = id_at_place(before, 0, 0), right = id_at_place(before, 10, 0);
    for (const std::size_t times : {1U, 2U}) {
        std::vector<std::pair<double, double>> places{{0, 0}, {10, 0}};
        places.insert(places.end(), times, {20, 20});
        const FeatureTable autumn = clouds(places, 2);
        const Lineage lineage = trace_lineage(before, natural(autumn, 3), autumn);
        REQUIRE(fates(lineage) == std::vector{Fate::continued, Fate::continued, Fate::appeared});
        CHECK(lineage.events[2].after == std::vector{SegmentId{2}});
        CHECK(id_at_place(lineage.segmentation, 0, 0) == left);
        CHECK(id_at_place(lineage.segmentation, 10, 0) == right);
        CHECK(id_at_place(lineage.segmentation, 20, 20) == SegmentId{2});
    }
}

TEST_CASE("planted truth: a segment that is gone is not taken for whoever is nearest to it now") {
    const FeatureTable spring = clouds({{0, 0}, {10, 0}}, 1), autumn = clouds({{0, 0}, {20, 20}}, 2);
    const Segmentation before = natural(spring, 2);
    const Lineage lineage = trace_lineage(before, natural(autumn, 2), autumn);
    REQUIRE(fates(lineage) == std::vector{Fate::continued, Fate::appeared, Fate::vanished});
    CHECK(id_at_place(lineage.segmentation, 20, 20) == SegmentId{2});
    CHECK(lineage.events[2].before == std::vector{id_at_place(before, 10, 0)});
    // One that went a little way is still itself.
    const FeatureTable nearby = clouds({{0, 0}, {11.5, 0}}, 3);
    const Lineage moving = trace_lineage(before, natural(nearby, 2), nearby);
    CHECK(std::ranges::all_of(fates(moving), [](Fate fate) { return fate == Fate::continued || fate == Fate::moved; }));
    CHECK(id_at_place(moving.segmentation, 11.5, 0) == id_at_place(before, 10, 0));
}

TEST_CASE("planted truth: of two parts the one that is like what was inherits, though it be the smaller") {
    // One wide kind; later its heart is still there, and a larger crowd stands at its edge.
    const FeatureTable spring = clouds({{0, 0}, {0, 0}, {3, 0}, {30, 0}}, 1);
    const Segmentation before = natural(spring, 2);
    std::vector<std::pair<double, double>> places{{0.9, 0}, {0.9, 0}, {30, 0}};
    places.insert(places.end(), 3, {4.6, 1.2});
    const FeatureTable autumn = clouds(places, 2);
    const Lineage lineage = trace_lineage(before, natural(autumn, 3), autumn);
    REQUIRE(fates(lineage) == std::vector{Fate::continued, Fate::split});
    CHECK(id_at_place(lineage.segmentation, 0.9, 0) == id_at_place(before, 0, 0));
    CHECK(id_at_place(lineage.segmentation, 4.6, 1.2) == SegmentId{2});
}

TEST_CASE("planted truth: what nobody is left in has vanished, and what comes from everywhere is new") {
    // Four quarters, mirrored, so that halves by x and halves by y share exactly half of each other.
    Random random(3);
    std::vector<double> x, y;
    std::vector<std::uint32_t> by_x, by_y;
    for (std::size_t i = 0; i < each; ++i) {
        const double across = random.uniform(2, 4), up = random.uniform(2, 4);
        for (const auto& [sign_x, sign_y] : {std::pair{-1, -1}, {-1, 1}, {1, -1}, {1, 1}}) {
            x.push_back(sign_x * across);
            y.push_back(sign_y * up);
            by_x.push_back(sign_x > 0 ? 1 : 0);
            by_y.push_back(sign_y > 0 ? 1 : 0);
        }
    }
    const FeatureTable table = table_of({numbers("x", ColumnKind::numeric, x), numbers("y", ColumnKind::numeric, y)});
    const Segmentation before = adopt_groups(table, membership_of(by_x, 2)), after = adopt_groups(table, membership_of(by_y, 2));
    const Lineage lineage = trace_lineage(before, after, table);
    REQUIRE(fates(lineage) == std::vector{Fate::appeared, Fate::appeared, Fate::vanished, Fate::vanished});
    CHECK(lineage.segmentation.ids == std::vector{SegmentId{2}, SegmentId{3}});
    CHECK(lineage.events[2].before == std::vector{SegmentId{0}});
    CHECK(lineage.events[3].before == std::vector{SegmentId{1}});
}

TEST_CASE("planted truth: an id that vanished is never given again, over three periods and a new verdict") {
    const FeatureTable spring = clouds({{0, 0}, {10, 0}, {0, 10}}, 1), summer = clouds({{0, 0}, {10, 0}}, 2), autumn = clouds({{0, 0}, {10, 0}, {30, 30}}, 3);
    const Segmentation first = natural(spring, 3);
    const Lineage second = trace_lineage(first, natural(summer, 2), summer);
    REQUIRE(fates(second) == std::vector{Fate::continued, Fate::continued, Fate::vanished});
    CHECK(second.segmentation.next_id == 3);
    const Lineage third = trace_lineage(second.segmentation, natural(autumn, 3), autumn);
    REQUIRE(fates(third) == std::vector{Fate::continued, Fate::continued, Fate::appeared});
    CHECK(third.events[2].after == std::vector{SegmentId{3}});
    CHECK(third.segmentation.next_id == 4);
    // A cut that takes the place of traced segments has ids of its own.
    const Segmentation cut = judge_segments(third.segmentation, autumn, {}, {.bootstrap_samples = 5, .segments_wanted = 2});
    CHECK(cut.ids == std::vector{SegmentId{4}, SegmentId{5}});
    CHECK(cut.next_id == 6);
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
    CHECK_THROWS_WITH(trace_lineage(two, two, table, {.tail = 0}), Catch::Matchers::ContainsSubstring("tail is 0"));
}
