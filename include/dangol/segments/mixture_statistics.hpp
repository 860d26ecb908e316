#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>
#include <dangol/export.hpp>
#include <dangol/features/feature_table.hpp>
#include <dangol/segments/mixture.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>

/// One model out of customers who are never together in one place: threads, processes, machines, or shops that may not show each
/// other their customers.
///
///     const auto of_all = [&](const Mixture& mixture) {
///         MixtureStatistics sums;
///         for (const FeatureTable& part : parts) sums.merge(expected_statistics(mixture, part));  // elsewhere: to_bytes, from_bytes
///         return sums;
///     };
///     const Mixture fitted = fit_from_statistics(start, of_all);
namespace dangol::inline v0 {

/// Sums over customers, from which an M step makes the next mixture: Σ rᵢₖ T(xᵢⱼ) for every segment k and column j (Dempster, Laird &
/// Rubin 1977, §2; Neal & Hinton 1998). Sums of parts added up are the sums of the whole, to rounding: a relative 1e-12 in the tests.
///
/// Their size depends on the columns and not on the customers, with one exception: negative binomial, beta-binomial and
/// Dirichlet-multinomial have no finite statistic, because exposures differ. What is kept of them is the weight of each distinct
/// (count, exposure), or count of a part: exact as well, but with every new value a little longer. Inside a block of columns that vary
/// together there are sums for each pattern of missing columns.
///
/// Immutable but for merge() and subtract(), cheap to copy; it carries the mixture under which it was taken.
class DANGOL_EXPORT MixtureStatistics {
public:
    MixtureStatistics();  ///< of nobody: merges with anything

    const Mixture& mixture() const noexcept;                     ///< that decided who belongs where
    double weight() const noexcept;                              ///< of the customers, all together
    std::span<const double> segment_weights() const noexcept;    ///< Σ rᵢₖ, one per segment
    double log_likelihood() const noexcept;                      ///< of the customers under mixture(), nats

    /// Takes in the sums of other customers. @throws InvalidArgument where they were taken under another mixture
    void merge(const MixtureStatistics& other);
    /// Takes out customers whose sums are in it. @throws InvalidArgument where they were taken under another mixture, or were not in it
    void subtract(const MixtureStatistics& other);

    friend DANGOL_EXPORT bool operator==(const MixtureStatistics&, const MixtureStatistics&);

    struct State;  // src/segments/mixture_statistics_state.hpp
    explicit MixtureStatistics(std::shared_ptr<const State>) noexcept;
    const State& state() const noexcept { return *state_; }

private:
    std::shared_ptr<const State> state_;
};

/// The E step: memberships of these customers under the mixture, and their sums. Columns are matched by name and levels by theirs, as
/// in Mixture::membership(); a column that the mixture is silent about, because it did not vary when it was fitted, stays silent.
/// @throws ColumnKindMismatch, UnknownLevel, Cancelled
[[nodiscard]] DANGOL_EXPORT MixtureStatistics expected_statistics(const Mixture&, const FeatureTable& customers, const Execution& = {});

/// The same with memberships that are given, customers × K: of a cut, or of groups found elsewhere. The mixture fills in what is
/// missing inside a block. @throws InvalidArgument too
[[nodiscard]] DANGOL_EXPORT MixtureStatistics given_statistics(const Mixture&, const FeatureTable& customers, MatrixView<const double> membership,
                                                               const Execution& = {});

/// How the M step is done.
struct MaximisationOptions {
    std::optional<double> prior_customers = {};  ///< everyone's sums enter each segment with this weight; none: as the mixture was fitted
    std::size_t rounds = 1;          ///< ≥ 1, of families whose step is Newton's; EM needs one, groups that are given some hundred
    bool operator==(const MaximisationOptions&) const = default;
};

/// The M step: the mixture that these sums describe. Its report holds the log-likelihood and the log-posterior of the mixture before,
/// which is whose they are; the share of each column in the separation needs the customers, and is taken over.
/// @throws InsufficientData where the weight is 0; InvalidArgument
[[nodiscard]] DANGOL_EXPORT Mixture maximise(const MixtureStatistics&, const MaximisationOptions& = {});

/// Everyone's sums under a mixture, wherever they are.
using StatisticsSource = std::function<MixtureStatistics(const Mixture&)>;

/// EM from `start` until it gains less than the tolerance: fit_mixture() with one start, on customers in parts. Of the options
/// prior_customers, iterations_at_most and tolerance are used. @throws what `of_all` throws; Cancelled between two iterations
[[nodiscard]] DANGOL_EXPORT Mixture fit_from_statistics(const Mixture& start, const StatisticsSource& of_all, const MixtureOptions& = {}, const Execution& = {});

}  // namespace dangol::inline v0
