#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>
#include <dangol/segments/mixture.hpp>

#include "segments/mixture_fit.hpp"

namespace dangol::inline v0 {

/// A fit, and who belongs where under it: customers × segments.
struct PlacedFit {
    FittedMixture fitted = {};
    Matrix memberships = {};
};

/// Variable selection for one number of segments, beginning at any fit. In turn, a few times: under the memberships so far each column outside the
/// block shows what parameters of its own in every segment gain and what they cost, those that do not pay are shared, all others are not, and
/// EM goes on from there. Neither step makes BIC larger, but for what the prior does; the fit is replaced where BIC is smaller in the end.
/// `table`: with every column that may have a say. Where no column would be left to tell the segments apart, nothing changes.
void select_columns(const PreparedTable& table, PlacedFit& fit, const MixtureOptions& options, const Execution& execution);

}  // namespace dangol::inline v0
