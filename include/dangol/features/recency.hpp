#pragma once

#include <dangol/features/feature_column.hpp>

#include <optional>

namespace dangol::inline v0 {

/// Days from the last visit in the window to the as-of moment. Column recency_days, positive. Missing without a visit in the
/// window. Descriptor: with the frequency known, little of it is news, and it drifts with the length of the window.
struct Recency {
    std::optional<Role> role = {};
    bool operator==(const Recency&) const = default;
};

}  // namespace dangol::inline v0
