#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/time.hpp>

#include "core/large_array.hpp"
#include "customers/cells.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

/// The order of rows by what they say, so that the order in which they came never matters.
namespace dangol::inline v0 {

/// Negative, 0 or positive, as row a stands before, with or behind row b.
using CompareRows = std::function<int(std::size_t a, std::size_t b)>;

inline int compare_numbers(double a, double b) noexcept {  // what is not known stands in front
    if (a < b) return -1;
    if (a > b) return 1;
    if (a == b) return 0;
    return static_cast<int>(std::isnan(b)) - static_cast<int>(std::isnan(a));
}

template <class T>
CompareRows by_value(std::span<const T> values) {
    return [values](std::size_t a, std::size_t b) {
        if constexpr (std::is_same_v<T, double>) return compare_numbers(values[a], values[b]);
        else return values[a] < values[b] ? -1 : values[b] < values[a] ? 1 : 0;
    };
}

template <class T>
CompareRows by_value(const std::vector<T>& values) {
    return by_value(std::span<const T>(values));
}

/// By the order of what codes stand for; what is not known (0xffffffff) stands behind.
inline CompareRows by_rank(const std::vector<std::uint32_t>& codes, const std::vector<std::uint32_t>& rank_of_code) {
    return [&codes, &rank_of_code](std::size_t a, std::size_t b) {
        if (codes[a] == codes[b]) return 0;
        if (codes[a] >= rank_of_code.size()) return 1;
        if (codes[b] >= rank_of_code.size()) return -1;
        return rank_of_code[codes[a]] < rank_of_code[codes[b]] ? -1 : 1;
    };
}

/// Column after column.
struct RowOrder {
    std::vector<CompareRows> columns = {};

    int operator()(std::size_t a, std::size_t b) const {
        for (const CompareRows& compare : columns) {
            if (const int order = compare(a, b)) return order;
        }
        return 0;
    }
};

/// The rows of each group, in the order in which they came: rows[first[g]], …, rows[first[g + 1] − 1].
struct GroupedRows {
    std::vector<std::uint64_t> first = {};
    LargeNumbers<std::uint32_t> rows = {};
    std::span<std::uint32_t> of(std::size_t group) noexcept { return {rows.data() + first[group], rows.data() + first[group + 1]}; }
};
/// Of the rows that are usable.
GroupedRows group_rows(std::span<const std::uint32_t> group_of_row, std::span<const std::uint8_t> usable, std::size_t groups, const Execution& execution);

/// So many rows are looked at between two looks for a stop: a millisecond or two.
inline constexpr std::size_t rows_between_looks = 65'536;

}  // namespace dangol::inline v0
