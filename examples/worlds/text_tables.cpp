#include "text_tables.hpp"

#include "visits.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <stdexcept>

namespace dangol::worlds {
namespace {

std::string date_text(std::chrono::year_month_day date) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()));
    return text.data();
}

std::string time_text(std::chrono::sys_seconds instant) {
    if (instant == never) return {};
    const std::chrono::local_seconds at = shop_clock_of(instant);
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::hh_mm_ss clock{at - day};
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), " %02d:%02d:%02d", static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()));
    return date_text(std::chrono::year_month_day{day}) + text.data();
}

std::string whole_text(double value) {
    return std::isnan(value) ? std::string{} : std::to_string(std::llround(value));
}

std::string decimal_text(double value, int digits) {
    if (std::isnan(value)) return {};
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.*f", digits, value);
    return text.data();
}

TextTable customer_table(const Customers& from) {
    TextTable table{.name = "customers", .columns = {"customer_id", "joined_on", "age_band", "gender", "children", "distance_km"}};
    for (std::size_t i = 0; i < from.size(); ++i) {
        table.rows.push_back({from.customer_id[i], date_text(std::chrono::year_month_day{from.joined_on[i]}), from.age_band[i],
                              from.gender[i], whole_text(from.children[i]), decimal_text(from.distance_km[i], 1)});
    }
    return table;
}

TextTable interaction_table(const Interactions& from) {
    TextTable table{.name = "interactions",
                    .columns = {"visit_id", "customer_id", "visited_at", "kind", "channel", "offering", "amount_krw",
                                "discount_krw", "party_size", "planned", "satisfaction", "staff", "note"}};
    for (std::size_t i = 0; i < from.size(); ++i) {
        table.rows.push_back({from.visit_id[i], from.customer_id[i], time_text(from.visited_at[i]), from.kind[i], from.channel[i],
                              from.offering[i], whole_text(from.amount_krw[i]), whole_text(from.discount_krw[i]),
                              std::to_string(from.party_size[i]), std::to_string(from.planned[i]),
                              whole_text(from.satisfaction[i]), from.staff[i], from.note[i]});
    }
    return table;
}

TextTable lead_table(const Leads& from) {
    TextTable table{.name = "leads",
                    .columns = {"lead_id", "customer_id", "contacted_at", "campaign_type", "converted", "converted_at",
                                "window_closes"}};
    for (std::size_t i = 0; i < from.size(); ++i) {
        table.rows.push_back({from.lead_id[i], from.customer_id[i], time_text(from.contacted_at[i]), from.campaign_type[i],
                              std::to_string(from.converted[i]), time_text(from.converted_at[i]), time_text(from.window_closes[i])});
    }
    return table;
}

TextTable consent_table(const Consents& from) {
    TextTable table{.name = "consent", .columns = {"customer_id", "purpose", "granted", "decided_at"}};
    for (std::size_t i = 0; i < from.size(); ++i) {
        table.rows.push_back({from.customer_id[i], from.purpose[i], std::to_string(from.granted[i]), time_text(from.decided_at[i])});
    }
    return table;
}

}  // namespace

std::size_t TextTable::column(std::string_view column_name) const {
    const auto found = std::find(columns.begin(), columns.end(), column_name);
    if (found == columns.end()) throw std::invalid_argument(name + " has no column \"" + std::string(column_name) + "\"");
    return static_cast<std::size_t>(found - columns.begin());
}

TextTables text_tables(const World& world) {
    return {customer_table(world.customers), interaction_table(world.interactions), lead_table(world.leads),
            consent_table(world.consent)};
}

TextTable customer_truth(const World& world) {
    TextTable table{.name = "truth", .columns = {"customer_id", "kind"}};
    for (std::size_t i = 0; i < world.customers.size(); ++i) {
        table.rows.push_back({world.customers.customer_id[i], world.truth.kinds[world.truth.kind_of_customer[i]].id});
    }
    return table;
}

TextTable lead_truth(const World& world) {
    TextTable table{.name = "truth_leads", .columns = {"lead_id", "conversion_probability"}};
    for (std::size_t i = 0; i < world.leads.size(); ++i) {
        table.rows.push_back({world.leads.lead_id[i], decimal_text(world.truth.conversion_probability[i], 6)});
    }
    return table;
}

}  // namespace dangol::worlds
