#include "bindings.hpp"
#include "casters.hpp"
#include "cells.hpp"
#include "frame.hpp"
#include "input_table.hpp"

#include <dangol/core/error.hpp>
#include <dangol/customers/column_kind.hpp>

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <map>
#include <memory>

namespace dangol::python {
namespace {

ArrowTable cells_of(const ArrowColumns& columns) {
    ArrowArrayStream stream = {};
    columns.export_to(&stream);
    return ArrowTable::take(&stream);
}

bool there(const ColumnChunk& chunk, std::size_t row) {
    const std::size_t at = chunk.offset + row;
    return chunk.validity == nullptr || ((chunk.validity[at / 8] >> (at % 8)) & 1U) != 0;
}

bool all_there(const ColumnChunk& chunk) {
    for (std::size_t row = 0; row < chunk.length; ++row) {
        if (!there(chunk, row)) return false;
    }
    return true;
}

py::object object_of(const ColumnChunk& chunk, std::size_t row) {
    const Cell cell = cell_at(chunk, row);
    if (std::holds_alternative<std::monostate>(cell)) return py::none();
    if (chunk.type != PhysicalType::timestamp) return py::cast(cell);
    return datetime_of(std::chrono::microseconds(std::get<std::int64_t>(cell)), true);
}

py::list list_of(const ColumnView& column) {
    py::list cells;
    for (const ColumnChunk& chunk : column.chunks()) {
        for (std::size_t row = 0; row < chunk.length; ++row) cells.append(object_of(chunk, row));
    }
    return cells;
}

/// Looks at the cells where they lie; `owner` keeps them.
template <class T>
py::array looking_at(const ColumnChunk& chunk, const py::object& owner) {
    py::array_t<T> array({chunk.length}, {sizeof(T)}, static_cast<const T*>(chunk.values) + chunk.offset, owner);
    array.attr("flags").attr("writeable") = false;
    return array;
}

py::array numbers_with_gaps(const ColumnChunk& chunk) {
    py::array_t<double> array(static_cast<py::ssize_t>(chunk.length));
    for (std::size_t row = 0; row < chunk.length; ++row) {
        const Cell cell = cell_at(chunk, row);
        const auto* whole = std::get_if<std::int64_t>(&cell);
        const auto* number = std::get_if<double>(&cell);
        array.mutable_data()[row] = whole != nullptr ? static_cast<double>(*whole) : number != nullptr ? *number : std::numeric_limits<double>::quiet_NaN();
    }
    return array;
}

py::array array_of(const ColumnView& column, const py::object& owner) {
    if (column.chunks().size() == 1) {
        const ColumnChunk& chunk = column.chunks()[0];
        const bool whole = all_there(chunk);
        if (chunk.type == PhysicalType::float64) return whole ? looking_at<double>(chunk, owner) : numbers_with_gaps(chunk);
        if (chunk.type == PhysicalType::int64) return whole ? looking_at<std::int64_t>(chunk, owner) : numbers_with_gaps(chunk);
        if (chunk.type == PhysicalType::timestamp) {
            py::array_t<std::int64_t> ticks(static_cast<py::ssize_t>(chunk.length));
            for (std::size_t row = 0; row < chunk.length; ++row) {
                ticks.mutable_data()[row] = there(chunk, row) ? std::get<std::int64_t>(cell_at(chunk, row)) : std::numeric_limits<std::int64_t>::min();
            }
            return ticks.attr("view")("datetime64[us]").cast<py::array>();
        }
        if (chunk.type == PhysicalType::bits && whole) {
            return py::module_::import("numpy").attr("array")(list_of(column), "bool").cast<py::array>();
        }
    }
    return py::module_::import("numpy").attr("array")(list_of(column), "object").cast<py::array>();
}

/// Text with gaps travels as categories: ArrowColumn::text has none.
ArrowColumn text_column(const std::string& name, const std::vector<Cell>& cells) {
    std::vector<std::string> texts, levels;
    std::vector<std::uint32_t> codes;
    std::map<std::string, std::uint32_t> code_of;
    bool gaps = false;
    for (const Cell& cell : cells) {
        const auto* text = std::get_if<std::string_view>(&cell);
        gaps = gaps || text == nullptr;
        texts.emplace_back(text == nullptr ? std::string_view() : *text);
        if (text != nullptr && code_of.emplace(texts.back(), static_cast<std::uint32_t>(levels.size())).second) levels.push_back(texts.back());
        codes.push_back(text == nullptr ? unobserved_code : code_of[texts.back()]);
    }
    return gaps ? ArrowColumn::categories(name, codes, levels) : ArrowColumn::text(name, texts);
}

template <class T>
bool all_hold(const std::vector<Cell>& cells, bool gaps_too) {
    return std::ranges::all_of(cells, [&](const Cell& cell) { return std::holds_alternative<T>(cell) || (gaps_too && cell.index() == 0); });
}

ArrowColumn column_of(const std::string& name, const std::vector<Cell>& cells) {
    if (all_hold<std::int64_t>(cells, false)) {
        std::vector<std::int64_t> values;
        for (const Cell& cell : cells) values.push_back(std::get<std::int64_t>(cell));
        return ArrowColumn::whole_numbers(name, std::move(values));
    }
    if (all_hold<bool>(cells, true)) {
        std::vector<std::uint8_t> values;
        for (const Cell& cell : cells) values.push_back(cell.index() == 0 ? std::uint8_t{255} : std::uint8_t{std::get<bool>(cell)});
        return ArrowColumn::flags(name, values);
    }
    if (all_hold<std::string_view>(cells, true)) return text_column(name, cells);
    std::vector<double> values;
    for (const Cell& cell : cells) {
        const auto* whole = std::get_if<std::int64_t>(&cell);
        const auto* number = std::get_if<double>(&cell);
        if (whole == nullptr && number == nullptr && cell.index() != 0) throw BadInput("The column \"" + name + "\" mixes numbers and others: make it one type.");
        values.push_back(whole != nullptr ? static_cast<double>(*whole) : number != nullptr ? *number : std::numeric_limits<double>::quiet_NaN());
    }
    return ArrowColumn::numbers(name, std::move(values));
}

/// A frame of the user's own columns: numbers, flags and text.
Frame frame_of(const InputTable& source) {
    const TableView table = source.view();
    std::vector<ArrowColumn> columns;
    for (const NamedColumn& each : table.columns()) {
        std::vector<Cell> cells;
        for (std::size_t row = 0; row < each.column.size(); ++row) cells.push_back(cell_at(each.column, row));
        columns.push_back(column_of(each.name, cells));
    }
    return Frame(ArrowColumns(std::move(columns)));
}

void release_stream(PyObject* capsule) {
    auto* stream = static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(capsule, "arrow_array_stream"));
    if (stream->release != nullptr) stream->release(stream);
    delete stream;
}

}  // namespace

Frame::Frame(ArrowColumns columns) : columns_(std::move(columns)), cells_(cells_of(columns_)) {}

std::vector<std::string> Frame::names() const {
    std::vector<std::string> names;
    for (const ArrowColumn& column : columns_.columns()) names.push_back(column.name());
    return names;
}

py::capsule Frame::stream() const {
    auto stream = std::make_unique<ArrowArrayStream>();
    columns_.export_to(stream.get());
    PyObject* capsule = PyCapsule_New(stream.get(), "arrow_array_stream", release_stream);
    if (capsule == nullptr) {
        stream->release(stream.get());
        throw py::error_already_set();
    }
    static_cast<void>(stream.release());  // the capsule's now
    return py::reinterpret_steal<py::capsule>(capsule);
}

const ColumnView& Frame::column(const std::string& name) const {
    const ColumnView* found = cells_.view().find(name);
    if (found == nullptr) throw UnknownColumn(name, names(), "the frame");
    return *found;
}

std::string Frame::text() const {
    std::string all;
    for (const std::string& name : names()) all += (all.empty() ? "" : ", ") + name;
    return "Frame of " + std::to_string(row_count()) + " rows: " + all;
}

void bind_frames(py::module_& module) {
    py::classh<InputTable>(module, "InputTable", "A table on its way to collect().")
        .def(py::init<>())
        .def_static("from_stream", &InputTable::from_stream, py::arg("producer"))
        .def("add_array", &InputTable::add_array, py::arg("name"), py::arg("values"), py::arg("missing") = py::none())
        .def("add_days", &InputTable::add_days, py::arg("name"), py::arg("days"), py::arg("missing") = py::none())
        .def("add_durations", &InputTable::add_durations, py::arg("name"), py::arg("ticks"), py::arg("ticks_per_second"), py::arg("missing") = py::none())
        .def("add_times", &InputTable::add_times, py::arg("name"), py::arg("ticks"), py::arg("ticks_per_second"), py::arg("zoned"),
             py::arg("missing") = py::none())
        .def("add_text", &InputTable::add_text, py::arg("name"), py::arg("cells"))
        .def("add_categories", &InputTable::add_categories, py::arg("name"), py::arg("codes"), py::arg("levels"))
        .def("add_unreadable", &InputTable::add_unreadable, py::arg("name"), py::arg("rows"), py::arg("problem"))
        .def_property_readonly("names", &InputTable::names)
        .def("__len__", &InputTable::row_count);

    py::classh<Frame>(module, "Frame",
                      "A table of results. polars.DataFrame(frame), pyarrow.table(frame), pandas.DataFrame.from_arrow(frame) and DuckDB read it as it is.")
        .def(py::init(&frame_of), py::arg("table"))
        .def("__arrow_c_stream__", [](const Frame& self, const py::object&) { return self.stream(); }, py::arg("requested_schema") = py::none())
        .def_property_readonly("columns", &Frame::names)
        .def("to_numpy", [](const py::object& self, const std::string& name) { return array_of(self.cast<const Frame&>().column(name), self); },
             py::arg("name"), "One column: numbers without a copy where none is missing, else with NaN (NaT); text as objects.")
        .def("to_dict", [](const Frame& self) {
                 py::typing::Dict<py::str, py::list> all;
                 for (const std::string& name : self.names()) all[py::str(name)] = list_of(self.column(name));
                 return all;
             }, "Columns as lists; None where a cell is missing.")
        .def("__len__", &Frame::row_count)
        .def("__repr__", &Frame::text);
}

}  // namespace dangol::python
