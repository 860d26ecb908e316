#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/customers/account.hpp>
#include <dangol/customers/records.hpp>

#include "core/large_array.hpp"
#include "customers/cells.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace dangol::inline v0 {

/// A cell that makes its row unusable. `column` counts the columns in the order in which the reader was told of them.
struct Fault {
    std::size_t row = 0;
    std::uint32_t column = 0;
    UnusableReason reason = UnusableReason::missing_customer;
    std::string shown = {};  ///< the cell, masked; only of the first that are kept
};

/// What a column may hold, and how an error says so.
struct Accepted {
    std::initializer_list<CellClass> classes = {};
    std::string_view needed = {};  ///< "numbers, or text that is a number"
    std::string_view fix = {};
};

/// Reads the columns of one table that the schema names: first all of them are named, then tasks() are run in any order, on any
/// threads, then the columns and faults() are complete.
class TableReader {
public:
    using Task = std::function<void()>;
    static constexpr std::size_t rows_per_task = 65'536;
    static constexpr std::size_t rows_per_run = 2'048;  ///< a single unsound cell costs the run a second look

    TableReader(const TableView& table, TableKind kind, const Execution& execution);

    std::size_t row_count() const noexcept { return table_->row_count(); }
    TableKind kind() const noexcept { return kind_; }

    /// The column of that name. @throws UnknownColumn, naming the closest; ColumnKindMismatch; BadInput with the importer's problem
    const ColumnView& find(const std::string& name, const Accepted& accepted) const;

    /// A column that the caller looks at by itself.
    const ColumnView& name_column(const std::string& name, const Accepted& accepted) {
        const ColumnView& column = find(name, accepted);
        columns_.push_back({name, &column});
        return column;
    }

    /// Blocks of rows, each a task: for readers without memory.
    template <class Reader>
    void read_blocks(const std::string& name, const Accepted& accepted, const Reader& reader, std::vector<typename Reader::Value>& into) {
        const ColumnView& column = begin_column(name, accepted, into);
        for (std::size_t begin = 0; begin < row_count(); begin += rows_per_task) {
            tasks_.push_back(block_task(column, begin, reader, into));
        }
    }

    /// One task for the whole column: for readers that remember words.
    template <class Reader>
    void read_whole(const std::string& name, const Accepted& accepted, const Reader& reader, std::vector<typename Reader::Value>& into) {
        tasks_.push_back(whole_task(name, accepted, reader, into));
    }

    /// As read_whole, but for the caller to run: columns of several tables that share one dictionary.
    template <class Reader>
    Task whole_task(const std::string& name, const Accepted& accepted, const Reader& reader, std::vector<typename Reader::Value>& into) {
        const ColumnView& column = begin_column(name, accepted, into);
        std::vector<Task> blocks;
        for (std::size_t begin = 0; begin < row_count(); begin += rows_per_task) {
            blocks.push_back(block_task(column, begin, reader, into));
        }
        return [this, blocks = std::move(blocks)] {
            for (const Task& block : blocks) {
                check_stop(*execution_);
                block();
            }
        };
    }

    /// Once all columns are named. They are made as long as the table first, several at a time.
    std::vector<Task>& tasks();
    Execution execution() const { return on_this_thread(*execution_); }  ///< of one thread, stopped with the others; until the table is forgotten

    /// Rows where the column of that number is unsound, ascending.
    std::vector<std::size_t> faulty_rows(std::uint32_t column) const;
    /// Of each row its first fault, by row.
    std::vector<Fault> faults() const;
    std::string shown(const Fault& fault) const;  ///< its cell as it goes into the quarantine, masked
    void forget_table();                          ///< everything but the names of columns

    struct Column {
        std::string name = {};
        const ColumnView* view = nullptr;
        bool names_someone = false;  ///< an id: masked also where it is a number
    };
    const std::vector<Column>& columns() const noexcept { return columns_; }
    void last_column_names_someone() { columns_.back().names_someone = true; }
    /// Per row what the columns say that the schema does not name, as a hash; empty: there are none but an index of pandas.
    std::vector<std::uint64_t> fingerprints(const Execution& execution) const;
    void add_fault(const Fault& fault) { more_faults_.push_back(fault); }  ///< of what several cells say together
    std::uint32_t column_number(std::string_view name) const noexcept;    ///< in the order of naming

private:
    template <class Value>
    const ColumnView& begin_column(const std::string& name, const Accepted& accepted, std::vector<Value>& into) {
        const ColumnView& column = name_column(name, accepted);
        rooms_.push_back([&into, rows = row_count()] { resize_large(into, rows); });
        return column;
    }

    template <class Reader>
    Task block_task(const ColumnView& column, std::size_t begin, const Reader& reader, std::vector<typename Reader::Value>& into) {
        std::vector<Fault>& faults = faults_.emplace_back();
        const auto number = static_cast<std::uint32_t>(columns_.size() - 1);
        const std::size_t end = std::min(begin + rows_per_task, row_count());
        const auto one_by_one = [&column, number, &into, &faults](std::size_t first, std::size_t last, auto& by) {
            read_cells(column, first, last, by, [&](std::size_t row, const Reading<typename Reader::Value>& reading) {
                into[row] = reading.value;
                if (reading.fault != sound) faults.push_back({row, number, reading.fault});
            });
        };
        if constexpr (TakesRuns<Reader>) {
            return [&column, begin, end, reader, &into, one_by_one]() mutable {
                for (std::size_t row = begin; row < end; row += rows_per_run) {
                    const std::size_t last = std::min(row + rows_per_run, end);
                    if (!take_run(column, row, last, reader, into.data() + row)) one_by_one(row, last, reader);
                }
            };
        } else {
            return [begin, end, reader, one_by_one]() mutable { one_by_one(begin, end, reader); };
        }
    }

    const TableView* table_ = nullptr;
    TableKind kind_ = TableKind::customers;
    const Execution* execution_ = nullptr;
    std::vector<Column> columns_ = {};
    std::vector<Task> rooms_ = {}, tasks_ = {};
    std::vector<Fault> more_faults_ = {};
    std::deque<std::vector<Fault>> faults_ = {};  // one per task; a deque, so that they stay where they are
};

std::string_view where_of(TableKind kind) noexcept;  ///< "the customer table"

namespace accepted {
inline constexpr std::string_view cast = "convert the column before you hand it over";
inline const Accepted ids{{CellClass::whole_numbers, CellClass::numbers, CellClass::text}, "whole numbers or text", cast};
inline const Accepted times{{CellClass::times, CellClass::dates, CellClass::text}, "times, dates, or text such as 2017-10-30 18:05",
                            "convert the column to timestamps before you hand it over"};
inline const Accepted numbers{{CellClass::whole_numbers, CellClass::numbers, CellClass::flags, CellClass::text},
                              "numbers, or text that is a number", cast};
inline const Accepted flags{{CellClass::flags, CellClass::whole_numbers, CellClass::numbers, CellClass::text},
                            "true or false, 0 or 1, or text such as yes and no", cast};
inline const Accepted durations{{CellClass::durations, CellClass::whole_numbers, CellClass::numbers, CellClass::text}, "durations, or numbers of minutes", cast};
inline const Accepted text{{CellClass::text}, "text", cast};
inline const Accepted words{{CellClass::text, CellClass::whole_numbers, CellClass::numbers, CellClass::flags}, "text or whole numbers", cast};
}  // namespace accepted

}  // namespace dangol::inline v0
