#include <dangol/customers/customer_base.hpp>

#include "support/world_records.hpp"

#include <worlds/dirt.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

using namespace dangol_tests;
namespace worlds = dangol::worlds;

namespace {

const dangol::TableAccount& account_of(const dangol::CustomerBase& base, dangol::TableKind table) {
    for (const dangol::TableAccount& account : base.account().tables) {
        if (account.table == table) return account;
    }
    throw std::logic_error("no account of the table");
}

dangol::TableKind table_kind(const std::string& name) {
    using enum dangol::TableKind;
    return name == "customers" ? customers : name == "interactions" ? interactions : name == "leads" ? leads : consents;
}

dangol::UnusableReason reason_for(worlds::Defect defect) {
    using worlds::Defect;
    using dangol::UnusableReason;
    switch (defect) {
        case Defect::missing_customer_id: return UnusableReason::missing_customer;
        case Defect::impossible_date: return UnusableReason::unreadable_time;
        case Defect::negative_amount: return UnusableReason::negative_amount;
        case Defect::unreadable_amount: return UnusableReason::unreadable_number;
        case Defect::conflicting_row: return UnusableReason::duplicate_customer;
        default: throw std::logic_error("not a reason to set a row aside");
    }
}

bool sets_aside(worlds::Defect defect) {
    using worlds::Defect;
    return defect != Defect::duplicate_row && defect != Defect::unknown_customer && defect != Defect::blank_form;
}

}  // namespace

TEST_CASE("a clean world is used to the last row, and text says the same as values") {
    const WorldRecords values({.customers = 120});
    const TextRecords text(worlds::text_tables(values.world()));
    const auto from_values = dangol::collect(values.records(), world_schema());
    const auto from_text = dangol::collect(text.records(), world_schema());
    CHECK(from_values.customer_count() == 120);
    CHECK(from_values.visit_count() == values.world().interactions.size());
    CHECK(from_values.lead_count() == values.world().leads.size());
    CHECK(from_values.set_aside().rows.empty());
    CHECK(from_text.set_aside().rows.empty());
    for (const auto& account : from_values.account().tables) CHECK(account.read == account.used);
    CHECK(from_text == from_values);
}

TEST_CASE("a world whose kinds are named is used to the last row: visits are what was paid for, the rest are events") {
    for (const worlds::Trade trade : {worlds::Trade::hanbok, worlds::Trade::alteration, worlds::Trade::candle, worlds::Trade::leather, worlds::Trade::repair, worlds::Trade::online_class}) {
        const WorldRecords values({.trade = trade, .customers = 120});
        const TextRecords text(worlds::text_tables(values.world()));
        const auto base = dangol::collect(values.records(), world_schema_with_kinds());
        CAPTURE(worlds::name_of(trade));
        CHECK(base.set_aside().rows.empty());
        std::size_t paid = 0, answers = 0;
        for (const double amount : values.world().interactions.amount_krw) paid += amount > 0 ? 1 : 0;
        CHECK(base.visit_count() == paid);
        CHECK(base.event_count() == values.world().interactions.size() - paid);
        CHECK(dangol::collect(text.records(), world_schema_with_kinds()) == base);

        std::set<std::string> came;
        for (std::size_t row = 0; row < values.world().interactions.size(); ++row) {
            if (values.world().interactions.amount_krw[row] > 0) came.insert(values.world().interactions.customer_id[row]);
            answers += std::isnan(values.world().interactions.satisfaction[row]) ? 0 : 1;
        }
        std::set<std::string> all(values.world().interactions.customer_id.begin(), values.world().interactions.customer_id.end());
        CHECK(base.account().customers_with_events_only == all.size() - came.size());

        dangol::Records unasked = values.records();
        unasked.consents = {};
        const auto permitted = dangol::collect(unasked, world_schema_with_kinds()).permitting(dangol::Purpose::profiling);
        const auto known = [](const std::vector<double>& cells) { return static_cast<std::size_t>(std::ranges::count_if(cells, [](double cell) { return !std::isnan(cell); })); };
        CHECK(known(permitted.visits().satisfaction) + known(permitted.events().satisfaction) == answers);
    }
}

TEST_CASE("of a dirty world exactly the spoiled rows are set aside, each for its reason, and duplicates are folded") {
    const worlds::WorldOptions options{.trade = GENERATE(worlds::Trade::hanbok, worlds::Trade::alteration, worlds::Trade::candle, worlds::Trade::leather, worlds::Trade::repair, worlds::Trade::online_class),
                                       .customers = 150};
    const worlds::World world = worlds::generate(options);
    worlds::TextTables tables = worlds::text_tables(world);
    const auto marks = worlds::add_dirt(tables, options, {.rate = .01});
    const TextRecords text(tables);
    const auto base = dangol::collect(text.records(), world_schema());

    std::set<std::pair<dangol::TableKind, std::size_t>> planted, found;
    std::map<dangol::TableKind, std::size_t> duplicates;
    std::map<std::pair<dangol::TableKind, std::size_t>, dangol::UnusableReason> reasons;
    for (const worlds::DirtMark& mark : marks) {
        const dangol::TableKind table = table_kind(mark.table);
        if (mark.defect == worlds::Defect::duplicate_row) ++duplicates[table];
        if (!sets_aside(mark.defect)) continue;
        planted.emplace(table, mark.row - 1);
        reasons.emplace(std::pair{table, mark.row - 1}, reason_for(mark.defect));
    }
    for (const dangol::SetAsideRow& row : base.set_aside().rows) {
        found.emplace(row.table, row.row);
        const auto reason = reasons.find({row.table, row.row});
        if (reason != reasons.end()) CHECK(reason->second == row.reason);
    }
    CHECK(found == planted);
    for (const dangol::TableAccount& account : base.account().tables) {
        CHECK(account.adds_up());
        CHECK(account.folded == duplicates[account.table]);
    }
    CHECK(account_of(base, dangol::TableKind::customers).used == 150);
    CHECK(base.account().customers_without_row > 0);
}
