#include "personas/tables.hpp"

#include "segments/refit.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

using namespace dangol;
using namespace dangol::testing;
using Catch::Matchers::WithinAbs;

namespace {

Matrix relabelled(const Matrix& membership, const std::vector<std::size_t>& to) {
    Matrix again(membership.rows(), membership.columns());
    for (std::size_t i = 0; i < membership.rows(); ++i)
        for (std::size_t k = 0; k < to.size(); ++k) again(i, to[k]) = membership(i, k);
    return again;
}

}  // namespace

TEST_CASE("matching: permuted labels are undone, whether every assignment can be compared or not") {
    for (const std::size_t segments : {std::size_t{3}, std::size_t{12}, std::size_t{15}}) {  // beyond 12: greedy
        Random random(segments);
        std::vector<std::size_t> sizes;
        for (std::size_t k = 0; k < segments; ++k) sizes.push_back(5 + k);
        const Matrix membership = membership_of(blocks(sizes), segments);
        const std::vector<std::size_t> to = random.permutation(segments);
        CHECK(match_segments(membership, relabelled(membership, to), std::vector<double>(membership.rows(), 1.0)) == to);
    }
}

TEST_CASE("matching: the assignment is the best of all, where the largest overlap first would not be") {
    // overlap: 6 5 / 5 0 — the greedy pair 6 + 0 is worse than 5 + 5
    const Matrix original = membership_of(blocks({11, 5}), 2);
    const Matrix again = membership_of(blocks({6, 5, 5}), 3);
    Matrix two(16, 2);
    for (std::size_t i = 0; i < 16; ++i) two(i, again(i, 1) > 0 ? 1 : 0) = 1;
    CHECK(match_segments(original, two, std::vector<double>(16, 1.0)) == std::vector<std::size_t>{1, 0});
}

TEST_CASE("matching: customers who were not drawn have no say") {
    const Matrix original = membership_of(blocks({2, 2}), 2);
    const Matrix again = relabelled(original, {1, 0});
    Matrix mixed = again;
    mixed(0, 0) = mixed(2, 1) = 1;
    mixed(0, 1) = mixed(2, 0) = 0;
    CHECK(match_segments(original, mixed, std::vector{0.0, 1.0, 0.0, 1.0}) == std::vector<std::size_t>{1, 0});
    CHECK(match_segments(original, mixed, std::vector{1.0, 0.0, 1.0, 0.0}) == std::vector<std::size_t>{0, 1});
}

TEST_CASE("refit: segments keep their order, whichever way they were found") {
    Random random(2);
    const auto kinds = kinds_of(300, {0.5, 0.3, 0.2}, random);
    const FeatureTable table = table_of(300, {basis("a", kinds, {0, 5, 0}, random), basis("b", kinds, {0, 0, 5}, random)});
    Segmentation natural = natural_segments(table, kinds, 3), cut = natural;
    cut.verdict = Verdict::reproducible;
    std::vector<double> weights(300, 0);
    for (std::size_t i = 0; i < 300; ++i) weights[random.below(300)] += 1;
    for (const Segmentation& segmentation : {natural, cut}) {
        const Refit refit(segmentation, table, {.threads = 1});
        const Mixture again = refit.with_weights(weights, 1, {.threads = 1});
        CHECK_THAT(again.expected_value(0, ColumnIndex{0}), WithinAbs(0, 0.7));
        CHECK_THAT(again.expected_value(1, ColumnIndex{0}), WithinAbs(5, 0.7));
        CHECK_THAT(again.expected_value(2, ColumnIndex{1}), WithinAbs(5, 0.7));
    }
}

TEST_CASE("refit: groups that were given are described again, not looked for") {
    // Given groups that cut across the two heaps of the data: a search would drift to the heaps.
    Random random(3);
    const auto heaps = blocks({150, 150});
    std::vector<std::uint32_t> given;
    std::vector<double> a, b;
    for (std::size_t i = 0; i < 300; ++i) {
        given.push_back(i % 2 == 0 ? 0 : 1);
        a.push_back(random.normal(heaps[i] == 0 ? 0 : 8, 1));
        b.push_back(random.normal(given[i] == 0 ? 0 : 1.5, 1));
    }
    const FeatureTable table = table_of(300, {numbers({.name = "a"}, a), numbers({.name = "b"}, b)});
    const Segmentation adopted = adopt_groups(table, membership_of(given, 2));
    const Refit refit(adopted, table, {.threads = 1});
    const Mixture again = refit.with_weights(std::vector<double>(300, 1.0), 1, {.threads = 1});
    CHECK_THAT(again.expected_value(1, ColumnIndex{0}) - again.expected_value(0, ColumnIndex{0}), WithinAbs(0, 1.5));
    CHECK(again.expected_value(1, ColumnIndex{1}) - again.expected_value(0, ColumnIndex{1}) > 0.5);
}
