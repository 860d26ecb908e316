#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace dangol::inline v0 {

/// The distinct numbers of a list, ascending.
inline std::vector<double> distinct(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
}

/// Where `value` stands among distinct ones that hold it.
inline std::uint32_t position_of(const std::vector<double>& sorted, double value) {
    return static_cast<std::uint32_t>(std::lower_bound(sorted.begin(), sorted.end(), value) - sorted.begin());
}

}  // namespace dangol::inline v0
