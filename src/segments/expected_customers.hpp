#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/features/feature_table.hpp>

#include "segments/mixture_state.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace dangol::inline v0 {

/// For each customer the share, in [0, 1), of the customers whom a mixture expects, with the same columns known through about the same exposures, who are
/// less far out (−log p) than they. `segments`: the segment whose density and whose customers they are compared with, one per customer; empty: those of
/// the whole mixture. What one customer gets does not depend on the others.
std::vector<double> shares_less_far_out(const Mixture::State& state, const FeatureTable& customers, std::span<const std::uint32_t> segments, std::size_t draws,
                                        std::uint64_t seed, const Execution& execution);

}  // namespace dangol::inline v0
