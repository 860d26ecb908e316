#include <dangol/core/error.hpp>
#include <dangol/customers/customer_base.hpp>

#include <exception>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

using namespace dangol;

namespace {

template <class Expected>
std::string sentence(const std::function<void()>& call) {
    try {
        call();
    } catch (const Expected& error) {
        CHECK(dynamic_cast<const Error*>(&error) != nullptr);
        return error.what();
    } catch (const std::exception& error) {
        return std::string(error.what()).append(" (another error)");
    }
    return "no error";
}

const std::vector<std::string> text_ids{"1", "2"};
const std::vector<std::int64_t> whole_ids{1, 2};
const std::vector<std::string> times{"2024-01-01", "2024-01-02"};
const Schema schema{.customer = {.id = "customer_id"}, .interaction = {.customer = "customer_id", .time = "visited_at"}};

}  // namespace

TEST_CASE("a missing or misnamed column is one sentence with the closest name") {
    const Records records{.interactions = {{"customer_id", text_ids}, {"visited_on", times}}};
    CHECK(sentence<UnknownColumn>([&] { (void)collect(records, schema); }) ==
          "There is no column \"visited_at\" in the interaction table: did you mean \"visited_on\"?");
    const Records leads{.interactions = {{"customer_id", text_ids}, {"visited_at", times}}, .leads = {{"who", text_ids}}};
    Schema with_leads = schema;
    with_leads.lead = {.customer = "customer_id", .contacted = "mailed_at"};
    CHECK(sentence<UnknownColumn>([&] { (void)collect(leads, with_leads); }) ==
          "There is no column \"customer_id\" in the lead table: it has \"who\".");
}

TEST_CASE("an empty table and no table are one sentence each") {
    const std::vector<std::string> none;
    CHECK(sentence<BadInput>([&] { (void)collect(Records{.interactions = {{"customer_id", none}, {"visited_at", none}}}, schema); }) ==
          "There are no rows in the interaction table: hand over a table with rows.");
    CHECK(sentence<BadInput>([&] { (void)collect(Records{.customers = {{"customer_id", none}}}, schema); }) ==
          "There are no rows in the customer table: hand over a table with rows.");
    const std::vector<std::string> one{"kim"}, day{"2024-01-02"};
    CHECK(sentence<BadInput>([&] { (void)collect(Records{.customers = {{"customer_id", one}}, .interactions = {{"customer_id", none}, {"visited_at", none}}}, schema); }) ==
          "There are no rows in the interaction table: hand over a table with rows, or leave it out.");
    CHECK(sentence<BadInput>([&] { (void)collect(Records{.customers = {{"customer_id", none}}, .interactions = {{"customer_id", one}, {"visited_at", day}}}, schema); }) ==
          "There are no rows in the customer table: hand over a table with rows, or leave it out.");
    CHECK(sentence<BadInput>([&] { (void)collect(Records{}, schema); }) ==
          "There is neither a customer table nor an interaction table: hand over at least one of them.");
}

TEST_CASE("a column of ids without a single id is one sentence") {
    const std::vector<std::string> blank{"", " "};
    CHECK(sentence<BadInput>([&] { (void)collect(Records{.customers = {{"customer_id", blank}}}, schema); }) ==
          "The column \"customer_id\" of the customer table holds no customer id in any row: name the column that does.");
}

TEST_CASE("whole numbers and text are not silently the same ids") {
    const Records records{.customers = {{"customer_id", whole_ids}}, .interactions = {{"customer_id", text_ids}, {"visited_at", times}}};
    CHECK(sentence<BadInput>([&] { (void)collect(records, schema); }) ==
          "Customer ids are whole numbers in the customer table (\"customer_id\") but text in the interaction table (\"customer_id\"): "
          "give both the same type.");
}

TEST_CASE("a column that holds another kind of thing is one sentence") {
    const std::vector<double> seconds{1.5e9, 1.6e9};
    CHECK(sentence<ColumnKindMismatch>([&] { (void)collect(Records{.interactions = {{"customer_id", text_ids}, {"visited_at", seconds}}}, schema); }) ==
          "The column \"visited_at\" is numbers, but must be times, dates, or text such as 2017-10-30 18:05: convert the column to timestamps "
          "before you hand it over.");
}

TEST_CASE("what a schema must name, and what it cannot ask for, are one sentence each") {
    const Records records{.interactions = {{"customer_id", text_ids}, {"visited_at", times}}};
    CHECK(sentence<InvalidArgument>([&] { (void)collect(records, Schema{.interaction = {.customer = "customer_id"}}); }) ==
          "Schema.interaction.time is \"\", but must be the name of a column: name the column that says when a customer came.");
    Schema ordered = schema;
    ordered.customer.attributes = {{"age", ColumnKind::ordered_category}};
    CHECK(sentence<InvalidArgument>([&] { (void)collect(Records{.customers = {{"customer_id", text_ids}, {"age", text_ids}}}, ordered); }) ==
          "levels of the attribute \"age\" is \"\", but must be its levels from lowest to highest: name them, or make it a category.");
    Schema complete = schema;
    complete.customer_list = CustomerList::complete;
    CHECK(sentence<BadInput>([&] { (void)collect(records, complete); }) ==
          "The list of customers is declared complete, but there is no customer table: hand it over, or leave the list open.");
    Schema nowhere = schema;
    nowhere.time_zone = "Asia/Seuol";
    CHECK(sentence<InvalidArgument>([&] { (void)collect(records, nowhere); }).find("Asia/Seoul") != std::string::npos);
}

TEST_CASE("tables that are no tables are refused") {
    const std::vector<std::string> one{"a"};
    CHECK(sentence<InvalidArgument>([&] { TableView{{"a", text_ids}, {"b", one}}; }) ==
          "length of the column \"b\" is 1, but must be that of the other columns of its table (2): give every row a cell.");
    CHECK(sentence<InvalidArgument>([&] { TableView{{"a", text_ids}, {"a", times}}; }) ==
          "name of a column is \"a\", but must be of one column only: rename one of the two columns.");
}

TEST_CASE("a stop request ends the call") {
    std::stop_source source;
    source.request_stop();
    CHECK_THROWS_AS(collect(Records{.customers = {{"customer_id", text_ids}}}, schema, {.stop = source.get_token()}), Cancelled);
}
