#include "customers/cells.hpp"

#include <dangol/core/error.hpp>
#include <dangol/core/time.hpp>

#include "customers/codes.hpp"
#include "customers/instants.hpp"
#include "customers/text_cells.hpp"

#include <bit>
#include <cmath>
#include <limits>

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

bool fits_128(const void* values, std::size_t i) noexcept {
    const auto low = load<Int128>(values, 2 * i), high = load<Int128>(values, 2 * i + 1);
    return high == (low < 0 ? -1 : 0);
}

double wide_decimal(const void* values, std::size_t i, std::int32_t scale) noexcept {
    double value = static_cast<double>(load<std::int64_t>(values, 4 * i + 3));  // the sign stands in the highest word
    for (std::size_t word = 3; word-- > 0;) value = value * 18'446'744'073'709'551'616.0 + static_cast<double>(load<std::uint64_t>(values, 4 * i + word));
    for (std::int32_t digit = 0; digit < scale; ++digit) value /= 10;
    for (std::int32_t digit = scale; digit < 0; ++digit) value *= 10;
    return value;
}

double half_float(std::uint16_t bits) noexcept {  // IEEE 754 binary16
    const int exponent = (bits >> 10) & 31;
    const double fraction = bits & 1023;
    const double sign = (bits & 0x8000) != 0 ? -1 : 1;
    if (exponent == 31) return fraction == 0 ? sign * std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
    return sign * (exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(fraction + 1024, exponent - 25));
}

std::int64_t days_of(std::chrono::year_month_day date) noexcept { return std::chrono::sys_days(date).time_since_epoch().count(); }

}  // namespace detail

namespace {

CellClass class_of(const ColumnChunk& chunk) noexcept {
    using enum PhysicalType;
    switch (chunk.type) {
        case nothing: return CellClass::nothing;
        case int8: case int16: case int32: case int64: case uint8: case uint16: case uint32: case uint64: return CellClass::whole_numbers;
        case float16: case float32: case float64: case decimal32: case decimal64: case decimal128: case decimal256: return CellClass::numbers;
        case bits: case byte_flags: return CellClass::flags;
        case strings: case string_views: case text32: case text64: case text_views: return CellClass::text;
        case days32: case days64: case milliseconds64: case year_month_day: return CellClass::dates;
        case timestamp: return CellClass::times;
        case duration: return CellClass::durations;
        case dictionary: return class_of(*chunk.dictionary);
        case unreadable: break;
    }
    return CellClass::unreadable;
}

/// What a cell says, as a hash: of two types that say the same, the same.
struct HashReader {
    using Value = std::uint64_t;
    Reading<Value> missing() const { return {}; }
    Reading<Value> integer(std::int64_t value) const { return {hash_of(value)}; }
    Reading<Value> number(double value) const {
        if (std::isnan(value)) return missing();
        constexpr double reach = 9'007'199'254'740'992.0;
        if (std::abs(value) <= reach && value == std::floor(value)) return integer(static_cast<std::int64_t>(value));
        return {~hash_of(std::bit_cast<std::int64_t>(value))};
    }
    Reading<Value> text(std::string_view value) const { return says_missing(trim(value)) ? missing() : Reading<Value>{hash_of(value)}; }
    Reading<Value> flag(bool value) const { return integer(value ? 1 : 0); }
    Reading<Value> date(std::int64_t days) const { return time(days * 86'400, 1, false); }
    Reading<Value> time(std::int64_t ticks, std::int64_t per_second, bool) const {
        const auto at = instant_of_ticks(ticks, per_second);
        return {hash_of(at ? at->time_since_epoch().count() : ticks) * 3};
    }
    Reading<Value> duration(std::int64_t ticks, std::int64_t per_second) const { return {time(ticks, per_second, false).value * 3}; }
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
    Reading<Value> duration(std::int64_t ticks, std::int64_t per_second) const {
        return {ShownValue(static_cast<double>(ticks) / static_cast<double>(per_second)).shown() + " s"};
    }
};

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
        case CellClass::durations: return "durations";
        case CellClass::unreadable: break;
    }
    return "what dangol cannot read";
}

std::string shown_cell(const ColumnView& column, std::size_t row) {
    ShownReader reader;
    return read_cell(column, row, reader).value;
}

void hash_cells(const ColumnView& column, std::size_t begin, std::size_t end, std::uint64_t* hashes, std::uint64_t salt) {
    HashReader reader;
    read_cells(column, begin, end, reader, [&](std::size_t row, const Reading<std::uint64_t>& cell) {
        if (cell.value != 0) hashes[row] += hash_of(static_cast<std::int64_t>(cell.value ^ salt));
    });
}

}  // namespace dangol::inline v0
