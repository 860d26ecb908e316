#include "customers/table_reader.hpp"

#include <dangol/core/error.hpp>

#include "core/masked_text.hpp"
#include "core/parallel.hpp"
#include "customers/codes.hpp"

#include <algorithm>
#include <tuple>

namespace dangol::inline v0 {

std::string_view where_of(TableKind kind) noexcept {
    switch (kind) {
        case TableKind::customers: return "the customer table";
        case TableKind::interactions: return "the interaction table";
        case TableKind::leads: return "the lead table";
        case TableKind::consents: return "the consent table";
        case TableKind::offerings: return "the table of offerings";
        case TableKind::competitors: break;
    }
    return "the table of competitors";
}

TableReader::TableReader(const TableView& table, TableKind kind, const Execution& execution)
    : table_(&table), kind_(kind), execution_(&execution) {
    constexpr std::size_t rows_at_most = 0xffff'fffeU;  // positions are kept in 32 bits
    if (table.row_count() > rows_at_most) {
        throw BadInput("There are " + std::to_string(table.row_count()) + " rows in " + std::string(where_of(kind)) +
                       ", and at most 4,294,967,294 can be read at once: leave out what lies furthest back.");
    }
}

const ColumnView& TableReader::find(const std::string& name, const Accepted& accepted) const {
    const ColumnView* column = table_->find(name);
    if (column == nullptr) throw UnknownColumn(name, table_->names(), where_of(kind_));
    const CellClass held = class_of(*column);
    if (held == CellClass::unreadable) {
        const auto chunk = std::ranges::find(column->chunks(), PhysicalType::unreadable, &ColumnChunk::type);
        const std::string problem = chunk == column->chunks().end() ? "It holds what dangol cannot read." : chunk->problem;
        throw BadInput("The column \"" + name + "\" of " + std::string(where_of(kind_)) + " cannot be read: " + problem);
    }
    const bool says_something = held != CellClass::nothing && table_->row_count() > 0;  // without rows a library gives some type or other
    if (says_something && std::ranges::find(accepted.classes, held) == accepted.classes.end()) {
        throw ColumnKindMismatch(name, name_of(held), accepted.needed, accepted.fix);
    }
    return *column;
}

std::vector<TableReader::Task>& TableReader::tasks() {
    const std::size_t threads = row_count() > rows_per_task ? execution_->threads : 1;
    for_each_block(rooms_.size(), {.threads = threads, .stop = execution_->stop}, [&](std::size_t column) { rooms_[column](); });
    rooms_.clear();
    return tasks_;
}

std::vector<std::size_t> TableReader::faulty_rows(std::uint32_t column) const {
    std::vector<std::size_t> rows;
    for (const std::vector<Fault>& part : faults_) {  // tasks of a column were named in the order of its rows
        for (const Fault& fault : part) {
            if (fault.column == column) rows.push_back(fault.row);
        }
    }
    return rows;
}

std::vector<Fault> TableReader::faults() const {
    std::vector<Fault> all;
    for (const std::vector<Fault>& part : faults_) all.insert(all.end(), part.begin(), part.end());
    all.insert(all.end(), more_faults_.begin(), more_faults_.end());
    std::ranges::sort(all, {}, [](const Fault& fault) { return std::tuple(fault.row, fault.column); });
    const auto [first, last] = std::ranges::unique(all, {}, &Fault::row);
    all.erase(first, last);
    return all;
}

std::string TableReader::shown(const Fault& fault) const {
    const Column& column = columns_[fault.column];
    const std::string cell = shown_cell(*column.view, fault.row);
    if (column.names_someone || like_somebodys_number(cell)) return masked(cell);
    return class_of(*column.view) == CellClass::text ? masked_words(cell) : cell;
}

void TableReader::forget_table() {
    table_ = nullptr;
    execution_ = nullptr;
    rooms_.clear();
    tasks_.clear();
    more_faults_.clear();
    faults_.clear();
    for (Column& column : columns_) column.view = nullptr;
}

std::vector<std::uint64_t> TableReader::fingerprints(const Execution& execution) const {
    std::vector<const NamedColumn*> others;
    for (const NamedColumn& column : table_->columns()) {
        const bool named = std::ranges::find(columns_, &column.column, &Column::view) != columns_.end();
        const bool index_of_pandas = column.name.starts_with("__index_level_");
        if (!named && !index_of_pandas && class_of(column.column) != CellClass::unreadable) others.push_back(&column);
    }
    std::vector<std::uint64_t> hashes;
    if (others.empty()) return hashes;
    hashes.assign(row_count(), 0);
    for_each_block(
        block_count(row_count(), rows_per_task), execution,
        [&](std::size_t block) {
            const BlockRange rows = block_range(block, row_count(), rows_per_task);
            for (const NamedColumn* other : others) hash_cells(other->column, rows.begin, rows.end, hashes.data(), hash_of(other->name));
        },
        "reading records");
    return hashes;
}

std::uint32_t TableReader::column_number(std::string_view name) const noexcept {
    return static_cast<std::uint32_t>(std::ranges::find(columns_, name, &Column::name) - columns_.begin());
}

}  // namespace dangol::inline v0
