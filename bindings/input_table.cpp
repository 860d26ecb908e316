#include "input_table.hpp"

#include <dangol/core/error.hpp>

#include <utility>

namespace dangol::python {
namespace {

PhysicalType number_type(const std::string& name, const py::dtype& type) {
    const char kind = type.kind();
    const py::ssize_t bytes = type.itemsize();
    if (kind == 'b') return PhysicalType::byte_flags;
    if (kind == 'f' && bytes == 4) return PhysicalType::float32;
    if (kind == 'f' && bytes == 8) return PhysicalType::float64;
    if (kind == 'i' || kind == 'u') {
        const bool is_signed = kind == 'i';
        if (bytes == 1) return is_signed ? PhysicalType::int8 : PhysicalType::uint8;
        if (bytes == 2) return is_signed ? PhysicalType::int16 : PhysicalType::uint16;
        if (bytes == 4) return is_signed ? PhysicalType::int32 : PhysicalType::uint32;
        if (bytes == 8) return is_signed ? PhysicalType::int64 : PhysicalType::uint64;
    }
    throw BadInput("The column \"" + name + "\" holds " + py::str(type).cast<std::string>() + ", which is neither number, text nor time.");
}

std::size_t length_of(const py::array& values) { return static_cast<std::size_t>(values.size()); }

ArrowArrayStream* stream_in(const py::capsule& capsule) {
    auto* stream = static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(capsule.ptr(), "arrow_array_stream"));
    if (stream == nullptr) throw py::error_already_set();
    return stream;
}

}  // namespace

std::unique_ptr<InputTable> InputTable::from_stream(const py::object& producer) {
    const py::capsule capsule = producer.attr("__arrow_c_stream__")();
    ArrowArrayStream* stream = stream_in(capsule);
    auto table = std::make_unique<InputTable>();
    const py::gil_scoped_release without_gil;  // a producer may need it in another thread
    table->arrow_ = ArrowTable::take(stream);
    return table;
}

std::unique_ptr<InputBatches> InputBatches::from_stream(const py::object& producer) {
    const py::capsule capsule = producer.attr("__arrow_c_stream__")();
    ArrowArrayStream* stream = stream_in(capsule);
    const py::gil_scoped_release without_gil;
    return std::unique_ptr<InputBatches>(new InputBatches(ArrowBatches::take(stream)));
}

std::unique_ptr<InputTable> InputBatches::next(std::size_t rows) {
    const py::gil_scoped_release without_gil;
    std::optional<ArrowTable> batches = batches_.next(rows);
    if (!batches) return nullptr;
    auto table = std::make_unique<InputTable>();
    table->arrow_ = std::move(batches);
    return table;
}

void InputTable::add(const std::string& name, ColumnChunk chunk, const py::object& owner) {
    columns_.push_back({name, ColumnView(std::vector<ColumnChunk>{std::move(chunk)})});
    owners_.push_back(owner);
}

const std::uint8_t* InputTable::validity_of(const std::string& name, const py::object& missing, std::size_t length) {
    if (missing.is_none()) return nullptr;
    const auto mask = missing.cast<py::array_t<bool, py::array::c_style>>();
    if (length_of(mask) != length) throw InvalidArgument("missing of " + name, length_of(mask), std::to_string(length) + " long", "give one per cell");
    auto& bits = validities_.emplace_back((length + 7) / 8, std::uint8_t{0});
    for (std::size_t i = 0; i < length; ++i) {
        if (!mask.data()[i]) bits[i / 8] = static_cast<std::uint8_t>(bits[i / 8] | (1U << (i % 8)));
    }
    return bits.data();
}

void InputTable::add_array(const std::string& name, const py::array& values, const py::object& missing) {
    ColumnChunk chunk;
    chunk.type = number_type(name, values.dtype());
    chunk.length = length_of(values);
    chunk.values = values.data();
    chunk.validity = validity_of(name, missing, chunk.length);
    add(name, std::move(chunk), values);
}

void InputTable::add_days(const std::string& name, const py::array_t<std::int64_t>& days, const py::object& missing) {
    ColumnChunk chunk;
    chunk.type = PhysicalType::days64;
    chunk.length = length_of(days);
    chunk.values = days.data();
    chunk.validity = validity_of(name, missing, chunk.length);
    add(name, std::move(chunk), days);
}

void InputTable::add_times(const std::string& name, const py::array_t<std::int64_t>& ticks, std::int64_t ticks_per_second, bool zoned,
                           const py::object& missing) {
    ColumnChunk chunk;
    chunk.type = PhysicalType::timestamp;
    chunk.length = length_of(ticks);
    chunk.values = ticks.data();
    chunk.ticks_per_second = ticks_per_second;
    chunk.zoned = zoned;
    chunk.validity = validity_of(name, missing, chunk.length);
    add(name, std::move(chunk), ticks);
}

void InputTable::add_durations(const std::string& name, const py::array_t<std::int64_t>& ticks, std::int64_t ticks_per_second, const py::object& missing) {
    ColumnChunk chunk;
    chunk.type = PhysicalType::duration;
    chunk.length = length_of(ticks);
    chunk.values = ticks.data();
    chunk.ticks_per_second = ticks_per_second;
    chunk.validity = validity_of(name, missing, chunk.length);
    add(name, std::move(chunk), ticks);
}

/// The UTF-8 that CPython keeps beside each str is looked at; the list keeps the str alive.
ColumnChunk InputTable::text_chunk(const std::string& name, const py::list& cells) {
    auto& views = texts_.emplace_back(cells.size());
    auto& bits = validities_.emplace_back((cells.size() + 7) / 8, std::uint8_t{0});
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const py::handle cell = cells[i];
        if (i % 65'536 == 65'535 && PyErr_CheckSignals() != 0) throw py::error_already_set();
        if (cell.is_none()) continue;
        Py_ssize_t length = 0;
        const char* bytes = PyUnicode_Check(cell.ptr()) ? PyUnicode_AsUTF8AndSize(cell.ptr(), &length) : nullptr;
        if (bytes == nullptr) {
            PyErr_Clear();
            throw BadInput("The column \"" + name + "\" has text with a " + py::type::of(cell).attr("__name__").cast<std::string>() +
                           " in row " + std::to_string(i) + ": make the column one type.");
        }
        views[i] = {bytes, static_cast<std::size_t>(length)};
        bits[i / 8] = static_cast<std::uint8_t>(bits[i / 8] | (1U << (i % 8)));
    }
    ColumnChunk chunk;
    chunk.type = PhysicalType::string_views;
    chunk.length = cells.size();
    chunk.values = views.data();
    chunk.validity = bits.data();
    return chunk;
}

void InputTable::add_text(const std::string& name, const py::list& cells) { add(name, text_chunk(name, cells), cells); }

void InputTable::add_categories(const std::string& name, const py::array_t<std::int32_t>& codes, const py::list& levels) {
    ColumnChunk chunk;
    chunk.type = PhysicalType::dictionary;
    chunk.index = PhysicalType::int32;
    chunk.dictionary = std::make_shared<const ColumnChunk>(text_chunk(name, levels));
    chunk.length = length_of(codes);
    chunk.values = codes.data();
    auto& bits = validities_.emplace_back((chunk.length + 7) / 8, std::uint8_t{0});
    for (std::size_t i = 0; i < chunk.length; ++i) {
        if (codes.data()[i] >= 0) bits[i / 8] = static_cast<std::uint8_t>(bits[i / 8] | (1U << (i % 8)));
    }
    chunk.validity = bits.data();
    add(name, std::move(chunk), py::make_tuple(codes, levels));
}

void InputTable::add_unreadable(const std::string& name, std::size_t rows, const std::string& problem) {
    ColumnChunk chunk;
    chunk.type = PhysicalType::unreadable;
    chunk.length = rows;
    chunk.problem = problem;
    add(name, std::move(chunk), py::none());
}

std::vector<std::string> InputTable::names() const { return view().names(); }
std::size_t InputTable::row_count() const { return view().row_count(); }
TableView InputTable::view() const { return arrow_ ? arrow_->view() : TableView(columns_); }

}  // namespace dangol::python
