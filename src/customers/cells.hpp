#pragma once

#include <dangol/customers/quarantine.hpp>
#include <dangol/customers/records.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// One way to read a cell, whatever lies in memory: the layout is decoded here, and a reader says what the decoded value means.
///
/// A reader has `using Value` and, each giving a Reading<Value>:
/// missing(), integer(int64), number(double), text(string_view), flag(bool), date(days since 1970-01-01),
/// time(ticks, ticks per second, zoned), duration(ticks, ticks per second).
namespace dangol::inline v0 {

inline constexpr UnusableReason sound{0xff};  ///< the reading is good

template <class T>
struct Reading {
    T value = {};
    UnusableReason fault = sound;
};

namespace detail {

__extension__ typedef __int128 Int128;

template <class T>
T load(const void* base, std::size_t i) noexcept {  // Arrow promises no alignment
    T value;
    std::memcpy(&value, static_cast<const char*>(base) + i * sizeof(T), sizeof(T));
    return value;
}

inline bool bit(const void* bits, std::size_t i) noexcept {
    return ((static_cast<const std::uint8_t*>(bits)[i / 8] >> (i % 8)) & 1U) != 0;
}

inline bool is_there(const ColumnChunk& chunk, std::size_t i) noexcept {
    return chunk.type != PhysicalType::nothing && (chunk.validity == nullptr || bit(chunk.validity, chunk.offset + i));
}

template <class Offset>
std::string_view text_at(const ColumnChunk& chunk, std::size_t i) noexcept {
    const auto begin = load<Offset>(chunk.values, i), end = load<Offset>(chunk.values, i + 1);
    if (begin == end) return {};  // `bytes` may be null then
    return {static_cast<const char*>(chunk.bytes) + begin, static_cast<std::size_t>(end - begin)};
}

/// Arrow utf8_view: length, then twelve bytes of text, or four of it, the number of a buffer and the position in it.
inline std::string_view text_view_at(const ColumnChunk& chunk, std::size_t i) noexcept {
    const char* view = static_cast<const char*>(chunk.values) + 16 * i;
    const auto length = static_cast<std::size_t>(load<std::int32_t>(view, 0));
    if (length <= 12) return {view + 4, length};
    const auto buffer = load<std::int32_t>(view, 2), position = load<std::int32_t>(view, 3);
    return {static_cast<const char*>(static_cast<const void* const*>(chunk.bytes)[buffer]) + position, length};
}

std::optional<std::size_t> dictionary_position(const ColumnChunk& chunk, std::size_t i) noexcept;  ///< none: outside the dictionary
std::int64_t days_of(std::chrono::year_month_day date) noexcept;

template <class Reader>
auto read_unsigned(Reader& reader, std::uint64_t value) {
    return value <= 0x7fff'ffff'ffff'ffffULL ? reader.integer(static_cast<std::int64_t>(value)) : reader.number(static_cast<double>(value));
}

template <class Reader>
auto read_decimal(Reader& reader, Int128 units, std::int32_t scale) {
    Int128 power = 1;
    for (std::int32_t digit = 0; digit < scale; ++digit) power *= 10;
    for (std::int32_t digit = scale; digit < 0; ++digit) units *= 10;
    const Int128 whole = units / power;
    if (whole * power == units && whole == static_cast<std::int64_t>(whole)) return reader.integer(static_cast<std::int64_t>(whole));
    return reader.number(static_cast<double>(units) / static_cast<double>(power));
}

double wide_decimal(const void* values, std::size_t i, std::int32_t scale) noexcept;  ///< of 256 bits; what 128 hold is read by read_decimal
bool fits_128(const void* values, std::size_t i) noexcept;                            ///< a number of 256 bits
double half_float(std::uint16_t bits) noexcept;

template <class Reader>
auto read_wide_decimal(Reader& reader, const ColumnChunk& chunk, std::size_t i) {
    if (fits_128(chunk.values, i)) return read_decimal(reader, load<Int128>(chunk.values, 2 * i), chunk.scale);
    return reader.number(wide_decimal(chunk.values, i, chunk.scale));
}

/// Calls use(get) with get(reader, position) for the layout of the chunk, so that the switch stands outside the loop.
template <class Use>
decltype(auto) with_layout(const ColumnChunk& c, Use&& use);

}  // namespace detail

/// Cell i of a chunk.
template <class Reader>
Reading<typename Reader::Value> read_cell(const ColumnChunk& chunk, std::size_t i, Reader& reader) {
    if (!detail::is_there(chunk, i)) return reader.missing();
    return detail::with_layout(chunk, [&](const auto& get) { return get(reader, chunk.offset + i); });
}

template <class Reader>
Reading<typename Reader::Value> read_cell(const ColumnView& column, std::size_t row, Reader& reader) {
    std::size_t position = 0;
    const ColumnChunk& chunk = column.chunk_of(row, position);
    return read_cell(chunk, position, reader);
}

namespace detail {

template <class Use>
decltype(auto) with_layout(const ColumnChunk& c, Use&& use) {
    using enum PhysicalType;
    const auto integers = [&]<class T>(T) { return use([&c](auto& r, std::size_t i) { return r.integer(load<T>(c.values, i)); }); };
    switch (c.type) {
        case int8: return integers(std::int8_t{});
        case int16: return integers(std::int16_t{});
        case int32: return integers(std::int32_t{});
        case int64: return integers(std::int64_t{});
        case uint8: return integers(std::uint8_t{});
        case uint16: return integers(std::uint16_t{});
        case uint32: return integers(std::uint32_t{});
        case uint64: return use([&c](auto& r, std::size_t i) { return read_unsigned(r, load<std::uint64_t>(c.values, i)); });
        case float32: return use([&c](auto& r, std::size_t i) { return r.number(static_cast<double>(load<float>(c.values, i))); });
        case float64: return use([&c](auto& r, std::size_t i) { return r.number(load<double>(c.values, i)); });
        case float16: return use([&c](auto& r, std::size_t i) { return r.number(half_float(load<std::uint16_t>(c.values, i))); });
        case decimal32: return use([&c](auto& r, std::size_t i) { return read_decimal(r, load<std::int32_t>(c.values, i), c.scale); });
        case decimal64: return use([&c](auto& r, std::size_t i) { return read_decimal(r, load<std::int64_t>(c.values, i), c.scale); });
        case decimal128: return use([&c](auto& r, std::size_t i) { return read_decimal(r, load<Int128>(c.values, i), c.scale); });
        case decimal256: return use([&c](auto& r, std::size_t i) { return read_wide_decimal(r, c, i); });
        case bits: return use([&c](auto& r, std::size_t i) { return r.flag(bit(c.values, i)); });
        case byte_flags: return use([&c](auto& r, std::size_t i) { return r.flag(load<std::uint8_t>(c.values, i) != 0); });
        case strings: return use([&c](auto& r, std::size_t i) { return r.text(static_cast<const std::string*>(c.values)[i]); });
        case string_views: return use([&c](auto& r, std::size_t i) { return r.text(static_cast<const std::string_view*>(c.values)[i]); });
        case text32: return use([&c](auto& r, std::size_t i) { return r.text(text_at<std::int32_t>(c, i)); });
        case text64: return use([&c](auto& r, std::size_t i) { return r.text(text_at<std::int64_t>(c, i)); });
        case text_views: return use([&c](auto& r, std::size_t i) { return r.text(text_view_at(c, i)); });
        case days32: return use([&c](auto& r, std::size_t i) { return r.date(load<std::int32_t>(c.values, i)); });
        case days64: return use([&c](auto& r, std::size_t i) { return r.date(load<std::int64_t>(c.values, i)); });
        case milliseconds64:
            return use([&c](auto& r, std::size_t i) {
                return r.date(std::chrono::floor<std::chrono::days>(std::chrono::milliseconds(load<std::int64_t>(c.values, i))).count());
            });
        case year_month_day:
            return use([&c](auto& r, std::size_t i) {
                const auto date = static_cast<const std::chrono::year_month_day*>(c.values)[i];
                return date.ok() ? r.date(days_of(date)) : r.text("impossible date");
            });
        case timestamp:
            return use([&c](auto& r, std::size_t i) { return r.time(load<std::int64_t>(c.values, i), c.ticks_per_second, c.zoned); });
        case duration: return use([&c](auto& r, std::size_t i) { return r.duration(load<std::int64_t>(c.values, i), c.ticks_per_second); });
        case dictionary:
            return use([&c](auto& r, std::size_t i) {
                const auto position = dictionary_position(c, i);
                return position ? read_cell(*c.dictionary, *position, r) : r.missing();
            });
        case nothing:
        case unreadable: break;
    }
    return use([](auto& r, std::size_t) { return r.missing(); });
}

/// Cells [from, from + count) of a dictionary chunk: each entry that occurs is read once.
template <class Reader, class Store>
void read_by_dictionary(const ColumnChunk& chunk, std::size_t from, std::size_t count, std::size_t row, Reader& reader, Store& store) {
    std::vector<Reading<typename Reader::Value>> entries(chunk.dictionary->length);
    std::vector<std::uint8_t> known(entries.size(), 0);
    for (std::size_t i = from; i < from + count; ++i, ++row) {
        const auto position = is_there(chunk, i) ? dictionary_position(chunk, chunk.offset + i) : std::nullopt;
        if (!position) {
            store(row, reader.missing());
            continue;
        }
        if (!known[*position]) {
            entries[*position] = read_cell(*chunk.dictionary, *position, reader);
            known[*position] = 1;
        }
        store(row, entries[*position]);
    }
}

}  // namespace detail

/// Calls store(row, reading) for the rows [begin, end) of a column.
template <class Reader, class Store>
void read_cells(const ColumnView& column, std::size_t begin, std::size_t end, Reader& reader, Store&& store) {
    for (std::size_t row = begin; row < end;) {
        std::size_t from = 0;
        const ColumnChunk& chunk = column.chunk_of(row, from);
        const std::size_t count = std::min(end - row, chunk.length - from);
        if (chunk.type == PhysicalType::dictionary && chunk.dictionary->length <= count) {
            detail::read_by_dictionary(chunk, from, count, row, reader, store);
        } else {
            detail::with_layout(chunk, [&](const auto& get) {
                for (std::size_t i = 0; i < count; ++i) {
                    store(row + i, detail::is_there(chunk, from + i) ? get(reader, chunk.offset + from + i) : reader.missing());
                }
            });
        }
        row += count;
    }
}

/// Cells of one chunk that lie side by side, all of them there: numbers of 64 bits, at any alignment.
struct CellRun {
    PhysicalType type = PhysicalType::nothing;
    const void* values = nullptr;
    std::size_t count = 0;
    std::int64_t ticks_per_second = 1;
    bool zoned = false;

    template <class T>
    T at(std::size_t i) const noexcept { return detail::load<T>(values, i); }
};

/// A reader that can look over a run first: take(run, into) writes all its cells and says true, if each of them is sound; else they are read one
/// by one, and what it has written counts for nothing.
template <class Reader>
concept TakesRuns = requires(const Reader& reader, const CellRun& run, typename Reader::Value* into) {
    { reader.take(run, into) } -> std::same_as<bool>;
};

/// Calls take(reader, run) for the rows [begin, end), if they make one run.
template <TakesRuns Reader>
bool take_run(const ColumnView& column, std::size_t begin, std::size_t end, const Reader& reader, typename Reader::Value* into) {
    using enum PhysicalType;
    std::size_t from = 0;
    const ColumnChunk& chunk = column.chunk_of(begin, from);
    const bool wide = chunk.type == int64 || chunk.type == float64 || chunk.type == timestamp;
    if (!wide || chunk.validity != nullptr || chunk.length - from < end - begin) return false;
    const char* first = static_cast<const char*>(chunk.values) + 8 * (chunk.offset + from);
    return reader.take({chunk.type, first, end - begin, chunk.ticks_per_second, chunk.zoned}, into);
}

/// What a column holds, apart from how it lies in memory.
enum class CellClass : std::uint8_t { nothing, whole_numbers, numbers, flags, text, dates, times, durations, unreadable };
CellClass class_of(const ColumnView& column) noexcept;
std::string_view name_of(CellClass held) noexcept;  ///< "whole numbers", "text", …

/// The cell as a text shows it: numbers in their shortest exact form, times in ISO 8601; empty when missing.
std::string shown_cell(const ColumnView& column, std::size_t row);

/// A hash of what a cell says, whatever type says it: 12, 12.0 and 1.2e1 are the same, and so is a date and its midnight. 0: missing.
/// Calls add(row, hash) for the rows [begin, end).
void hash_cells(const ColumnView& column, std::size_t begin, std::size_t end, std::uint64_t* hashes, std::uint64_t salt);

}  // namespace dangol::inline v0
