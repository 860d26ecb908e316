#pragma once

#include <dangol/customers/arrow_columns.hpp>
#include <dangol/customers/arrow.hpp>

#include <pybind11/pybind11.h>

#include <string>
#include <vector>

namespace dangol::python {

namespace py = pybind11;

/// A frame of results: polars, pandas, pyarrow and DuckDB read it through __arrow_c_stream__, NumPy column by column.
/// It looks at its own cells through the same stream that it hands out.
class Frame {
public:
    explicit Frame(ArrowColumns columns);

    std::size_t row_count() const noexcept { return columns_.row_count(); }
    std::vector<std::string> names() const;
    py::capsule stream() const;
    const ColumnView& column(const std::string& name) const;  ///< @throws UnknownColumn
    std::string text() const;

private:
    ArrowColumns columns_;
    ArrowTable cells_;
};

}  // namespace dangol::python
