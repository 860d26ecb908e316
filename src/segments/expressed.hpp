#pragma once

#include <dangol/core/matrix.hpp>

#include "segments/mixture_state.hpp"
#include "segments/prepared_table.hpp"

#include <vector>

namespace dangol::inline v0 {

/// Everything that EM changes. Parameters in the columns' units; covariance of standardised values.
struct FitState {
    Matrix parameters = {};           ///< segments × PreparedTable::parameter_count
    std::vector<double> shares = {};
    Matrix covariance = {};           ///< of the block; where it is free those of all segments, one below the other; empty without one

    std::size_t segments() const noexcept { return shares.size(); }
};

/// Between a mixture and what EM changes of it: the covariance is told in the columns' own units there, and in standard deviations here.
FitState fit_state_of(const PreparedTable& table, const Mixture::State& mixture);
void put_fit_state(const PreparedTable& table, const FitState& state, Mixture::State& mixture);

/// Every segment like everyone.
FitState everyone(const PreparedTable& table, std::size_t segments);

/// The same as tiles are multiplied by it.
struct Expressed {
    Matrix by_feature = {};           ///< segments × features, the constant ones too: as families write them
    Matrix by_slot = {};              ///< segments × slots
    std::vector<double> start = {};   ///< per segment: log share, and what features add that are the same in every row
    Matrix coefficients = {};         ///< dense features × segments
    Matrix entries = {};              ///< slots × padded segments
    Matrix means = {}, covariance = {};  ///< of the block
    PatternTerms complete = {};       ///< of its rows with nothing missing

    std::size_t segments() const noexcept { return start.size(); }
};

/// Columns that a pass leaves out because all segments share them: everyone's parameters in every segment.
void share_parameters(const PreparedTable& table, FitState& state);

Expressed express(const PreparedTable& table, const FitState& state);

/// Means of the block's columns, standardised: segments × block.
Matrix block_means(const PreparedTable& table, const FitState& state);
void set_block_means(const PreparedTable& table, const Matrix& means, FitState& state);
/// A row of the block with nothing missing.
MissingPattern everything(const PreparedBlock& block);

}  // namespace dangol::inline v0
