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

/// Visits that were not: the other side of Planning, for who thinks in sudden visits. Column sudden_visits, share; trials and missing
/// rule as there. Descriptor: a plan that has both would say the same twice.
struct SuddenVisits {
    std::optional<Role> role = {};
    bool operator==(const SuddenVisits&) const = default;
};

}  // namespace dangol::inline v0
