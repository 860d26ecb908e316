#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/random.hpp>

#include "segments/kprototypes_pass.hpp"

#include <cstddef>
#include <span>

namespace dangol::inline v0 {

/// Rows as prototypes, drawn with probability ∝ weight · cost to the nearest so far.
Prototypes draw_prototypes(const PlacedRows& rows, std::span<const double> weights, std::size_t groups, Random random, const Execution& execution);

}  // namespace dangol::inline v0
