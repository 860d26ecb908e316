#pragma once

#include <dangol/features/feature_column.hpp>

#include <optional>

namespace dangol::inline v0 {

/// How long they stay. Column visit_minutes, positive, mean with its standard error; exposure: visits whose duration is known. Missing without one in the
/// window. Descriptor.
struct VisitDuration {
    std::optional<Role> role = {};
    bool operator==(const VisitDuration&) const = default;
};

}  // namespace dangol::inline v0
