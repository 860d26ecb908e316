#include <dangol/core/error.hpp>
#include <dangol/customers/arrow.hpp>
#include <dangol/customers/frames.hpp>

#include <limits>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

using namespace dangol;
using Texts = std::vector<std::string>;

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

ArrowTable cells_of(const ArrowColumns& columns) {
    ArrowArrayStream stream = {};
    columns.export_to(&stream, 2);  // in several batches
    return ArrowTable::take(&stream);
}

/// Tables without a single unusable row, each row a visit or an event of its own, sorted as a base is.
struct Shop {
    Texts id{"ann", "bob", "cho"}, since{"2023-01-01", "", "2024-02-03 10:00"}, band{"30s", "", "20s"}, town{"Suwon", "Seoul", ""}, memo{"wool", "", "left-handed"};
    Texts born{"1990-05-01", "", "2001-12-31"}, member{"yes", "no", ""};
    std::vector<double> children{2, missing, 0}, distance{1.5, 20, missing};
    Texts who{"ann", "ann", "bob", "cho", "cho"}, at{"2024-03-01 10:00", "2024-03-05", "2024-03-02 11:30", "2024-11-03 09:00", "2024-11-04 09:00"};
    Texts kind{"visit", "complaint", "purchase", "workshop", "no_show"}, offering{"hem", "", "dye", "hem", ""}, channel{"shop", "phone", "", "web", "shop"};
    Texts with{"child;spouse", "", "friend", "", ""}, staff{"Kim", "", "Lee", "Kim", ""}, planned{"yes", "", "no", "yes", ""}, note{"likes blue", "too late", "", "a;b", ""};
    Texts seen{"calm;hurried", "", "calm", "", ""}, asked{"1", "0", "", "0", ""};
    std::vector<double> paid{12'000, missing, 35'000, 8'000, missing}, saved{1'000, missing, 0, missing, missing}, pieces{1, missing, 2, 1, missing}, party{3, missing, 2, 1, missing}, minutes{30, missing, 45, 10, missing}, liked{5, 1, missing, 4, missing};
    Texts lead{"bob", "ann", "cho"}, contacted{"2024-05-01 09:00", "2024-05-02", "2024-06-01"}, answered{"1", "0", ""}, answered_at{"2024-05-03", "", ""}, source{"mail", "", "call"}, by{"Kim", "Lee", ""};
    std::vector<double> worth{50'000, missing, missing}, pages{3, 0, missing};
    Texts asked_of{"ann", "bob", "cho", "ann"}, purpose{"quoting", "profiling", "profiling", "profiling"}, granted{"yes", "yes", "yes", "yes"};
    Texts product{"dye", "hem"}, gives{"colour;solace", ""}, group{"", "repairs"};
    std::vector<double> price{30'000, 8'000};
    Texts rival{"Mall", "Tailor Lee"}, whom{"families;students", ""}, strong{"", "speed"};

    Schema schema = {
        .customer = {.id = "id", .joined = "since",
                     .attributes = {{"band", ColumnKind::ordered_category, {"10s", "20s", "30s"}}, {"town", ColumnKind::category}, {"memo", ColumnKind::text}, {"born", ColumnKind::date},
                                    {"member", ColumnKind::flag}, {"children", ColumnKind::count}, {"distance", ColumnKind::positive}}},
        .interaction = {.customer = "who", .time = "at", .amount = "paid", .discounts = {"saved"}, .offering = "offering", .channel = "channel", .party_size = "party", .planned = "planned",
                        .satisfaction = "liked", .note = "note", .kind = "kind", .kinds = {{.word = "workshop", .counts_as = CountsAs::visit}}, .quantity = "pieces", .companions = "with",
                        .duration_minutes = "minutes", .staff = "staff", .observations = "seen", .observation_flags = {"asked"}},
        .lead = {.customer = "who", .contacted = "contacted", .converted = "answered", .converted_at = "answered_at", .horizon_days = 14, .attributes = {{"source", ColumnKind::category}},
                 .activity = {{"pages", ColumnKind::count}}, .staff = "by", .amount = "worth"},
        .consent = {.customer = "who", .purpose = "purpose", .granted = "granted"},
        .currency = "KRW", .time_zone = "America/New_York",
        .offering = {.offering = "offering", .provides = "gives", .attributes = {{"group", ColumnKind::category}, {"price", ColumnKind::positive}}},
        .competitor = {.name = "rival", .targets = "whom", .strengths = "strong"}};

    Records records() const {
        return {.customers = {{"id", id}, {"since", since}, {"band", band}, {"town", town}, {"memo", memo}, {"born", born}, {"member", member}, {"children", children}, {"distance", distance}},
                .interactions = {{"who", who}, {"at", at}, {"paid", paid}, {"saved", saved}, {"offering", offering}, {"channel", channel}, {"party", party}, {"planned", planned},
                                 {"liked", liked}, {"note", note}, {"kind", kind}, {"pieces", pieces}, {"with", with}, {"minutes", minutes}, {"staff", staff}, {"seen", seen}, {"asked", asked}},
                .leads = {{"who", lead}, {"contacted", contacted}, {"answered", answered}, {"answered_at", answered_at}, {"source", source}, {"pages", pages}, {"by", by}, {"worth", worth}},
                .offerings = {{"offering", product}, {"gives", gives}, {"group", group}, {"price", price}},
                .competitors = {{"rival", rival}, {"whom", whom}, {"strong", strong}}};
    }
};

/// What collecting the frames of a permitted base gives.
CustomerBase collected_again(const PermittedBase& from) {
    const Schema& schema = from.schema();
    const ArrowTable customers = cells_of(attributes_frame(from)), visits = cells_of(visits_frame(from)), events = cells_of(events_frame(from)), leads = cells_of(leads_frame(from)),
                     offerings = cells_of(offerings_frame(from.offerings(), schema)), competitors = cells_of(competitors_frame(from.competitors(), schema));
    return collect({.customers = customers.view(), .interactions = visits.view(), .leads = leads.view(), .offerings = offerings.view(), .competitors = competitors.view()}, schema)
        .with({.interactions = events.view()});
}

}  // namespace

TEST_CASE("frames of records are collected into the same base: nulls, kinds, lists, times and zones") {
    const Shop shop;
    const CustomerBase base = collect(shop.records(), shop.schema);
    REQUIRE(base.set_aside() == Quarantine{});
    REQUIRE((base.visit_count() == 3 && base.event_count() == 2));
    const CustomerBase again = collected_again(base.permitting(Purpose::quoting));
    CHECK(again == base);
    const PermittedBase before = base.permitting(Purpose::quoting), after = again.permitting(Purpose::quoting);
    CHECK(after.visits() == before.visits());
    CHECK(after.events() == before.events());
    CHECK(after.leads() == before.leads());
    CHECK(after.offerings() == before.offerings());
    CHECK(after.competitors() == before.competitors());
}

TEST_CASE("lines of a receipt come out one by one, and sums and means of visits are the same when they are collected again") {
    const Texts who{"ann", "ann", "ann", "bob"}, at{"2024-03-01 10:00", "2024-03-01 10:00", "2024-03-01 10:05", "2024-03-02"}, receipt{"r1", "r1", "r1", "r7"}, offering{"a", "b", "a", "c"};
    const std::vector<double> paid{0.1, 0.2, 0.3, -5}, saved{1, missing, 2, missing}, liked{5, 4, 4, missing};
    const Schema schema{.interaction = {.customer = "who", .time = "at", .visit = "receipt", .amount = "paid", .discounts = {"saved"}, .offering = "offering", .satisfaction = "liked",
                                        .negative_amounts = NegativeAmounts::returns}};
    const CustomerBase base = collect({.interactions = {{"who", who}, {"at", at}, {"receipt", receipt}, {"paid", paid}, {"saved", saved}, {"offering", offering}, {"liked", liked}}}, schema);
    const PermittedBase before = base.permitting(Purpose::analysis);
    const ArrowTable visits = cells_of(visits_frame(before)), events = cells_of(events_frame(before));
    CHECK(visits.view().row_count() == 3);
    CHECK(events.view().row_count() == 1);  // -5 again: nothing but its sign says that it is a return
    const PermittedBase after = collect({.interactions = visits.view()}, schema).with({.interactions = events.view()}).permitting(Purpose::analysis);
    CHECK(after.visits().at == before.visits().at);
    CHECK(after.visits().amount == before.visits().amount);
    CHECK(after.visits().discounts == before.visits().discounts);
    CHECK(after.visits().satisfaction == before.visits().satisfaction);
    CHECK(after.visits().line_count() == 3);
    REQUIRE(after.visits().unfinished != nullptr);  // the third line came five minutes later
    CHECK(after.visits().unfinished->next_line_at == before.visits().unfinished->next_line_at);
    CHECK(after.visits().unfinished->as_they_stood.amount == before.visits().unfinished->as_they_stood.amount);
    CHECK(after.events() == before.events());
}

TEST_CASE("nothing goes out that the purpose does not allow") {
    const Shop shop;
    Records records = shop.records();
    records.consents = {{"who", shop.asked_of}, {"purpose", shop.purpose}, {"granted", shop.granted}};
    const CustomerBase base = collect(records, shop.schema);
    const PermittedBase profiling = base.permitting(Purpose::profiling), quoting = base.permitting(Purpose::quoting);
    CHECK_THROWS_AS(notes_frame(profiling), InvalidArgument);
    const ArrowTable lines = cells_of(visits_frame(profiling)), notes = cells_of(notes_frame(quoting));
    CHECK(lines.view().row_count() == 3);
    const ArrowTable attributes = cells_of(attributes_frame(quoting));
    for (const ColumnChunk& chunk : lines.view().find("note")->chunks()) CHECK((chunk.dictionary == nullptr || chunk.dictionary->length == 0));
    CHECK(notes.view().row_count() == 2);  // of ann alone
    CHECK(attributes.view().row_count() == 1);
    for (const ColumnChunk& chunk : attributes.view().find("memo")->chunks()) CHECK(chunk.dictionary->length == 1);  // not "left-handed"
    CHECK(cells_of(events_frame(quoting)).view().row_count() == 1);
    CHECK(cells_of(leads_frame(quoting)).view().row_count() == 1);
}

TEST_CASE("tables that were not given make frames without rows") {
    const Shop shop;
    const Texts who{"ann"};
    const PermittedBase base = collect({.customers = {{"id", shop.id}, {"since", shop.since}, {"band", shop.band}, {"town", shop.town}, {"memo", shop.memo}, {"born", shop.born},
                                                      {"member", shop.member}, {"children", shop.children}, {"distance", shop.distance}}},
                                       shop.schema).permitting(Purpose::quoting);
    for (const ArrowColumns& frame : {visits_frame(base), events_frame(base), notes_frame(base), leads_frame(base), offerings_frame(base.offerings(), base.schema())}) {
        CHECK(frame.row_count() == 0);
        CHECK_FALSE(frame.columns().empty());
    }
}
