#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>
#include <dangol/features/feature_table.hpp>
#include <dangol/segments/segmentation.hpp>

namespace dangol::inline v0 {

/// What is left of a mixture's segments once those that run into each other are put together.
struct SeparatedParts {
    Matrix membership = {};  ///< customers × parts
    ValleyTest test = {};
};

/// Puts together, weakest pair first, until a valley is left between any two and each has `smallest_group` customers: in the columns that tell segments apart, and without
/// times of day and season too.
SeparatedParts separated_parts(const Mixture&, const FeatureTable&, const JudgeOptions&, const Execution& = {});

}  // namespace dangol::inline v0
