#include <dangol/core/error.hpp>
#include <dangol/features/build_features.hpp>

#include "small_shop.hpp"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

using namespace dangol;
using namespace dangol::tests;
using namespace std::chrono_literals;
using Catch::Approx;

namespace {

/// Ten-day window; the data start with Kim's first visit. Han is a stranger: in the lead table and nowhere else.
SmallShop mailed_shop() {
    return {.customers = {{.id = "kim", .children = 2}, {.id = "lee"}},
            .lines = {{.customer = "kim", .at = "2024-01-01 12:00", .offering = "tea", .paid = 2},
                      {.customer = "kim", .at = "2024-01-06 12:00", .offering = "tea", .paid = 4},
                      {.customer = "kim", .at = "2024-01-20 12:00", .offering = "bread", .paid = 9},
                      {.customer = "lee", .at = "2024-01-09 12:00", .offering = "milk", .paid = 1}},
            .leads = {{.customer = "kim", .contacted = "2024-01-08 12:00", .converted = "yes", .converted_at = "2024-01-10", .closes = "2024-01-15", .type = "card"},
                      {.customer = "kim", .contacted = "2024-01-20 12:00", .converted = "no", .closes = "2024-01-27", .type = "mail"},
                      {.customer = "lee", .contacted = "2024-01-05 12:00", .converted = "no", .closes = "2024-01-12"},
                      {.customer = "han", .contacted = "2024-01-20 12:00", .converted = "yes", .converted_at = "2024-01-21", .closes = "2024-01-27", .type = "card"}},
            .with_joined = false};
}

FeaturePlan ten_days(std::vector<Feature> features) {
    return {.window = {.from = 2024y / 1 / 15, .until = 2024y / 1 / 25}, .features = std::move(features)};
}

std::size_t row_of(const LeadTable& leads, std::string_view customer, std::string_view contacted) {
    for (std::size_t row = 0; row < leads.lead_count(); ++row) {
        if (leads.features().customer_text(row) == customer && leads.contacted_at()[row] == moment(contacted)) return row;
    }
    FAIL("no such lead");
    return 0;
}

double cell(const LeadTable& leads, std::string_view column, std::size_t row) {
    const ColumnIndex index = leads.features().column(column);
    return leads.features().observed(index)[row] ? leads.features().numbers(index)[row] : missing;
}

}  // namespace

TEST_CASE("a lead is seen through a window of the plan's length that ends when it was contacted") {
    const LeadTable leads = build_leads(mailed_shop().base(), ten_days({Recency{}, Frequency{}, MonetaryValue{}, Attribute{"children"}}));
    REQUIRE(leads.lead_count() == 4);
    const FeatureTable& table = leads.features();
    const std::size_t early = row_of(leads, "kim", "2024-01-08 12:00"), late = row_of(leads, "kim", "2024-01-20 12:00");
    CHECK(cell(leads, "recency_days", early) == 2);
    CHECK(cell(leads, "visits", early) == 2);
    CHECK(table.exposures(table.column("visits"))[early] == 7);  // cut at the start of the data
    CHECK(cell(leads, "spend_per_visit", early) == 3);
    CHECK(cell(leads, "visits", late) == 0);  // the visit at that very moment is not seen, the older ones lie before the window
    CHECK(table.exposures(table.column("visits"))[late] == 10);
    CHECK(cell(leads, "recency_days", late) == missing);
    CHECK(cell(leads, "children", late) == 2);
}

TEST_CASE("leads without a visit before are kept, and nothing is observed of their visits") {
    const LeadTable leads = build_leads(mailed_shop().base(), ten_days({Frequency{}, Tenure{}, MonetaryValue{}, VisitRhythm{}, ContactHistory{}}));
    for (const std::size_t row : {row_of(leads, "han", "2024-01-20 12:00"), row_of(leads, "lee", "2024-01-05 12:00")}) {
        for (const char* column : {"visits", "tenure_days", "spend_per_visit", "past_responses", "days_since_response"}) {
            CHECK(cell(leads, column, row) == missing);
        }
        CHECK_FALSE(leads.features().observed(leads.features().column("visit_rhythm"))[row]);
        CHECK(cell(leads, "past_contacts", row) == 0);  // who was contacted is known of everyone
    }
}

TEST_CASE("contacts of a lead are those strictly before it, with what was known then") {
    const LeadTable leads = build_leads(mailed_shop().base(), ten_days({ContactHistory{}}));
    const std::size_t late = row_of(leads, "kim", "2024-01-20 12:00");
    CHECK(cell(leads, "past_contacts", late) == 1);
    CHECK(cell(leads, "past_responses", late) == 1);
    CHECK(cell(leads, "days_since_response", late) == 10.5);
    CHECK(cell(leads, "past_contacts", row_of(leads, "kim", "2024-01-08 12:00")) == 0);
}

TEST_CASE("what the lead table says joins as lead attributes") {
    const LeadTable leads = build_leads(mailed_shop().base(), ten_days({Recency{}}));
    const FeatureTable& table = leads.features();
    const FeatureColumn& column = table.columns()[table.column("type").value];
    CHECK(column.known_from == KnownFrom::lead);
    CHECK(column.role == Role::descriptor);
    CHECK(column.construct == Construct::lead_attribute);
    CHECK(column.levels == std::vector<std::string>{"card", "mail"});
    CHECK(table.codes(table.column("type"))[row_of(leads, "kim", "2024-01-20 12:00")] == 1);
    CHECK_FALSE(table.observed(table.column("type"))[row_of(leads, "lee", "2024-01-05 12:00")]);
}

TEST_CASE("outcomes are open until the window has closed, also for those who converted early") {
    const SmallShop shop = mailed_shop();
    const auto outcomes_by = [&](std::string_view known_by) {
        const LeadTable leads = build_leads(shop.base(), ten_days({}), moment(known_by));
        return std::vector(leads.outcomes().begin(), leads.outcomes().end());
    };
    using enum LeadOutcome;  // in order of contact: lee, kim, han and kim at one moment (by key)
    CHECK(outcomes_by("2024-01-11") == std::vector{open, open, open, open});
    CHECK(outcomes_by("2024-01-15") == std::vector{not_converted, converted, open, open});
    CHECK(outcomes_by("2024-01-27") == std::vector{not_converted, converted, converted, not_converted});
    const LeadTable by_default = build_leads(shop.base(), ten_days({}));  // the latest record is a conversion on the 21st
    CHECK(by_default.outcomes()[2] == open);
    CHECK(by_default.outcomes()[1] == converted);
    CHECK(by_default.window_closes()[0] == moment("2024-01-12"));
    CHECK(by_default.closed_by(moment("2024-01-14")).lead_count() == 1);
}

TEST_CASE("without a horizon the outcome is what the table says") {
    SmallShop shop = mailed_shop();
    for (LeadRow& lead : shop.leads) lead.closes = "";
    shop.leads[2].converted = "";
    const LeadTable leads = build_leads(shop.base(), ten_days({ContactHistory{}}), moment("2024-02-01"));
    CHECK(leads.window_closes().empty());
    CHECK(leads.outcomes()[0] == LeadOutcome::open);  // not said
    CHECK(leads.outcomes()[1] == LeadOutcome::converted);
    CHECK(leads.outcomes()[3] == LeadOutcome::not_converted);
    CHECK(build_leads(shop.base(), ten_days({}), moment("2024-01-09")).outcomes()[1] == LeadOutcome::open);  // converted on the 10th
}

TEST_CASE("leads know where they stood in the table that was given") {
    const LeadTable leads = build_leads(mailed_shop().base(), ten_days({}));
    CHECK(std::vector(leads.source_rows().begin(), leads.source_rows().end()) == std::vector<std::uint64_t>{2, 0, 3, 1});
    CHECK(leads.rows(std::vector<std::uint32_t>{3}).source_rows()[0] == 1);
    CHECK(leads.customer_count() == 3);
}

TEST_CASE("a replay has the columns, levels and roles that the first build settled") {
    const SmallShop shop = mailed_shop();
    const FeaturePlan plan{.window = {.from = 2024y / 1 / 1, .until = 2024y / 1 / 8}, .features = {OfferingMix{}, Recency{}, Attribute{"children"}}};
    const FeatureTable first = build_features(shop.base(), plan);
    CHECK(first.columns()[0].levels == std::vector<std::string>{"tea"});
    const LeadTable replayed = build_leads(shop.base(), first.with_role("recency_days", Role::outcome).plan());
    CHECK(replayed.features().columns()[0].levels == first.columns()[0].levels);
    CHECK(replayed.features().columns()[1].name == "children");  // what is an outcome is not known when a lead arrives
    CHECK(replayed.features().columns().size() == 3);             // and "type"
    const FeatureTable again = build_features(shop.base(), replayed.features().plan());
    CHECK(again.columns()[1].role == Role::outcome);
}

TEST_CASE("a lead attribute of a taken name is told apart") {
    SmallShop shop = mailed_shop();
    const auto customers = std::vector<std::string>{"kim"};
    const auto types = std::vector<std::string>{"gold"}, lead_types = std::vector<std::string>{"card"};
    const auto contacted = std::vector<std::string>{"2024-01-08 12:00"}, at = std::vector<std::string>{"2024-01-02"};
    const Schema schema{.customer = {.id = "id", .attributes = {{"type", ColumnKind::category}}},
                        .interaction = {.customer = "id", .time = "at"},
                        .lead = {.customer = "id", .contacted = "contacted", .attributes = {{"type", ColumnKind::category}}}};
    const CustomerBase base = collect({.customers = {{"id", customers}, {"type", types}},
                                       .interactions = {{"id", customers}, {"at", at}},
                                       .leads = {{"id", customers}, {"contacted", contacted}, {"type", lead_types}}},
                                      schema);
    const LeadTable leads = build_leads(base.permitting(Purpose::marketing), ten_days({Attribute{"type"}}));
    CHECK(leads.features().columns()[0].levels == std::vector<std::string>{"gold"});
    CHECK(leads.features().columns()[1].name == "lead_type");
    CHECK(leads.features().columns()[1].levels == std::vector<std::string>{"card"});
}

TEST_CASE("a level that the settled columns lack is missing") {
    const SmallShop shop = mailed_shop();
    FeaturePlan plan = build_leads(shop.base(), ten_days({Recency{}})).features().plan();
    for (FeatureColumn& column : plan.settled_columns) {
        if (column.name == "type") column.levels = {"mail", "phone"};
    }
    const LeadTable leads = build_leads(shop.base(), plan);
    const ColumnIndex type = leads.features().column("type");
    CHECK(leads.features().codes(type)[row_of(leads, "kim", "2024-01-20 12:00")] == 0);
    CHECK_FALSE(leads.features().observed(type)[row_of(leads, "kim", "2024-01-08 12:00")]);
}

TEST_CASE("how and by whom a lead was contacted are columns of the leads, what it was worth is not") {
    SmallShop shop = mailed_shop();
    shop.leads_say_how = true;
    shop.leads[0].by = "mail", shop.leads[1].by = "call", shop.leads[3].by = "mail";
    shop.leads[0].clerk = "ann";
    for (LeadRow& lead : shop.leads) lead.worth = 10;
    const LeadTable leads = build_leads(shop.base(), ten_days({Recency{}}));
    std::vector<std::string> names;
    for (const FeatureColumn& column : leads.features().columns()) names.push_back(column.name);
    CHECK(names == std::vector<std::string>{"recency_days", "type", "by", "clerk"});
    const FeatureTable& table = leads.features();
    const ColumnIndex by = table.column("by"), clerk = table.column("clerk");
    CHECK(table.columns()[by.value].levels == std::vector<std::string>{"call", "mail"});
    CHECK((table.columns()[by.value].known_from == KnownFrom::lead && table.columns()[by.value].role == Role::descriptor));
    CHECK(table.codes(by)[row_of(leads, "kim", "2024-01-08 12:00")] == 1);
    CHECK(table.codes(by)[row_of(leads, "kim", "2024-01-20 12:00")] == 0);
    CHECK_FALSE(table.observed(by)[row_of(leads, "lee", "2024-01-05 12:00")]);
    CHECK(table.observed(clerk)[row_of(leads, "kim", "2024-01-08 12:00")]);

    const LeadTable again = build_leads(shop.base(), table.plan());
    CHECK(again == leads);
}

TEST_CASE("what a conversion was worth is known with it, also where it is declared as an attribute") {
    const std::vector<std::string> who{"a", "b"}, at{"2024-01-02", "2024-01-03"};
    const std::vector<double> worth{1, 2};
    const CustomerBase base = collect({.interactions = {{"who", who}, {"at", at}}, .leads = {{"who", who}, {"at", at}, {"worth", worth}}},
                                      {.interaction = {.customer = "who", .time = "at"},
                                       .lead = {.customer = "who", .contacted = "at", .attributes = {{.name = "worth"}}, .amount = "worth"}});
    CHECK_THROWS_AS(build_leads(base.permitting(Purpose::marketing), {.features = {Recency{}}}), FutureLeak);
}

namespace {

/// Visits of one customer, contacts of the same: each at its time.
SmallShop mina_came(std::vector<std::string> visits, std::vector<LeadRow> leads) {
    SmallShop shop{.leads = std::move(leads), .with_joined = false};
    for (LeadRow& lead : shop.leads) lead.customer = "mina";
    for (const std::string& at : visits) shop.lines.push_back({.customer = "mina", .at = at, .paid = static_cast<double>(shop.lines.size() + 1)});
    return shop;
}

}  // namespace

TEST_CASE("a visit of which only the date is known is not seen by a contact on that day") {
    const std::vector<Feature> features{Recency{}, Frequency{}, MonetaryValue{}, Tenure{}, Repeat{}};
    for (const char* contact : {"2024-05-05", "2024-05-05 00:01", "2024-05-05 10:00", "2024-05-05 23:59"}) {
        CAPTURE(contact);
        const LeadTable leads = build_leads(mina_came({"2024-05-01", "2024-05-05"}, {{.contacted = contact}}).base(), ten_days(features));
        CHECK(cell(leads, "visits", 0) == 1);
        CHECK(cell(leads, "spend_per_visit", 0) == 1);
        CHECK(cell(leads, "recency_days", 0) >= 4);
    }
    const LeadTable next_day = build_leads(mina_came({"2024-05-01", "2024-05-05"}, {{.contacted = "2024-05-06"}}).base(), ten_days(features));
    CHECK(cell(next_day, "visits", 0) == 2);
    CHECK(cell(next_day, "recency_days", 0) == 1);
    const LeadTable first_day = build_leads(mina_came({"2024-05-05"}, {{.contacted = "2024-05-05 10:00"}}).base(), ten_days(features));
    for (const char* column : {"visits", "recency_days", "tenure_days"}) CHECK(cell(first_day, column, 0) == missing);
}

TEST_CASE("on a day with dates and times what lies before the contact is seen, and nothing else") {
    const SmallShop shop = mina_came({"2024-05-02 09:00", "2024-05-05", "2024-05-05 08:00", "2024-05-05 09:30", "2024-05-05 11:00"}, {{.contacted = "2024-05-05 10:00"}});
    const LeadTable leads = build_leads(shop.base(), ten_days({Frequency{}, MonetaryValue{}, Recency{}, VisitIntervals{}}));
    CHECK(cell(leads, "visits", 0) == 3);
    CHECK(cell(leads, "spend_per_visit", 0) == Approx((1.0 + 3 + 4) / 3));
    CHECK(cell(leads, "recency_days", 0) == Approx(0.5 / 24));
    CHECK(cell(leads, "visit_interval_days", 0) == 3);
}

TEST_CASE("a window of ten days has ten dates, at whatever hour it ends") {
    std::vector<std::string> visits;
    for (int day = 10; day < 32; ++day) visits.push_back("2024-01-" + std::to_string(day));
    for (const char* contact : {"2024-01-28", "2024-01-28 10:00", "2024-01-28 23:00"}) {
        CAPTURE(contact);
        const LeadTable leads = build_leads(mina_came(visits, {{.contacted = contact}}).base(), ten_days({Frequency{}, Frequency{.last_days = 3}}));
        CHECK(cell(leads, "visits", 0) == 10);
        CHECK(cell(leads, "visits_last_3_days", 0) == 3);
    }
}

TEST_CASE("contacts, conversions and joining of which only the date is known are known when the day is over") {
    SmallShop shop = mina_came({"2024-05-01 12:00"}, {{.contacted = "2024-05-05", .closes = "2024-05-10"},
                                                      {.contacted = "2024-05-05 10:00", .closes = "2024-05-10"},
                                                      {.contacted = "2024-05-02 10:00", .converted = "yes", .converted_at = "2024-05-05", .closes = "2024-05-10"},
                                                      {.contacted = "2024-05-06", .closes = "2024-05-10"}});
    shop.customers = {{.id = "mina", .joined = "2024-05-05"}};
    shop.with_joined = true;
    const LeadTable leads = build_leads(shop.base(), ten_days({ContactHistory{}, Tenure{}}), moment("2024-05-05 23:00"));
    const std::size_t same_day = row_of(leads, "mina", "2024-05-05 10:00"), next_day = row_of(leads, "mina", "2024-05-06 00:00");
    CHECK(cell(leads, "past_contacts", same_day) == 1);
    CHECK(cell(leads, "past_contacts", next_day) == 3);
    CHECK(cell(leads, "days_since_response", same_day) == missing);
    CHECK(cell(leads, "days_since_response", next_day) == 1);
}

TEST_CASE("of a receipt that grows, a contact sees the lines that were there") {
    SmallShop shop{.lines = {{.customer = "mina", .at = "2024-01-01 10:00", .basket = "r1", .offering = "tea", .paid = 10, .coupon = 1, .party = 1, .satisfaction = 2, .observations = "late", .pieces = 1},
                             {.customer = "mina", .at = "2024-01-01 10:05", .basket = "r1", .offering = "tea", .paid = 5, .coupon = 2, .party = 2, .satisfaction = 4, .observations = "in_a_hurry", .pieces = 3},
                             {.customer = "mina", .at = "2024-02-20 10:00", .basket = "r1", .offering = "bread", .paid = 990, .party = 7, .satisfaction = 5, .pieces = 90},
                             {.customer = "mina", .at = "2024-01-20 12:00", .basket = "r2", .offering = "milk", .paid = 35, .pieces = 4}},
                   .leads = {{.customer = "mina", .contacted = "2024-01-01 10:01"}, {.customer = "mina", .contacted = "2024-02-01"}, {.customer = "mina", .contacted = "2024-02-20 10:01"}},
                   .with_joined = false};
    FeaturePlan plan{.window = {.from = 2023y / 1 / 1, .until = 2024y / 2 / 1},
                     .features = {Frequency{}, MonetaryValue{}, UnitsPerVisit{}, Satisfaction{}, Companionship{}, OfferingShare{"bread"}, DiscountShare{"coupon"}, ObservationShare{"in_a_hurry"}}};
    const LeadTable leads = build_leads(shop.base(), plan);
    const std::vector<double> visits{1, 2, 2}, spend{10, 25, 520}, pieces{1, 4, 49}, satisfaction{2, 3, 11.0 / 3}, with_bread{0, 0, 1}, in_a_hurry{0, 1, 1};
    for (std::size_t row = 0; row < 3; ++row) {
        CAPTURE(row);
        CHECK(cell(leads, "visits", row) == visits[row]);
        CHECK(cell(leads, "spend_per_visit", row) == spend[row]);
        CHECK(cell(leads, "units_per_visit", row) == pieces[row]);
        CHECK(cell(leads, "satisfaction", row) == Approx(satisfaction[row]));
        CHECK(cell(leads, "visits_in_company", row) == (row == 0 ? 0 : 1));
        CHECK(cell(leads, "visits_with_bread", row) == with_bread[row]);
        CHECK(cell(leads, "observed_in_a_hurry", row) == in_a_hurry[row]);
    }
    CHECK(value(build_features(shop.base(), plan), "spend_per_visit", "mina") == 25);
    plan.window.until = 2024y / 3 / 1;
    CHECK(value(build_features(shop.base(), plan), "spend_per_visit", "mina") == 520);
}

TEST_CASE("a conversion on the day of the contact counts, whether its hour is known or not") {
    const SmallShop shop = mina_came({"2024-05-01"}, {{.contacted = "2024-05-05 10:00", .converted = "yes", .converted_at = "2024-05-05", .closes = "2024-05-08"}});
    CHECK(build_leads(shop.base(), ten_days({}), moment("2024-05-08")).outcomes()[0] == LeadOutcome::converted);
    SmallShop without_horizon = shop;
    without_horizon.leads[0].closes = "";
    CHECK(build_leads(without_horizon.base(), ten_days({}), moment("2024-05-05 23:00")).outcomes()[0] == LeadOutcome::open);
    CHECK(build_leads(without_horizon.base(), ten_days({}), moment("2024-05-06")).outcomes()[0] == LeadOutcome::converted);
    CHECK(build_leads(without_horizon.base(), ten_days({})).outcomes()[0] == LeadOutcome::converted);  // the records end when that day does
}
