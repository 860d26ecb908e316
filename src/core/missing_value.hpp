#pragma once

#include <limits>

namespace dangol::inline v0 {

/// How a cell of numbers says that nothing is known.
inline constexpr double missing_value = std::numeric_limits<double>::quiet_NaN();

}  // namespace dangol::inline v0
