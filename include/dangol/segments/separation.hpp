#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/export.hpp>
#include <dangol/features/feature_table.hpp>
#include <dangol/segments/mixture.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace dangol::inline v0 {

/// What one column tells of which of two segments somebody belongs to.
struct ColumnSeparation {
    std::string column = {};
    double nats = 0;   ///< per customer of the two; 0: nothing. A column that alone tells everyone apart has the entropy of their shares, at most log 2
    double share = 0;  ///< of the sum over all columns, 0 … 1
    bool operator==(const ColumnSeparation&) const = default;
};

/// What separates the segments at positions a and b of a mixture, one entry per column of it:
///
///     natsⱼ = Σᵢ wᵢ Σₖ rᵢₖ (log p(xᵢⱼ | k) − log Σₗ πₗ p(xᵢⱼ | l)) / Σᵢ wᵢ Σₖ rᵢₖ,   k and l in {a, b}, πₐ + π_b = 1
///
/// the likelihood ratios of FitReport::separation_share, of these two segments alone: with two segments the shares are the report's. A column
/// of the block counts as it does alone. Where a value is missing the column says nothing, so what is seldom known separates little. Estimated on at most 8,192 evenly
/// spaced customers. @throws InvalidArgument for a segment that is not there, or twice the same; InsufficientData without customers;
/// ColumnKindMismatch, UnknownLevel, Cancelled
[[nodiscard]] DANGOL_EXPORT std::vector<ColumnSeparation> separation(const Mixture&, std::size_t a, std::size_t b, const FeatureTable& customers, const Execution& = {});

}  // namespace dangol::inline v0
