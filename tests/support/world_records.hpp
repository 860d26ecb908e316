#pragma once

/// Generated worlds (examples/worlds, which knows nothing of dangol) as the records and the schema that dangol collects.

#include <dangol/core/bits.hpp>
#include <dangol/customers/records.hpp>
#include <dangol/customers/schema.hpp>
#include <worlds/text_tables.hpp>
#include <worlds/world.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace dangol_tests {

/// The columns are the same whether a world comes as values or as text.
inline dangol::Schema world_schema() {
    using dangol::ColumnKind;
    using dangol::Sensitivity;
    return {.customer = {.id = "customer_id",
                         .joined = "joined_on",
                         .attributes = {{.name = "age_band", .kind = ColumnKind::ordered_category, .levels = dangol::worlds::age_bands()},
                                        {.name = "gender", .kind = ColumnKind::category, .sensitivity = Sensitivity::protected_attribute},
                                        {.name = "children", .kind = ColumnKind::count},
                                        {.name = "distance_km", .kind = ColumnKind::positive, .unit = "km"}}},
            .interaction = {.customer = "customer_id",
                            .time = "visited_at",
                            .visit = "visit_id",
                            .amount = "amount_krw",
                            .discounts = {"discount_krw"},
                            .offering = "offering",
                            .channel = "channel",
                            .party_size = "party_size",
                            .planned = "planned",
                            .satisfaction = "satisfaction",
                            .note = "note"},
            .lead = {.customer = "customer_id",
                     .contacted = "contacted_at",
                     .converted = "converted",
                     .converted_at = "converted_at",
                     .window_closes = "window_closes",
                     .attributes = {{.name = "campaign_type", .kind = ColumnKind::category}}},
            .consent = {.customer = "customer_id", .purpose = "purpose", .granted = "granted", .decided_at = "decided_at"},
            .currency = "KRW",
            .time_zone = "Asia/Seoul"};
}

/// The same, which says what each interaction was and who served: only what was paid for is a visit.
inline dangol::Schema world_schema_with_kinds() {
    using dangol::InteractionKind;
    dangol::Schema schema = world_schema();
    schema.interaction.kind = "kind";
    schema.interaction.staff = "staff";
    for (const char* paid : {"주문", "결제", "수리"}) schema.interaction.kinds.push_back({.word = paid, .same_as = InteractionKind::purchase});
    schema.interaction.kinds.push_back({.word = "결제 시작"});
    return schema;
}

/// Views of a world's columns, which lie in here; hence neither copied nor moved.
class WorldRecords {
public:
    explicit WorldRecords(dangol::worlds::World world) : world_(std::move(world)) {
        for (const auto at : world_.leads.converted_at) converted_.push_back(at != dangol::worlds::never);
        const auto& [customers, interactions, leads, consent] = std::tie(world_.customers, world_.interactions, world_.leads, world_.consent);
        records_.customers = {{"customer_id", customers.customer_id}, {"joined_on", customers.joined_on},
                              {"age_band", customers.age_band},       {"gender", customers.gender},
                              {"children", customers.children},       {"distance_km", customers.distance_km}};
        records_.interactions = {{"visit_id", interactions.visit_id},         {"customer_id", interactions.customer_id},
                                 {"visited_at", interactions.visited_at},     {"kind", interactions.kind},
                                 {"channel", interactions.channel},           {"offering", interactions.offering},
                                 {"amount_krw", interactions.amount_krw},     {"discount_krw", interactions.discount_krw},
                                 {"party_size", interactions.party_size},     {"planned", interactions.planned},
                                 {"satisfaction", interactions.satisfaction}, {"staff", interactions.staff},
                                 {"note", interactions.note}};
        records_.leads = {{"lead_id", leads.lead_id},
                          {"customer_id", leads.customer_id},
                          {"contacted_at", leads.contacted_at},
                          {"campaign_type", leads.campaign_type},
                          {"converted", leads.converted},
                          {"converted_at", {leads.converted_at, converted_}},
                          {"window_closes", leads.window_closes}};
        records_.consents = {{"customer_id", consent.customer_id}, {"purpose", consent.purpose},
                             {"granted", consent.granted},         {"decided_at", consent.decided_at}};
    }
    explicit WorldRecords(const dangol::worlds::WorldOptions& options) : WorldRecords(dangol::worlds::generate(options)) {}
    WorldRecords(const WorldRecords&) = delete;
    WorldRecords& operator=(const WorldRecords&) = delete;

    const dangol::worlds::World& world() const { return world_; }
    const dangol::Records& records() const { return records_; }

private:
    dangol::worlds::World world_;
    dangol::Bits converted_ = {};
    dangol::Records records_ = {};
};

/// The same from text, as it stands in the CSV files.
class TextRecords {
public:
    explicit TextRecords(const dangol::worlds::TextTables& tables) {
        records_.customers = view(tables.customers);
        records_.interactions = view(tables.interactions);
        records_.leads = view(tables.leads);
        records_.consents = view(tables.consent);
    }
    TextRecords(const TextRecords&) = delete;
    TextRecords& operator=(const TextRecords&) = delete;

    const dangol::Records& records() const { return records_; }

private:
    dangol::TableView view(const dangol::worlds::TextTable& table) {
        std::vector<dangol::NamedColumn> columns;
        for (std::size_t at = 0; at < table.columns.size(); ++at) {
            std::vector<std::string>& cells = *cells_.emplace_back(std::make_unique<std::vector<std::string>>());
            for (const auto& row : table.rows) cells.push_back(row[at]);
            columns.push_back({table.columns[at], cells});
        }
        return dangol::TableView(std::move(columns));
    }

    std::vector<std::unique_ptr<std::vector<std::string>>> cells_ = {};
    dangol::Records records_ = {};
};

}  // namespace dangol_tests
