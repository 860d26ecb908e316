#include "personas/disclosure.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <array>
#include <cmath>
#include <map>
#include <set>
#include <span>
#include <tuple>
#include <vector>

using namespace dangol;
using Catch::Matchers::WithinAbs;

namespace {

using Sizes = std::array<std::size_t, 3>;
using Published = std::tuple<std::vector<char>, std::size_t, std::size_t, std::vector<std::size_t>>;

/// As describe_personas() tells them: of each one that is shown its share of those shown, or of everyone where it stands alone.
std::vector<std::size_t> counts_of(std::span<const std::size_t> sizes, const ShownNumbers& numbers, std::size_t k) {
    const Rounding rounding(k, numbers.too_few > 0);
    const std::size_t shown = sizes.size() - numbers.too_few;
    std::size_t whole = 0;
    for (std::size_t j = 0; j < sizes.size(); ++j) whole += shown < 2 || numbers.shown[j] != 0 ? sizes[j] : 0;
    std::vector<std::size_t> counts;
    for (std::size_t j = 0; j < sizes.size(); ++j) {
        const double share = rounding.share(static_cast<double>(sizes[j]) / static_cast<double>(whole), numbers.customers);
        counts.push_back(numbers.shown[j] != 0 ? rounding.count_of(share, numbers.customers) : 0);
    }
    return counts;
}

std::vector<std::size_t> counts_of(std::vector<std::size_t> sizes, std::size_t k) { return counts_of(sizes, shown_numbers(sizes, k), k); }

Published published(const Sizes& sizes, std::size_t k) {
    const ShownNumbers numbers = shown_numbers(sizes, k);
    return {numbers.shown, numbers.too_few, numbers.customers, counts_of(sizes, numbers, k)};
}

/// All that a reader who knows the rules has to reckon with: by what is published, the sizes that lead to it.
std::map<Published, std::vector<Sizes>> consistent_sizes(std::size_t most, std::size_t k) {
    std::map<Published, std::vector<Sizes>> found;
    for (std::size_t a = 1; a <= most; ++a)
        for (std::size_t b = 1; b <= most; ++b)
            for (std::size_t c = 1; c <= most; ++c) found[published({a, b, c}, k)].push_back({a, b, c});
    return found;
}

}  // namespace

TEST_CASE("k: no size below k can be recovered from the numbers: every smaller one remains possible beside two that are shown") {
    for (const std::size_t k : {5UL, 8UL, 12UL}) {
        std::size_t hidden_beside_two = 0, hidden_beside_one = 0;
        for (const auto& [numbers, sizes] : consistent_sizes(3 * k + 1, k)) {
            const std::vector<char>& shown = std::get<0>(numbers);
            const std::size_t segments_shown = shown.size() - std::get<1>(numbers);
            for (std::size_t j = 0; j < shown.size(); ++j) {
                if (shown[j] != 0 || segments_shown == 0) continue;
                std::set<std::size_t> possible;
                for (const Sizes& each : sizes)
                    if (each[j] < k) possible.insert(each[j]);
                if (segments_shown == 2) {
                    ++hidden_beside_two;
                    CHECK(possible.size() == k - 1);
                } else if (!possible.empty()) {
                    ++hidden_beside_one;  // the hidden are k or more together
                    CHECK(possible.size() >= k / 2);
                }
            }
        }
        CHECK(hidden_beside_two > 0);
        CHECK(hidden_beside_one > 0);
    }
}

TEST_CASE("k: where all are shown the whole is exact, a shop of fewer has no number, one of which nobody may be shown a rounded one") {
    CHECK(shown_numbers(std::array<std::size_t, 2>{101, 82}, 20).customers == 183);
    CHECK(counts_of({101, 82}, 20) == std::vector<std::size_t>{100, 80});
    CHECK(shown_numbers(std::array<std::size_t, 2>{7, 5}, 20).customers == 0);
    CHECK(shown_numbers(std::array<std::size_t, 2>{200, 15}, 20).customers == 220);
    CHECK(shown_numbers(std::array<std::size_t, 2>{200, 15}, 20).too_few == 2);
    CHECK(counts_of({33, 2}, 3) == std::vector<std::size_t>{0, 0});
    CHECK(counts_of({33, 22, 2}, 3) == std::vector<std::size_t>{33, 22, 0});  // stays in the shop
}

TEST_CASE("k: neither a group nor everyone else may be fewer") {
    CHECK(may_be_shown(20, 40, 20));
    CHECK(may_be_shown(40, 40, 20));  // everyone: there are no others
    CHECK_FALSE(may_be_shown(19, 100, 20));
    CHECK_FALSE(may_be_shown(81, 100, 20));
}

TEST_CASE("numbers of customers are rounded to five, to k where some are hidden, never below k; shares in steps no finer") {
    const Rounding all(20, false), some(20, true);
    CHECK(all.count(22) == 20);
    CHECK(all.count(23) == 25);
    CHECK(some.count(49) == 40);
    CHECK(some.count(50) == 60);
    CHECK(Rounding(22, false).count(22) == 25);
    CHECK(Rounding(4, true).count(23) == 23);
    CHECK(all.count_of(0.2266, 2097) == 475);
    CHECK(all.count_of(0.05, 100) == 20);   // of a group that k lets be shown, whatever its probabilities add up to
    CHECK(all.count_of(0.95, 100) == 80);
    CHECK(all.count_of(1, 97) == 97);
    CHECK(all.share(0.123, 100) == 0.123);
    CHECK_THAT(some.share(0.123, 100), WithinAbs(0.2, 1e-12));
    CHECK_THAT(some.share(0.123, 100000), WithinAbs(0.12, 1e-12));
    CHECK(std::isnan(some.share(std::nan(""), 100)));
    CHECK(Rounding(4, true).share(0.123, 100) == 0.123);
}

TEST_CASE("a share of less than half a step is under one step, and not none") {
    PersonaSet set{.customers = 100, .too_few = 1};
    set.options.smallest_group = 20;
    CHECK(told_share(0.4, set, Language::english) == "about 40%");
    CHECK(told_share(0, set, Language::english) == "under 20%");
    CHECK(told_share(0, set, Language::korean) == "20% 미만");
    set.too_few = 0;
    CHECK(told_share(0.043, set, Language::english) == "4%");
    CHECK(told_share(0.4, set, Language::korean) == "40%");
}

TEST_CASE("k: of a small group whoever all match is told as all, and no rounded number decides") {
    for (const bool some_hidden : {false, true}) {
        const Rounding rounding(20, some_hidden);
        CHECK(rounding.share_of(22, 22) == 1);  // 22 are told as 20, which are fewer than 22
        CHECK(rounding.share_of(0, 22) == 0);
        CHECK(rounding.share_of(12, 22) == 0.5);
        CHECK(rounding.share_of(4, 22) == 0);
        CHECK(rounding.share_of(18, 22) == 1);
        CHECK(rounding.share_of(19, 200) == 0);    // fewer than 20
        CHECK(rounding.share_of(181, 200) == 1);   // all but fewer
        CHECK(rounding.share_of(100, 200) == 0.5);
    }
    CHECK(Rounding(20, false).share_of(50, 200) == 0.25);
    CHECK(Rounding(3, false).share_of(7, 7) == 1);
    CHECK(Rounding(5, false).share_of(0, 0) == 0);
}

TEST_CASE("k: fewer than two groups of k are never rounded up to two") {
    CHECK(Rounding(20, true).count(30) == 20);
    CHECK(Rounding(20, true).count(39) == 20);
    CHECK(Rounding(20, true).count(40) == 40);
    CHECK(Rounding(20, false).count(38) == 35);
    CHECK(Rounding(20, false).count(21) == 20);
    CHECK(Rounding(20, true).count(21) == 20);
}
