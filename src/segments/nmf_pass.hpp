#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>
#include <dangol/segments/nmf.hpp>

#include <cstddef>
#include <vector>

/// One pass of matrix factorisation over the rows: their weights are improved, and all that the archetypes need to know is summed
/// while the rows are in the cache, so that an iteration reads the points once.
///
/// Widths are padded to eight virtual lanes with zeros.
namespace dangol::inline v0 {

constexpr std::size_t nmf_padded(std::size_t width) noexcept { return (width + 7) / 8 * 8; }

struct NmfSums {
    Matrix products = {};            ///< archetypes × padded columns. frobenius: Wᵀ X; kullback_leibler: Wᵀ (X / WH)
    Matrix squares = {};             ///< archetypes × archetypes: Wᵀ W
    std::vector<double> total = {};  ///< of each archetype: Σ w
    double left_to_do = 0;           ///< Σ |projected gradient| before each step
    void merge(NmfSums&& from);
};

/// frobenius: one sweep of coordinate descent over the rows of W. `archetypes` is archetypes × padded columns.
NmfSums descend_weights(MatrixView<const double> points, const Matrix& archetypes, Matrix& weights, const Execution& execution);

/// One sweep over H, given Wᵀ X and Wᵀ W; returns Σ |projected gradient|.
double descend_archetypes(const NmfSums& sums, Matrix& archetypes) noexcept;

/// kullback_leibler: one multiplicative update of W.
NmfSums multiply_weights(MatrixView<const double> points, const Matrix& archetypes, Matrix& weights, const Execution& execution);
void multiply_archetypes(const NmfSums& sums, Matrix& archetypes) noexcept;

double nmf_loss(MatrixView<const double> points, const Matrix& weights, const Matrix& archetypes, NmfLoss loss, const Execution& execution);

}  // namespace dangol::inline v0
