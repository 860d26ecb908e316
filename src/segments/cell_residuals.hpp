#pragma once

#include <dangol/core/matrix.hpp>

#include "segments/family_operations.hpp"
#include "segments/mixture_state.hpp"

#include <cstddef>
#include <span>

namespace dangol::inline v0 {

/// Entries of a cell's residual: 1, or one per level; 0 where the family is not looked at (see bivariate_residuals.hpp).
std::size_t residual_width(const Mixture::State& state, std::size_t column);

/// Whether a spread beside the mean was estimated, so that the square of the residual is a score, too.
bool has_spread(Family family) noexcept;

/// The standardised residual of an observed cell in a segment, mean 0 and variance 1 under it; of levels (1[level] − p) / √p each. False
/// where the cell says nothing about it: an amount of 0.
bool residual_of(const Mixture::State& state, std::size_t segment, std::size_t column, const Cell& cell, std::span<double> out);

}  // namespace dangol::inline v0
