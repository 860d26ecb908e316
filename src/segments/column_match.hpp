#pragma once

#include <dangol/features/feature_table.hpp>

#include "segments/family_operations.hpp"
#include "segments/mixture_state.hpp"

#include <cstdint>
#include <vector>

/// The columns of a mixture as they stand in another table: found by name, levels by theirs.
namespace dangol::inline v0 {

struct ColumnMatch {
    static constexpr std::uint32_t no_level = 0xffff'ffffu;

    std::size_t column = 0;                ///< of the mixture
    ColumnCells cells;                     ///< look into the table
    std::vector<std::uint32_t> level = {}; ///< the mixture's code of each of the table's levels, or no_level; empty: the same
};

/// A level that the mixture does not know is an error only where a customer has it. Columns that the table lacks have no match.
/// @throws ColumnKindMismatch, UnknownLevel
std::vector<ColumnMatch> match_columns(const Mixture::State& state, const FeatureTable& customers);

/// The same customers with the mixture's columns and levels, and none but those; what the table lacks was not observed. Cells that
/// mean the same are shared, not copied.
FeatureTable as_fitted(const Mixture::State& state, const FeatureTable& customers);

}  // namespace dangol::inline v0
