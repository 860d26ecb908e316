#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/features/feature_table.hpp>

#include "core/parallel.hpp"
#include "features/feature_source.hpp"
#include "features/feature_table_state.hpp"
#include "features/prepared_feature.hpp"

#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace dangol::inline v0 {

/// Every feature of the plan, its columns in the roles that the plan settled. @throws FutureLeak, ColumnKindMismatch and what
/// prepare() throws.
std::vector<PreparedFeature> prepare_all(const FeatureSource& source, const Execution& execution = {});

/// As prepare_all() does it for one feature: a role that the plan settled wins over a default.
void settle_columns(PreparedFeature& feature, const FeatureSource& source);

/// Fills the cells of the rows of a block; the columns of feature f are [first_column[f], first_column[f + 1]).
using MeasureBlock = std::function<void(BlockRange rows, std::span<MeasuredColumn> columns, const std::vector<std::size_t>& first_column)>;

/// As build_rows(), with another way to measure: `measure` may be called from several threads.
FeatureTable::State build_blocks(const FeatureSource& source, const std::vector<PreparedFeature>& features, CustomerKeys rows,
                                 const MeasureBlock& measure, std::string_view stage, const Execution& execution);

/// Measures row after row, in blocks, and returns a checked state without customers' account. `moment_of` may be called from
/// several threads. Columns are settled in the plan of the state, also those of the source's plan that were not made here.
FeatureTable::State build_rows(const FeatureSource& source, const std::vector<PreparedFeature>& features, CustomerKeys rows,
                               const std::function<CustomerMoment(std::size_t row)>& moment_of, std::string_view stage,
                               const Execution& execution);

}  // namespace dangol::inline v0
