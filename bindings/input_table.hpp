#pragma once

#include <dangol/customers/arrow.hpp>
#include <dangol/customers/records.hpp>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dangol::python {

namespace py = pybind11;

/// A user's table on its way to collect(): either an Arrow C stream that was taken over, or NumPy columns, looked at where they
/// lie and kept alive by `owners_`. Made and dropped with the GIL; read without.
class InputTable {
public:
    InputTable() = default;
    static std::unique_ptr<InputTable> from_stream(const py::object& producer);  ///< anything with __arrow_c_stream__

    /// Columns one by one, all of one length. `missing`: None, or True where a cell has no value.
    void add_array(const std::string& name, const py::array& values, const py::object& missing);  ///< numbers and bool
    void add_days(const std::string& name, const py::array_t<std::int64_t>& days, const py::object& missing);
    void add_times(const std::string& name, const py::array_t<std::int64_t>& ticks, std::int64_t ticks_per_second, bool zoned,
                   const py::object& missing);
    void add_durations(const std::string& name, const py::array_t<std::int64_t>& ticks, std::int64_t ticks_per_second, const py::object& missing);
    void add_text(const std::string& name, const py::list& cells);  ///< str or None
    void add_categories(const std::string& name, const py::array_t<std::int32_t>& codes, const py::list& levels);  ///< code −1: missing
    void add_unreadable(const std::string& name, std::size_t rows, const std::string& problem);

    std::vector<std::string> names() const;
    std::size_t row_count() const;
    TableView view() const;  ///< valid while this lives

private:
    friend class InputBatches;
    void add(const std::string& name, ColumnChunk chunk, const py::object& owner);
    const std::uint8_t* validity_of(const std::string& name, const py::object& missing, std::size_t length);
    ColumnChunk text_chunk(const std::string& name, const py::list& cells);

    std::optional<ArrowTable> arrow_ = {};
    std::vector<NamedColumn> columns_ = {};
    std::vector<py::object> owners_ = {};
    std::deque<std::vector<std::uint8_t>> validities_ = {};
    std::deque<std::vector<std::string_view>> texts_ = {};
};

/// A stream that is larger than memory, on its way to a fold.
class InputBatches {
public:
    static std::unique_ptr<InputBatches> from_stream(const py::object& producer);
    std::unique_ptr<InputTable> next(std::size_t rows);  ///< null at the end

private:
    explicit InputBatches(ArrowBatches batches) : batches_(std::move(batches)) {}
    ArrowBatches batches_;
};

}  // namespace dangol::python
