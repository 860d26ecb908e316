#include "customers/cells.hpp"

#include <dangol/core/error.hpp>
#include <dangol/core/time.hpp>

#include "customers/instants.hpp"
#include "customers/text_cells.hpp"

#include <compare>

namespace dangol::inline v0 {

namespace detail {

std::optional<std::size_t> dictionary_position(const ColumnChunk& chunk, std::size_t i) noexcept {
    const auto load_index = [&]() -> std::uint64_t {  // a negative one becomes larger than any dictionary
        using enum PhysicalType;
        switch (chunk.index) {
            case int8: return static_cast<std::uint64_t>(load<std::int8_t>(chunk.values, i));
            case int16: return static_cast<std::uint64_t>(load<std::int16_t>(chunk.values, i));
            case int32: return static_cast<std::uint64_t>(load<std::int32_t>(chunk.values, i));
            case int64: return static_cast<std::uint64_t>(load<std::int64_t>(chunk.values, i));
            case uint8: return load<std::uint8_t>(chunk.values, i);
            case uint16: return load<std::uint16_t>(chunk.values, i);
            case uint32: return load<std::uint32_t>(chunk.values, i);
            default: return load<std::uint64_t>(chunk.values, i);
        }
    };
    const std::uint64_t position = load_index();
    if (position >= chunk.dictionary->length) return std::nullopt;
    return static_cast<std::size_t>(position);
}

std::int64_t days_of(std::chrono::year_month_day date) noexcept { return std::chrono::sys_days(date).time_since_epoch().count(); }

}  // namespace detail

namespace {

CellClass class_of(const ColumnChunk& chunk) noexcept {
    using enum PhysicalType;
    switch (chunk.type) {
        case nothing: return CellClass::nothing;
        case int8: case int16: case int32: case int64: case uint8: case uint16: case uint32: case uint64: return CellClass::whole_numbers;
        case float32: case float64: case decimal128: return CellClass::numbers;
        case bits: case byte_flags: return CellClass::flags;
        case strings: case string_views: case text32: case text64: case text_views: return CellClass::text;
        case days32: case days64: case milliseconds64: case year_month_day: return CellClass::dates;
        case timestamp: return CellClass::times;
        case dictionary: return class_of(*chunk.dictionary);
        case unreadable: break;
    }
    return CellClass::unreadable;
}

/// A cell as it can be compared: what is not used holds its default.
struct PlainCell {
    int kind = 0;  // 0: missing
    std::int64_t whole = 0;
    double number = 0;
    std::string_view text = {};
};

struct PlainReader {
    using Value = PlainCell;
    Reading<Value> missing() const { return {}; }
    Reading<Value> integer(std::int64_t value) const { return {{1, value, 0, {}}}; }
    Reading<Value> number(double value) const { return std::isnan(value) ? missing() : Reading<Value>{{2, 0, value, {}}}; }
    Reading<Value> text(std::string_view value) const {
        return says_missing(trim(value)) ? missing() : Reading<Value>{{3, 0, 0, value}};
    }
    Reading<Value> flag(bool value) const { return {{4, value ? 1 : 0, 0, {}}}; }
    Reading<Value> date(std::int64_t days) const { return {{5, days, 0, {}}}; }
    Reading<Value> time(std::int64_t ticks, std::int64_t, bool) const { return {{6, ticks, 0, {}}}; }
};

struct ShownReader {
    using Value = std::string;
    Reading<Value> missing() const { return {}; }
    Reading<Value> integer(std::int64_t value) const { return {std::to_string(value)}; }
    Reading<Value> number(double value) const { return {std::isnan(value) ? std::string{} : ShownValue(value).shown()}; }
    Reading<Value> text(std::string_view value) const { return {std::string(value)}; }
    Reading<Value> flag(bool value) const { return {value ? "true" : "false"}; }
    Reading<Value> date(std::int64_t days) const {
        const auto at = instant_of_days(days);
        return {at ? iso_date(LocalTime(at->time_since_epoch())) : "day " + std::to_string(days)};
    }
    Reading<Value> time(std::int64_t ticks, std::int64_t per_second, bool zoned) const {
        const auto at = instant_of_ticks(ticks, per_second);
        if (!at) return {"tick " + std::to_string(ticks)};
        return {zoned ? iso_text(*at) : iso_text(LocalTime(at->time_since_epoch()))};
    }
};

int sign(std::strong_ordering order) { return order < 0 ? -1 : order > 0 ? 1 : 0; }

}  // namespace

CellClass class_of(const ColumnView& column) noexcept {
    CellClass held = CellClass::nothing;
    for (const ColumnChunk& chunk : column.chunks()) {
        held = class_of(chunk);
        if (held != CellClass::nothing) break;  // a dictionary without a single value may stand in front
    }
    return held;
}

std::string_view name_of(CellClass held) noexcept {
    switch (held) {
        case CellClass::nothing: return "nothing";
        case CellClass::whole_numbers: return "whole numbers";
        case CellClass::numbers: return "numbers";
        case CellClass::flags: return "true or false";
        case CellClass::text: return "text";
        case CellClass::dates: return "dates";
        case CellClass::times: return "times";
        case CellClass::unreadable: break;
    }
    return "what dangol cannot read";
}

std::string shown_cell(const ColumnView& column, std::size_t row) {
    ShownReader reader;
    return read_cell(column, row, reader).value;
}

int compare_cells(const ColumnView& column, std::size_t row, std::size_t other) {
    PlainReader reader;
    const PlainCell a = read_cell(column, row, reader).value, b = read_cell(column, other, reader).value;
    if (a.kind != b.kind) return a.kind < b.kind ? -1 : 1;
    if (a.kind == 2) return a.number < b.number ? -1 : a.number > b.number ? 1 : 0;
    if (a.kind == 3) return sign(a.text <=> b.text);
    return sign(a.whole <=> b.whole);
}

}  // namespace dangol::inline v0
