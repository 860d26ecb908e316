#pragma once

#include <dangol/core/matrix.hpp>

#include "segments/family_operations.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// Numeric columns that vary together inside every segment, with one covariance for all segments: correlation alone then
/// makes no segments. Values are standardised (for amounts, their logs). Because the covariance is shared, the density
/// differs between segments only by terms linear in the values:
///
///     log p(y | k) = y·Σ⁻¹μₖ − ½ μₖ·Σ⁻¹μₖ   − ½ y·Σ⁻¹y − ½ log |2πΣ|  (the same for all k; summed from one Gram matrix)
///
/// Partly missing rows are marginalised: rows with the same columns missing form a pattern and have their own Σ⁻¹ of the observed part;
/// the M step fills in conditional moments, which again needs only sums per pattern (Little & Rubin, Statistical
/// Analysis with Missing Data, ch. 11).
namespace dangol::inline v0 {

struct MissingPattern {
    std::size_t begin = 0, end = 0;        ///< its rows
    std::vector<std::uint32_t> observed = {}, missing = {};  ///< positions in the block
    double weight = 0;
    std::vector<double> sums = {};         ///< Σ weight · (y, 1, 0 …), as wide as PreparedBlock::values
    Matrix gram = {};                      ///< Σ weight · y yᵀ of the observed positions
};

struct PreparedBlock {
    std::vector<std::uint32_t> columns = {};  ///< positions among the basis columns
    Matrix values = {};                       ///< rows × padded(columns + 1): y (0 where missing), 1, 0 …
    std::vector<MissingPattern> patterns = {};

    std::size_t size() const noexcept { return columns.size(); }
    std::size_t width() const noexcept { return values.columns(); }
};

/// Which columns belong to the block: normal ones, and hurdles without zeros, that vary.
std::vector<std::uint32_t> block_columns(std::span<const PreparedColumn> columns);

/// The block's part of a prepared table whose rows stand in `order`, sorted by pattern. `values` is rows × block, NaN where missing.
PreparedBlock prepare_block(std::vector<std::uint32_t> columns, const Matrix& values, std::span<const double> weights);

/// A pattern's share of one E step and what the next M step needs of it.
struct PatternTerms {
    Matrix coefficients = {};  ///< width × padded segments: multiplies a row of PreparedBlock::values
    Matrix regression = {};    ///< missing × observed: Σ_mo Σ_oo⁻¹
    Matrix spread = {};        ///< missing × missing: Σ_mm − Σ_mo Σ_oo⁻¹ Σ_om
};
struct BlockTerms {
    std::vector<PatternTerms> patterns = {};
    double log_likelihood = 0;  ///< Σ over rows of what all segments have in common, without ½ log 2π per value
    double log_prior = 0;       ///< of the covariance, per unit of weight: −½ ridge · trace Σ⁻¹
};

/// Added to the diagonal of the covariance (in units of the overall variances) as the mode of a prior, so that copies of a column
/// leave it invertible.
inline constexpr double covariance_ridge = 1e-6;

BlockTerms express_block(const PreparedBlock& block, const Matrix& means, const Matrix& covariance);

/// One M step. `sums[p]` is width × padded segments: Σ membership · (y, 1, 0 …) of pattern p, the prior's share included;
/// `grams_times` the total membership of a row (1 + prior's share of all segments).
void update_block(const PreparedBlock& block, const BlockTerms& terms, std::span<const Matrix> sums, double grams_times,
                  Matrix& means, Matrix& covariance);

}  // namespace dangol::inline v0
