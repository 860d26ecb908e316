#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>
#include <dangol/export.hpp>
#include <dangol/features/feature_table.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

/// How good a grouping is. Three of these look at distances between rows and need numbers on one scale; none says whether kinds exist, which
/// judge_segments() does. `points` is rows × coordinates, finite; `groups` holds a group per row, numbered from 0.
/// All throw InvalidArgument unless there is a group for every row, at least two hold rows and one of them several, and every coordinate is finite.
namespace dangol::inline v0 {

/// Of every row, (b − a) / max(a, b): a its mean distance to its own group, b to the nearest other one (Rousseeuw 1987). 0 for a row alone in
/// its group. O(rows² · coordinates).
DANGOL_EXPORT std::vector<double> silhouettes(MatrixView<const double> points, std::span<const std::uint32_t> groups, const Execution& = {});

/// The same on the standardised basis columns of a table, of any kind; a missing coordinate stands at the mean.
DANGOL_EXPORT std::vector<double> silhouettes(const FeatureTable&, std::span<const std::uint32_t> groups, const Execution& = {});

/// Their mean, from −1 to 1. With `rows_at_most` above 0 the mean of so many rows drawn without replacement, each against everyone.
DANGOL_EXPORT double silhouette(MatrixView<const double> points, std::span<const std::uint32_t> groups, std::size_t rows_at_most = 0,
                                std::uint64_t seed = 0, const Execution& = {});

/// The same on the standardised basis columns of a table, of any kind; a missing coordinate stands at the mean.
DANGOL_EXPORT double silhouette(const FeatureTable&, std::span<const std::uint32_t> groups, std::size_t rows_at_most = 0, std::uint64_t seed = 0,
                                const Execution& = {});

/// (between / (K − 1)) / (within / (n − K)) of sums of squares (Caliński & Harabasz 1974); larger is better. +∞ when every row is its centre.
DANGOL_EXPORT double calinski_harabasz(MatrixView<const double> points, std::span<const std::uint32_t> groups, const Execution& = {});

/// Mean over groups of the worst (spread + spread') / distance between centres (Davies & Bouldin 1979); smaller is better.
DANGOL_EXPORT double davies_bouldin(MatrixView<const double> points, std::span<const std::uint32_t> groups, const Execution& = {});

/// The same of the basis columns as they are, without missing values. @throws ColumnKindMismatch for a column that is not numeric: squares
/// of codes, shares and counts mean nothing side by side
DANGOL_EXPORT double calinski_harabasz(const FeatureTable&, std::span<const std::uint32_t> groups, const Execution& = {});
DANGOL_EXPORT double davies_bouldin(const FeatureTable&, std::span<const std::uint32_t> groups, const Execution& = {});

/// How often each group is found again when the customers are drawn anew (Hennig 2007): per group, the mean over bootstrap samples of its largest
/// Jaccard similarity with a group of the sample's own grouping, among the rows in the sample. `regroup` gets how often each row was drawn (0: not
/// at all) and the number of the sample, and returns a group for every row; it is called from several threads. Below .6 do not trust a group.
/// @throws InvalidArgument, Cancelled, and what `regroup` throws
DANGOL_EXPORT std::vector<double> bootstrap_stability(
    std::span<const std::uint32_t> groups, std::size_t group_count, std::size_t samples,
    const std::function<std::vector<std::uint32_t>(std::span<const double> times_drawn, std::size_t sample)>& regroup, std::uint64_t seed = 0,
    const Execution& = {});

/// Whether a grouping tells something about behaviour that was not used to make it, in the period after.
struct CriterionValidity {
    double explained = 0;                  ///< share of the outcome's variance between groups (η²), 0 … 1
    double explained_at_random = 0;        ///< the same, mean over random partitions of the same sizes
    double p_value = 1;                    ///< (1 + random partitions that explain as much) / (1 + random partitions)
    double explained_by_baseline = 0;      ///< share that the baseline explains, less what as many groups drawn by lot would (adjusted R²)
    double explained_beyond = 0;           ///< share of what the baseline leaves that the groups explain (partial R²)
    double beyond_at_random = 0;           ///< the same, mean when what the baseline leaves is shuffled among customers (Freedman & Lane 1983)
    double p_value_beyond = 1;
    bool operator==(const CriterionValidity&) const = default;
};

/// `outcome` is what each customer did in the next period (visits, spend); `baseline` are groupings that anyone could have made, such as
/// rfm_quintiles(); their effects add up. @throws InvalidArgument for lengths that differ, an outcome that is not finite, no shuffles; Cancelled
DANGOL_EXPORT CriterionValidity criterion_validity(std::span<const std::uint32_t> groups, std::span<const double> outcome,
                                                   std::span<const std::vector<std::uint32_t>> baseline, std::size_t shuffles = 199, std::uint64_t seed = 0,
                                                   const Execution& = {});

/// Three groupings: the fifths of recency, of frequency, of monetary value, each from 0, the smallest. Equal values share a fifth.
DANGOL_EXPORT std::vector<std::vector<std::uint32_t>> rfm_quintiles(std::span<const double> recency, std::span<const double> frequency,
                                                                    std::span<const double> monetary, const Execution& = {});

}  // namespace dangol::inline v0
