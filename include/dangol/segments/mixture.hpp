#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/fit_warning.hpp>
#include <dangol/core/matrix.hpp>
#include <dangol/export.hpp>
#include <dangol/features/feature_table.hpp>
#include <dangol/segments/family.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dangol::inline v0 {

/// Whether a customer counts in every segment by probability, or in the most probable one alone.
enum class Assignment : std::uint8_t { soft, hard };

/// How the numeric columns (normal, log-normal part) vary together inside a segment.
enum class CovarianceShape : std::uint8_t {
    diagonal,     ///< independently, each segment with its own variances
    shared_block, ///< correlated, one covariance for all segments: correlation alone then makes no segments
    free_block    ///< correlated, each segment with its own covariance: needs many customers a segment
};

/// What decides the result. Threads, progress and cancellation do not; they are in Execution.
struct MixtureOptions {
    std::optional<std::size_t> segment_count = {};    ///< K ≥ 1. Left out: 4, or as many as the memberships that are given have columns. Must be left
                                                      ///< out where a search chooses it
    std::optional<CovarianceShape> covariance = {};   ///< left out: diagonal. Must be left out where a search chooses it
    std::vector<std::string> block = {};       ///< columns that vary together in a shared or a free block; empty: all that can. See
                                               ///< bivariate_residuals()
    std::vector<std::string> shared_columns = {};  ///< columns outside the block that all segments have in common: one distribution, counted
                                               ///< once, and no say in who belongs where. find_segments() chooses them
    Assignment assignment = Assignment::soft;  ///< soft: EM. hard: classification EM (Celeux & Govaert 1992), faster, but it
                                               ///< overstates large segments that overlap small ones
    std::vector<FamilyChoice> families = {};   ///< exceptions to default_family(ColumnKind)
    double prior_customers = 1.0;              ///< ≥ 0: the base enters each segment with the weight of so many customers;
                                               ///< larger draws segments together and keeps small ones from degenerating
    std::size_t starts_at_most = 50;           ///< starts are added until a second one confirms the best log-posterior
    std::size_t iterations_at_most = 500;
    double tolerance = 1e-8;                   ///< stop when an iteration gains less, in nats per customer
    std::uint64_t seed = 0;
    bool operator==(const MixtureOptions&) const = default;
};

/// One number of a distribution, in the unit that its name says: see Mixture::parameters().
struct FamilyParameter {
    std::string name = {};
    double value = 0;
    bool operator==(const FamilyParameter&) const = default;
};

/// Why the iterations ended.
enum class Termination : std::uint8_t { not_run, converged, iteration_limit, one_step };

/// Why a fit ended, and how far it can be trusted. A default one cannot pass for success.
struct FitReport {
    Termination termination = Termination::not_run;
    std::size_t iterations = 0;                 ///< of the best start
    std::vector<double> log_posterior = {};     ///< after each iteration of the best start, nats; never falls
    double log_likelihood = 0;                  ///< nats, of all customers, without the prior
    std::size_t parameter_count = 0;            ///< free parameters
    double bic = 0;                             ///< −2 log-likelihood + parameters · log n (Schwarz 1978); smaller is better
    std::size_t starts = 0;
    std::size_t starts_at_best = 0;             ///< starts that reached the best log-posterior; 2 or more: confirmed
    std::vector<double> separation_share = {};  ///< per column of the mixture, its share of what separates the segments, sums to 1
    std::vector<FitWarning> warnings = {};
    bool operator==(const FitReport&) const = default;
};

/// p(x) = Σₖ πₖ Πⱼ hⱼ(xⱼ) exp(ηₖⱼ · Tⱼ(xⱼ) − eⱼ Aⱼ(ηₖⱼ)), eⱼ the exposure behind xⱼ; over observed columns only: a missing
/// value does not speak. Immutable, safe to share between threads. (Banerjee et al. 2005, §3; McLachlan & Peel 2000, ch. 2.)
class DANGOL_EXPORT Mixture {
public:
    Mixture();  ///< describes nothing: no columns, no segments

    std::size_t segment_count() const noexcept;
    std::span<const FeatureColumn> columns() const noexcept;  ///< the basis it was fitted on
    ColumnIndex column(std::string_view name) const;          ///< its position in columns(); @throws UnknownColumn
    std::span<const Family> families() const noexcept;        ///< one per column
    std::span<const double> shares() const noexcept;          ///< π, length K, sums to 1
    CovarianceShape covariance() const noexcept;
    std::vector<std::string> shared_columns() const;          ///< that no segment has a distribution of its own in: see MixtureOptions
    const FitReport& report() const noexcept;

    /// p(segment | what is known of each customer): customers × K, rows sum to 1. `customers` may hold any subset of
    /// columns(); columns are matched by name. One of whom nothing is known gets shares().
    /// @throws ColumnKindMismatch, UnknownLevel, Cancelled
    Matrix membership(const FeatureTable& customers, const Execution& = {}) const;
    std::vector<double> log_likelihood(const FeatureTable& customers, const Execution& = {}) const;  ///< nats, per customer

    /// The same from one customer's cells, for the request path; allocates nothing. `numbers[j]` etc. as in Cells.
    struct Cells {
        std::span<const double> numbers = {};             ///< per column of columns(); NaN: not known (compositions: unused)
        std::span<const std::uint32_t> codes = {};        ///< per column; unobserved_code: not known
        std::span<const double> exposures = {};           ///< per column
        std::span<const float* const> compositions = {};  ///< per column; null: not known
    };
    void membership(const Cells&, std::span<double> probabilities) const noexcept;

    /// Expected value of a column in a segment: mean; rate per unit of exposure of a count; success probability of a share or flag.
    /// NaN for categories and compositions: see level_probabilities().
    double expected_value(std::size_t segment, ColumnIndex) const;
    std::vector<double> level_probabilities(std::size_t segment, ColumnIndex) const;

    /// All numbers of the distribution of a column in a segment, as its family names them. Rates are per unit of exposure.
    ///
    /// | family | names |
    /// |---|---|
    /// | normal | mean, variance |
    /// | log_normal_hurdle | share_above_zero, log_mean, log_variance (of natural logs of what is above 0) |
    /// | gamma_hurdle | share_above_zero, mean, shape (of what is above 0; variance mean² / shape) |
    /// | poisson | rate |
    /// | negative_binomial | rate, size (variance E · rate + (E · rate)² / size for the exposure E) |
    /// | bernoulli, binomial | probability |
    /// | beta_binomial | alpha, beta (mean alpha / (alpha + beta)) |
    /// | von_mises | mean_direction (in the column's unit), concentration |
    /// | categorical, adjacent_category, multinomial | the levels: probability of each |
    /// | dirichlet_multinomial | the parts: concentration of each |
    ///
    /// Of a column of the block the variance is that of covariance_of(). @throws InvalidArgument for a segment or column that is not there
    std::vector<FamilyParameter> parameters(std::size_t segment, ColumnIndex) const;
    std::vector<std::string> block() const;            ///< columns that vary together, in the order of columns(); empty where none do
    /// Within-segment covariance of block(), in the columns' units; of amounts that of their logs. 0 × 0 without a block.
    Matrix covariance_of(std::size_t segment) const;

    /// How a refit finds the same estimate: number of segments, covariance, block, shared columns, families, assignment and prior_customers as they were
    /// when it was fitted; the rest are defaults.
    MixtureOptions options() const;

    Mixture with_shares(std::span<const double> shares) const;  ///< the same segments, spread otherwise, as they are among leads
    friend DANGOL_EXPORT bool operator==(const Mixture&, const Mixture&);

    struct State;  // src/segments/mixture_state.hpp
    explicit Mixture(std::shared_ptr<const State>) noexcept;
    const State& state() const noexcept { return *state_; }

private:
    std::shared_ptr<const State> state_;
};

/// Fits a mixture to the basis columns of the table by EM. The same bits for any number of threads.
/// @throws InvalidArgument (field, value, constraint), Cancelled
[[nodiscard]] DANGOL_EXPORT Mixture fit_mixture(const FeatureTable&, const MixtureOptions& = {}, const Execution& = {});

/// The same from one given start: `membership` is customers × K, rows sum to 1. No further starts are made.
[[nodiscard]] DANGOL_EXPORT Mixture fit_mixture(const FeatureTable&, MatrixView<const double> start, const MixtureOptions& = {},
                                                const Execution& = {});

/// The mixture that describes groups found elsewhere (k-means, k-prototypes, NMF, a manager's own classes): one M step.
/// `membership` is customers × K, rows sum to 1. Any grouping becomes personas and lead scores through this door.
[[nodiscard]] DANGOL_EXPORT Mixture describe_groups(const FeatureTable&, MatrixView<const double> membership,
                                                    const MixtureOptions& = {}, const Execution& = {});

/// Shares of the segments in another pool: EM over the shares alone (Saerens, Latinne & Decaestecker 2002). Takes 8 bytes for every customer and segment while it runs.
[[nodiscard]] DANGOL_EXPORT std::vector<double> estimate_shares(const Mixture&, const FeatureTable& pool, const Execution& = {});

}  // namespace dangol::inline v0
