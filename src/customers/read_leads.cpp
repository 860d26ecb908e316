#include "customers/read_tables.hpp"

#include "core/on_record.hpp"
#include "core/stoppable_sort.hpp"
#include "customers/instants.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace dangol::inline v0 {

LeadRows::LeadRows(const TableView& table, const Schema& schema, const TimeZone& zone, const Execution& execution)
    : ReadTable(table, TableKind::leads, execution) {
    const LeadColumns& columns = schema.lead;
    require_named("Schema.lead.customer", columns.customer, "name the column of customer ids in the lead table");
    require_named("Schema.lead.contacted", columns.contacted, "name the column that says when a lead was contacted");
    const TimeReader optional = TimeReader::of(schema, zone);
    read_customer(columns.customer);
    reader.read_blocks(columns.contacted, accepted::times, TimeReader::of(schema, zone, UnusableReason::missing_time), contacted);
    if (!columns.converted.empty()) reader.read_blocks(columns.converted, accepted::flags, FlagReader{}, converted);
    if (!columns.converted_at.empty()) reader.read_blocks(columns.converted_at, accepted::times, optional, converted_at);
    if (!columns.window_closes.empty()) reader.read_blocks(columns.window_closes, accepted::times, optional, window_closes);
    for (const AttributeColumn& attribute : columns.attributes) attributes.emplace_back(attribute).read(reader, schema, zone);
    for (const AttributeColumn& attribute : columns.activity) activity.emplace_back(attribute).read(reader, schema, zone);
    if (!columns.channel.empty()) reader.read_whole(columns.channel, accepted::words, WordReader{&channels}, channel);
    if (!columns.staff.empty()) reader.read_whole(columns.staff, accepted::words, WordReader{&staff_members}, staff);
    if (!columns.amount.empty()) reader.read_blocks(columns.amount, accepted::numbers, NumberReader{NumberRule::not_negative, schema.decimal_mark, &schema.currency}, amount);
}

namespace {

/// Where only the time of a conversion is recorded, a lead without one has not converted.
std::vector<std::uint8_t> converted_by(const std::vector<Instant>& times) {
    std::vector<std::uint8_t> converted;
    for (const Instant at : times) converted.push_back(at == Instant::max() ? 0 : 1);
    return converted;
}

Instant close_after(Instant contacted, double horizon_days) {
    if (!(horizon_days > 0)) return Instant::max();
    constexpr double microseconds_per_day = 86'400e6, furthest = 4e18;
    const double length = horizon_days * microseconds_per_day;
    if (!(length < furthest)) return Instant::max();
    return contacted + std::chrono::microseconds(std::llround(length));
}

}  // namespace

/// Nobody can say which of the cells is wrong, and either would count for or against somebody. An answer after the window closed is none, and no contradiction
/// of a no; one that is only dated may have come at any time of that day.
void LeadRows::settle(const LeadColumns& columns, const TimeZone& zone) {
    constexpr Instant never = Instant::max();
    for (std::size_t row = 0; row < contacted.size(); ++row) {
        const Instant contact = contacted[row];
        if (contact == never) continue;  // a fault of its own
        const Instant told = window_closes.empty() ? never : window_closes[row];
        const auto contradicted_by = [&](const std::string& column) { reader.add_fault({row, reader.column_number(column), UnusableReason::contradicting_outcome}); };
        if (told < contact) contradicted_by(columns.window_closes);
        if (converted_at.empty() || converted_at[row] == never) continue;
        const Instant answer = converted_at[row];
        const Instant closes = told != never ? told : close_after(contact, columns.horizon_days);
        const bool denied = !converted.empty() && converted[row] == 0 && answer < closes;
        if (denied || (answer < contact && answer != start_of_day(contact, zone))) contradicted_by(columns.converted_at);
    }
    ReadTable::settle();
}

LeadRecords LeadRows::fold(const std::vector<std::uint32_t>& rank, double horizon_days, const Execution& execution) {
    if (converted.empty() && !converted_at.empty()) converted = converted_by(converted_at);
    RowOrder content;
    content.columns.push_back(by_value(contacted));
    content.columns.push_back([&](std::size_t a, std::size_t b) {
        return static_cast<int>(rank[customer()[a]] > rank[customer()[b]]) - static_cast<int>(rank[customer()[a]] < rank[customer()[b]]);
    });
    if (!converted.empty()) content.columns.push_back(by_value(converted));
    if (!converted_at.empty()) content.columns.push_back(by_value(converted_at));
    if (!window_closes.empty()) content.columns.push_back(by_value(window_closes));
    LeadRecords leads;
    leads.channels = use_sorted_levels(channels, channel);
    leads.staff_members = use_sorted_levels(staff_members, staff);
    for (std::deque<AttributeCells>* cells : {&attributes, &activity}) {
        for (AttributeCells& attribute : *cells) {
            attribute.settle();
            content.columns.push_back(attribute.order());
        }
    }
    if (!channel.empty()) content.columns.push_back(by_value(channel));
    if (!staff.empty()) content.columns.push_back(by_value(staff));
    if (!amount.empty()) content.columns.push_back(by_value(amount));
    if (!fingerprint.empty()) content.columns.push_back(by_value(fingerprint));

    std::vector<std::uint32_t> rows;
    for (std::uint32_t row = 0; row < usable.size(); ++row) {
        if (usable[row]) rows.push_back(row);
    }
    const auto stands_before = [&](std::uint32_t a, std::uint32_t b) {
        const int order = content(a, b);
        return order != 0 ? order < 0 : a < b;
    };
    stoppable_sort(rows, stands_before, execution);
    const auto [first, last] = std::ranges::unique(rows, [&](std::uint32_t a, std::uint32_t b) { return content(a, b) == 0; });
    folded += static_cast<std::size_t>(last - first);
    rows.erase(first, last);

    check_stop(execution);
    for (const std::uint32_t row : rows) {
        leads.customer.push_back(rank[customer()[row]]);
        leads.source_row.push_back(row);
        leads.contacted_at.push_back(contacted[row]);
        leads.converted.push_back(converted.empty() ? flag_not_known : converted[row]);
        leads.converted_at.push_back(converted_at.empty() ? Instant::max() : converted_at[row]);
        const Instant closes = window_closes.empty() ? Instant::max() : window_closes[row];
        leads.window_closes.push_back(closes != Instant::max() ? closes : close_after(contacted[row], horizon_days));
    }
    check_stop(execution);
    for (const AttributeCells& attribute : attributes) leads.attributes.push_back(attribute.values(rows));
    for (const AttributeCells& attribute : activity) leads.activity.push_back(attribute.values(rows));
    const auto put = [&](auto& to, const auto& from) {
        for (const std::uint32_t row : rows) {
            if (!from.empty()) to.push_back(from[row]);
        }
    };
    put(leads.channel, channel), put(leads.staff, staff), put(leads.amount, amount);
    return leads;
}

void LeadRows::adopt_words(const LeadRows& earlier) {
    for (std::size_t i = 0; i < attributes.size(); ++i) attributes[i].adopt_words(earlier.attributes[i]);
    for (std::size_t i = 0; i < activity.size(); ++i) activity[i].adopt_words(earlier.activity[i]);
    channels = earlier.channels;
    staff_members = earlier.staff_members;
}

void LeadRows::prepend(const LeadRows& earlier, const Execution& execution) {
    prepend_rows(earlier);
    put_in_front(contacted, earlier.contacted), put_in_front(converted_at, earlier.converted_at);
    put_in_front(window_closes, earlier.window_closes), put_in_front(converted, earlier.converted);
    put_in_front(channel, earlier.channel), put_in_front(staff, earlier.staff), put_in_front(amount, earlier.amount);
    check_stop(execution);
    for (std::size_t i = 0; i < attributes.size(); ++i) attributes[i].prepend(earlier.attributes[i]);
    for (std::size_t i = 0; i < activity.size(); ++i) activity[i].prepend(earlier.activity[i]);
}

void LeadRows::remove(const std::vector<std::uint8_t>& gone, const Execution& execution) {
    remove_rows(gone);
    check_stop(execution);
    drop_rows(contacted, gone), drop_rows(converted_at, gone), drop_rows(window_closes, gone), drop_rows(converted, gone);
    drop_rows(channel, gone), drop_rows(staff, gone), drop_rows(amount, gone);
    for (std::deque<AttributeCells>* cells : {&attributes, &activity}) {
        for (AttributeCells& attribute : *cells) attribute.remove(gone);
    }
}

}  // namespace dangol::inline v0
