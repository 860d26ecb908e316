#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/time.hpp>
#include <dangol/customers/account.hpp>

#include "customers/row_numbers.hpp"

#include <chrono>
#include <cstdint>
#include <vector>

namespace dangol::inline v0 {

inline constexpr std::chrono::microseconds stray_time_gap = std::chrono::days{2 * 365};

/// What lies that much before or after all other rows of a table: at most 1 + a half percent of them, of at least 20. `usable`: 1 or 0 for each time. `numbers`: of the rows.
std::vector<StrayTime> stray_times(TableKind table, const std::vector<Instant>& at, const std::vector<std::uint8_t>& usable, const RowNumbers& numbers, const TimeZone& zone,
                                   const Execution& execution);

}  // namespace dangol::inline v0
