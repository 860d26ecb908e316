#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/segments/mixture.hpp>

#include "segments/em.hpp"

#include <optional>
#include <string_view>
#include <vector>

/// From runs of EM to a Mixture with its report. For those who fit many mixtures to one table (find_segments, null worlds):
/// prepare once, fit often.
namespace dangol::inline v0 {

/// A mixture with what only the fit knows.
struct FittedMixture {
    Mixture mixture = {};
    FitRun run = {};
};

/// Checks what can be checked before anything is computed. @throws InvalidArgument
void check_options(const MixtureOptions& options, std::size_t customers);

/// Also that somebody of weight is there for each. `name`: what the number is called where it was given. @throws InvalidArgument
void check_weights_suffice(std::string_view name, std::size_t segments, const FeatureTable& table);

/// Of options whose number of segments is settled, or left out.
inline std::size_t segment_count_of(const MixtureOptions& options) { return options.segment_count.value_or(4); }
inline CovarianceShape covariance_of(const MixtureOptions& options) { return options.covariance.value_or(CovarianceShape::diagonal); }

/// What an EM begins with.
struct Start {
    Matrix memberships = {};                     ///< as GivenMemberships::values
    std::span<const std::uint32_t> row_of = {};  ///< looks into the Starts that made it
    double times = 1;
    GivenMemberships given() const noexcept { return {memberships, row_of, times}; }
};

/// Starts that are made from the data: the start with a given number is always the same. Of very many customers a sample stands for
/// all, which is as good for a start and needs no memory.
class Starts {
public:
    explicit Starts(const FeatureTable& source, const Execution& execution = {});
    /// `silent`: basis columns, one flag each, that have no say; empty: all have.
    Start make(std::size_t number, std::size_t segments, std::uint64_t seed, std::span<const char> silent = {}) const;
    /// The memberships of a fit with one segment fewer (customers × segments), and a new segment around a customer far from all others.
    Start with_one_more(const Matrix& memberships, std::size_t number, std::size_t segments, std::uint64_t seed, std::span<const char> silent = {}) const;

private:
    /// Of each coordinate: the strength of its column, 0 where that has no say.
    std::vector<double> scale_of(std::span<const double> strength, std::span<const char> silent) const;
    std::uint32_t customer_of(std::size_t row) const noexcept { return sample_.empty() ? static_cast<std::uint32_t>(row) : sample_[row]; }

    std::vector<std::uint32_t> sample_ = {};  ///< customers who stand for all; empty: all
    std::vector<std::uint32_t> row_of_ = {};
    double times_ = 1;
    Matrix coordinates_ = {};  ///< of the sample: rows × coordinates, see TablePoints; 0, the mean, where not observed
    std::vector<std::uint32_t> column_of_coordinate_ = {};
    std::vector<ColumnIndex> basis_ = {};
    std::vector<double> weights_ = {};
    std::size_t column_count_ = 0;
};

/// The best of several starts; `further_starts` are tried beside those made from the data.
/// Segments are ordered by share, the largest first.
///
/// `bic_to_beat`: where the starts so far stay behind it by far more than they differ among themselves, no more are made.
FittedMixture fit_prepared(const PreparedTable& table, const Starts& starts, const MixtureOptions& options,
                           const std::vector<Start>& further_starts, std::optional<double> bic_to_beat, const Execution& execution);

/// @throws InvalidArgument unless there is a row per customer, and each sums to 1
void check_memberships(const PreparedTable& table, MatrixView<const double> memberships, const Execution&);

/// Segments from the largest share to the smallest.
void order_by_share(FitRun& run);

Mixture mixture_of(const PreparedTable& table, const FitRun& run, const MixtureOptions& options, std::size_t starts,
                   std::size_t starts_at_best);

}  // namespace dangol::inline v0
