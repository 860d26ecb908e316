#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>
#include <dangol/segments/agreement.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>

using namespace dangol;
using Catch::Matchers::WithinAbs;

namespace {

using Labels = std::vector<std::uint32_t>;
const Labels two_pairs{0, 0, 1, 1}, one_pair{0, 0, 1, 2}, together{5, 5, 5, 5}, apart{0, 1, 2, 3};

Labels random_labels(std::uint64_t seed, std::size_t n, std::uint64_t groups) {
    Random random(seed);
    Labels labels(n);
    for (auto& label : labels) label = static_cast<std::uint32_t>(random.below(groups));
    return labels;
}

}  // namespace

TEST_CASE("correctness: agreement of small groupings, worked out by hand") {
    // Pairs: 2 in the first grouping, 1 in the second, 1 in both, of 6: (1 − 2/6) / (1.5 − 2/6) = 4/7.
    CHECK_THAT(adjusted_rand(two_pairs, one_pair), WithinAbs(4.0 / 7, 1e-15));
    // The second grouping knows the first: I = log 2, entropies log 2 and 1.5 log 2.
    CHECK_THAT(normalized_mutual_information(two_pairs, one_pair), WithinAbs(0.8, 1e-15));
    CHECK_THAT(variation_of_information(two_pairs, one_pair), WithinAbs(0.5 * std::log(2.0), 1e-15));
    CHECK_THAT(variation_of_information(together, apart), WithinAbs(std::log(4.0), 1e-15));
}

TEST_CASE("extremes: one group, singletons, one customer, nobody") {
    CHECK(adjusted_rand(together, together) == 1);
    CHECK(adjusted_rand(apart, apart) == 1);
    CHECK(adjusted_rand(together, apart) == 0);
    CHECK(adjusted_rand(Labels{7}, Labels{3}) == 1);
    CHECK(adjusted_rand(Labels{}, Labels{}) == 1);
    CHECK(normalized_mutual_information(together, together) == 1);
    CHECK(normalized_mutual_information(together, apart) == 0);
    CHECK(normalized_mutual_information(Labels{}, Labels{}) == 1);
    CHECK(variation_of_information(Labels{}, Labels{}) == 0);
}

TEST_CASE("properties: unrelated groupings agree by chance alone, and names do not matter") {
    const Labels a = random_labels(1, 20000, 5), b = random_labels(2, 20000, 7);
    CHECK(std::fabs(adjusted_rand(a, b)) < 0.002);
    CHECK(normalized_mutual_information(a, b) < 0.001);
    Labels renamed = a;
    for (auto& label : renamed) label = 4'000'000'000u - 17 * label;
    CHECK(adjusted_rand(a, renamed) == 1);
    CHECK_THAT(normalized_mutual_information(a, renamed), WithinAbs(1, 1e-12));
    CHECK_THAT(variation_of_information(a, renamed), WithinAbs(0, 1e-12));
    CHECK_THAT(adjusted_rand(a, b), WithinAbs(adjusted_rand(b, renamed), 1e-15));
}

TEST_CASE("bad input: groupings of different lengths are refused") {
    CHECK_THROWS_WITH(adjusted_rand(two_pairs, Labels{1}), Catch::Matchers::ContainsSubstring("as long as the first, 4"));
}

TEST_CASE("bad input: what is no membership has no entropy") {
    CHECK_THROWS_WITH(relative_entropy(Matrix(3, 2, std::nan(""))), Catch::Matchers::ContainsSubstring("membership of row 0 is nan"));
    CHECK_THROWS_WITH(relative_entropy(Matrix(3, 2, 1.5)), Catch::Matchers::ContainsSubstring("sum is 3"));
    CHECK_THROWS_WITH(relative_entropy(Matrix(3, 1, 2)), Catch::Matchers::ContainsSubstring("sum is 2"));
}

TEST_CASE("correctness: relative entropy is 1 for sure and 0 for hopeless memberships; the first of equals is the most probable") {
    CHECK(relative_entropy(Matrix::of_rows({{1, 0, 0}, {0, 0, 1}})) == 1);
    CHECK_THAT(relative_entropy(Matrix(3, 4, 0.25)), WithinAbs(0, 1e-15));
    CHECK_THAT(relative_entropy(Matrix::of_rows({{.5, .5}, {1, 0}})), WithinAbs(.5, 1e-15));
    CHECK(relative_entropy(Matrix(3, 1, 1)) == 1);
    CHECK(most_probable(Matrix::of_rows({{.2, .4, .4}, {.5, .25, .25}})) == Labels{1, 0});
}
