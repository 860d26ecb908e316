#pragma once

#include <dangol/features/feature_column.hpp>

#include <optional>

namespace dangol::inline v0 {

/// Mean satisfaction. Column satisfaction, numeric; exposure: visits with an answer. Missing without one in the window.
/// Descriptor.
struct Satisfaction {
    std::optional<Role> role = {};
    bool operator==(const Satisfaction&) const = default;
};

}  // namespace dangol::inline v0
