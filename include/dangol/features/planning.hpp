#pragma once

#include <dangol/features/feature_column.hpp>

#include <optional>

namespace dangol::inline v0 {

/// Visits that were planned. Column planned_visits, share; trials: visits of which it is known. Missing without such a visit in
/// the window. Basis.
struct Planning {
    std::optional<Role> role = {};
    bool operator==(const Planning&) const = default;
};

}  // namespace dangol::inline v0
