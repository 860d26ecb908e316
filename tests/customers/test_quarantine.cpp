#include <dangol/core/error.hpp>
#include <dangol/customers/arrow.hpp>
#include <dangol/customers/customer_base.hpp>
#include <dangol/customers/frames.hpp>

#include "core/enumerators.hpp"
#include "customers/cells.hpp"
#include "customers/text_cells.hpp"

#include <cstddef>
#include <limits>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

using namespace dangol;

namespace {

const std::vector<std::string> one_id{"ann"};
const std::vector<std::string> good_time{"2024-03-01 10:00"};

/// What becomes of an interaction of one cell besides a good id and time.
template <class Cell>
std::vector<SetAsideRow> interaction_with(const std::string& role, const std::vector<Cell>& cell, std::string zone = "UTC") {
    InteractionColumns columns{.customer = "id", .time = "time"};
    TableView table{{"id", one_id}, {"time", good_time}};
    if (role == "time") table = {{"id", one_id}, {"time", cell}};
    else table = {{"id", one_id}, {"time", good_time}, {"cell", cell}};
    if (role == "amount") columns.amount = "cell";
    if (role == "party") columns.party_size = "cell";
    if (role == "planned") columns.planned = "cell";
    if (role == "offering") columns.offering = "cell";
    if (role == "visit") columns.visit = "cell";
    if (role == "discount") columns.discounts = {"cell"};
    // A good row of another table, so that a base without a single customer is not the matter here.
    const std::vector<std::string> somebody{"bob"};
    const CustomerBase base = collect({.customers = {{"id", somebody}}, .interactions = table},
                                      {.customer = {.id = "id"}, .interaction = columns, .time_zone = std::move(zone)});
    for (const TableAccount& account : base.account().tables) CHECK(account.adds_up());
    return base.set_aside().rows;
}

SetAsideRow of_interactions(std::string column, std::string value, UnusableReason reason) {
    return {TableKind::interactions, 0, std::move(column), std::move(value), reason};
}

/// Of every value that a byte holds: empty where it is no enumerator.
template <class Enum, std::size_t... Value>
std::vector<std::string> names_of_bytes(std::index_sequence<Value...>) {
    return {std::string(enumerator_name<static_cast<Enum>(Value)>())...};
}

}  // namespace

TEST_CASE("each unusable interaction is set aside for its reason, with its cell masked") {
    using enum UnusableReason;
    using Rows = std::vector<SetAsideRow>;
    const double infinity = std::numeric_limits<double>::infinity();
    CHECK(interaction_with<std::string>("time", {""}) == Rows{of_interactions("time", "", missing_time)});
    CHECK(interaction_with<std::string>("time", {"2024-02-30 14:00:00"}) == Rows{of_interactions("time", "2024-02-30 14:00:00", unreadable_time)});
    CHECK(interaction_with<std::string>("time", {"어제 2시"}) == Rows{of_interactions("time", "가가 0가", unreadable_time)});
    CHECK(interaction_with<std::string>("time", {"2024-03-10 02:30"}, "America/New_York") ==
          Rows{of_interactions("time", "2024-03-10 02:30", nonexistent_time)});
    CHECK(interaction_with<std::string>("amount", {"만 2천원"}) == Rows{of_interactions("cell", "가 0가가", unreadable_number)});
    CHECK(interaction_with<std::string>("amount", {"1.234,50"}) == Rows{of_interactions("cell", "1.234,50", ambiguous_number)});
    CHECK(interaction_with<std::string>("time", {"03.04.2024"}) == Rows{of_interactions("time", "03.04.2024", ambiguous_time)});
    CHECK(interaction_with<std::string>("time", {"2024.1.2(수) 10:00"}) == Rows{of_interactions("time", "0000.0.0(가) 00:00", contradicting_weekday)});
    CHECK(interaction_with<std::string>("amount", {"-12000"}) == Rows{of_interactions("cell", "-12000", negative_amount)});
    CHECK(interaction_with<double>("amount", {-.5}) == Rows{of_interactions("cell", "-0.5", negative_amount)});
    CHECK(interaction_with<double>("amount", {infinity}) == Rows{of_interactions("cell", "inf", not_finite)});
    CHECK(interaction_with<std::string>("amount", {"1e999"}) == Rows{of_interactions("cell", "0x000", not_finite)});
    CHECK(interaction_with<std::string>("amount", {"010-1234-5678"}) == Rows{of_interactions("cell", "000-0000-0000", unreadable_number)});  // the row has shifted
    CHECK(interaction_with<std::string>("planned", {"1099998888"}) == Rows{of_interactions("cell", "0000000000", unreadable_flag)});
    CHECK(interaction_with<std::int64_t>("planned", {1099998888}) == Rows{of_interactions("cell", "0000000000", unreadable_flag)});
    CHECK(interaction_with<std::string>("amount", {"-12,000,000"}) == Rows{of_interactions("cell", "-12,000,000", negative_amount)});
    CHECK(interaction_with<std::int32_t>("discount", {-3}) == Rows{of_interactions("cell", "-3", negative_amount)});
    CHECK(interaction_with<std::int32_t>("party", {0}) == Rows{of_interactions("cell", "0", out_of_range)});
    CHECK(interaction_with<std::string>("planned", {"Kim 2"}) == Rows{of_interactions("cell", "xxx 0", unreadable_flag)});
    CHECK(interaction_with<std::int32_t>("planned", {2}) == Rows{of_interactions("cell", "2", unreadable_flag)});
    CHECK(interaction_with<std::string>("offering", {"\xBE\xC6"}) == Rows{of_interactions("cell", "\xEF\xBF\xBD\xEF\xBF\xBD", bad_encoding)});
    CHECK(interaction_with<std::string>("visit", {"r\xFF"}) == Rows{of_interactions("cell", "x\xEF\xBF\xBD", bad_encoding)});
    const std::vector<std::string> ids{" ", "ann"}, times{"2024-03-01", "2024-03-01"};
    const CustomerBase base = collect({.interactions = {{"id", ids}, {"time", times}}}, {.interaction = {.customer = "id", .time = "time"}});
    CHECK(base.set_aside().rows == Rows{of_interactions("id", " ", missing_customer)});
}

TEST_CASE("missing values in other columns are no reason to set a row aside") {
    for (const char* written : {"", " ", "-", "NA", "NaN", "null", "없음"}) {
        for (const char* role : {"amount", "party", "planned", "offering", "visit", "discount"}) {
            CHECK(interaction_with<std::string>(role, {written}).empty());
        }
    }
    CHECK(interaction_with<double>("amount", {std::numeric_limits<double>::quiet_NaN()}).empty());
}

TEST_CASE("numbers, flags and ids are read from whatever holds them") {
    for (const char* number : {"12", " 12.50 ", "+3", "1e3", "0"}) CHECK(interaction_with<std::string>("amount", {number}).empty());
    for (const char* flag : {"yes", "No", "TRUE", "f", "Y", "예", "아니오", "O", "x", "0", "1"}) {
        CHECK(interaction_with<std::string>("planned", {flag}).empty());
    }
    CHECK(interaction_with<double>("planned", {1.0}).empty());
    CHECK(interaction_with<float>("amount", {.5F}).empty());
    CHECK(interaction_with<std::uint8_t>("party", {3}).empty());
}

TEST_CASE("unusable customers, leads and consents are set aside for their reasons") {
    using enum UnusableReason;
    const std::vector<std::string> id{"a", "a", "b", "c", "a", "d"}, age{"20s", "30s", "20s", "99s", "20s", "20s"}, children{"1", "1", "", "2", "1", "1.5"};
    const std::vector<std::string> who{"a", "stranger"}, at{"2024-01-01", "2024-01-02"}, came_at{"2024-01-01", "2024-01-02"};
    const std::vector<std::string> asked{"a", "a", "a"}, purpose{"마케팅", "dancing", "analysis"}, granted{"1", "1", "perhaps"};
    const CustomerBase base = collect(
        {.customers = {{"id", id}, {"age", age}, {"children", children}}, .interactions = {{"id", who}, {"at", came_at}},
         .leads = {{"id", who}, {"at", at}}, .consents = {{"id", asked}, {"purpose", purpose}, {"granted", granted}}},
        {.customer = {.id = "id", .attributes = {{"age", ColumnKind::ordered_category, {"20s", "30s"}}, {"children", ColumnKind::count}}},
         .interaction = {.customer = "id", .time = "at"}, .lead = {.customer = "id", .contacted = "at"},
         .consent = {.customer = "id", .purpose = "purpose", .granted = "granted"}, .customer_list = CustomerList::complete});
    const std::vector<SetAsideRow> expected{{TableKind::customers, 1, "age", "00x", duplicate_customer},
                                            {TableKind::customers, 3, "age", "00x", unknown_level},
                                            {TableKind::customers, 5, "children", "1.5", out_of_range},
                                            {TableKind::interactions, 1, "id", "xxxxxxxx", unknown_customer},
                                            {TableKind::leads, 1, "id", "xxxxxxxx", unknown_customer},
                                            {TableKind::consents, 1, "purpose", "xxxxxxx", unknown_purpose},
                                            {TableKind::consents, 2, "granted", "xxxxxxx", unreadable_flag}};
    CHECK(base.set_aside().rows == expected);
    CHECK(base.customer_count() == 2);  // c and d stand in the list, but nothing usable is known of them
    for (const TableAccount& account : base.account().tables) CHECK(account.adds_up());
    CHECK(base.account().tables[0].folded == 1);

    CHECK(to_text(base.set_aside(), Language::english) ==
          "Set aside:\n"
          "- customer table: another row of this customer says something else, 1 row\n"
          "- customer table: not one of the levels, 1 row\n"
          "- customer table: a number that this column cannot hold, 1 row\n"
          "- interaction table: not in the list of customers, 1 row\n"
          "- lead table: not in the list of customers, 1 row\n"
          "- consent table: neither yes nor no (write 1 or 0), 1 row\n"
          "- consent table: not a purpose of consent (write analysis, profiling, marketing, quoting or training), 1 row");
    CHECK(to_text(base.set_aside(), Language::korean).starts_with("제외된 행:\n- 고객 표: 같은 고객의 다른 행과 내용이 다름, 1행\n"));

    ArrowArrayStream stream;
    to_columns(base.set_aside()).export_to(&stream);
    const ArrowTable frame = ArrowTable::take(&stream);
    CHECK(frame.view().row_count() == expected.size());
    CHECK(shown_cell(*frame.view().find("table"), 3) == "interactions");
    CHECK(shown_cell(*frame.view().find("reason"), 6) == "unreadable_flag");
    CHECK(shown_cell(*frame.view().find("value"), 1) == "00x");
}

TEST_CASE("every table and every reason comes out of the frame under its own name") {
    const auto bytes = std::make_index_sequence<256>{};
    const std::vector<std::string> tables = names_of_bytes<TableKind>(bytes), reasons = names_of_bytes<UnusableReason>(bytes);
    Quarantine quarantine;
    std::vector<std::pair<std::string, std::string>> expected;
    for (std::size_t table = 0; table < tables.size(); ++table) {
        for (std::size_t reason = 0; reason < reasons.size(); ++reason) {
            if (tables[table].empty() || reasons[reason].empty()) continue;
            quarantine.rows.push_back({static_cast<TableKind>(table), 0, "column", "value", static_cast<UnusableReason>(reason)});
            expected.emplace_back(tables[table], reasons[reason]);
        }
    }
    REQUIRE(expected.size() >= 6 * 20);

    ArrowArrayStream stream;
    to_columns(quarantine).export_to(&stream);
    const ArrowTable frame = ArrowTable::take(&stream);
    REQUIRE(frame.view().row_count() == expected.size());
    std::set<std::pair<std::string, std::string>> different;
    for (std::size_t row = 0; row < expected.size(); ++row) {
        const std::pair found{shown_cell(*frame.view().find("table"), row), shown_cell(*frame.view().find("reason"), row)};
        CHECK(found == expected[row]);
        different.insert(found);
    }
    CHECK(different.size() == expected.size());
}

TEST_CASE("counts stay exact when more rows are set aside than are kept") {
    const std::size_t rows = Quarantine::rows_kept_at_most + 17;
    const std::vector<std::string> id(rows, "ann");
    std::vector<double> amount(rows, -1);
    amount[5] = 2;
    const std::vector<std::string> time(rows, "2024-03-01");
    const CustomerBase base = collect({.interactions = {{"id", id}, {"time", time}, {"amount", amount}}},
                                      {.interaction = {.customer = "id", .time = "time", .amount = "amount"}});
    CHECK(base.set_aside().rows.size() == Quarantine::rows_kept_at_most);
    CHECK(base.set_aside().counts ==
          std::vector<Quarantine::Count>{{TableKind::interactions, UnusableReason::negative_amount, rows - 1}});
    CHECK(base.account().tables[0] == TableAccount{TableKind::interactions, rows, 1, rows - 1, 0, 0});
}

TEST_CASE("text is UTF-8 or it is not") {
    CHECK_FALSE(is_utf8("\xED\xA0\x80"));  // a surrogate
    CHECK_FALSE(is_utf8("\xC0\xAF"));      // longer than it need be
    CHECK(is_utf8("단골 🧵"));
}

TEST_CASE("an account says where every row went, in both languages") {
    const Account account{.tables = {{TableKind::customers, 10, 10, 0, 0, 0}, {TableKind::interactions, 1234, 1200, 20, 10, 4}},
                          .consent_recorded = false, .customers = 12, .customers_without_row = 2};
    CHECK(to_text(account, Language::english) ==
          "Customer table: 10 rows read = 10 used.\n"
          "Interaction table: 1,234 rows read = 1,200 used + 20 set aside + 10 folded as duplicates + 4 refused by consent.\n"
          "12 customers, 2 of them without a row in the customer table.\n"
          "Consent is not recorded: everybody's records are used.");
    CHECK(to_text(account, Language::korean) ==
          "고객 표: 10행 읽음 = 10 사용.\n"
          "방문 기록 표: 1,234행 읽음 = 1,200 사용 + 20 제외 + 10 중복으로 합침 + 4 동의하지 않음.\n"
          "고객 12명 (그중 2명은 고객 표에 행이 없음).\n"
          "동의 기록이 없어 모든 고객의 자료를 사용합니다.");
}

TEST_CASE("a file that was cut at the wrong delimiter is one column, and the error shows it") {
    const std::vector<std::string> cells{"ann;2024-01-01;5", "bob;2024-01-02;7"};
    try {
        (void)collect({.interactions = {{"id;at;paid", cells}}}, {.interaction = {.customer = "id", .time = "at", .amount = "paid"}});
        FAIL("a table without the column of customers was read");
    } catch (const UnknownColumn& error) {
        CHECK(std::string(error.what()).find("id;at;paid") != std::string::npos);
    }
}

TEST_CASE("a file of 0 bytes has neither columns nor rows, and is an error") {
    CHECK_THROWS_AS(collect({.interactions = TableView(std::vector<NamedColumn>{})}, {.interaction = {.customer = "id", .time = "at"}}), UnknownColumn);
    const std::vector<std::string> none;
    CHECK_THROWS_AS(collect({.interactions = {{"id", none}, {"at", none}}}, {.interaction = {.customer = "id", .time = "at"}}), BadInput);
}

TEST_CASE("a duplicated event is folded once for each copy, an orphan is a customer or is set aside") {
    const std::vector<std::string> id{"ann"}, who{"ann", "ann", "ann", "zoe"}, at{"2024-01-01", "2024-01-01", "2024-01-01", "2024-01-02"};
    Schema schema{.customer = {.id = "id"}, .interaction = {.customer = "id", .time = "at"}};
    const Records records{.customers = {{"id", id}}, .interactions = {{"id", who}, {"at", at}}};
    const CustomerBase open = collect(records, schema);
    CHECK(open.account().tables[1] == TableAccount{.table = TableKind::interactions, .read = 4, .used = 2, .folded = 2});
    CHECK(open.account().customers_without_row == 1);
    schema.customer_list = CustomerList::complete;
    const CustomerBase complete = collect(records, schema);
    CHECK(complete.account().tables[1] == TableAccount{.table = TableKind::interactions, .read = 4, .used = 1, .set_aside = 1, .folded = 2});
    CHECK(complete.set_aside().rows == std::vector<SetAsideRow>{{TableKind::interactions, 3, "id", "xxx", UnusableReason::unknown_customer}});
}

TEST_CASE("leads that contradict themselves are set aside, with the cell that contradicts") {
    using enum UnusableReason;
    using Rows = std::vector<SetAsideRow>;
    const std::vector<std::string> id{"a"};
    const auto lead_with = [&](std::string contacted, std::string converted, std::string converted_at, std::string closes, double horizon_days = 0) {
        const std::vector<std::string> at{std::move(contacted)}, yes{std::move(converted)}, when{std::move(converted_at)}, until{std::move(closes)};
        const CustomerBase base = collect({.customers = {{"id", id}}, .leads = {{"id", id}, {"at", at}, {"yes", yes}, {"when", when}, {"until", until}}},
                                          {.customer = {.id = "id"},
                                           .lead = {.customer = "id", .contacted = "at", .converted = "yes", .converted_at = "when", .window_closes = "until", .horizon_days = horizon_days},
                                           .time_zone = "Asia/Seoul"});
        for (const TableAccount& account : base.account().tables) CHECK(account.adds_up());
        return base.set_aside().rows;
    };
    const auto contradicts = [](std::string column, std::string value) { return Rows{{TableKind::leads, 0, std::move(column), std::move(value), contradicting_outcome}}; };
    CHECK(lead_with("2024-03-02 10:00", "", "", "2024-03-02 09:00") == contradicts("until", "2024-03-02 09:00"));
    CHECK(lead_with("2024-03-02 10:00", "yes", "2024-03-02 09:59", "2024-03-09") == contradicts("when", "2024-03-02 09:59"));
    CHECK(lead_with("2024-03-02 10:00", "yes", "2024-03-01", "2024-03-09") == contradicts("when", "2024-03-01"));
    CHECK(lead_with("2024-03-02 10:00", "no", "2024-03-03", "2024-03-09") == contradicts("when", "2024-03-03"));
    CHECK(lead_with("2024-03-02 10:00", "no", "2024-03-03", "") == contradicts("when", "2024-03-03"));
    CHECK(lead_with("2024-03-02 10:00", "no", "2024-03-03", "", 7) == contradicts("when", "2024-03-03"));

    CHECK(lead_with("2024-03-02 10:00", "yes", "2024-03-02", "2024-03-09").empty());        // some time that day
    CHECK(lead_with("2024-03-02 10:00", "yes", "2024-03-02 10:00", "2024-03-09").empty());  // at once
    CHECK(lead_with("2024-03-02", "yes", "2024-03-02 09:00", "2024-03-02").empty());
    CHECK(lead_with("2024-03-02 10:00", "no", "2024-03-12", "2024-03-09").empty());         // too late to count
    CHECK(lead_with("2024-03-02 10:00", "no", "2024-03-12", "", 7).empty());
    CHECK(lead_with("", "no", "2024-03-12", "2024-03-01") == Rows{{TableKind::leads, 0, "at", "", missing_time}});
}

TEST_CASE("why a row was set aside is said in words of a shop, without names of settings") {
    static_assert(is_enumerator<UnusableReason::contradicting_outcome>() && !is_enumerator<static_cast<UnusableReason>(static_cast<int>(UnusableReason::contradicting_outcome) + 1)>());
    for (int reason = 0; reason <= static_cast<int>(UnusableReason::contradicting_outcome); ++reason) {
        for (const Language language : {Language::english, Language::korean}) {
            const std::string text = to_text(static_cast<UnusableReason>(reason), language);
            INFO(text);
            CHECK_FALSE(text.empty());
            CHECK(text.find('_') == std::string::npos);
        }
    }
}
