#pragma once

#include <dangol/features/feature_column.hpp>

#include <optional>

namespace dangol::inline v0 {

/// Visits in company (party size above one). Column visits_in_company, share; trials: visits with a known party. Missing without
/// such a visit in the window. Basis.
struct Companionship {
    std::optional<Role> role = {};
    bool operator==(const Companionship&) const = default;
};

}  // namespace dangol::inline v0
