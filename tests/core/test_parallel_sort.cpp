#include "core/parallel_sort.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

using namespace dangol;

TEST_CASE("items are in the order of their keys, of any number and skew, with any number of threads") {
    for (const std::size_t count : {0UL, 1UL, 700UL, 5'000UL, 120'000UL}) {
        for (const bool skewed : {false, true}) {
            std::vector<std::uint64_t> expected;
            for (std::uint64_t i = 0; i < count; ++i) expected.push_back(skewed && i % 10 != 0 ? i : i * 0x9e37'79b9'7f4a'7c15ULL);
            std::vector<std::uint64_t> items = expected;
            std::ranges::sort(expected);
            expected.erase(std::unique(expected.begin(), expected.end()), expected.end());
            std::ranges::sort(items);
            items.erase(std::unique(items.begin(), items.end()), items.end());
            std::ranges::reverse(items);
            std::ranges::rotate(items, items.begin() + static_cast<std::ptrdiff_t>(items.size() / 3));
            for (const std::size_t threads : {1U, 2U, 4U}) {
                std::vector<std::uint64_t> sorted = items;
                sort_by_distinct_keys(sorted, {.threads = threads}, [](std::uint64_t item) { return item; });
                CHECK(sorted == expected);
                LargeNumbers<std::uint64_t> numbers(items.size());
                std::ranges::copy(items, numbers.begin());
                sort_by_distinct_keys(numbers, {.threads = threads}, [](std::uint64_t item) { return item; });
                CHECK(std::ranges::equal(numbers, expected));
            }
        }
    }
    std::vector<std::int64_t> numbers{std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()};
    for (std::int64_t i = -20'000; i < 20'000; ++i) numbers.push_back(i % 3 == 0 ? i : i % 3 * (std::int64_t{1} << 60) + i);  // crowds far from each other
    std::vector<std::int64_t> in_order = numbers;
    std::ranges::sort(in_order);
    sort_by_distinct_keys(numbers, {.threads = 2}, [](std::int64_t item) { return item; });
    CHECK(numbers == in_order);
    std::vector<std::string> words;
    for (int i = 0; i < 3'000; ++i) words.push_back("단골 " + std::to_string(i * 7919 % 3'000));
    std::vector<std::string> expected = words;
    std::ranges::sort(expected);
    sort_by_distinct_keys(words, {}, [](const std::string& word) { return std::string_view(word); });
    CHECK(words == expected);
}
