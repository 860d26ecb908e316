#include <worlds/csv.hpp>
#include <worlds/dirt.hpp>
#include <worlds/truth_text.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string>

using namespace dangol::worlds;
using Catch::Matchers::ContainsSubstring;

namespace {

const TextTable& table_named(TextTables& tables, const std::string& name) {
    for (const TextTable* table : tables.all()) {
        if (table->name == name) return *table;
    }
    throw std::logic_error("no table " + name);
}

}  // namespace

TEST_CASE("every mark points at what it says, and taking the marked rows away leaves the clean world") {
    const WorldOptions options{.trade = GENERATE(Trade::hanbok, Trade::alteration, Trade::online_class), .customers = 300, .seed = 3};
    const World world = generate(options);
    TextTables clean = text_tables(world), dirty = text_tables(world);
    const std::vector<DirtMark> marks = add_dirt(dirty, options, {.rate = .01, .blank_forms = .2});
    for (const DirtMark& mark : marks) {
        const TextTable& table = table_named(dirty, mark.table);
        REQUIRE(mark.row >= 1);
        REQUIRE(mark.row <= table.rows.size());
        if (!mark.column.empty()) REQUIRE(table.rows[mark.row - 1][table.column(mark.column)] == mark.value);
    }
    std::size_t added = 0;
    for (TextTable* table : dirty.all()) {
        std::set<std::size_t> spoiled;
        for (const DirtMark& mark : marks) {
            if (mark.table != table->name) continue;
            if (mark.defect == Defect::blank_form) table->rows[mark.row - 1][table->column(mark.column)].clear();
            else spoiled.insert(mark.row);
        }
        std::vector<std::vector<std::string>> kept;
        for (std::size_t row = 1; row <= table->rows.size(); ++row) {
            if (!spoiled.contains(row)) kept.push_back(table->rows[row - 1]);
        }
        CHECK(kept == table_named(clean, table->name).rows);
        added += spoiled.size();
    }
    CHECK(added + static_cast<std::size_t>(std::count_if(marks.begin(), marks.end(), [](const DirtMark& mark) {
              return mark.defect == Defect::blank_form;
          })) == marks.size());
}

TEST_CASE("each defect is planted, at the stated rate") {
    const WorldOptions options{.customers = 300};
    const World world = generate(options);
    TextTables tables = text_tables(world);
    const auto marks = add_dirt(tables, options, {.rate = .02});
    const auto count = [&](std::string_view table, Defect defect) {
        return std::count_if(marks.begin(), marks.end(), [&](const DirtMark& mark) { return mark.table == table && mark.defect == defect; });
    };
    const auto expected = static_cast<std::ptrdiff_t>(static_cast<double>(world.interactions.size()) * .02 + .5);
    for (const Defect defect : {Defect::duplicate_row, Defect::missing_customer_id, Defect::unknown_customer, Defect::impossible_date,
                                Defect::negative_amount, Defect::unreadable_amount}) {
        CHECK(count("interactions", defect) == expected);
    }
    CHECK(count("customers", Defect::duplicate_row) == 6);
    CHECK(count("customers", Defect::conflicting_row) == 6);
    CHECK(count("customers", Defect::blank_form) > 0);
    CHECK(count("leads", Defect::impossible_date) > 0);
    CHECK(count("consent", Defect::missing_customer_id) > 0);
    for (int i = 0; i <= static_cast<int>(Defect::blank_form); ++i) CHECK_FALSE(name_of(static_cast<Defect>(i)).empty());
}

TEST_CASE("no dirt is asked for, none is added; a rate that is no share is refused") {
    const WorldOptions options{.customers = 40};
    TextTables tables = text_tables(generate(options));
    const std::string before = csv_text(tables.interactions);
    CHECK(add_dirt(tables, options, {.rate = 0}).empty());
    CHECK(csv_text(tables.interactions) == before);
    CHECK_THROWS_WITH(add_dirt(tables, options, {.rate = 1.5}), ContainsSubstring("rate") && ContainsSubstring("between 0 and 1"));
    CHECK_THROWS_WITH(add_dirt(tables, options, {.blank_forms = -1}), ContainsSubstring("blank_forms"));
}

TEST_CASE("times are written as the shop's clock showed them") {
    World world = generate({.customers = 1});
    world.interactions.visited_at.at(0) = std::chrono::sys_days{std::chrono::year{2024} / 2 / 29} + std::chrono::hours{20} + std::chrono::minutes{5};
    const TextTables tables = text_tables(world);
    CHECK(tables.interactions.rows[0][tables.interactions.column("visited_at")] == "2024-03-01 05:05:00");
    CHECK_THROWS_WITH(tables.interactions.column("visted_at"), ContainsSubstring("visted_at"));
}

TEST_CASE("cells with commas, quotes and line breaks survive CSV") {
    const TextTable table{.name = "t", .columns = {"a", "b"}, .rows = {{"가,나", "say \"yes\""}, {"", "two\nlines"}}};
    CHECK(csv_text(table) == "a,b\r\n\"가,나\",\"say \"\"yes\"\"\"\r\n,\"two\nlines\"\r\n");
}

TEST_CASE("every table of every world has its place in CP949, and what has none is named") {
    CHECK(encoded("한복", Encoding::cp949) == "\xc7\xd1\xba\xb9");
    CHECK(encoded("한복", Encoding::utf8) == "한복");
    CHECK_THROWS_WITH(encoded("가☃😀", Encoding::cp949), ContainsSubstring("byte 3"));
    for (const Trade trade : {Trade::hanbok, Trade::alteration, Trade::null_skewed, Trade::candle, Trade::leather, Trade::repair, Trade::online_class}) {
        const WorldOptions options{.trade = trade, .customers = 100};
        TextTables tables = text_tables(generate(options));
        (void)add_dirt(tables, options);
        for (const TextTable* table : tables.all()) CHECK_NOTHROW((void)encoded(csv_text(*table), Encoding::cp949));
    }
}

TEST_CASE("the truth as JSON names kinds, costs and every defect") {
    const WorldOptions options{.trade = Trade::alteration, .customers = 100};
    const World world = generate(options);
    TextTables tables = text_tables(world);
    const std::string json = truth_json(world, add_dirt(tables, options));
    for (const char* words : {"never_content", "holds_negative_view", "\"break_even_rate\": 0.05", "unreadable_amount", "Asia/Seoul"}) {
        CHECK_THAT(json, ContainsSubstring(words));
    }
    CHECK(std::count(json.begin(), json.end(), '{') == std::count(json.begin(), json.end(), '}'));
}

TEST_CASE("who withdraws later no longer permits") {
    World world = generate({.customers = 1});
    const auto noon = std::chrono::sys_days{std::chrono::year{2024} / 1 / 1} + std::chrono::hours{12};
    world.consent = {.customer_id = {"a", "a", "b", "c"},
                     .purpose = {"profiling", "profiling", "profiling", "marketing"},
                     .granted = {0, 1, 1, 1},
                     .decided_at = {noon + std::chrono::hours{1}, noon, noon, noon}};
    CHECK(customers_permitting(world, "profiling") == 1);
    CHECK(customers_permitting(world, "marketing") == 1);
    CHECK(customers_permitting(world, "training") == 0);
}
