#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/segments/mixture.hpp>

#include "segments/em.hpp"

#include <optional>
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

/// Starts that are made from the data: the start with a given number is always the same.
class Starts {
public:
    explicit Starts(const FeatureTable& source);
    /// Memberships, customers × segments.
    Matrix make(std::size_t number, std::size_t segments, std::uint64_t seed) const;
    /// The memberships of a fit with one segment fewer, and a new segment around a customer far from all others.
    Matrix with_one_more(const Matrix& memberships, std::size_t number, std::size_t segments, std::uint64_t seed) const;

private:
    Matrix coordinates_ = {};  ///< customers × coordinates, see Coordinates
    std::vector<std::uint32_t> column_of_coordinate_ = {};
    std::vector<double> weights_ = {};
    std::size_t column_count_ = 0;
};

/// The best of several starts; `further_starts` (customers × segments) are tried beside those made from the data.
/// Segments are ordered by share, the largest first.
///
/// `bic_to_beat`: where the starts so far stay behind it by far more than they differ among themselves, no more are made.
FittedMixture fit_prepared(const PreparedTable& table, const Starts& starts, const MixtureOptions& options,
                           const std::vector<Matrix>& further_starts, std::optional<double> bic_to_beat, const Execution& execution);

/// @throws InvalidArgument unless there is a row per customer, and each sums to 1
void check_memberships(const PreparedTable& table, MatrixView<const double> memberships);

Mixture mixture_of(const PreparedTable& table, const FitRun& run, const MixtureOptions& options, std::size_t starts,
                   std::size_t starts_at_best);

}  // namespace dangol::inline v0
