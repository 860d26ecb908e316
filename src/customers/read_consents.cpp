#include "customers/read_tables.hpp"

#include "core/stoppable_sort.hpp"
#include "customers/instants.hpp"

#include <algorithm>
#include <tuple>

namespace dangol::inline v0 {

ConsentRows::ConsentRows(const TableView& table, const Schema& schema, const TimeZone& zone, const Execution& execution)
    : ReadTable(table, TableKind::consents, execution) {
    const ConsentColumns& columns = schema.consent;
    require_named("Schema.consent.customer", columns.customer, "name the column of customer ids in the consent table");
    require_named("Schema.consent.purpose", columns.purpose, "name the column that says what a customer agreed to");
    require_named("Schema.consent.granted", columns.granted, "name the column that says yes or no");
    read_customer(columns.customer);
    reader.read_blocks(columns.purpose, {{CellClass::text}, "text such as marketing or 마케팅", accepted::cast}, PurposeReader{}, purpose);
    reader.read_blocks(columns.granted, accepted::flags, FlagReader{UnusableReason::unreadable_flag}, granted);
    if (!columns.decided_at.empty()) {
        reader.read_blocks(columns.decided_at, accepted::times, TimeReader::of(schema, zone, UnusableReason::missing_time), decided_at);
    }
}

/// Decisions of people who are not customers are used as well: there is only nobody to whom they apply.
ConsentDecisions ConsentRows::fold(const std::vector<std::uint32_t>& rank, const Execution& execution) {
    RowOrder content;
    content.columns.push_back(by_value(customer()));
    content.columns.push_back(by_value(purpose));
    if (!decided_at.empty()) content.columns.push_back(by_value(decided_at));
    content.columns.push_back(by_value(granted));
    if (!fingerprint.empty()) content.columns.push_back(by_value(fingerprint));

    std::vector<std::uint32_t> rows;
    for (std::uint32_t row = 0; row < usable.size(); ++row) {
        if (usable[row]) rows.push_back(row);
    }
    stoppable_sort(rows, [&](std::uint32_t a, std::uint32_t b) { return content(a, b) < 0; }, execution);
    const auto [first, last] = std::ranges::unique(rows, [&](std::uint32_t a, std::uint32_t b) { return content(a, b) == 0; });
    folded += static_cast<std::size_t>(last - first);
    rows.erase(first, last);

    ConsentDecisions consents{.recorded = true};
    for (const std::uint32_t row : rows) {
        const std::uint32_t of = rank[customer()[row]];
        if (of == no_row) continue;
        consents.decisions.push_back({.customer = of, .purpose = static_cast<Purpose>(purpose[row]),
                                      .at = decided_at.empty() ? Instant::min() : decided_at[row], .granted = granted[row] == 1});
    }
    const auto order = [](const ConsentDecisions::Decision& decision) { return std::tuple(decision.customer, decision.purpose, decision.at, !decision.granted); };
    stoppable_sort(consents.decisions, [&](const auto& a, const auto& b) { return order(a) < order(b); }, execution);
    return consents;
}

void ConsentRows::prepend(const ConsentRows& earlier, const Execution&) {
    prepend_rows(earlier);
    put_in_front(purpose, earlier.purpose), put_in_front(granted, earlier.granted), put_in_front(decided_at, earlier.decided_at);
}

void ConsentRows::remove(const std::vector<std::uint8_t>& gone, const Execution& execution) {
    remove_rows(gone);
    check_stop(execution);
    drop_rows(purpose, gone), drop_rows(granted, gone), drop_rows(decided_at, gone);
}

}  // namespace dangol::inline v0
