#pragma once

#include <dangol/features/feature_column.hpp>

#include <optional>

namespace dangol::inline v0 {

/// How many different things they buy: the probability that two of their lines are different offerings,
///     1 − Σ nᵢ (nᵢ − 1) / (n (n − 1)),
/// Simpson's index (Nature 163, 1949), which, other than a count of offerings, does not grow with the number of lines. Column
/// offering_breadth, numeric, 0 … 1; exposure: lines whose offering is known. Missing with fewer than 2. Descriptor.
struct OfferingBreadth {
    std::optional<Role> role = {};
    bool operator==(const OfferingBreadth&) const = default;
};

}  // namespace dangol::inline v0
