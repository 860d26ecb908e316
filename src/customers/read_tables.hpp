#pragma once

#include <dangol/customers/customer_base.hpp>

#include "customers/attribute_cells.hpp"
#include "customers/codes.hpp"
#include "customers/customer_data.hpp"
#include "customers/customer_ids.hpp"
#include "customers/interaction_rows.hpp"
#include "customers/readers.hpp"
#include "customers/row_numbers.hpp"
#include "customers/table_reader.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

/// The tables while they are read. Each names its columns to a TableReader in its constructor; after the tasks have run,
/// settle() finds the unusable rows; then the tables are folded, each in a file of its own.
namespace dangol::inline v0 {

/// What tables have in common. Once settled, a table needs the user's memory no more; a copy of it can be kept, and be put in front of
/// one that is read later.
class ReadTable {
public:
    ReadTable(const TableView& table, TableKind kind, const Execution& execution) : reader(table, kind, execution) {}

    void read_customer(const std::string& name);           ///< ids as they stand, for any dictionary
    void look_at_customer(const std::string& name);        ///< likewise, but not copied where they lie side by side
    void encode_customer(CustomerIds& ids, const Execution& execution);  ///< after the tasks, before settle()
    void settle();  ///< after the tasks: usable, faults, fingerprint; the reader forgets the table
    std::size_t row_count() const noexcept { return usable.size(); }
    void set_aside(std::size_t row, std::uint32_t column, UnusableReason reason, std::string shown = {});
    void set_aside_unknown(const std::vector<std::uint8_t>& is_known, const CustomerIds& ids);
    void leave_outside(const std::vector<Instant>& at, Instant from, Instant until);
    void record(Account& account, Quarantine& quarantine);  ///< when everything is decided; counts what is left as used

    TableReader reader;
    std::vector<std::int64_t> customer_number = {};  ///< ids as they stand, one of these two; text lies in the table
    std::vector<std::string_view> customer_text = {};
    std::span<const std::uint32_t> customer() const noexcept { return *customer_; }  ///< once encoded, their codes in the dictionary; the ids are forgotten
    void set_customer(LargeNumbers<std::uint32_t> codes) { customer_ = std::make_shared<const LargeNumbers<std::uint32_t>>(std::move(codes)); }
    /// In front of which rows of the table, as they were read, this one stands there.
    std::size_t number(std::size_t row) const noexcept { return numbers_.number(row); }
    const RowNumbers& numbers() const noexcept { return numbers_; }
    CellClass customer_class = CellClass::nothing;
    std::vector<std::uint8_t> usable = {};
    std::vector<std::uint64_t> fingerprint = {};    ///< of what the schema does not name; empty: nothing
    std::vector<Fault> faults = {};                 ///< by the number of their row
    std::size_t faults_among(const std::vector<std::uint8_t>& rows) const;  ///< those that are marked
    std::size_t folded = 0, outside = 0;

protected:
    EncodedRows encode_rows(CustomerIds& ids, RowsByCode* by_code, const Execution& execution);
    void put_rows_in_order(RowNumbers numbers, const Execution& execution);  ///< all but the codes, which are
    void prepend_rows(const ReadTable& earlier);
    void remove_rows(const std::vector<std::uint8_t>& gone);

private:
    const std::int64_t* customer_in_place_ = nullptr;  ///< until encoded
    std::shared_ptr<const LargeNumbers<std::uint32_t>> customer_ = std::make_shared<const LargeNumbers<std::uint32_t>>();  ///< shared with copies
    RowNumbers numbers_ = {};
};

/// The words of `codes` that still occur; codes follow. What nobody says any more is forgotten.
TextCodes used_words(const TextCodes& words, std::span<std::vector<std::uint32_t>* const> codes);

template <class T>
void put_in_front(std::vector<T>& rows, const std::vector<T>& earlier) {
    rows.insert(rows.begin(), earlier.begin(), earlier.end());
}

template <class T>
void drop_rows(std::vector<T>& rows, const std::vector<std::uint8_t>& gone) {
    if (rows.empty()) return;
    std::size_t kept = 0;
    for (std::size_t row = 0; row < gone.size(); ++row) {
        if (!gone[row]) rows[kept++] = rows[row];
    }
    rows.resize(kept);
    rows.shrink_to_fit();
}

struct CustomerTable : ReadTable {
    CustomerTable(const TableView& table, const Schema& schema, const TimeZone& zone, const Execution& execution);
    /// Per customer code the row that counts, or no_row. Sets aside the others where they say something else.
    std::vector<std::uint32_t> choose_rows(std::size_t customers, const Execution& execution);
    void adopt_words(const CustomerTable& earlier);
    void prepend(const CustomerTable& earlier, const Execution& execution);
    void remove(const std::vector<std::uint8_t>& gone, const Execution& execution);

    bool has_joined = false;
    std::vector<Instant> joined = {};
    std::deque<AttributeCells> attributes = {};
};

/// What is folded from the interactions: those that are visits, and those that are not.
struct FoldedInteractions {
    VisitColumns visits = {}, events = {};
    Instant first_visit = Instant::max();
    bool may_hold_stray_times = false;  ///< what was folded spans years, or is not looked at line by line
};

struct InteractionTable : ReadTable {
    InteractionTable(const TableView& table, const Schema& schema, const TimeZone& zone, const Execution& execution);
    /// `by_code`, unless null: the rows of each code. The rows come into an order of their own (RowNumbers) when they are settled.
    void encode_customer(CustomerIds& ids, RowsByCode* by_code, const Execution& execution);
    /// With a copy of the ids. `memory_of`: a table of the same schema that is no longer needed, whose memory is used again; or null.
    InteractionTable(const TableView& table, const Schema& schema, const TimeZone& zone, const Execution& execution, InteractionTable* memory_of);
    void settle(const Execution& execution);  ///< after the tasks: what several cells of a row say together
    /// By customer, time and content. `codes`: of the customers in the order of keys; `by_code`: the rows of all codes, unless they are yet to be found.
    FoldedInteractions fold(const std::vector<std::uint32_t>& codes, RowsByCode by_code, std::size_t all_codes, const TimeZone& zone, const Execution& execution);
    void adopt_words(const InteractionTable& earlier) { *words_ = *earlier.words_; }
    void prepend(const InteractionTable& earlier, const Execution& execution);
    void remove(const std::vector<std::uint8_t>& gone, const Execution& execution);
    const InteractionRows& rows() const noexcept { return *rows_; }
    const InteractionWords& words() const noexcept { return *words_; }

    std::vector<std::string> kind_names = {};
    std::vector<CountsAs> kind_counts_as = {};

private:
    void read_columns(const Schema& schema, const TimeZone& zone);
    void take_memory(InteractionTable& from);
    std::shared_ptr<InteractionRows> rows_ = std::make_shared<InteractionRows>();  ///< shared with copies; written until settled
    std::shared_ptr<InteractionWords> words_ = std::make_shared<InteractionWords>();
    void name_kinds(const std::vector<KindWord>& words);
    void check_signs();
    void add_flagged_observations();

    RowNumbers order_ = {};  ///< until settled: in which the codes are
    const InteractionColumns* columns_ = nullptr;
    std::vector<std::pair<std::string, std::uint8_t>> kind_words_ = {};
    std::vector<std::uint8_t> currency_ = {};
    std::deque<std::vector<std::uint8_t>> observation_flags_ = {};
};

struct LeadRows : ReadTable {
    LeadRows(const TableView& table, const Schema& schema, const TimeZone& zone, const Execution& execution);
    void settle(const LeadColumns& columns, const TimeZone& zone);  ///< after the tasks: what several cells of a row say together
    LeadRecords fold(const std::vector<std::uint32_t>& rank, double horizon_days, const Execution& execution);
    void adopt_words(const LeadRows& earlier);
    void prepend(const LeadRows& earlier, const Execution& execution);
    void remove(const std::vector<std::uint8_t>& gone, const Execution& execution);

    std::vector<Instant> contacted = {}, converted_at = {}, window_closes = {};
    std::vector<std::uint8_t> converted = {};
    std::deque<AttributeCells> attributes = {}, activity = {};
    std::vector<std::uint32_t> channel = {}, staff = {};
    std::vector<double> amount = {};
    TextCodes channels = {}, staff_members = {};
};

struct ConsentRows : ReadTable {
    ConsentRows(const TableView& table, const Schema& schema, const TimeZone& zone, const Execution& execution);
    ConsentDecisions fold(const std::vector<std::uint32_t>& rank, const Execution& execution);
    void adopt_words(const ConsentRows&) noexcept {}
    void prepend(const ConsentRows& earlier, const Execution& execution);
    void remove(const std::vector<std::uint8_t>& gone, const Execution& execution);

    std::vector<std::uint8_t> purpose = {}, granted = {};
    std::vector<Instant> decided_at = {};
};

/// A table of things that have a name: offerings, competitors. Of several rows of one name that say the same, one counts.
class NamedRows : public ReadTable {
public:
    NamedRows(const TableView& table, TableKind kind, const std::string& name, const std::vector<std::string>& lists,
              const std::vector<AttributeColumn>& attributes, const Schema& schema, const TimeZone& zone, const Execution& execution);
    void settle();  ///< after the tasks
    void fold();
    void adopt_words(const NamedRows& earlier);
    void prepend(const NamedRows& earlier, const Execution& execution);

    std::vector<std::string> names = {};
    std::vector<CodeLists> lists = {};             ///< in the order of the names of columns; empty: no such column
    std::vector<AttributeValues> attributes = {};

private:
    std::vector<std::uint32_t> name_ = {};
    std::deque<std::vector<std::uint32_t>> list_cells_ = {};
    std::deque<CodeSets> sets_ = {};
    std::deque<AttributeCells> attribute_cells_ = {};
    TextCodes words_ = {};
};

/// A name that the schema must give. @throws InvalidArgument
void require_named(std::string_view field, const std::string& name, std::string_view fix);

}  // namespace dangol::inline v0
