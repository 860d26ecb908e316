#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>

#include "segments/expressed.hpp"
#include "segments/sums.hpp"

#include <cstddef>
#include <vector>

namespace dangol::inline v0 {

/// The M step: the sums of one pass, the prior's share added, become better parameters.
class Maximisation {
public:
    /// `prior`: the weight with which everyone belongs to each segment beforehand.
    Maximisation(const PreparedTable& table, const Expressed& before, const Sums& sums, double prior, std::size_t segments);

    void update_shares(FitState& state) const;
    void update_block(FitState& state) const;
    /// One step; of more rounds, families whose update is a Newton step repeat it.
    void update_columns(FitState& state, std::size_t rounds, const Execution& execution) const;
    /// Per column, how much log-likelihood parameters of its own gain each segment in expectation, nats, compared to everyone's; 0 in the block.
    std::vector<double> gains_of_own_parameters(const FitState& state) const;

private:
    void update_shared_columns(FitState& state, std::size_t rounds) const;

    const PreparedTable& table_;
    const Expressed& before_;
    const Sums& sums_;
    const double prior_;
    const std::size_t segments_;
    std::vector<double> counts_;            ///< per segment, without the prior
    Matrix by_feature_, by_slot_;           ///< segments × features, × slots
};

}  // namespace dangol::inline v0
