#include <dangol/customers/customer_base.hpp>

#include <catch2/catch_test_macros.hpp>

#include <chrono>
#include <string>
#include <vector>

using namespace dangol;
using namespace std::chrono_literals;

namespace {

/// Visits of a year, one a day, and some more.
CustomerBase shop_with(const std::vector<std::string>& more, std::size_t days = 365, const Schema& schema = {.interaction = {.customer = "who", .time = "at"}}) {
    std::vector<std::string> who, at;
    for (std::size_t day = 0; day < days; ++day) {
        at.push_back(iso_date(LocalTime{std::chrono::local_days{2023y / 1 / 1} + std::chrono::days{day}}));
        who.push_back(std::to_string(day % 20));
    }
    for (const std::string& each : more) at.push_back(each), who.push_back("7");
    return collect({.interactions = {{"who", who}, {"at", at}}}, schema);
}

}  // namespace

TEST_CASE("a year that is a slip is noticed at either end, and its row is used all the same") {
    const CustomerBase base = shop_with({"2204-05-01", "1900-01-01"});
    using Strays = std::vector<StrayTime>;
    CHECK(base.account().stray_times == Strays{{TableKind::interactions, 1, 366, "1900-01-01", "2023-01-01", false},
                                               {TableKind::interactions, 1, 365, "2204-05-01", "2023-12-31", true}});
    CHECK(base.visit_count() == 367);
    CHECK(to_text(base.account(), Language::english).find("such as that of 2204-05-01, lies 180 years after all others (the nearest is of 2023-12-31)") != std::string::npos);
    CHECK(to_text(base.account(), Language::korean).find("2204-05-01의 기록 등 1행이 나머지 모든 행보다 180년 뒤입니다(가장 가까운 것은 2023-12-31)") != std::string::npos);
    CHECK(shop_with({"1900-01-01", "1899-12-30"}).account().stray_times.front().rows == 2);
}

TEST_CASE("a window of the schema settles it") {
    const Schema schema{.interaction = {.customer = "who", .time = "at"}, .window = {.from = 2020y / 1 / 1, .until = 2024y / 1 / 1}};
    CHECK(shop_with({"2204-05-01", "1900-01-01"}, 365, schema).account().stray_times.empty());
}

TEST_CASE("few rows, a gap of less than two years, and many rows beyond it are no slips") {
    CHECK(shop_with({}).account().stray_times.empty());
    CHECK(shop_with({"2204-05-01"}, 18).account().stray_times.empty());
    CHECK(shop_with({"2204-05-01"}, 19).account().stray_times.size() == 1);
    CHECK(shop_with({"2025-06-01"}).account().stray_times.empty());
    CHECK(shop_with({"2026-06-01"}).account().stray_times.size() == 1);
    CHECK(shop_with({"2026-06-01", "2026-06-02"}).account().stray_times.size() == 1);
    CHECK(shop_with({"2026-06-01", "2026-06-02", "2026-06-03"}).account().stray_times.empty());
}

TEST_CASE("contacts are looked at too") {
    std::vector<std::string> who(30, "a"), at(30, "2024-03-01");
    at[7] = "2042-03-01";
    const CustomerBase base = collect({.customers = {{"who", who}}, .leads = {{"who", who}, {"at", at}}}, {.customer = {.id = "who"}, .lead = {.customer = "who", .contacted = "at"}});
    REQUIRE(base.account().stray_times.size() == 1);
    CHECK(base.account().stray_times[0] == StrayTime{TableKind::leads, 1, 7, "2042-03-01", "2024-03-01", true});
}
