#include <dangol/core/error.hpp>
#include <dangol/customers/customer_base.hpp>

#include <chrono>
#include <limits>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace dangol;
using Texts = std::vector<std::string>;

namespace {

std::size_t rows_counted(const CustomerBase& base, UnusableReason reason) {
    std::size_t rows = 0;
    for (const Quarantine::Count& count : base.set_aside().counts) rows += count.reason == reason ? count.rows : 0;
    return rows;
}

void check_account(const CustomerBase& base) {
    for (const TableAccount& table : base.account().tables) CHECK(table.adds_up());
}

Texts names_of(const CodeLists& lists, std::size_t row) {
    Texts names;
    for (const std::uint32_t code : lists.of(row)) names.push_back(lists.names[code]);
    return names;
}

}  // namespace

TEST_CASE("only visits and purchases count as visits; other kinds are events, and kinds of one's own say what they are") {
    const Texts who(9, "ann"), at{"2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05", "2024-01-06", "2024-01-07", "2024-01-08", "2024-01-09"};
    const Texts kind{"visit", "구매", "No-Show", "불만", "", "workshop", "newsletter", "수선", "seance"};
    const Schema schema{.interaction = {.customer = "who", .time = "at", .kind = "kind",
                                        .kinds = {{.word = "Workshop", .counts_as = CountsAs::visit}, {.word = "newsletter"},
                                                  {.word = "수선", .same_as = InteractionKind::visit}}}};
    const CustomerBase base = collect({.interactions = {{"who", who}, {"at", at}, {"kind", kind}}}, schema);
    check_account(base);
    const PermittedBase all = base.permitting(Purpose::analysis);
    const auto code = [](InteractionKind of) { return static_cast<std::uint8_t>(of); };
    CHECK(all.visits().kind == std::vector<std::uint8_t>{code(InteractionKind::visit), code(InteractionKind::purchase), code(InteractionKind::visit),
                                                         built_in_kinds, code(InteractionKind::visit)});
    CHECK(all.events().kind == std::vector<std::uint8_t>{code(InteractionKind::no_show), code(InteractionKind::complaint), built_in_kinds + 1});
    CHECK(all.visits().kinds[built_in_kinds] == "Workshop");
    CHECK(all.events().kinds[built_in_kinds + 1] == "newsletter");
    CHECK((base.visit_count() == 5 && base.event_count() == 3));
    CHECK(rows_counted(base, UnusableReason::unknown_kind) == 1);
    CHECK(all.events().first_of_customer == std::vector<std::uint64_t>{0, 3});
}

TEST_CASE("every kind is found by its name and by its words in both languages") {
    for (std::uint8_t i = 0; i < built_in_kinds; ++i) {
        const auto kind = static_cast<InteractionKind>(i);
        CHECK(interaction_kind(name_of(kind)) == kind);
        CHECK(interaction_kind(to_text(kind, Language::english)) == kind);
        CHECK(interaction_kind(to_text(kind, Language::korean)) == kind);
    }
    CHECK_FALSE(interaction_kind("visits"));
}

TEST_CASE("rows of one receipt fold by kind: a complaint about a purchase is not a line of it") {
    const Texts who(4, "ann"), at{"2024-01-01 10:00", "2024-01-01 10:00", "2024-01-03", "2024-01-04"}, receipt(4, "r1");
    const Texts kind{"purchase", "purchase", "complaint", "returned"}, what{"bag", "belt", "bag", "bag"};
    const std::vector<double> paid{100, 50, 0, -100};
    const Schema schema{.interaction = {.customer = "who", .time = "at", .visit = "receipt", .amount = "paid", .offering = "what", .kind = "kind"}};
    const CustomerBase base = collect({.interactions = {{"who", who}, {"at", at}, {"receipt", receipt}, {"kind", kind}, {"what", what}, {"paid", paid}}}, schema);
    const PermittedBase all = base.permitting(Purpose::analysis);
    CHECK(all.visits().amount == std::vector<double>{150});
    CHECK(all.visits().line_count() == 2);
    CHECK(all.events().amount == std::vector<double>{0, 100});  // given back: 100
    CHECK(all.events().first_line.empty());                     // a line each
    CHECK(all.events().amount_of_line(1) == 100);
}

TEST_CASE("an amount below 0 is a mistake, or a return where the schema says so") {
    const Texts who{"ann", "ann"}, at{"2024-01-01", "2024-01-02"};
    const std::vector<double> paid{30, -30};
    const std::vector<std::int32_t> pieces{3, -3};
    const Records records{.interactions = {{"who", who}, {"at", at}, {"paid", paid}, {"pieces", pieces}}};
    Schema schema{.interaction = {.customer = "who", .time = "at", .amount = "paid", .quantity = "pieces"}};
    CHECK(rows_counted(collect(records, schema), UnusableReason::negative_amount) == 1);
    schema.interaction.negative_amounts = NegativeAmounts::returns;
    const CustomerBase base = collect(records, schema);
    check_account(base);
    const PermittedBase all = base.permitting(Purpose::analysis);
    CHECK(all.visits().amount == std::vector<double>{30});
    CHECK(all.events().amount == std::vector<double>{30});
    CHECK(all.events().line_quantity == std::vector<double>{3});
    CHECK(all.events().kind == std::vector<std::uint8_t>{static_cast<std::uint8_t>(InteractionKind::returned)});
}

TEST_CASE("a complaint with an amount below 0 is no return") {
    const Texts who{"ann", "ann"}, at{"2024-01-01", "2024-01-02"}, kind{"complaint", "visit"};
    const std::vector<double> paid{-1, -2};
    Schema schema{.interaction = {.customer = "who", .time = "at", .amount = "paid", .kind = "kind"}};
    const Records records{.interactions = {{"who", who}, {"at", at}, {"kind", kind}, {"paid", paid}}};
    CHECK(rows_counted(collect(records, schema), UnusableReason::negative_amount) == 2);
    schema.interaction.negative_amounts = NegativeAmounts::returns;
    CHECK(rows_counted(collect(records, schema), UnusableReason::negative_amount) == 1);
}

TEST_CASE("observations come as lists and as columns of yes and no, and whether anybody looked is kept") {
    const Texts who(4, "ann"), at{"2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04"};
    const Texts codes{"hurried; asked_for_ann;hurried", "", "calm", ""}, calm{"no", "", "", "yes"}, with{"child;spouse", "", "child", "없음"};
    const Schema schema{.interaction = {.customer = "who", .time = "at", .companions = "with", .observations = "codes", .observation_flags = {"calm"}}};
    const CustomerBase base = collect({.interactions = {{"who", who}, {"at", at}, {"codes", codes}, {"calm", calm}, {"with", with}}}, schema);
    const VisitColumns visits = base.permitting(Purpose::analysis).visits();
    CHECK(visits.observations.names == Texts{"asked_for_ann", "calm", "hurried"});
    CHECK(names_of(visits.observations, 0) == Texts{"asked_for_ann", "hurried"});
    CHECK(names_of(visits.observations, 2) == Texts{"calm"});
    CHECK(names_of(visits.observations, 3) == Texts{"calm"});
    CHECK(visits.observations.recorded == std::vector<std::uint8_t>{1, 0, 1, 1});
    CHECK(names_of(visits.companions, 0) == Texts{"child", "spouse"});
    CHECK(visits.companions.recorded == std::vector<std::uint8_t>{1, 0, 1, 0});
}

TEST_CASE("observations of the lines of one visit come together") {
    const Texts who(2, "ann"), at(2, "2024-01-01"), receipt(2, "r"), codes{"b|a", "c|b"}, what{"x", "y"};
    const Schema schema{.interaction = {.customer = "who", .time = "at", .visit = "receipt", .offering = "what", .observations = "codes"}, .list_separator = "|"};
    const CustomerBase base =
        collect({.interactions = {{"who", who}, {"at", at}, {"receipt", receipt}, {"codes", codes}, {"what", what}}}, schema);
    CHECK(names_of(base.permitting(Purpose::analysis).visits().observations, 0) == Texts{"a", "b", "c"});
}

TEST_CASE("durations are minutes, from numbers and from durations of any unit") {
    using namespace std::chrono_literals;
    const Texts who{"ann", "bob"}, at(2, "2024-01-01"), staff{"jin", "Kim"};
    const std::vector<std::chrono::milliseconds> took{90s, 2h};
    const std::vector<double> minutes{1.5, 120};
    const Schema schema{.interaction = {.customer = "who", .time = "at", .duration_minutes = "took", .staff = "staff"}};
    const auto read = [&](const ColumnView& column) {
        return collect({.interactions = {{"who", who}, {"at", at}, {"staff", staff}, {"took", column}}}, schema).permitting(Purpose::analysis).visits();
    };
    CHECK(read(took).duration_minutes == std::vector<double>{1.5, 120});
    CHECK(read(took) == read(minutes));
    CHECK(read(took).staff_members == Texts{"Kim", "jin"});
    CHECK(read(took).staff == std::vector<std::uint32_t>{1, 0});
}

TEST_CASE("amounts in another currency are set aside") {
    const Texts who(3, "ann"), at{"2024-01-01", "2024-01-02", "2024-01-03"}, currency{"krw", "usd", ""};
    const std::vector<double> paid{1000, 5, 2000};
    Schema schema{.interaction = {.customer = "who", .time = "at", .amount = "paid", .currency = "currency"}, .currency = "KRW"};
    const Records records{.interactions = {{"who", who}, {"at", at}, {"paid", paid}, {"currency", currency}}};
    const CustomerBase base = collect(records, schema);
    check_account(base);
    CHECK(base.set_aside().rows == std::vector<SetAsideRow>{{TableKind::interactions, 1, "currency", "xxx", UnusableReason::other_currency}});
    CHECK(base.permitting(Purpose::analysis).visits().amount == std::vector<double>{1000, 2000});
    schema.currency = "";
    CHECK_THROWS_AS(collect(records, schema), InvalidArgument);
}

TEST_CASE("interactions and leads outside the schema's window are counted and not kept") {
    const Texts who{"ann", "bob", "ann"}, at{"2023-12-31 23:59", "2024-01-01", "2025-01-01"};
    using namespace std::chrono_literals;
    Schema schema{.interaction = {.customer = "who", .time = "at"}, .lead = {.customer = "who", .contacted = "at"}, .time_zone = "Asia/Seoul",
                  .window = {2024y / 1 / 1, 2025y / 1 / 1}};
    const TableView table{{"who", who}, {"at", at}};
    const CustomerBase base = collect({.interactions = table, .leads = table}, schema);
    check_account(base);
    CHECK(base.account().tables[0] == TableAccount{.table = TableKind::interactions, .read = 3, .used = 1, .outside = 2});
    CHECK(base.account().tables[1] == TableAccount{.table = TableKind::leads, .read = 3, .used = 1, .outside = 2});
    CHECK(base.customer_count() == 1);
    CHECK_THAT(to_text(base.account(), Language::english), Catch::Matchers::ContainsSubstring("1 used + 2 outside the window."));
    schema.window.until = schema.window.from;
    CHECK_THROWS_AS(collect({.interactions = table}, schema), InvalidArgument);
}

TEST_CASE("columns that the schema does not name cost no cell") {
    const Texts who{"ann", "bob"}, at(2, "2024-01-01"), what{"bag", "belt"};
    const CustomerBase base = collect({.interactions = {{"who", who}, {"at", at}, {"what", what}}}, {.interaction = {.customer = "who", .time = "at"}});
    const VisitColumns visits = base.permitting(Purpose::analysis).visits();
    VisitColumns expected{.first_of_customer = {0, 1, 2}, .at = visits.at, .kinds = visits.kinds};
    CHECK(visits == expected);
}

TEST_CASE("offerings say what they provide, competitors whom they target and what they are strong at") {
    using enum UnusableReason;
    const Texts name{"hem", "alter", "", "hem", "hem"}, values{"solace;fit", "fit", "fit", "fit;solace", "speed"};
    const std::vector<double> price{10, 20, 5, 10, 10};
    const Texts rival{"Mega Mall"}, targets{"students;tourists"}, strong{"price"};
    const Texts who{"ann"};
    const CustomerBase base = collect({.customers = {{"who", who}}, .offerings = {{"name", name}, {"values", values}, {"price", price}},
                                       .competitors = {{"rival", rival}, {"targets", targets}, {"strong", strong}}},
                                      {.customer = {.id = "who"}, .offering = {"name", "values", {{.name = "price", .kind = ColumnKind::positive}}},
                                       .competitor = {.name = "rival", .targets = "targets", .strengths = "strong"}});
    check_account(base);
    const OfferingRecords& offerings = base.offerings();
    CHECK(offerings.names == Texts{"alter", "hem"});
    CHECK(names_of(offerings.provides, 0) == Texts{"fit"});
    CHECK(names_of(offerings.provides, 1) == Texts{"fit", "solace"});
    CHECK(offerings.attributes[0].numbers == std::vector<double>{20, 10});
    CHECK(base.competitors().names == rival);
    CHECK(names_of(base.competitors().targets, 0) == Texts{"students", "tourists"});
    CHECK(names_of(base.competitors().strengths, 0) == Texts{"price"});
    CHECK(base.account().tables[1] == TableAccount{.table = TableKind::offerings, .read = 5, .used = 2, .set_aside = 2, .folded = 1});
    CHECK((rows_counted(base, missing_name) == 1 && rows_counted(base, duplicate_entry) == 1));
}

TEST_CASE("attributes may be dates and text, and leads bring activity, channel, staff and amount") {
    const Texts id{"a", "b"}, born{"1990-05-01", ""}, remark{"likes blue", ""}, at(2, "2024-01-01"), channel{"mail", "call"}, by{"jin", ""};
    const std::vector<std::int32_t> pages{3, 0};
    const std::vector<double> worth{50, std::numeric_limits<double>::quiet_NaN()};
    const CustomerBase base = collect({.customers = {{"id", id}, {"born", born}, {"remark", remark}},
                                       .leads = {{"id", id}, {"at", at}, {"pages", pages}, {"channel", channel}, {"by", by}, {"worth", worth}}},
                                      {.customer = {.id = "id", .attributes = {{"born", ColumnKind::date}, {"remark", ColumnKind::text}}},
                                       .lead = {.customer = "id", .contacted = "at", .activity = {{"pages", ColumnKind::count}}, .channel = "channel",
                                                .staff = "by", .amount = "worth"}, .time_zone = "Asia/Seoul"});
    const PermittedBase all = base.permitting(Purpose::analysis);
    CHECK(all.attributes()[0].times == std::vector<Instant>{Instant{std::chrono::sys_days{std::chrono::year{1990} / 5 / 1} - std::chrono::hours{9}}, Instant::max()});
    CHECK(all.attributes()[1].texts == Texts{"likes blue"});
    CHECK(all.attributes()[1].codes == std::vector<std::uint32_t>{0, unobserved_code});
    CHECK(all.leads().activity[0].numbers == std::vector<double>{3, 0});
    CHECK(all.leads().channels == Texts{"call", "mail"});
    CHECK(all.leads().channel == std::vector<std::uint32_t>{1, 0});
    CHECK(all.leads().staff == std::vector<std::uint32_t>{0, unobserved_code});
    CHECK(all.leads().amount[0] == 50);
}

TEST_CASE("receipts whose lines came at different times are kept as they stood, also of some customers and with more records") {
    using namespace std::chrono_literals;
    const auto instant = [](std::string_view text) { return parse_iso_time(text).value().in(TimeZone()).instant; };
    const std::vector<std::string> who{"kim", "kim", "kim", "lee", "lee", "lee"}, receipt{"a", "a", "b", "c", "c", "c"}, asked{"lee", "kim"}, purpose{"marketing", "marketing"}, granted{"yes", "no"};
    const std::vector<std::string> at{"2024-01-02 10:00", "2024-01-02 11:00", "2024-01-03 10:00", "2024-01-05", "2024-01-05 09:00", "2024-01-06 09:00"};
    const std::vector<double> paid{1, 2, 4, 8, 16, 32};
    const Schema schema{.interaction = {.customer = "who", .time = "at", .visit = "receipt", .amount = "paid"}, .consent = {.customer = "who", .purpose = "purpose", .granted = "granted"}};
    const auto rows = [&](std::size_t begin, std::size_t end) {
        const auto part = [&](const auto& column) { return std::span(column).subspan(begin, end - begin); };
        return TableView{{"who", part(who)}, {"at", part(at)}, {"receipt", part(receipt)}, {"paid", part(paid)}};
    };
    const TableView consents{{"who", asked}, {"purpose", purpose}, {"granted", granted}};
    const CustomerBase base = collect({.interactions = rows(0, 6), .consents = consents}, schema);
    CHECK(base == collect({.interactions = rows(0, 4), .consents = consents}, schema).with({.interactions = rows(4, 6)}));

    const PermittedBase of_lee = base.permitting(Purpose::marketing);
    const VisitColumns& visits = of_lee.visits();
    REQUIRE(visits.unfinished != nullptr);
    CHECK(visits.at == std::vector{instant("2024-01-05 09:00")});  // what is only dated was on record at the end of that day
    CHECK(visits.amount == std::vector{56.0});
    CHECK(visits.unfinished->visit == std::vector<std::uint64_t>{0, 0});
    CHECK(visits.unfinished->next_line_at == std::vector{instant("2024-01-05 00:00"), instant("2024-01-06 09:00")});
    CHECK(visits.unfinished->as_they_stood.amount == std::vector{16.0, 24.0});

    const CustomerBase at_once = collect({.interactions = rows(2, 4)}, schema);
    CHECK(at_once.permitting(Purpose::marketing).visits().unfinished == nullptr);
}
