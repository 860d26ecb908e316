#include "small_shop.hpp"

#include <stdexcept>

namespace dangol::tests {
namespace {

/// A column of the rows: what `read` takes from each.
template <class Row, class Read>
auto column(const std::vector<Row>& rows, Read&& read) {
    std::vector<std::decay_t<decltype(read(rows.front()))>> cells;
    for (const Row& row : rows) cells.push_back(read(row));
    return cells;
}

std::size_t row_of(const FeatureTable& table, std::string_view customer) {
    for (std::size_t row = 0; row < table.customer_count(); ++row) {
        if (table.customer_text(row) == customer) return row;
    }
    throw std::logic_error("no row of that customer");
}

}  // namespace

Schema SmallShop::schema() const {
    Schema schema{.customer = {.id = "id",
                               .attributes = {{"children", ColumnKind::count},
                                              {.name = "age_band", .kind = ColumnKind::ordered_category, .levels = {"young", "old"}},
                                              {.name = "member", .kind = ColumnKind::flag, .sensitivity = Sensitivity::quasi_identifier}}},
                  .interaction = {.customer = "customer",
                                  .time = "at",
                                  .visit = "basket",
                                  .amount = "paid",
                                  .discounts = {"coupon", "card"},
                                  .offering = "offering",
                                  .channel = "channel",
                                  .party_size = "party",
                                  .planned = "planned",
                                  .satisfaction = "satisfaction",
                                  .kind = "kind",
                                  .quantity = "pieces",
                                  .companions = "companions",
                                  .duration_minutes = "minutes",
                                  .staff = "staff",
                                  .observations = "observations"},
                  .currency = "KRW",
                  .time_zone = time_zone};
    schema.display_names = display_names;
    if (customers.empty()) schema.customer = {};
    if (with_joined && !customers.empty()) schema.customer.joined = "joined";
    if (!leads.empty()) {
        schema.lead = {.customer = "customer",
                       .contacted = "contacted",
                       .converted = "converted",
                       .converted_at = "converted_at",
                       .window_closes = "closes",
                       .attributes = {{.name = "type", .kind = ColumnKind::category}},
                       .amount = "worth"};
        if (leads_say_how) schema.lead.channel = "by", schema.lead.staff = "clerk";
    }
    return schema;
}

CustomerBase SmallShop::collected() const {
    const auto id = column(customers, [](const auto& row) { return row.id; });
    const auto joined = column(customers, [](const auto& row) { return row.joined; });
    const auto children = column(customers, [](const auto& row) { return row.children; });
    const auto age_band = column(customers, [](const auto& row) { return row.age_band; });
    const auto member = column(customers, [](const auto& row) { return row.member; });

    const auto customer = column(lines, [](const auto& row) { return row.customer; });
    const auto at = column(lines, [](const auto& row) { return row.at; });
    const auto basket = column(lines, [](const auto& row) { return row.basket.empty() ? row.customer + row.at : row.basket; });
    const auto offering = column(lines, [](const auto& row) { return row.offering; });
    const auto channel = column(lines, [](const auto& row) { return row.channel; });
    const auto paid = column(lines, [](const auto& row) { return row.paid; });
    const auto coupon = column(lines, [](const auto& row) { return row.coupon; });
    const auto card = column(lines, [](const auto& row) { return row.card; });
    const auto party = column(lines, [](const auto& row) { return row.party; });
    const auto satisfaction = column(lines, [](const auto& row) { return row.satisfaction; });
    const auto planned = column(lines, [](const auto& row) { return row.planned; });

    const auto kind = column(lines, [](const auto& row) { return row.kind; });
    const auto staff = column(lines, [](const auto& row) { return row.staff; });
    const auto companions = column(lines, [](const auto& row) { return row.companions; });
    const auto observations = column(lines, [](const auto& row) { return row.observations; });
    const auto pieces = column(lines, [](const auto& row) { return row.pieces; });
    const auto minutes = column(lines, [](const auto& row) { return row.minutes; });

    const auto lead_customer = column(leads, [](const auto& row) { return row.customer; });
    const auto contacted = column(leads, [](const auto& row) { return row.contacted; });
    const auto converted = column(leads, [](const auto& row) { return row.converted; });
    const auto converted_at = column(leads, [](const auto& row) { return row.converted_at; });
    const auto closes = column(leads, [](const auto& row) { return row.closes; });
    const auto type = column(leads, [](const auto& row) { return row.type; });
    const auto by = column(leads, [](const auto& row) { return row.by; });
    const auto clerk = column(leads, [](const auto& row) { return row.clerk; });
    const auto worth = column(leads, [](const auto& row) { return row.worth; });

    Records records{
        .interactions = {{"customer", customer}, {"at", at}, {"basket", basket}, {"offering", offering}, {"channel", channel}, {"paid", paid},
                         {"coupon", coupon}, {"card", card}, {"party", party}, {"satisfaction", satisfaction}, {"planned", planned}, {"kind", kind}, {"staff", staff}, {"companions", companions}, {"observations", observations},
                         {"minutes", minutes}, {"pieces", pieces}}};
    if (!customers.empty()) {
        records.customers = {{"id", id}, {"joined", joined}, {"children", children}, {"age_band", age_band}, {"member", member}};
    }
    if (!leads.empty()) {
        records.leads = {{"customer", lead_customer}, {"contacted", contacted}, {"converted", converted},
                         {"converted_at", converted_at}, {"closes", closes}, {"type", type}, {"by", by}, {"clerk", clerk}, {"worth", worth}};
    }
    return collect(records, schema());
}

Instant moment(std::string_view text, std::string_view zone) {
    return parse_iso_time(text).value().in(TimeZone::named(zone)).instant;
}

double value(const FeatureTable& table, std::string_view name, std::string_view customer) {
    const ColumnIndex index = table.column(name);
    const std::size_t row = row_of(table, customer);
    if (!table.observed(index)[row]) return missing;
    switch (table.columns()[index.value].kind) {
        case ColumnKind::flag:
        case ColumnKind::category:
        case ColumnKind::ordered_category: return table.codes(index)[row];
        default: return table.numbers(index)[row];
    }
}

double exposure(const FeatureTable& table, std::string_view name, std::string_view customer) {
    return table.exposures(table.column(name))[row_of(table, customer)];
}

double part(const FeatureTable& table, std::string_view name, std::string_view level, std::string_view customer) {
    const ColumnIndex index = table.column(name);
    const std::size_t row = row_of(table, customer);
    const auto& levels = table.columns()[index.value].levels;
    for (std::size_t i = 0; i < levels.size(); ++i) {
        if (levels[i] == level) return table.observed(index)[row] ? double{table.compositions(index)(row, i)} : missing;
    }
    throw std::logic_error("no such part");
}

}  // namespace dangol::tests
