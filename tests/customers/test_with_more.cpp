#include <dangol/core/error.hpp>
#include <dangol/customers/customer_base.hpp>

#include "customers/dirty_tables.hpp"

#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace dangol;
using namespace dangol::tests;
using Texts = std::vector<std::string>;

TEST_CASE("records that come later give the same base as records that come at once, the account and the quarantine too") {
    for (std::uint64_t seed = 100; seed < 160; ++seed) {
        const std::size_t rows = 30 + seed % 40, cut = 10 + seed % 13;
        const Dirty all(seed, rows);
        const Dirty first = all.part(0, cut), second = all.part(cut, cut + 9), third = all.part(cut + 9, rows);
        const Schema schema = schema_with(seed % 3 == 0 ? CustomerList::complete : CustomerList::open, seed % 2 == 0 ? "receipt" : "");
        const CustomerBase at_once = collect(all.records(), schema);
        const CustomerBase began = collect(first.records(), schema);
        const CustomerBase kept = began;
        const CustomerBase grown = began.with(second.records()).with(third.records());
        CHECK(grown == at_once);
        CHECK(grown.account() == at_once.account());
        CHECK(grown.set_aside() == at_once.set_aside());
        CHECK(began == kept);  // an older base does not change
        CHECK(began == collect(first.records(), schema));
        for (const Purpose purpose : {Purpose::analysis, Purpose::marketing}) {
            CHECK(grown.permitting(purpose).visits() == at_once.permitting(purpose).visits());
            CHECK(grown.permitting(purpose).events() == at_once.permitting(purpose).events());
            CHECK(grown.permitting(purpose).leads() == at_once.permitting(purpose).leads());
        }
    }
}

TEST_CASE("more records may bring tables that were not there, and lack others") {
    const Texts who{"ann", "bob"}, at{"2024-01-01", "2024-01-02"}, late{"cho", "bob"}, later{"2024-02-01", "2024-01-02"};
    const Schema schema{.customer = {.id = "who"}, .interaction = {.customer = "who", .time = "at"}, .lead = {.customer = "who", .contacted = "at"}};
    const CustomerBase base = collect({.interactions = {{"who", who}, {"at", at}}}, schema);
    const CustomerBase more = base.with({.customers = {{"who", late}}, .leads = {{"who", who}, {"at", at}}}).with({.interactions = {{"who", late}, {"at", later}}});
    CHECK(more.customer_count() == 3);
    CHECK(more.visit_count() == 3);
    CHECK(more.lead_count() == 2);
    CHECK(more.account().tables[1] == TableAccount{.table = TableKind::interactions, .read = 4, .used = 3, .folded = 1});
    CHECK(base.with({}) == base);
}

TEST_CASE("a duplicate is found across records of columns that the schema does not name, whatever their type") {
    const Texts who{"ann"}, at{"2024-01-01"}, text{"7"};
    const std::vector<std::int32_t> seven{7};
    const std::vector<double> same{7}, other{8};
    const Schema schema{.interaction = {.customer = "who", .time = "at"}};
    const CustomerBase base = collect({.interactions = {{"who", who}, {"at", at}, {"till", seven}}}, schema);
    CHECK(base.with({.interactions = {{"who", who}, {"at", at}, {"till", same}}}).visit_count() == 1);
    CHECK(base.with({.interactions = {{"who", who}, {"at", at}, {"till", other}}}).visit_count() == 2);
    CHECK(base.with({.interactions = {{"who", who}, {"at", at}}}).visit_count() == 2);  // the till is not known there
}

TEST_CASE("ids of another type cannot join") {
    const Texts who{"ann"}, at{"2024-01-01"};
    const std::vector<std::int64_t> number{12};
    const Schema schema{.interaction = {.customer = "who", .time = "at"}};
    const CustomerBase base = collect({.interactions = {{"who", who}, {"at", at}}}, schema);
    CHECK_THROWS_WITH(base.with({.interactions = {{"who", number}, {"at", at}}}),
                      Catch::Matchers::ContainsSubstring("Customer ids were text so far, but are whole numbers in the interaction table (\"who\")"));
}

TEST_CASE("what a base was read from may be overwritten once it is made") {
    Texts who{"ann", "bob"}, at{"2024-01-01", "2024-01-02"}, till{"east", "west"};
    const Schema schema{.interaction = {.customer = "who", .time = "at"}};
    const CustomerBase base = collect({.interactions = {{"who", who}, {"at", at}, {"till", till}}}, schema);
    const Texts more_who{"ann"}, more_at{"2024-01-01"}, more_till{"east"};
    for (Texts* column : {&who, &at, &till}) {
        for (std::string& cell : *column) cell = std::string(100, '?');
        column->clear();
        column->shrink_to_fit();
    }
    CHECK(base.with({.interactions = {{"who", more_who}, {"at", more_at}, {"till", more_till}}}).account().tables[0].folded == 1);
}
