#include "core/stoppable_sort.hpp"

#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include <catch2/catch_test_macros.hpp>

using namespace dangol;

TEST_CASE("a sort that nobody stops sorts, one that is stopped on the way ends and keeps every element") {
    Random random(1);
    std::vector<std::uint64_t> numbers;
    for (int i = 0; i < 200'000; ++i) numbers.push_back(random.below(1'000'000));
    std::vector<std::uint64_t> expected = numbers, stopped = numbers;
    std::ranges::sort(expected);
    stoppable_sort(numbers, std::less<>{}, {});
    CHECK(numbers == expected);

    std::stop_source stop;
    std::size_t comparisons = 0, at_the_stop = 0;
    const auto less = [&](std::uint64_t a, std::uint64_t b) {
        if (++comparisons == 100'000) at_the_stop = comparisons, stop.request_stop();
        return a < b;
    };
    CHECK_THROWS_AS(stoppable_sort(stopped, less, {.stop = stop.get_token()}), Cancelled);
    CHECK(comparisons - at_the_stop <= 65'536);
    std::ranges::sort(stopped);
    CHECK(stopped == expected);
}
