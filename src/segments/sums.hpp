#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>
#include <dangol/segments/mixture.hpp>

#include "segments/expressed.hpp"
#include "segments/kernel.hpp"
#include "segments/prepared_table.hpp"

#include <vector>

/// One pass over the rows, and all that an M step needs of it: additive, so that tiles, threads and machines can share it.
namespace dangol::inline v0 {

class Tile;

/// Sums over rows with the same columns of the block missing, before anything is filled in.
struct PatternSums {
    std::size_t pattern = 0;               ///< of PreparedBlock::patterns
    std::vector<Moments> segments = {};    ///< Gram matrices only where the covariance is free
    Matrix gram = {};                      ///< of all segments together, where it is shared
};

struct Sums {
    kernel::Gain gain = {};
    std::vector<double> features = {};     ///< (dense features, then 1) × segments, in lanes
    std::vector<double> slots = {};        ///< slots × padded segments
    std::vector<double> block_values = {}; ///< of complete rows: (block, then 1) × segments, in lanes
    std::vector<double> block_grams = {};  ///< of complete rows: covariances × gram_width², only where they are needed
    BlockStatistics filled = {};           ///< of rows with something missing, the prior's share included
    std::vector<PatternSums> patterns = {};///< the same rows, if they were asked for; one may stand several times
    double block_common = 0;               ///< of those rows: what all segments have in common of the log-likelihood …
    double block_base = 0;                 ///< … and Σ over segments of the log-density of everyone

    void add(const Sums& other);
    std::vector<double> ended_features() const;  ///< lanes added up
    /// Of rows with nothing missing in one segment; the Gram matrix where there is one.
    Moments complete_moments(const PreparedBlock& block, std::size_t segment) const;
};

/// Memberships that are given: of all customers, or of some who stand for all.
struct GivenMemberships {
    MatrixView<const double> values = {};          ///< rows × segments; each row sums to 1
    std::span<const std::uint32_t> row_of = {};    ///< of each customer, or nowhere; empty: row i is customer i
    double times = 1;                              ///< all customers, per customer who is there
    static constexpr std::uint32_t nowhere = 0xffff'ffffu;
};

/// What everyone together is: one segment, all memberships 1.
Sums sum_everyone(const PreparedTable& table, const Execution& execution);

/// The block is filled in as under `expressed`.
Sums sum_given(const PreparedTable& table, const Expressed& expressed, const GivenMemberships& memberships, double prior,
               const Execution& execution);

/// Memberships under `expressed`, and their sums: the E step. `prior` is the weight with which everyone belongs to each segment beforehand.
Sums sum_expected(const PreparedTable& table, const Expressed& expressed, Assignment assignment, double prior, const Execution& execution);

/// The same without a prior and with the patterns kept: what can be added to the sums of other rows. `memberships` null: as expected.
Sums sum_part(const PreparedTable& table, const Expressed& expressed, const GivenMemberships* memberships, const Execution& execution);

/// Memberships of the rows of a tile, times their weights: segments × kernel::tile_rows. `terms` of its pattern, null without a block.
kernel::Gain assign(const PreparedTable& table, const Expressed& expressed, const PatternTerms* terms, const Tile& tile, double* memberships,
                    Assignment assignment = Assignment::soft);

/// Memberships of all rows under `expressed`, in the order of the source, not weighted.
Matrix memberships_of(const PreparedTable& table, const Expressed& expressed, Assignment assignment, const Execution& execution);

}  // namespace dangol::inline v0
