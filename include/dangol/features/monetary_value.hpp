#pragma once

#include <dangol/features/feature_column.hpp>

#include <cstddef>
#include <optional>

namespace dangol::inline v0 {

/// Mean amount per visit, in the schema's currency. Column spend_per_visit, or spend_per_visit_last_<n>_days; positive, with its standard
/// error; exposure: visits with an amount. Missing without such a visit. Basis; over part of the window descriptor.
struct MonetaryValue {
    std::optional<Role> role = {};
    std::optional<std::size_t> last_days = {};  ///< of the window, counted by the wall clock; none: the whole window
    bool operator==(const MonetaryValue&) const = default;
};

}  // namespace dangol::inline v0
