#include <dangol/core/version.hpp>

#include <algorithm>

#include <catch2/catch_test_macros.hpp>

TEST_CASE("headers and library name the same release") { CHECK(dangol::version() == dangol::version_text); }

TEST_CASE("a version has three numbers") {
    CHECK(std::ranges::count(dangol::version(), '.') == 2);
    CHECK(std::ranges::all_of(dangol::version(), [](char c) { return c == '.' || ('0' <= c && c <= '9'); }));
}
