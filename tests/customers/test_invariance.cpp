#include <dangol/core/error.hpp>
#include <dangol/customers/customer_base.hpp>

#include "customers/dirty_tables.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

using namespace dangol;
using namespace dangol::tests;
using namespace std::chrono_literals;

namespace {

constexpr Purpose purposes[] = {Purpose::analysis, Purpose::profiling, Purpose::marketing};

}  // namespace

TEST_CASE("every row that was read is found again, whatever the dirt") {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        const Dirty dirty(seed, 1 + seed * 3);
        const Schema schema = schema_with(seed % 3 == 0 ? CustomerList::complete : CustomerList::open, seed % 2 == 0 ? "receipt" : "");
        CustomerBase base;
        try {
            base = collect(dirty.records(), schema);
        } catch (const BadInput&) {
            continue;  // one row, without an id
        }
        CHECK(base.account().tables.size() == 4);
        std::size_t rows_set_aside = 0, rows_counted = 0;
        for (const TableAccount& table : base.account().tables) {
            CHECK(table.adds_up());
            CHECK(table.read == dirty.id.size());
            rows_set_aside += table.set_aside;
        }
        for (const Quarantine::Count& count : base.set_aside().counts) rows_counted += count.rows;
        CHECK(rows_counted == rows_set_aside);
        CHECK(base.set_aside().rows.size() == rows_set_aside);
        CHECK(base.account().tables[1].used == base.permitting(Purpose::analysis).visits().line_count() + base.permitting(Purpose::analysis).events().line_count() +
                                                   base.permitting(Purpose::analysis).account().tables[1].refused);
        for (const Purpose purpose : purposes) {
            const Account permitted = base.permitting(purpose).account();
            for (const TableAccount& table : permitted.tables) CHECK(table.adds_up());
        }
    }
}

TEST_CASE("the order of rows never matters") {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        Dirty dirty(seed, 150);
        const Schema schema = schema_with(CustomerList::open, seed % 2 == 0 ? "receipt" : "");
        Records records = dirty.records();
        records.consents = {};
        const PermittedBase before = collect(records, schema).permitting(Purpose::analysis);
        Dice dice(seed + 1000);
        dirty.shuffle(dice);
        records = dirty.records();
        records.consents = {};
        const PermittedBase after = collect(records, schema).permitting(Purpose::analysis);
        CHECK(before.customers() == after.customers());
        CHECK(before.visits() == after.visits());
        CHECK(std::ranges::equal(before.joined(), after.joined()));
        CHECK(std::ranges::equal(before.attributes(), after.attributes()));
        CHECK(before.account() == after.account());
        CHECK(before.leads().customer == after.leads().customer);
        CHECK(before.leads().contacted_at == after.leads().contacted_at);
        CHECK(before.leads().converted == after.leads().converted);
        CHECK(before.leads().attributes == after.leads().attributes);
        const PermittedBase asked = collect(dirty.records(), schema).permitting(Purpose::marketing);
        CHECK(asked.account().tables.size() == 4);
    }
}

TEST_CASE("the same bits for 1, 2 and 4 threads") {
    const Dirty dirty(7, 70'000);
    const Schema schema = schema_with(CustomerList::open, "receipt");
    const CustomerBase one = collect(dirty.records(), schema, {.threads = 1});
    CHECK(one.visit_count() + one.event_count() > 5'000);
    CHECK(one.event_count() > 1'000);
    CHECK(collect(dirty.records(), schema, {.threads = 2}) == one);
    CHECK(collect(dirty.records(), schema, {.threads = 4}) == one);
}

TEST_CASE("chunks of a column are read as one column") {
    const std::vector<std::string> who{"b", "a", "c", "a"}, first_who{"b"}, second_who{"a", "c", "a"};
    const std::vector<double> paid{1, 2, 3, 4}, first_paid{1, 2, 3}, second_paid{4};
    const std::vector<std::chrono::sys_seconds> at{std::chrono::sys_seconds{1s}, std::chrono::sys_seconds{2s}, std::chrono::sys_seconds{3s},
                                                   std::chrono::sys_seconds{4s}};
    const auto chunked = [](const auto& a, const auto& b) {
        std::vector<ColumnChunk> chunks;
        for (const auto* part : {&a, &b}) chunks.push_back(ColumnView(*part).chunks()[0]);
        return ColumnView(std::move(chunks));
    };
    const Schema schema{.interaction = {.customer = "who", .time = "at", .amount = "paid"}};
    const CustomerBase whole = collect({.interactions = {{"who", who}, {"at", at}, {"paid", paid}}}, schema);
    const CustomerBase parts = collect(
        {.interactions = {{"who", chunked(first_who, second_who)}, {"at", at}, {"paid", chunked(first_paid, second_paid)}}}, schema);
    CHECK(parts == whole);
    CHECK(whole.visit_count() == 4);
}

TEST_CASE("a validity bit of 0 makes a cell missing") {
    const std::vector<std::string> who{"a", "b", "c"}, at{"2024-01-01", "2024-01-01", "2024-01-01"};
    const std::vector<double> paid{1, 2, 3};
    Bits observed(3, true);
    observed.set(1, false);
    const CustomerBase base = collect({.interactions = {{"who", who}, {"at", at}, {"paid", ColumnView(paid, observed)}}},
                                      {.interaction = {.customer = "who", .time = "at", .amount = "paid"}});
    const std::vector<double> amounts = base.permitting(Purpose::analysis).visits().amount;
    CHECK((amounts[0] == 1 && std::isnan(amounts[1]) && amounts[2] == 3));
}

TEST_CASE("whole numbers in a floating-point column are the same ids as integers, and nothing else is") {
    const double missing = std::numeric_limits<double>::quiet_NaN();
    const std::vector<std::int64_t> id{10, 9};
    const std::vector<double> visitor{9, missing, 9.5, 10, 1e300};
    const std::vector<std::string> at(5, "2024-01-01");
    const CustomerBase base = collect({.customers = {{"id", id}}, .interactions = {{"id", visitor}, {"at", at}}},
                                      {.customer = {.id = "id"}, .interaction = {.customer = "id", .time = "at"}});
    CHECK(std::get<std::vector<std::int64_t>>(base.permitting(Purpose::analysis).customers()) == std::vector<std::int64_t>{9, 10});
    CHECK(base.set_aside().counts == std::vector<Quarantine::Count>{{TableKind::interactions, UnusableReason::missing_customer, 1},
                                                                    {TableKind::interactions, UnusableReason::unreadable_number, 1},
                                                                    {TableKind::interactions, UnusableReason::out_of_range, 1}});
}

TEST_CASE("identical lines fold unless another column of the table tells them apart") {
    const std::vector<std::string> who{"a", "a"}, at{"2024-01-01", "2024-01-01"}, receipt{"r", "r"};
    const std::vector<std::int32_t> product{1, 2}, same{1, 1}, index{0, 1};
    const Schema schema{.interaction = {.customer = "who", .time = "at", .visit = "receipt"}};
    const auto lines = [&](const std::vector<std::int32_t>& third, std::string name) {
        return collect({.interactions = {{"who", who}, {"at", at}, {"receipt", receipt}, {std::move(name), third}}}, schema).account().tables[0].used;
    };
    CHECK(lines(product, "product") == 2);
    CHECK(lines(same, "product") == 1);
    CHECK(lines(index, "__index_level_0__") == 1);  // which pandas adds
}

TEST_CASE("levels found are in the order of their numbers when all are whole numbers") {
    const std::vector<std::string> id{"a", "b", "c", "d"}, size{"10", "9", "", "100"};
    const CustomerBase base = collect({.customers = {{"id", id}, {"size", size}}},
                                      {.customer = {.id = "id", .attributes = {{"size", ColumnKind::category}}}});
    const PermittedBase all = base.permitting(Purpose::analysis);
    CHECK(all.attributes()[0].meaning.levels == std::vector<std::string>{"9", "10", "100"});
    CHECK(all.attributes()[0].codes == std::vector<std::uint32_t>{1, 0, unobserved_code, 2});
}
