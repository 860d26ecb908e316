#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// What every measure of a grouping asks of its input.
namespace dangol::inline v0 {

/// Rows of each group. @throws InvalidArgument unless there is a group for every row, at least two hold some, and one holds two
std::vector<double> rows_of_groups(std::span<const std::uint32_t> groups, std::size_t rows);

/// @throws InvalidArgument unless every coordinate is finite
void check_point(std::span<const double> point);

}  // namespace dangol::inline v0
