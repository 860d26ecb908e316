#include <dangol/core/error.hpp>
#include <dangol/customers/customer_base.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>
#include <utility>
#include <vector>

using namespace dangol;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

namespace {

const std::vector<std::string> who{"kim"}, at{"2024-01-05"};

CustomerBase shop_that_counts_in(const std::string& currency) {
    return collect({.interactions = {{"who", who}, {"at", at}}}, {.interaction = {.customer = "who", .time = "at"}, .currency = currency});
}

}  // namespace

TEST_CASE("a currency is a code of ISO 4217, or none") {
    for (const char* code : {"KRW", "USD", "EUR", "ZMW", "ZWL", "HRK", ""}) CHECK(shop_that_counts_in(code).schema().currency == code);
}

TEST_CASE("what is no code is refused, with the code that was meant") {
    const auto [written, meant] = GENERATE(table<std::string, std::string>({{"WON", "KRW"}, {"won", "KRW"}, {"원", "KRW"}, {"krw", "KRW"}, {" KRW ", "KRW"}, {"₩", "KRW"},
                                                                           {"KWR", "KRW"}, {"KRM", "KRW"}, {"Euro", "EUR"}, {"$", "USD"}, {"UDS", "USD"}, {"RMB", "CNY"}}));
    CHECK_THROWS_MATCHES(shop_that_counts_in(written), InvalidArgument,
                         MessageMatches(ContainsSubstring("currency is \"" + written + "\", but must be a code of ISO 4217 in capitals: did you mean \"" + meant + "\"?")));
}

TEST_CASE("where nobody can say which was meant, it is not guessed") {
    const auto written = GENERATE(as<std::string>(), "QQQ", "BTC", "money", "KRWX", "KR", "KRW USD", " ");
    CHECK_THROWS_MATCHES(shop_that_counts_in(written), InvalidArgument, MessageMatches(ContainsSubstring("write \"KRW\", \"USD\" or another, or leave it out")));
}

TEST_CASE("a schema whose window ends before it begins is refused before a row is read") {
    using namespace std::chrono_literals;
    const Schema schema{.interaction = {.customer = "who", .time = "at"}, .window = {.from = 2024y / 2 / 1, .until = 2024y / 1 / 1}};
    CHECK_THROWS_MATCHES(collect({.interactions = {{"no such column", who}}}, schema), InvalidArgument, MessageMatches(ContainsSubstring("the end of the schema's window")));
    const Schema backwards{.interaction = {.customer = "who", .time = "at"}, .lead = {.horizon_days = -14}};
    CHECK_THROWS_MATCHES(collect({.interactions = {{"no such column", who}}}, backwards), InvalidArgument, MessageMatches(ContainsSubstring("horizon_days is -14, but must be above 0")));
}
