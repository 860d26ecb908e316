#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/random.hpp>
#include <dangol/features/feature_table.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

/// One basis column as numbers that distances can be measured in, worked out of the table's cells whenever they are asked for: the formulas
/// that segments/coordinates.hpp tells, before they are centred and divided.
namespace dangol::inline v0 {

/// What centres each number of a column, and divides all of them by the root of their summed variance.
struct Scaling {
    std::vector<double> mean = {};
    double scale = 0;  ///< 0: nothing varies
    double operator()(double x, std::size_t l = 0) const noexcept { return (x - mean[l]) * scale; }
};
inline Scaling unscaled(std::size_t width) { return {std::vector<double>(width, 0), 1}; }

/// Where the numbers of some customers are to go: those of the r-th to out[r × stride].
struct PointReading {
    std::span<const std::uint32_t> customers;
    const Scaling& scaling;
    double* out;
    std::size_t stride;
};

/// A column as numbers, scaled; NaN where not observed.
struct RawColumn {
    std::size_t width = 1;
    std::function<void(const PointReading&)> read = {};
};

inline constexpr std::size_t rows_at_once = 32;  // what they say stays in the cache from column to column

/// Of a kind that makes no numbers: a width of 0. @throws Cancelled
RawColumn raw_column(const FeatureTable&, ColumnIndex, const Execution&);

/// The same for counts and shares, each event spread over its width; `draws`: of each copy of each customer, copy after copy.
RawColumn spread_column(const FeatureTable&, ColumnIndex, std::span<Random> draws, const Execution&);

}  // namespace dangol::inline v0
