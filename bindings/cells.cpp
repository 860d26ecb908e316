#include "cells.hpp"

#include <dangol/core/error.hpp>

#include <cstring>
#include <string>

namespace dangol::python {
namespace {

template <class T>
T load(const void* base, std::size_t at) {  // Arrow promises no alignment
    T value;
    std::memcpy(&value, static_cast<const char*>(base) + at * sizeof(T), sizeof(T));
    return value;
}

bool bit(const void* bits, std::size_t at) { return ((static_cast<const std::uint8_t*>(bits)[at / 8] >> (at % 8)) & 1U) != 0; }

template <class Offset>
std::string_view text_between(const ColumnChunk& chunk, std::size_t at) {
    const auto begin = static_cast<std::size_t>(load<Offset>(chunk.values, at)), end = static_cast<std::size_t>(load<Offset>(chunk.values, at + 1));
    if (begin == end) return {};
    return {static_cast<const char*>(chunk.bytes) + begin, end - begin};
}

std::string_view text_view(const ColumnChunk& chunk, std::size_t at) {
    const char* view = static_cast<const char*>(chunk.values) + 16 * at;
    const auto length = static_cast<std::size_t>(load<std::int32_t>(view, 0));
    if (length <= 12) return {view + 4, length};
    const auto buffer = static_cast<std::size_t>(load<std::int32_t>(view, 2)), position = static_cast<std::size_t>(load<std::int32_t>(view, 3));
    return {static_cast<const char*>(static_cast<const void* const*>(chunk.bytes)[buffer]) + position, length};
}

Cell whole(PhysicalType type, const void* values, std::size_t at) {
    switch (type) {
        case PhysicalType::int8: return std::int64_t{load<std::int8_t>(values, at)};
        case PhysicalType::int16: return std::int64_t{load<std::int16_t>(values, at)};
        case PhysicalType::int32: return std::int64_t{load<std::int32_t>(values, at)};
        case PhysicalType::int64: return load<std::int64_t>(values, at);
        case PhysicalType::uint8: return std::int64_t{load<std::uint8_t>(values, at)};
        case PhysicalType::uint16: return std::int64_t{load<std::uint16_t>(values, at)};
        case PhysicalType::uint32: return std::int64_t{load<std::uint32_t>(values, at)};
        case PhysicalType::uint64: return static_cast<double>(load<std::uint64_t>(values, at));
        default: throw BadInput("A column of this type is neither number, flag nor text.");
    }
}

Cell in_dictionary(const ColumnChunk& chunk, std::size_t at) {
    const Cell code = whole(chunk.index, chunk.values, at);
    const auto position = std::holds_alternative<std::int64_t>(code) ? static_cast<std::size_t>(std::get<std::int64_t>(code)) : chunk.dictionary->length;
    if (position >= chunk.dictionary->length) throw BadInput("A category lies outside its dictionary.");
    return cell_at(*chunk.dictionary, position);
}

}  // namespace

Cell cell_at(const ColumnChunk& chunk, std::size_t row) {
    const std::size_t at = chunk.offset + row;
    if (chunk.type == PhysicalType::nothing || (chunk.validity != nullptr && !bit(chunk.validity, at))) return {};
    switch (chunk.type) {
        case PhysicalType::float32: return static_cast<double>(load<float>(chunk.values, at));
        case PhysicalType::float64: return load<double>(chunk.values, at);
        case PhysicalType::bits: return bit(chunk.values, at);
        case PhysicalType::byte_flags: return load<std::uint8_t>(chunk.values, at) != 0;
        case PhysicalType::strings: return std::string_view{static_cast<const std::string*>(chunk.values)[at]};
        case PhysicalType::string_views: return static_cast<const std::string_view*>(chunk.values)[at];
        case PhysicalType::text32: return text_between<std::int32_t>(chunk, at);
        case PhysicalType::text64: return text_between<std::int64_t>(chunk, at);
        case PhysicalType::text_views: return text_view(chunk, at);
        case PhysicalType::dictionary: return in_dictionary(chunk, at);
        case PhysicalType::timestamp: return load<std::int64_t>(chunk.values, at);
        default: return whole(chunk.type, chunk.values, at);
    }
}

Cell cell_at(const ColumnView& column, std::size_t row) {
    std::size_t position = 0;
    const ColumnChunk& chunk = column.chunk_of(row, position);
    return cell_at(chunk, position);
}

}  // namespace dangol::python
