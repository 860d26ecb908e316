#include <dangol/core/error.hpp>
#include <dangol/customers/customer_base.hpp>

#include "core/parallel.hpp"
#include "customers/customer_base_state.hpp"
#include "customers/read_tables.hpp"

#include <algorithm>
#include <memory>
#include <numeric>
#include <optional>

namespace dangol::inline v0 {
namespace {

/// The tables that were given, while they are read.
struct Tables {
    CustomerIds ids = {};
    std::optional<CustomerTable> customers = {};
    std::optional<InteractionTable> interactions = {};
    std::optional<LeadRows> leads = {};
    std::optional<ConsentRows> consents = {};
    std::optional<NamedRows> offerings = {}, competitors = {};

    std::vector<ReadTable*> of_customers() {
        std::vector<ReadTable*> given;
        if (customers) given.push_back(&*customers);
        if (interactions) given.push_back(&*interactions);
        if (leads) given.push_back(&*leads);
        if (consents) given.push_back(&*consents);
        return given;
    }
    std::vector<NamedRows*> named() {
        std::vector<NamedRows*> given;
        if (offerings) given.push_back(&*offerings);
        if (competitors) given.push_back(&*competitors);
        return given;
    }
};

void require_rows(const TableView& table, std::string_view where, std::string_view without) {
    if (!table.given() || table.row_count() > 0) return;
    throw BadInput("There are no rows in " + std::string(where) + ": hand over a table with rows" + std::string(without) + ".");
}

void name_columns(Tables& tables, const Records& records, const Schema& schema, const TimeZone& zone, const Execution& execution) {
    if (!records.customers.given() && !records.interactions.given()) {
        throw BadInput("There is neither a customer table nor an interaction table: hand over at least one of them.");
    }
    if (schema.customer_list == CustomerList::complete && !records.customers.given()) {
        throw BadInput("The list of customers is declared complete, but there is no customer table: hand it over, or leave the list open.");
    }
    if (records.customers.given()) tables.customers.emplace(records.customers, schema, zone, tables.ids, execution);
    if (records.interactions.given()) tables.interactions.emplace(records.interactions, schema, zone, tables.ids, execution);
    if (records.leads.given()) tables.leads.emplace(records.leads, schema, zone, tables.ids, execution);
    if (records.consents.given()) tables.consents.emplace(records.consents, schema, zone, tables.ids, execution);
    if (records.offerings.given()) {
        require_named("Schema.offering.offering", schema.offering.offering, "name the column that says what is offered");
        tables.offerings.emplace(records.offerings, TableKind::offerings, schema.offering.offering, std::vector{schema.offering.provides},
                                 schema.offering.attributes, schema, zone, execution);
    }
    if (records.competitors.given()) {
        require_named("Schema.competitor.name", schema.competitor.name, "name the column of competitors' names");
        tables.competitors.emplace(records.competitors, TableKind::competitors, schema.competitor.name,
                                   std::vector{schema.competitor.targets, schema.competitor.strengths}, schema.competitor.attributes, schema, zone, execution);
    }
    require_rows(records.customers, where_of(TableKind::customers), ", or none at all");
    require_rows(records.interactions, where_of(TableKind::interactions), ", or none at all");
}

/// 12 and "12" are not silently the same customer, and not silently two.
void require_one_kind_of_ids(Tables& tables) {
    const TableReader* first = nullptr;
    CellClass first_class = CellClass::nothing;
    for (ReadTable* table : tables.of_customers()) {
        CellClass held = class_of(*table->reader.columns().front().view);
        if (held == CellClass::nothing || table->reader.row_count() == 0) continue;
        if (held == CellClass::numbers) held = CellClass::whole_numbers;
        if (first == nullptr) {
            first = &table->reader;
            first_class = held;
        } else if (held != first_class) {
            const auto describe = [](const TableReader& reader, CellClass what) {
                return std::string(name_of(what)) + " in " + std::string(where_of(reader.kind())) + " (\"" + reader.columns().front().name + "\")";
            };
            throw BadInput("Customer ids are " + describe(*first, first_class) + " but " + describe(table->reader, held) +
                           ": give both the same type.");
        }
    }
}

void run_tasks(Tables& tables, const Execution& execution) {
    std::vector<TableReader::Task> tasks;
    tasks.push_back([&ids = tables.ids] {
        for (const TableReader::Task& task : ids.tasks) task();
    });
    for (ReadTable* table : tables.of_customers()) {
        for (TableReader::Task& task : table->reader.tasks()) tasks.push_back(std::move(task));
    }
    for (NamedRows* table : tables.named()) {
        for (TableReader::Task& task : table->reader.tasks()) tasks.push_back(std::move(task));
    }
    for_each_block(tasks.size(), execution, [&](std::size_t task) { tasks[task](); }, "reading records");
    if (tables.interactions) tables.interactions->settle(on_this_thread(execution));
    for (ReadTable* table : tables.of_customers()) {
        if (table->reader.kind() != TableKind::interactions) table->settle();
    }
    for (NamedRows* table : tables.named()) table->settle();
}

void require_some_id(const ReadTable& table) {
    const bool all_missing = std::ranges::all_of(table.faults, [](const Fault& fault) { return fault.reason == UnusableReason::missing_customer; });
    if (table.reader.row_count() == 0 || table.faults.size() < table.reader.row_count() || !all_missing) return;
    throw BadInput("The column \"" + table.reader.columns().front().name + "\" of " + std::string(where_of(table.reader.kind())) +
                   " holds no customer id in any row: name the column that does.");
}

/// With a complete list: every id that stands in it, also in a row that is unusable for another reason.
std::vector<std::uint8_t> listed(const Tables& tables) {
    std::vector<std::uint8_t> is_listed(tables.ids.size(), 0);
    const CustomerTable& table = *tables.customers;
    for (std::size_t row = 0; row < table.customer.size(); ++row) {
        if (table.customer[row] != unobserved_code) is_listed[table.customer[row]] = 1;
    }
    return is_listed;
}

/// Who is a customer: has a row in the table, came, or was contacted.
std::vector<std::uint8_t> present(Tables& tables) {
    std::vector<std::uint8_t> is_present(tables.ids.size(), 0);
    for (const ReadTable* table : tables.of_customers()) {
        if (table->reader.kind() == TableKind::consents) continue;
        for (std::size_t row = 0; row < table->usable.size(); ++row) {
            if (table->usable[row]) is_present[table->customer[row]] = 1;
        }
    }
    return is_present;
}

/// Codes of the customers in the order of their ids, which are written to `keys`.
std::vector<std::uint32_t> in_order_of_keys(const CustomerIds& ids, const std::vector<std::uint8_t>& is_present, CustomerKeys& keys) {
    std::vector<std::uint32_t> codes;
    for (std::uint32_t code = 0; code < is_present.size(); ++code) {
        if (is_present[code]) codes.push_back(code);
    }
    if (ids.texts.size() > 0) {
        std::ranges::sort(codes, {}, [&](std::uint32_t code) { return ids.texts.text(code); });
        std::vector<std::string> texts;
        for (const std::uint32_t code : codes) texts.emplace_back(ids.texts.text(code));
        keys = std::move(texts);
    } else {
        std::ranges::sort(codes, {}, [&](std::uint32_t code) { return ids.integers.value(code); });
        std::vector<std::int64_t> integers;
        for (const std::uint32_t code : codes) integers.push_back(ids.integers.value(code));
        keys = std::move(integers);
    }
    return codes;
}

void leave_outside(Tables& tables, const Window& window, const TimeZone& zone) {
    if (!window.from.given() && !window.until.given()) return;
    const Instant from = window.from.given() ? zone.instant(window.from.local_time()).instant : Instant::min();
    const Instant until = window.until.given() ? zone.instant(window.until.local_time()).instant : Instant::max();
    if (!(from < until)) {
        throw InvalidArgument("Schema.window.until", iso_text(window.until.local_time()), "after window.from, " + iso_text(window.from.local_time()),
                              "exchange or correct them");
    }
    if (tables.interactions) tables.interactions->leave_outside(tables.interactions->rows.at, from, until);
    if (tables.leads) tables.leads->leave_outside(tables.leads->contacted, from, until);
}

void keep_names(CustomerData& data, Tables& tables) {
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

void keep_customers(CustomerData& data, CustomerTable& table, const std::vector<std::uint32_t>& codes, std::size_t ids) {
    const std::vector<std::uint32_t> row_of_code = table.choose_rows(ids);
    std::vector<std::uint32_t> rows;
    for (const std::uint32_t code : codes) {
        const std::uint32_t row = row_of_code[code];
        rows.push_back(row);
        data.has_row.push_back(row == no_row ? 0 : 1);
        if (table.has_joined) data.joined.push_back(row == no_row ? Instant::max() : table.joined[row]);
    }
    for (const AttributeCells& attribute : table.attributes) data.attributes.push_back(attribute.values(rows));
}

}  // namespace

CustomerBase collect(const Records& records, const Schema& schema, const Execution& execution) {
    auto state = std::make_shared<CustomerBase::State>();
    state->schema = schema;
    state->zone = TimeZone::named(schema.time_zone);

    Tables tables;
    name_columns(tables, records, schema, state->zone, execution);
    require_one_kind_of_ids(tables);
    run_tasks(tables, part_of(execution, 0, .6));
    for (const ReadTable* table : tables.of_customers()) require_some_id(*table);

    if (schema.customer_list == CustomerList::complete) {
        const std::vector<std::uint8_t> is_listed = listed(tables);
        for (ReadTable* table : tables.of_customers()) table->set_aside_unknown(is_listed);
    }

    leave_outside(tables, schema.window, state->zone);
    auto data = std::make_shared<CustomerData>();
    const std::vector<std::uint32_t> codes = in_order_of_keys(tables.ids, present(tables), data->keys);
    std::vector<std::uint32_t> rank(tables.ids.size(), no_row);
    for (std::uint32_t of = 0; of < codes.size(); ++of) rank[codes[of]] = of;

    data->has_row.reserve(codes.size());
    if (tables.customers) keep_customers(*data, *tables.customers, codes, tables.ids.size());
    else data->has_row.assign(codes.size(), 0);
    data->visits.first_of_customer.assign(codes.size() + 1, 0);
    data->events.first_of_customer.assign(codes.size() + 1, 0);
    if (tables.interactions) {
        FoldedInteractions folded = tables.interactions->fold(rank, codes.size(), state->zone, part_of(execution, .6, 1));
        data->visits = std::move(folded.visits);
        data->events = std::move(folded.events);
    }
    keep_names(*data, tables);
    if (tables.leads) data->leads = tables.leads->fold(rank, schema.lead.horizon_days);
    if (tables.consents) state->consents = tables.consents->fold(rank);
    for (const Instant at : data->visits.at) data->first_record = std::min(data->first_record, at);

    for (ReadTable* table : tables.of_customers()) table->record(state->account, state->quarantine);
    for (ReadTable* table : tables.named()) table->record(state->account, state->quarantine);
    state->account.consent_recorded = state->consents.recorded;
    state->account.customers = codes.size();
    state->account.customers_without_row = static_cast<std::size_t>(std::ranges::count(data->has_row, 0));
    state->data = std::move(data);
    return CustomerBase(std::move(state));
}

}  // namespace dangol::inline v0
