#include <catch2/catch_test_macros.hpp>
#include <dangol/features/column_text.hpp>

using namespace dangol;

// A gamma law of shape k has a coefficient of variation of 1/√k.
TEST_CASE("regularity in words: very regular is who varies by a third, not by a half") {
    const auto said = [](double variation) { return regularity_text(1 / (variation * variation), Language::english); };
    CHECK(said(0.2) == "very regularly");
    CHECK(said(0.34) == "very regularly");
    CHECK(said(0.52) == "regularly");  // gaps of 43, 98 and 220 days at the 10th, 50th and 90th percentile
    CHECK(said(0.65) == "at uneven intervals");
    CHECK(said(1) == "at uneven intervals");
    CHECK(said(1.3) == "in bursts");
    CHECK(regularity_text(3.7, Language::korean) == "규칙적으로");
    CHECK(regularity_text(2.5, Language::korean) == "고르지 않은 간격으로");
}
