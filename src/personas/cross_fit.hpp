#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/features/feature_table.hpp>

#include "personas/claims.hpp"
#include "segments/refit.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace dangol::inline v0 {

/// A claim about customers who were placed by the other columns alone.
struct CrossFittedContrast {
    Contrast contrast = {};
    double effect = 0;               ///< on the symmetric scale of Contrast::effect
    double standard_error = 0;       ///< of the effect, given how customers were placed; 0: not measured
    double standard_error_here = 0;  ///< of contrast.here
};

/// What claims about basis columns come to when the column has no say in who belongs where: the segments are fitted on one half of the
/// customers, the other half is placed with the claim's column left out; then the halves change places. Measured over both together.
/// Result [segment][claim]; standard error 0 where nothing was measured: a claim about no basis column, or too few to compare.
std::vector<std::vector<CrossFittedContrast>> cross_fitted_contrasts(const Refit&, const FeatureTable&, std::span<const Claim> claims, std::span<const char> compared,
                                                                     std::uint64_t seed, const Execution&);

}  // namespace dangol::inline v0
