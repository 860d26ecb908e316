#pragma once

#include <dangol/core/matrix.hpp>

#include <optional>
#include <span>

namespace dangol::inline v0 {

/// Customers are placed with error, and a descriptor averaged over the placed is drawn towards everyone else. With
/// Eₖₗ = Σ wᵢ rᵢₖ rᵢₗ / Σ wᵢ rᵢₖ, the share of segment k that is placed in l, the weights R E⁻¹ undo that: their sums are those of
/// the segments themselves (Bolck, Croon & Hagenaars 2004; Vermunt 2010, with proportional assignment). Weights may be negative.
/// Empty when segments overlap so much that the error cannot be undone.
std::optional<Matrix> corrected_membership(MatrixView<const double> membership, std::span<const double> weights);

}  // namespace dangol::inline v0
