#pragma once

#include <dangol/features/feature_column.hpp>

#include <optional>

namespace dangol::inline v0 {

/// Mean amount per visit, in the schema's currency. Column spend_per_visit, positive; exposure: visits with an amount. Missing
/// without such a visit in the window. Basis.
struct MonetaryValue {
    std::optional<Role> role = {};
    bool operator==(const MonetaryValue&) const = default;
};

}  // namespace dangol::inline v0
