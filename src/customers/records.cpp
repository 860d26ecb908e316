#include <dangol/customers/records.hpp>

#include <dangol/core/error.hpp>

#include <algorithm>
#include <utility>

namespace dangol::inline v0 {

static_assert(std::endian::native == std::endian::little, "validity words are read as bytes");

ColumnView::ColumnView(std::vector<ColumnChunk> chunks) : chunks_(std::move(chunks)) {
    first_rows_.reserve(chunks_.size());
    for (const ColumnChunk& chunk : chunks_) {
        if (chunk.type != chunks_.front().type) {
            throw InvalidArgument("type of a chunk", static_cast<int>(chunk.type), "that of the first chunk of its column",
                                  "convert the column to one type");
        }
        first_rows_.push_back(size_);
        size_ += chunk.length;
    }
}

const std::uint8_t* ColumnView::validity_of(BitView observed, std::size_t length) {
    if (observed.words().empty()) return nullptr;
    if (observed.size() != length) {
        throw InvalidArgument("observed", observed.size(), "as long as the column (" + std::to_string(length) + ")", "give a bit for every cell");
    }
    return reinterpret_cast<const std::uint8_t*>(observed.words().data());
}

const ColumnChunk& ColumnView::chunk_of(std::size_t row, std::size_t& position) const noexcept {
    const auto behind = std::upper_bound(first_rows_.begin(), first_rows_.end(), row);
    const auto chunk = static_cast<std::size_t>(behind - first_rows_.begin()) - 1;
    position = row - first_rows_[chunk];
    return chunks_[chunk];
}

TableView::TableView(std::vector<NamedColumn> columns)
    : columns_(std::move(columns)), row_count_(columns_.empty() ? 0 : columns_.front().column.size()), given_(true) {
    check();
}

TableView::TableView(std::vector<NamedColumn> columns, std::size_t row_count)
    : columns_(std::move(columns)), row_count_(row_count), given_(true) {
    check();
}

void TableView::check() const {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        const NamedColumn& column = columns_[i];
        if (column.column.size() != row_count_) {
            throw InvalidArgument("length of the column \"" + column.name + "\"", column.column.size(),
                                  "that of the other columns of its table (" + std::to_string(row_count_) + ")", "give every row a cell");
        }
    }
    std::vector<std::string> sorted = names();
    std::sort(sorted.begin(), sorted.end());
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
    if (twice != sorted.end()) {
        throw InvalidArgument("name of a column", *twice, "of one column only", "rename one of the two columns");
    }
}

std::vector<std::string> TableView::names() const {
    std::vector<std::string> names;
    names.reserve(columns_.size());
    for (const NamedColumn& column : columns_) names.push_back(column.name);
    return names;
}

const ColumnView* TableView::find(std::string_view name) const noexcept {
    const auto found = std::ranges::find(columns_, name, &NamedColumn::name);
    return found == columns_.end() ? nullptr : &found->column;
}

}  // namespace dangol::inline v0
