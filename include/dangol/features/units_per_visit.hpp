#pragma once

#include <dangol/features/feature_column.hpp>

#include <optional>

namespace dangol::inline v0 {

/// How many pieces they take at a time (the trade calls it units per transaction). Column units_per_visit, positive, mean over visits of the sum of
/// the quantities of their lines, with its standard error; exposure: visits of which a quantity is known. Missing without one in the window.
/// Descriptor: what they spend already says how much they buy.
struct UnitsPerVisit {
    std::optional<Role> role = {};
    bool operator==(const UnitsPerVisit&) const = default;
};

}  // namespace dangol::inline v0
