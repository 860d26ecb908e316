#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/features/feature_table.hpp>

#include "personas/claims.hpp"
#include "personas/refit.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace dangol::inline v0 {

/// An effect on the symmetric scale and its standard error.
struct MeasuredEffect {
    double effect = 0;
    double standard_error = 0;
};

/// What claims about basis columns come to when the column has no say in who belongs where: the segments are fitted on one half of the
/// customers, the other half is placed with the claim's column left out and measured; then the halves change places.
/// Result [segment][claim]; standard error 0 where nothing was measured: a claim about no basis column, or a half with too few.
std::vector<std::vector<MeasuredEffect>> cross_fitted_effects(const Refit&, const FeatureTable&, std::span<const Claim> claims, std::span<const char> compared,
                                                              std::uint64_t seed, const Execution&);

}  // namespace dangol::inline v0
