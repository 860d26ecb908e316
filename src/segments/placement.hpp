#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>
#include <dangol/features/feature_table.hpp>

#include "segments/mixture_state.hpp"

#include <functional>

namespace dangol::inline v0 {

/// Log-densities of every customer of a table in every segment into `densities` (customers × segments); columns are matched
/// by name and levels by theirs. `done(row, log_base)` is called for each row, from several threads.
/// @throws ColumnKindMismatch, UnknownLevel, Cancelled
void place_rows(const Mixture::State& state, const FeatureTable& customers, const Execution& execution, Matrix& densities,
                const std::function<void(std::size_t row, double log_base)>& done);

}  // namespace dangol::inline v0
