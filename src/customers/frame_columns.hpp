#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/customers/arrow_columns.hpp>
#include <dangol/customers/customer_base.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

/// What frames of records are put together from.
namespace dangol::inline v0 {

/// Columns under the names of the schema; one that it does not name is left out, and one that it names twice stands there once.
class FrameColumns {
public:
    explicit FrameColumns(const Execution& execution) : execution_(execution) {}

    template <class MakeColumn>
    void add(const std::string& name, const MakeColumn& make_column) {
        check_stop(execution_);
        if (!name.empty() && !has(name)) columns_.push_back(make_column());
    }
    /// A column of our own, under a name that nobody has.
    void number_rows(std::string name, std::vector<std::int64_t> numbers) {
        while (has(name)) name += '_';
        columns_.push_back(ArrowColumn::whole_numbers(std::move(name), std::move(numbers)));
    }
    ArrowColumns columns() && { return ArrowColumns(std::move(columns_)); }

private:
    bool has(const std::string& name) const { return std::ranges::find(columns_, name, &ArrowColumn::name) != columns_.end(); }
    Execution execution_;
    std::vector<ArrowColumn> columns_ = {};
};

/// The cells of a column, all of them missing where the table was not given.
template <class T>
std::vector<T> cells_or(const std::vector<T>& cells, std::size_t rows, T missing) {
    return cells.empty() ? std::vector<T>(rows, missing) : cells;
}

/// Words without those that no row has: they may be somebody else's.
ArrowColumn words_column(const std::string& name, std::span<const std::uint32_t> codes, std::span<const std::string> all);

ArrowColumn keys_column(const std::string& name, const CustomerKeys& all, std::span<const std::uint32_t> customers);

/// "child;spouse" per row; missing where nobody recorded anything.
ArrowColumn lists_column(const std::string& name, const CodeLists& all, std::span<const std::size_t> rows, const std::string& separator);

}  // namespace dangol::inline v0
