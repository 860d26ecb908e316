#include <dangol/core/error.hpp>
#include <dangol/customers/customer_base.hpp>

#include "core/large_array.hpp"
#include "core/parallel.hpp"
#include "core/parallel_sort.hpp"
#include "customers/alike_ids.hpp"
#include "customers/currency.hpp"
#include "customers/customer_base_state.hpp"
#include "customers/intake.hpp"
#include "customers/stray_times.hpp"
#include "customers/text_key.hpp"

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <numeric>
#include <optional>
#include <utility>

namespace dangol::inline v0 {
namespace {

/// With a complete list: every id that stands in it, also in a row that is unusable for another reason.
std::vector<std::uint8_t> listed(const Intake& tables, const CustomerIds& ids) {
    std::vector<std::uint8_t> is_listed(ids.size(), 0);
    const CustomerTable& table = *tables.customers;
    for (std::size_t row = 0; row < table.customer().size(); ++row) {
        if (table.customer()[row] != unobserved_code) is_listed[table.customer()[row]] = 1;
    }
    return is_listed;
}

/// Who is a customer: has a row in the table, came, or was contacted.
std::vector<std::uint8_t> present(Intake& tables, const CustomerIds& ids, const Execution& execution) {
    std::vector<std::uint8_t> is_present(ids.size(), 0);
    for (const ReadTable* table : tables.of_customers()) {
        if (table->reader.kind() == TableKind::consents) continue;
        for_each_block(block_count(table->row_count(), rows_between_looks), execution, [&](std::size_t block) {
            const BlockRange rows = block_range(block, table->row_count(), rows_between_looks);
            for (std::size_t row = rows.begin; row < rows.end; ++row) {
                if (table->usable[row]) std::atomic_ref(is_present[table->customer()[row]]).store(1, std::memory_order_relaxed);  // by several threads
            }
        });
    }
    return is_present;
}

template <class Key, class KeyOf>
void sort_by_key(std::vector<std::uint32_t>& codes, const KeyOf& key_of, const Execution& execution) {
    const auto before = [&](std::uint32_t a, std::uint32_t b) { return key_of(a) < key_of(b); };
    if (std::ranges::is_sorted(codes, before)) return;  // as they mostly are where all ids come from one table
    std::vector<std::pair<Key, std::uint32_t>> keyed;
    keyed.reserve(codes.size());
    for (const std::uint32_t code : codes) keyed.emplace_back(Key(key_of(code)), code);
    sort_by_distinct_keys(keyed, {.threads = execution.threads, .stop = execution.stop}, [](const auto& customer) { return customer.first; });
    for (std::size_t i = 0; i < keyed.size(); ++i) codes[i] = keyed[i].second;
}

/// Codes of the customers in the order of their ids, which are written to `keys`.
std::vector<std::uint32_t> in_order_of_keys(const CustomerIds& ids, const std::vector<std::uint8_t>& is_present, CustomerKeys& keys, const Execution& execution) {
    std::vector<std::uint32_t> codes;
    reserve_large(codes, is_present.size());
    for (std::uint32_t code = 0; code < is_present.size(); ++code) {
        if (is_present[code]) codes.push_back(code);
    }
    if (ids.are_text()) {
        sort_by_key<TextKey>(codes, [&](std::uint32_t code) { return ids.text(code); }, execution);
        std::vector<std::string> texts;
        reserve_large(texts, codes.size());
        for (const std::uint32_t code : codes) texts.emplace_back(ids.text(code));
        keys = std::move(texts);
    } else {
        sort_by_key<std::int64_t>(codes, [&](std::uint32_t code) { return ids.number(code); }, execution);
        std::vector<std::int64_t> integers;
        reserve_large(integers, codes.size());
        for (const std::uint32_t code : codes) integers.push_back(ids.number(code));
        keys = std::move(integers);
    }
    return codes;
}

/// What can be told to be wrong before any row is read.
void check_schema(const Schema& schema) {
    check_currency(schema.currency);
    if (!(schema.lead.horizon_days >= 0)) {
        throw InvalidArgument("horizon_days", schema.lead.horizon_days, "above 0, or 0 where a column says how long an answer counts", "write how many days after a contact it does");
    }
    const Window& window = schema.window;
    if (window.from.given() && window.until.given() && !(window.from.local_time() < window.until.local_time())) {
        throw InvalidArgument("the end of the schema's window", iso_text(window.until.local_time()), "after its start, " + iso_text(window.from.local_time()),
                              "exchange or correct them");
    }
}

void leave_outside(Intake& tables, const Window& window, const TimeZone& zone) {
    if (!window.from.given() && !window.until.given()) return;
    const Instant from = window.from.given() ? zone.instant(window.from.local_time()).instant : Instant::min();
    const Instant until = window.until.given() ? zone.instant(window.until.local_time()).instant : Instant::max();
    if (tables.interactions) tables.interactions->leave_outside(tables.interactions->rows().at, from, until);
    if (tables.leads) tables.leads->leave_outside(tables.leads->contacted, from, until);
}

void note_stray_times(Account& account, const ReadTable& table, const std::vector<Instant>& at, const TimeZone& zone, const Execution& execution) {
    for (StrayTime& stray : stray_times(table.reader.kind(), at, table.usable, table.numbers(), zone, {.threads = execution.threads, .stop = execution.stop})) {
        account.stray_times.push_back(std::move(stray));
    }
}

void keep_names(CustomerData& data, Intake& tables) {
    if (tables.offerings) {
        NamedRows& table = *tables.offerings;
        table.fold();
        data.offerings = {std::move(table.names), std::move(table.lists[0]), std::move(table.attributes)};
    }
    if (tables.competitors) {
        NamedRows& table = *tables.competitors;
        table.fold();
        data.competitors = {std::move(table.names), std::move(table.lists[0]), std::move(table.lists[1]), std::move(table.attributes)};
    }
}

void keep_customers(CustomerData& data, CustomerTable& table, const std::vector<std::uint32_t>& codes, std::size_t ids, const Execution& execution) {
    const std::vector<std::uint32_t> row_of_code = table.choose_rows(ids, execution);
    std::vector<std::uint32_t> rows;
    for (const std::uint32_t code : codes) {
        const std::uint32_t row = row_of_code[code];
        rows.push_back(row);
        data.has_row.push_back(row == no_row ? 0 : 1);
        if (table.has_joined) data.joined.push_back(row == no_row ? Instant::max() : table.joined[row]);
    }
    for (const AttributeCells& attribute : table.attributes) {
        check_stop(execution);
        data.attributes.push_back(attribute.values(rows));
    }
}

}  // namespace

CustomerBase base_of(const Schema& schema, const TimeZone& zone, Intakes intakes, RowsByCode by_code, const Execution& execution) {
    auto state = std::make_shared<CustomerBase::State>();
    state->schema = schema;
    state->zone = zone;
    state->intakes = std::move(intakes);
    const CustomerIds& ids = state->intakes.back()->ids;
    check_stop(execution);
    Intake tables = gathered(state->intakes, execution);

    if (schema.customer_list == CustomerList::complete) {
        const std::vector<std::uint8_t> is_listed = listed(tables, ids);
        for (ReadTable* table : tables.of_customers()) table->set_aside_unknown(is_listed, ids);
    }
    check_stop(execution);
    leave_outside(tables, schema.window, state->zone);

    auto data = std::make_shared<CustomerData>();
    const std::vector<std::uint32_t> codes = in_order_of_keys(ids, present(tables, ids, {.threads = execution.threads, .stop = execution.stop}), data->keys, execution);
    std::vector<std::uint32_t> rank;
    if (tables.leads || tables.consents) {
        rank.assign(ids.size(), no_row);
        for (std::uint32_t of = 0; of < codes.size(); ++of) rank[codes[of]] = of;
    }

    data->has_row.reserve(codes.size());
    if (tables.customers) keep_customers(*data, *tables.customers, codes, ids.size(), execution);
    else data->has_row.assign(codes.size(), 0);
    if (tables.interactions) {
        FoldedInteractions folded = tables.interactions->fold(codes, std::move(by_code), ids.size(), state->zone, execution);
        data->visits = std::move(folded.visits);
        data->events = std::move(folded.events);
        data->first_record = folded.first_visit;
        if (folded.may_hold_stray_times) note_stray_times(state->account, *tables.interactions, tables.interactions->rows().at, zone, execution);
    } else {
        data->visits.first_of_customer.assign(codes.size() + 1, 0);
        data->events.first_of_customer.assign(codes.size() + 1, 0);
    }
    keep_names(*data, tables);
    if (tables.leads) {
        note_stray_times(state->account, *tables.leads, tables.leads->contacted, zone, execution);
        data->leads = tables.leads->fold(rank, schema.lead.horizon_days, execution);
    }
    if (tables.consents) state->consents = tables.consents->fold(rank, execution);

    for (ReadTable* table : tables.of_customers()) table->record(state->account, state->quarantine);
    for (ReadTable* table : tables.named()) table->record(state->account, state->quarantine);
    state->account.consent_recorded = state->consents.recorded;
    state->account.customers = codes.size();
    state->account.customers_without_row = static_cast<std::size_t>(std::ranges::count(data->has_row, 0));
    state->account.customers_alike = alike_ids(data->keys);
    state->account.customers_with_events_only = data->customers_with_events_only();
    state->account.customers_with_leads_only = data->customers_with_leads_only();
    if (state->consents.recorded) state->account.customers_without_decision = codes.size() - state->consents.customer_count();
    state->data = std::move(data);
    return CustomerBase(std::move(state));
}

CustomerBase collect(const Records& records, const Schema& schema, const Execution& execution) {
    check_schema(schema);
    const TimeZone zone = TimeZone::named(schema.time_zone);
    RowsByCode by_code;
    Intakes intakes{take_in(records, schema, zone, nullptr, &by_code, part_of(execution, 0, .6))};
    return base_of(schema, zone, std::move(intakes), std::move(by_code), part_of(execution, .6, 1));
}

CustomerBase CustomerBase::with(const Records& more, const Execution& execution) const {
    if (state_->intakes.empty()) return collect(more, schema(), execution);
    Intakes intakes = state_->intakes;
    intakes.push_back(take_in(more, schema(), state_->zone, intakes.back().get(), nullptr, part_of(execution, 0, .3)));
    return base_of(schema(), state_->zone, std::move(intakes), {}, part_of(execution, .3, 1));
}

}  // namespace dangol::inline v0
