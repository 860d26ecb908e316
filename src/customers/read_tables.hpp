#pragma once

#include <dangol/customers/customer_base.hpp>

#include "customers/attribute_cells.hpp"
#include "customers/codes.hpp"
#include "customers/customer_data.hpp"
#include "customers/readers.hpp"
#include "customers/table_reader.hpp"

#include <cstdint>
#include <deque>
#include <vector>

/// The four tables while they are read. Each names its columns to a TableReader in its constructor; after the tasks have run,
/// settle() finds the unusable rows; then the tables are folded, each in a file of its own.
namespace dangol::inline v0 {

/// Customer ids of all tables, in one dictionary.
struct CustomerIds {
    TextCodes texts = {};
    IntegerCodes integers = {};
    std::vector<TableReader::Task> tasks = {};  ///< one after the other: they share the dictionary
    std::size_t size() const noexcept { return texts.size() + integers.size(); }  // one of the two is empty
};

class ReadTable {
public:
    ReadTable(const TableView& table, TableKind kind, const Execution& execution) : reader(table, kind, execution) {}
    ReadTable(const ReadTable&) = delete;
    ReadTable& operator=(const ReadTable&) = delete;

    void read_customer(const std::string& name, CustomerIds& ids);
    void settle();  ///< after the tasks
    void set_aside(std::size_t row, std::uint32_t column, UnusableReason reason);
    void set_aside_unknown(const std::vector<std::uint8_t>& is_known);
    void record(Account& account, Quarantine& quarantine);  ///< when everything is decided; counts what is left as used

    TableReader reader;
    std::vector<std::uint32_t> customer = {};  ///< code in the dictionary of ids
    std::vector<std::uint8_t> usable = {};
    std::vector<Fault> faults = {};
    std::size_t folded = 0;
};

struct CustomerTable : ReadTable {
    CustomerTable(const TableView& table, const Schema& schema, const TimeZone& zone, CustomerIds& ids, const Execution& execution);
    /// Per customer code the row that counts, or no_row. Sets aside the others where they say something else.
    std::vector<std::uint32_t> choose_rows(std::size_t customers);

    bool has_joined = false;
    std::vector<Instant> joined = {};
    std::deque<AttributeCells> attributes = {};
};

struct InteractionTable : ReadTable {
    InteractionTable(const TableView& table, const Schema& schema, const TimeZone& zone, CustomerIds& ids, const Execution& execution);
    /// Visits by customer, time and content. `rank` leads from customer codes to the order of keys.
    VisitColumns fold(const std::vector<std::uint32_t>& rank, std::size_t customers, const TimeZone& zone, const Execution& execution);

    std::vector<Instant> at = {};
    std::vector<std::uint32_t> visit = {};  ///< empty: every row is a visit
    std::vector<double> amount = {};
    std::deque<std::vector<double>> discounts = {};
    std::vector<std::uint32_t> offering = {}, channel = {}, note = {};
    std::vector<double> party_size = {}, satisfaction = {};
    std::vector<std::uint8_t> planned = {};
    TextCodes visit_texts = {}, offerings = {}, channels = {}, notes = {};
    IntegerCodes visit_numbers = {};
};

struct LeadRows : ReadTable {
    LeadRows(const TableView& table, const Schema& schema, const TimeZone& zone, CustomerIds& ids, const Execution& execution);
    LeadRecords fold(const std::vector<std::uint32_t>& rank, double horizon_days);

    std::vector<Instant> contacted = {}, converted_at = {}, window_closes = {};
    std::vector<std::uint8_t> converted = {};
    std::deque<AttributeCells> attributes = {};
};

struct ConsentRows : ReadTable {
    ConsentRows(const TableView& table, const Schema& schema, const TimeZone& zone, CustomerIds& ids, const Execution& execution);
    ConsentDecisions fold(const std::vector<std::uint32_t>& rank);

    std::vector<std::uint8_t> purpose = {}, granted = {};
    std::vector<Instant> decided_at = {};
};

/// A name that the schema must give. @throws InvalidArgument
void require_named(std::string_view field, const std::string& name, std::string_view fix);

}  // namespace dangol::inline v0
