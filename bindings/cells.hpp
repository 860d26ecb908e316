#pragma once

#include <dangol/customers/records.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

namespace dangol::python {

/// One cell, whatever lies in memory. Text is valid as long as the column is.
using Cell = std::variant<std::monostate, std::int64_t, double, bool, std::string_view>;

/// @throws BadInput for what is neither number, flag nor text (times have no form of their own here)
Cell cell_at(const ColumnChunk& chunk, std::size_t row);
Cell cell_at(const ColumnView& column, std::size_t row);

}  // namespace dangol::python
