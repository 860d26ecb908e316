#include "core/copy_past_cache.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

using namespace dangol;

TEST_CASE("bytes are copied and wiped from any boundary, and none beside them") {
    std::vector<std::byte> from(9'000);
    for (std::size_t i = 0; i < from.size(); ++i) from[i] = static_cast<std::byte>(i * 7 + 1);
    for (const std::size_t begin : {0UL, 8UL, 16UL, 3UL}) {
        for (const std::size_t count : {0UL, 1UL, 15UL, 16UL, 24UL, 5'000UL}) {
            std::vector<std::byte> to(from.size(), std::byte{9});
            copy_past_cache(to.data() + begin, from.data() + 5, count);
            CHECK(std::equal(to.begin() + static_cast<std::ptrdiff_t>(begin), to.begin() + static_cast<std::ptrdiff_t>(begin + count), from.begin() + 5));
            CHECK(std::count(to.begin(), to.begin() + static_cast<std::ptrdiff_t>(begin), std::byte{9}) == static_cast<std::ptrdiff_t>(begin));
            CHECK(std::all_of(to.begin() + static_cast<std::ptrdiff_t>(begin + count), to.end(), [](std::byte b) { return b == std::byte{9}; }));
            to = from;
            wipe_past_cache(to.data() + begin, count);
            CHECK(std::all_of(to.begin() + static_cast<std::ptrdiff_t>(begin), to.begin() + static_cast<std::ptrdiff_t>(begin + count), [](std::byte b) { return b == std::byte{0}; }));
            CHECK(std::equal(to.begin() + static_cast<std::ptrdiff_t>(begin + count), to.end(), from.begin() + static_cast<std::ptrdiff_t>(begin + count)));
        }
    }
}
