#include "customers/intake.hpp"

#include <dangol/core/error.hpp>

#include "core/parallel.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace dangol::inline v0 {
namespace {

void require_rows(const TableView& table, std::string_view where, std::string_view without) {
    if (!table.given() || table.row_count() > 0) return;
    throw BadInput("There are no rows in " + std::string(where) + ": hand over a table with rows" + std::string(without) + ".");
}

void require_enough(const Records& records, const Schema& schema) {
    if (!records.customers.given() && !records.interactions.given()) {
        throw BadInput("There is neither a customer table nor an interaction table: hand over at least one of them.");
    }
    if (schema.customer_list == CustomerList::complete && !records.customers.given()) {
        throw BadInput("The list of customers is declared complete, but there is no customer table: hand it over, or leave the list open.");
    }
    constexpr std::string_view other_will_do = ", or leave it out";
    require_rows(records.customers, where_of(TableKind::customers), records.interactions.given() ? other_will_do : "");
    require_rows(records.interactions, where_of(TableKind::interactions), records.customers.given() ? other_will_do : "");
}

void name_columns(Intake& tables, const Records& records, const Schema& schema, const TimeZone& zone, const Execution& execution) {
    if (records.customers.given()) tables.customers.emplace(records.customers, schema, zone, execution);
    if (records.interactions.given()) tables.interactions.emplace(records.interactions, schema, zone, execution);
    if (records.leads.given()) tables.leads.emplace(records.leads, schema, zone, execution);
    if (records.consents.given()) tables.consents.emplace(records.consents, schema, zone, execution);
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
}

/// A column without any id has no kind of ids, whatever its type.
bool names_nobody(const TableReader& reader) { return reader.faulty_rows(0).size() == reader.row_count(); }

/// 12 and "12" are not silently the same customer, and not silently two. After reading, which tells whether a column names anybody.
void require_one_kind_of_ids(Intake& tables, const Intake* latest) {
    const TableReader* first = nullptr;
    CellClass first_class = CellClass::nothing;
    for (ReadTable* table : tables.of_customers()) {
        CellClass held = class_of(*table->reader.columns().front().view);
        if (held == CellClass::nothing || names_nobody(table->reader)) continue;
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
    if (latest == nullptr || latest->ids.size() == 0 || first == nullptr) return;
    const CellClass before = latest->ids.are_text() ? CellClass::text : CellClass::whole_numbers;
    if (before != first_class) {
        throw BadInput("Customer ids were " + std::string(name_of(before)) + " so far, but are " + std::string(name_of(first_class)) + " in " +
                       std::string(where_of(first->kind())) + " (\"" + first->columns().front().name + "\"): give them the same type.");
    }
}

/// Words and ids go on where the latest intake ended.
void adopt_words(Intake& tables, const Intake& latest) {
    tables.ids = latest.ids;
    const auto adopt = [&](auto member) {
        if (tables.*member && latest.*member) (tables.*member)->adopt_words(*(latest.*member));
    };
    adopt(&Intake::customers), adopt(&Intake::interactions), adopt(&Intake::leads);
    adopt(&Intake::offerings), adopt(&Intake::competitors);
}

void run_tasks(Intake& tables, const Schema& schema, const TimeZone& zone, const Intake* latest, RowsByCode* by_code, const Execution& execution) {
    std::vector<TableReader::Task> tasks;
    for (ReadTable* table : tables.of_customers()) {
        for (TableReader::Task& task : table->reader.tasks()) tasks.push_back(std::move(task));
    }
    for (NamedRows* table : tables.named()) {
        for (TableReader::Task& task : table->reader.tasks()) tasks.push_back(std::move(task));
    }
    for_each_block(tasks.size(), execution, [&](std::size_t task) { tasks[task](); }, "reading records");
    require_one_kind_of_ids(tables, latest);
    const Execution quietly{.threads = execution.threads, .stop = execution.stop};
    for (ReadTable* table : tables.of_customers()) {
        if (table->reader.kind() == TableKind::interactions) tables.interactions->encode_customer(tables.ids, by_code, quietly);
        else table->encode_customer(tables.ids, quietly);
    }
    if (tables.interactions) tables.interactions->settle(quietly);
    check_stop(execution);
    if (tables.leads) tables.leads->settle(schema.lead, zone);
    check_stop(execution);
    if (tables.customers) tables.customers->settle();
    if (tables.consents) tables.consents->settle();
    for (NamedRows* table : tables.named()) table->settle();
}

void require_some_id(const ReadTable& table) {
    const bool all_missing = std::ranges::all_of(table.faults, [](const Fault& fault) { return fault.reason == UnusableReason::missing_customer; });
    if (table.row_count() == 0 || table.faults.size() < table.row_count() || !all_missing) return;
    throw BadInput("The column \"" + table.reader.columns().front().name + "\" of " + std::string(where_of(table.reader.kind())) +
                   " holds no customer id in any row: name the column that does.");
}

/// Goes through the tables of one kind from the last intake to the first.
template <class Table>
void gather(Intake& all, const Intakes& intakes, std::optional<Table> Intake::*table, const Execution& execution) {
    for (auto intake = intakes.rbegin(); intake != intakes.rend(); ++intake) {
        const std::optional<Table>& earlier = (**intake).*table;
        if (!earlier) continue;
        check_stop(execution);
        if (all.*table) (all.*table)->prepend(*earlier, execution);
        else all.*table = earlier;
    }
}

}  // namespace

std::vector<ReadTable*> Intake::of_customers() {
    std::vector<ReadTable*> given;
    if (customers) given.push_back(&*customers);
    if (interactions) given.push_back(&*interactions);
    if (leads) given.push_back(&*leads);
    if (consents) given.push_back(&*consents);
    return given;
}

std::vector<NamedRows*> Intake::named() {
    std::vector<NamedRows*> given;
    if (offerings) given.push_back(&*offerings);
    if (competitors) given.push_back(&*competitors);
    return given;
}

std::shared_ptr<const Intake> take_in(const Records& records, const Schema& schema, const TimeZone& zone, const Intake* latest, RowsByCode* by_code,
                                      const Execution& execution) {
    auto tables = std::make_shared<Intake>();
    name_columns(*tables, records, schema, zone, execution);
    if (latest == nullptr) require_enough(records, schema);
    if (latest != nullptr) adopt_words(*tables, *latest);
    run_tasks(*tables, schema, zone, latest, by_code, execution);
    if (latest == nullptr) {  // later ones may all be of people who left no id, and are set aside
        for (const ReadTable* table : tables->of_customers()) require_some_id(*table);
    }
    return tables;
}

Intake gathered(const Intakes& intakes, const Execution& execution) {
    Intake all;
    const auto gather_table = [&](auto table) { gather(all, intakes, table, execution); };
    gather_table(&Intake::customers), gather_table(&Intake::interactions), gather_table(&Intake::leads);
    gather_table(&Intake::consents), gather_table(&Intake::offerings), gather_table(&Intake::competitors);
    return all;
}

}  // namespace dangol::inline v0
