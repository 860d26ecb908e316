#include "bindings.hpp"
#include "frame.hpp"
#include "input_table.hpp"

#include <dangol/core/error.hpp>

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <cstring>
#include <limits>
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

template <class T>
T at(const ColumnChunk& chunk, std::size_t row) {
    T value;
    std::memcpy(&value, static_cast<const char*>(chunk.values) + (chunk.offset + row) * sizeof(T), sizeof(T));
    return value;
}

template <class Offset>
py::str text_at(const ColumnChunk& chunk, std::size_t row) {
    const auto begin = static_cast<std::size_t>(at<Offset>(chunk, row));
    const auto end = static_cast<std::size_t>(at<Offset>(chunk, row + 1));
    return py::str(static_cast<const char*>(chunk.bytes) + begin, end - begin);
}

py::object cell(const ColumnChunk& chunk, std::size_t row) {
    if (!there(chunk, row)) return py::none();
    switch (chunk.type) {
        case PhysicalType::int64: return py::int_(at<std::int64_t>(chunk, row));
        case PhysicalType::float64: return py::float_(at<double>(chunk, row));
        case PhysicalType::bits: return py::bool_(((static_cast<const std::uint8_t*>(chunk.values)[(chunk.offset + row) / 8] >> ((chunk.offset + row) % 8)) & 1U) != 0);
        case PhysicalType::text32: return text_at<std::int32_t>(chunk, row);
        case PhysicalType::text64: return text_at<std::int64_t>(chunk, row);
        case PhysicalType::timestamp: {
            const py::module_ datetime = py::module_::import("datetime");
            const py::object epoch = datetime.attr("datetime")(1970, 1, 1, 0, 0, 0, 0, datetime.attr("timezone").attr("utc"));
            return epoch + datetime.attr("timedelta")(0, 0, at<std::int64_t>(chunk, row));
        }
        case PhysicalType::dictionary: {
            const std::size_t code = chunk.index == PhysicalType::uint32 ? at<std::uint32_t>(chunk, row)
                                     : chunk.index == PhysicalType::int32 ? static_cast<std::size_t>(at<std::int32_t>(chunk, row))
                                                                          : static_cast<std::size_t>(at<std::int64_t>(chunk, row));
            return cell(*chunk.dictionary, code);
        }
        default: throw BadInput("A column of this type cannot be printed.");
    }
}

py::list list_of(const ColumnView& column) {
    py::list cells;
    for (const ColumnChunk& chunk : column.chunks()) {
        for (std::size_t row = 0; row < chunk.length; ++row) cells.append(cell(chunk, row));
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
        array.mutable_data()[row] = !there(chunk, row)                       ? std::numeric_limits<double>::quiet_NaN()
                                    : chunk.type == PhysicalType::float64 ? at<double>(chunk, row)
                                                                          : static_cast<double>(at<std::int64_t>(chunk, row));
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
                ticks.mutable_data()[row] = there(chunk, row) ? at<std::int64_t>(chunk, row) : std::numeric_limits<std::int64_t>::min();
            }
            return ticks.attr("view")("datetime64[us]").cast<py::array>();
        }
        if (chunk.type == PhysicalType::bits && whole) {
            return py::module_::import("numpy").attr("array")(list_of(column), "bool").cast<py::array>();
        }
    }
    return py::module_::import("numpy").attr("array")(list_of(column), "object").cast<py::array>();
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
        .def("add_times", &InputTable::add_times, py::arg("name"), py::arg("ticks"), py::arg("ticks_per_second"), py::arg("zoned"),
             py::arg("missing") = py::none())
        .def("add_text", &InputTable::add_text, py::arg("name"), py::arg("cells"))
        .def("add_categories", &InputTable::add_categories, py::arg("name"), py::arg("codes"), py::arg("levels"))
        .def("add_unreadable", &InputTable::add_unreadable, py::arg("name"), py::arg("rows"), py::arg("problem"))
        .def_property_readonly("names", &InputTable::names)
        .def("__len__", &InputTable::row_count);

    py::classh<Frame>(module, "Frame",
                      "A table of results. polars.DataFrame(frame), pyarrow.table(frame), pandas.DataFrame.from_arrow(frame) and DuckDB read it as it is.")
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
