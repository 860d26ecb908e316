#pragma once

#include <cmath>

namespace dangol::inline v0 {

/// Numbers beyond this are refused wherever they come in. Squares of what is allowed, summed over as many customers as there can be, stay finite:
/// no mean, variance or distance overflows. It is far above anything that can be counted or paid.
constexpr double largest_number = 1e100;

constexpr const char* within_largest_number = "finite, and at most 1e100 in size";

/// False for NaN. All that single precision holds is usable, except infinity.
inline bool is_usable(double value) noexcept { return std::fabs(value) <= largest_number; }

}  // namespace dangol::inline v0
