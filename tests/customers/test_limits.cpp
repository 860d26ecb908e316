#include <dangol/core/error.hpp>
#include <dangol/customers/customer_base.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

using namespace dangol;
using Texts = std::vector<std::string>;
using Seconds = std::vector<std::chrono::sys_seconds>;

namespace {

Seconds seconds_from(std::size_t rows) {
    Seconds at;
    for (std::size_t row = 0; row < rows; ++row) at.emplace_back(std::chrono::seconds{static_cast<std::int64_t>(row)});
    return at;
}

}  // namespace

TEST_CASE("a hundred thousand distinct categories keep their names and their order") {
    const std::size_t rows = 100'000;
    std::vector<std::int64_t> id;
    Texts town;
    for (std::size_t row = 0; row < rows; ++row) {
        id.push_back(static_cast<std::int64_t>(row));
        town.push_back("동네 " + std::to_string(rows - row));
    }
    const CustomerBase base = collect({.customers = {{"id", id}, {"town", town}}}, {.customer = {.id = "id", .attributes = {{"town", ColumnKind::category}}}});
    const PermittedBase all = base.permitting(Purpose::analysis);
    const AttributeValues& towns = all.attributes()[0];
    CHECK(towns.meaning.levels.size() == rows);
    CHECK(std::ranges::is_sorted(towns.meaning.levels));
    for (const std::size_t row : {0U, 1U, 777U, 99'999U}) CHECK(towns.meaning.levels[towns.codes[row]] == town[row]);
}

TEST_CASE("one customer may have very many events, and many customers one each") {
    const std::size_t rows = 200'000;
    std::vector<std::int64_t> who(rows, 7), each;
    for (std::size_t row = 0; row < rows; ++row) each.push_back(static_cast<std::int64_t>(row * 7919 % rows));
    const Seconds at = seconds_from(rows);
    const Schema schema{.interaction = {.customer = "who", .time = "at"}};
    const CustomerBase one = collect({.interactions = {{"who", who}, {"at", at}}}, schema);
    CHECK((one.customer_count() == 1 && one.visit_count() == rows));
    CHECK(std::ranges::is_sorted(one.permitting(Purpose::analysis).visits().at));
    const PermittedBase many = collect({.interactions = {{"who", each}, {"at", at}}}, schema).permitting(Purpose::analysis);
    CHECK(many.customer_count() == rows);
    CHECK(many.visits().first_of_customer.back() == rows);
    CHECK(std::ranges::is_sorted(std::get<std::vector<std::int64_t>>(many.customers())));
}

TEST_CASE("columns in which everything is missing are read, and know nothing") {
    const std::size_t rows = 1'000;
    const std::vector<double> nothing(rows, std::numeric_limits<double>::quiet_NaN());
    const Texts no_text(rows, "-");
    std::vector<std::int64_t> who;
    for (std::size_t row = 0; row < rows; ++row) who.push_back(static_cast<std::int64_t>(row % 10));
    const Seconds at = seconds_from(rows);
    const CustomerBase base = collect(
        {.interactions = {{"who", who}, {"at", at}, {"number", nothing}, {"text", no_text}}},
        {.interaction = {.customer = "who", .time = "at", .visit = "text", .amount = "number", .offering = "text", .party_size = "number", .planned = "text",
                         .satisfaction = "number", .kind = "text", .quantity = "number", .companions = "text", .duration_minutes = "number", .staff = "text",
                         .observations = "text"}});
    const PermittedBase permitted = base.permitting(Purpose::analysis);
    const VisitColumns& visits = permitted.visits();
    CHECK(visits.size() == rows);
    CHECK(std::ranges::all_of(visits.amount, [](double amount) { return std::isnan(amount); }));
    CHECK(visits.offerings.empty());
    CHECK(std::ranges::all_of(visits.line_offering, [](std::uint32_t code) { return code == unobserved_code; }));
    CHECK(std::ranges::all_of(visits.observations.recorded, [](std::uint8_t recorded) { return recorded == 0; }));
    CHECK(base.account().tables[0].adds_up());
}

TEST_CASE("ids may be any Unicode, and are told apart to the byte") {
    const Texts who{"\uB2E8\uACE8", "\u1103\u1161\u11AB\u1100\u1169\u11AF",  // composed and decomposed: two ids
                    "\U0001F9F5", " ann", "ann", "ANN", "\u202Eright-to-left", std::string("nul\0inside", 10), std::string("nul\0other", 9), std::string(10'000, 'x'),
                    "\u00E9", "e\u0301"};
    const Seconds at = seconds_from(who.size());
    const CustomerBase base = collect({.interactions = {{"who", who}, {"at", at}}}, {.interaction = {.customer = "who", .time = "at"}});
    CHECK(base.customer_count() == 12);
    Texts sorted = who;
    std::ranges::sort(sorted);
    CHECK(std::get<Texts>(base.permitting(Purpose::analysis).customers()) == sorted);
}

TEST_CASE("the largest and smallest whole numbers are ids like any other") {
    const std::vector<std::int64_t> who{std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min(), 0, -1};
    const Seconds at = seconds_from(4);
    const CustomerBase base = collect({.interactions = {{"who", who}, {"at", at}}}, {.interaction = {.customer = "who", .time = "at"}});
    CHECK(std::get<std::vector<std::int64_t>>(base.permitting(Purpose::analysis).customers()) ==
          std::vector<std::int64_t>{std::numeric_limits<std::int64_t>::min(), -1, 0, std::numeric_limits<std::int64_t>::max()});
}
