#pragma once

#include <dangol/core/matrix.hpp>

#include "segments/family_operations.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

/// Numeric columns that vary together inside every segment, with one covariance for all segments, or one for each. Values y
/// are standardised (for amounts, their logs).
///
///     log p(y | k) = −½ (y − μₖ)·Σₖ⁻¹ (y − μₖ) − ½ log |2πΣₖ|
///
/// Where the covariance is shared, segments differ only by the terms linear in y, and what they have in common is summed from
/// one Gram matrix. Partly missing rows are marginalised: rows with the same columns missing form a pattern and have their own
/// Σ of the observed part; the M step fills in conditional moments, which again needs only sums per pattern (Little & Rubin,
/// Statistical Analysis with Missing Data, ch. 11).
namespace dangol::inline v0 {

struct MissingPattern {
    std::size_t begin = 0, end = 0;        ///< its rows
    std::vector<std::uint32_t> observed = {}, missing = {};  ///< positions in the block
    bool is_complete() const noexcept { return missing.empty(); }
};

/// Sums over rows of a pattern in one segment: weight, Σ y and Σ y yᵀ of the observed positions.
struct Moments {
    double count = 0;
    std::vector<double> sum = {};
    Matrix gram = {};
};

struct PreparedBlock {
    std::vector<std::uint32_t> columns = {};  ///< positions among the basis columns
    bool is_free = false;                     ///< a covariance for each segment
    double ridge = 0;                         ///< see covariance_ridge()
    std::vector<MissingPattern> patterns = {};
    Moments complete = {};                    ///< of all rows without a missing value, times their weights

    std::size_t size() const noexcept { return columns.size(); }
    std::size_t covariances(std::size_t segments) const noexcept { return is_free ? segments : 1; }
};

/// Added to the diagonal of the covariance (in units of the overall variances) as the mode of a prior, so that copies of a column
/// leave it invertible; without a prior only as much as numbers need.
constexpr double covariance_ridge(double prior_customers) noexcept { return prior_customers > 0 ? 1e-6 : 1e-11; }

/// What the rows of a pattern mean under given parameters. Vectors hold one element, or one per segment where the covariance is free.
struct PatternTerms {
    std::vector<double> constants = {};        ///< per segment, of its log-density
    Matrix coefficients = {};                  ///< shared: observed × segments, Σ⁻¹ μₖ
    std::vector<std::vector<double>> factors = {}, shifts = {};  ///< free: L⁻¹ and L⁻¹ μₖ as kernel::subtract_squares() reads them
    std::vector<Matrix> precision = {};        ///< Σ_oo⁻¹
    std::vector<double> log_determinant = {};
    std::vector<Matrix> regression = {};       ///< missing × observed: Σ_mo Σ_oo⁻¹
    std::vector<Matrix> spread = {};           ///< missing × missing: Σ_mm − Σ_mo Σ_oo⁻¹ Σ_om
};

/// `means`: segments × block; `covariance`: block × block, or those of all segments one below the other.
PatternTerms express_pattern(const PreparedBlock& block, const MissingPattern& pattern, const Matrix& means, const Matrix& covariance);

/// Of the observed part of the rows: Σ over segments of the expected log-density, with these moments in every segment.
double expected_log_density(const MissingPattern& pattern, const PatternTerms& terms, const Matrix& means, const Moments& moments);
/// Σ over rows of what all segments have in common, where the covariance is shared.
double common_log_density(const PatternTerms& terms, const Moments& moments);
/// Of the covariances, up to a constant: what keeps them invertible.
double covariance_log_prior(const PreparedBlock& block, const Matrix& covariance, std::size_t segments, double weight);

/// Filled-in moments: what an M step needs. Additive.
struct BlockStatistics {
    Matrix first = {};                  ///< segments × block: Σ y
    std::vector<Matrix> second = {};    ///< Σ y yᵀ of each covariance
    std::vector<double> counts = {};

    BlockStatistics() = default;
    BlockStatistics(const PreparedBlock& block, std::size_t segments);
    void add(const BlockStatistics& other);
    /// Rows of one pattern: moments per segment (gram only where free), and where the covariance is shared those of all segments together.
    void add(const PreparedBlock& block, const MissingPattern& pattern, const PatternTerms& terms, const Matrix& means,
             std::span<const Moments> moments, const Matrix& gram_of_all);
};

/// One M step. `weight`: of all rows, the prior's share included.
void update_block(const PreparedBlock& block, const BlockStatistics& statistics, double weight, Matrix& means, Matrix& covariance);

}  // namespace dangol::inline v0
