#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>
#include <dangol/export.hpp>
#include <dangol/features/feature_table.hpp>
#include <dangol/segments/mixture.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// k-means: groups around their means, for people who ask for it by name. It knows neither families nor exposure nor uncertainty, and every
/// coordinate weighs as its scale does; a mixture does better on customers (docs/which-method.md). It is fast, and everyone knows it.
///
/// Minimised is the inertia Σᵢ wᵢ ‖xᵢ − c‖² over K centres and a group for every row. Coordinates lie within ±1e100; NaN is a missing one: it adds no distance and
/// takes no part in its centre. describe_groups(table, membership_of(groups, K)) turns the groups into a Mixture.
namespace dangol::inline v0 {

/// How many centres are looked for, and how long.
struct KMeansOptions {
    std::size_t segment_count = 8;         ///< K, 1 … rows
    std::size_t starts = 10;               ///< ≥ 1; the smallest inertia wins. 3 are mostly enough beyond 100,000 rows
    std::size_t iterations_at_most = 300;  ///< of each start
    double tolerance = 1e-4;               ///< stop when the centres move less, squared and summed, than this times the mean variance of a
                                           ///< coordinate; 0: only when no row changes its group
    std::size_t batch_rows = 0;            ///< 0: every row in every iteration (Lloyd 1982). Else so many rows, drawn anew, in each (Sculley
                                           ///< 2010): less exact, for data that take too long
    std::uint64_t seed = 0;
    bool operator==(const KMeansOptions&) const = default;
};

/// The best of the starts: centres, and which of them every row is nearest to.
struct KMeans {
    Matrix centres = {};                     ///< K × coordinates
    std::vector<std::uint32_t> groups = {};  ///< of every row, its nearest centre, of equals the first; rows of weight 0 included
    double inertia = 0;                      ///< of centres and groups as they stand here, from direct differences
    Termination termination = Termination::not_run;
    std::size_t iterations = 0;              ///< of the best start
    std::size_t starts = 0;
    bool operator==(const KMeans&) const = default;
};

/// Rows × coordinates, in double or single precision; sums and centres are in double. Starts are drawn by greedy k-means++ (Arthur &
/// Vassilvitskii 2007), from at most 65,536 of the rows, or 256 a group. A group that loses its last row restarts at the row farthest from its
/// centre. The same bits for any number of threads and every instruction set. `weights` ≥ 0, one per row; empty: all 1.
/// O(rows · K · coordinates) an iteration; memory beyond the rows 4 bytes a row, and O(K · coordinates).
/// @throws InvalidArgument for infinities, fewer rows with weight than K, options out of range; Cancelled
[[nodiscard]] DANGOL_EXPORT KMeans fit_kmeans(MatrixView<const double> points, std::span<const double> weights, const KMeansOptions& = {},
                                              const Execution& = {});
[[nodiscard]] DANGOL_EXPORT KMeans fit_kmeans(MatrixView<const float> points, std::span<const double> weights, const KMeansOptions& = {},
                                              const Execution& = {});

/// From given centres (K × coordinates, no NaN); `segment_count`, `starts` and `seed` do not matter. Without batches this is step for step what
/// scikit-learn's KMeans does from the same `init`.
[[nodiscard]] DANGOL_EXPORT KMeans fit_kmeans(MatrixView<const double> points, std::span<const double> weights, MatrixView<const double> start,
                                              const KMeansOptions& = {}, const Execution& = {});
[[nodiscard]] DANGOL_EXPORT KMeans fit_kmeans(MatrixView<const float> points, std::span<const double> weights, MatrixView<const double> start,
                                              const KMeansOptions& = {}, const Execution& = {});

/// The standardised basis columns of a table (see verdict.md: each construct weighs the same), with the weights of its customers. Centres are in
/// standardised coordinates.
[[nodiscard]] DANGOL_EXPORT KMeans fit_kmeans(const FeatureTable&, const KMeansOptions& = {}, const Execution& = {});

/// The nearest centre of every row, of equals the first.
[[nodiscard]] DANGOL_EXPORT std::vector<std::uint32_t> nearest_centres(MatrixView<const double> points, MatrixView<const double> centres,
                                                                       const Execution& = {});
[[nodiscard]] DANGOL_EXPORT std::vector<std::uint32_t> nearest_centres(MatrixView<const float> points, MatrixView<const double> centres,
                                                                       const Execution& = {});

/// Seeds alone: K rows of `points` far from each other, as fit_kmeans() draws them for its start with that number.
[[nodiscard]] DANGOL_EXPORT Matrix kmeans_seeds(MatrixView<const double> points, std::span<const double> weights, std::size_t segment_count,
                                                std::uint64_t seed, std::size_t start = 0, const Execution& = {});
[[nodiscard]] DANGOL_EXPORT Matrix kmeans_seeds(MatrixView<const float> points, std::span<const double> weights, std::size_t segment_count,
                                                std::uint64_t seed, std::size_t start = 0, const Execution& = {});

}  // namespace dangol::inline v0
