#include "core/masked_text.hpp"

#include <dangol/core/error.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <vector>

using namespace dangol;

TEST_CASE("letters, Hangul and digits are masked, and the shape remains") {
    CHECK(masked("Kim 010-1234") == "xxx 000-0000");
    CHECK(masked("12월 초순") == "00가 가가");
    CHECK(masked("é€") == "xx");
    CHECK(masked_words("2월 30일") == "0가 00가");
    CHECK(masked("a\xFF") == "x\xEF\xBF\xBD");
    CHECK(masked(std::string(41, 'a')) == std::string(40, 'x') + "…");
}

TEST_CASE("numbers of telephones, cards and persons are masked wherever they stand") {
    for (const char* number : {"010-1234-5678", "01012345678", "1012345678", "010.1234.5678", "010 9999 8888", "+82-10-1234-5678", "+82 (0)10 1234 5678", "(02) 123-4567",
                               "02-123-4567", "1588-1234", "9400-1234-5678-9012", "900101-1234567", "9400123456789012", " 010-1234-5678 "}) {
        CAPTURE(number);
        CHECK(masked_words(number) == masked(number));
        CHECK(masked_words(number) != number);
    }
}

TEST_CASE("dates, times and amounts that cannot be used are shown as they stood") {
    for (const char* shown : {"2024-02-30 14:00:00", "2024-02-30", "2024. 13. 2.", "2024/1/2 25:00", "03.04.2024", "24.01.02", "20240230", "2024-03-10 02:30:00.250 +09:00",
                              "1900-01-00", "-12000", "-1200000", "- 12000000", "-$1200000", "$1234567", "1,234,567", "1.234.567,50", "12 345 678", "1,234.50", "0,500", "1234567.5",
                              "-0.5", "9:05", "25:00", "99", "123456", ""}) {
        CAPTURE(shown);
        CHECK(masked_words(shown) == shown);
    }
}

TEST_CASE("the first row of a file without a header is not told in the error that lists its names") {
    const std::vector<std::string> names{"010-1234-5678", "20240101", "paid"};
    const UnknownColumn error("customer", names, "the interaction table");
    CHECK(std::string(error.text()) == "There is no column \"customer\" in the interaction table: it has \"000-0000-0000\", \"20240101\", \"paid\".");
}
