#pragma once

#include <dangol/customers/arrow_columns.hpp>
#include <dangol/customers/quarantine.hpp>
#include <dangol/export.hpp>

namespace dangol::inline v0 {

/// The rows that were set aside: table, row, column, value (masked), reason, the names as in the C++ enumerations.
[[nodiscard]] DANGOL_EXPORT ArrowColumns to_columns(const Quarantine& quarantine);

}  // namespace dangol::inline v0
