#include <dangol/customers/customer_base.hpp>

#include <chrono>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace dangol;
using namespace std::chrono_literals;
using namespace std::chrono;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr sys_seconds on_day(int d) { return sys_days{2024y / 1 / 1} + days{d}; }

/// ann agreed and withdrew on day 20, bob agreed, cid refused, dan was never asked.
struct Shop {
    std::vector<std::string> id{"ann", "bob", "cid", "dan"};
    std::vector<std::int64_t> children{1, 2, 3, 4};
    std::vector<std::string> visitor{"ann", "bob", "bob", "dan", "cid", "ann"};
    std::vector<sys_seconds> at{on_day(1), on_day(2), on_day(3), on_day(4), on_day(5), on_day(6)};
    std::vector<double> paid{1, 2, 3, 4, 5, 6};
    std::vector<std::string> offering{"x", "y", "x", "z", "y", "x"}, note{"n1", "n2", "", "n4", "n5", "n6"};
    std::vector<std::string> lead{"dan", "bob", "ann"}, source{"mail", "call", "mail"};
    std::vector<sys_seconds> contacted{on_day(10), on_day(11), on_day(12)};
    std::vector<std::string> asked{"ann", "ann", "bob", "cid", "bob", "nobody"};
    std::vector<std::string> purpose{"marketing", "마케팅", "Marketing", "marketing", "프로파일링", "marketing"};
    std::vector<std::string> granted{"예", "아니오", "yes", "N", "1", "1"};
    std::vector<sys_seconds> decided{on_day(0), on_day(20), on_day(0), on_day(0), on_day(0), on_day(0)};

    Records records() const {
        return {.customers = {{"id", id}, {"children", children}},
                .interactions = {{"id", visitor}, {"at", at}, {"paid", paid}, {"offering", offering}, {"note", note}},
                .leads = {{"id", lead}, {"at", contacted}, {"source", source}},
                .consents = {{"id", asked}, {"purpose", purpose}, {"granted", granted}, {"decided", decided}}};
    }
    Schema schema() const {
        return {.customer = {.id = "id", .attributes = {{"children", ColumnKind::count}}},
                .interaction = {.customer = "id", .time = "at", .amount = "paid", .offering = "offering", .note = "note"},
                .lead = {.customer = "id", .contacted = "at", .attributes = {{"source", ColumnKind::category}}},
                .consent = {.customer = "id", .purpose = "purpose", .granted = "granted", .decided_at = "decided"}};
    }
};

std::vector<std::string> names(const PermittedBase& base) { return std::get<std::vector<std::string>>(base.customers()); }

}  // namespace

TEST_CASE("only those who agreed to a purpose are in what is permitted for it") {
    const Shop shop;
    const CustomerBase base = collect(shop.records(), shop.schema());
    CHECK(names(base.permitting(Purpose::marketing)) == std::vector<std::string>{"bob"});
    CHECK(names(base.permitting(Purpose::profiling)) == std::vector<std::string>{"bob"});
    CHECK(names(base.permitting(Purpose::training)).empty());
    CHECK(base.permitting(Purpose::training).visits().at.empty());
}

TEST_CASE("who permits both of two purposes is who permits each") {
    const Shop shop;
    const CustomerBase base = collect(shop.records(), shop.schema());
    const auto both = [&](Purpose a, Purpose b) { return names(base.permitting_both(a, b, on_day(19))); };
    CHECK(both(Purpose::marketing, Purpose::marketing) == std::vector<std::string>{"ann", "bob"});
    CHECK(both(Purpose::marketing, Purpose::profiling) == std::vector<std::string>{"bob"});  // ann was never asked about profiling
    CHECK(both(Purpose::profiling, Purpose::marketing) == std::vector<std::string>{"bob"});
    CHECK(both(Purpose::marketing, Purpose::training).empty());
    const PermittedBase permitted = base.permitting_both(Purpose::marketing, Purpose::profiling, on_day(19));
    CHECK(permitted.purpose() == Purpose::marketing);
    CHECK(permitted.leads().customer.size() == 1);
    for (const TableAccount& table : permitted.account().tables) CHECK(table.adds_up());
}

TEST_CASE("decisions after the day in question are not seen") {
    const Shop shop;
    const CustomerBase base = collect(shop.records(), shop.schema());
    CHECK(names(base.permitting(Purpose::marketing, on_day(19))) == std::vector<std::string>{"ann", "bob"});
    CHECK(names(base.permitting(Purpose::marketing, on_day(20))) == std::vector<std::string>{"bob"});
    CHECK(names(base.permitting(Purpose::marketing, on_day(0) - 1s)).empty());
}

TEST_CASE("a permitted base holds visits, lines, leads and attributes of its customers only") {
    const Shop shop;
    const CustomerBase base = collect(shop.records(), shop.schema());
    const PermittedBase permitted = base.permitting(Purpose::marketing, on_day(19));
    const VisitColumns& visits = permitted.visits();
    CHECK(visits.first_of_customer == std::vector<std::uint64_t>{0, 2, 4});
    CHECK(visits.at == std::vector<Instant>{on_day(1), on_day(6), on_day(2), on_day(3)});
    CHECK(visits.amount == std::vector<double>{1, 6, 2, 3});
    CHECK(visits.line_count() == 4);  // one a visit, which is not written down
    CHECK((visits.first_line.empty() && visits.line_amount.empty()));
    CHECK(visits.notes.at(visits.line_note.at(1)) == "n6");
    CHECK(permitted.attributes()[0].numbers == std::vector<double>{1, 2});
    CHECK(permitted.leads().customer == std::vector<std::uint32_t>{1, 0});
    CHECK(permitted.leads().attributes[0].meaning.levels == std::vector<std::string>{"call", "mail"});
    CHECK(permitted.leads().attributes[0].codes == std::vector<std::uint32_t>{0, 1});
    CHECK(permitted.first_record() == Instant{on_day(1)});
}

TEST_CASE("the account of a permitted base counts what was refused, and adds up") {
    const Shop shop;
    const CustomerBase base = collect(shop.records(), shop.schema());
    CHECK(base.account().consent_recorded);
    const Account account = base.permitting(Purpose::marketing).account();
    for (const TableAccount& table : account.tables) CHECK(table.adds_up());
    CHECK(account.customers == 1);
    CHECK(account.tables[0].refused == 3);
    CHECK(account.tables[1].refused == 4);
    CHECK(account.tables[2].refused == 2);
    CHECK(account.tables[3].used == 6);
}

TEST_CASE("the account counts who was never asked, and who was contacted and is known by nothing else") {
    Shop shop;
    shop.lead = {"dan", "zoe", "zoe"};  // zoe was never asked either
    const CustomerBase base = collect(shop.records(), shop.schema());
    CHECK(base.account().customers_without_decision == 2);
    CHECK(base.account().customers_with_leads_only == 1);
    CHECK_THAT(to_text(base.account(), Language::english), ContainsSubstring("Of 1 nothing is used but that they were contacted. 2 are without a usable row in the consent table and count as having refused."));
    CHECK_THAT(to_text(base.account(), Language::korean), ContainsSubstring("리드 말고는 쓸 수 있는 행이 없는 고객은 1명. 동의 표에 쓸 수 있는 행이 없어서 동의하지 않은 것으로 친 고객은 2명."));

    const Account permitted = base.permitting(Purpose::marketing).account();
    CHECK(permitted.customers_without_decision == 0);
    CHECK(permitted.customers_with_leads_only == 0);

    Records unasked = shop.records();
    unasked.consents = {};
    CHECK(collect(unasked, shop.schema()).account().customers_without_decision == 0);  // nobody was: the account says that consent is not recorded
}

TEST_CASE("a refusal at the same moment as a consent counts") {
    const std::vector<std::string> id{"ann"}, asked{"ann", "ann"}, purpose{"analysis", "analysis"}, granted{"no", "yes"}, at{"2024-01-01", "2024-01-01"};
    const Schema schema{.customer = {.id = "id"}, .consent = {.customer = "id", .purpose = "purpose", .granted = "granted", .decided_at = "at"}};
    const CustomerBase base = collect(
        {.customers = {{"id", id}}, .consents = {{"id", asked}, {"purpose", purpose}, {"granted", granted}, {"at", at}}}, schema);
    CHECK(names(base.permitting(Purpose::analysis)).empty());
}

TEST_CASE("without a consent table everything is permitted, and the account says so") {
    Shop shop;
    Records records = shop.records();
    records.consents = {};
    const CustomerBase base = collect(records, shop.schema());
    CHECK(names(base.permitting(Purpose::marketing)) == shop.id);
    CHECK_FALSE(base.permitting(Purpose::marketing).account().consent_recorded);
}
