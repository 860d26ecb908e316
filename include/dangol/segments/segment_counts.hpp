#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/language.hpp>
#include <dangol/export.hpp>
#include <dangol/segments/segmentation.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// How many segments: everything that is commonly asked of each number, side by side, and the choice with its reason. find_segments() asks BIC
/// alone and is many times faster; judge_segments() says whether kinds exist.
namespace dangol::inline v0 {

/// One number of segments, in its better shape of covariance.
struct SegmentCountRow {
    std::size_t segment_count = 0;
    CovarianceShape covariance = CovarianceShape::diagonal;
    double bic = 0;                            ///< smaller is better
    double icl = 0;                            ///< BIC + 2 · entropy of the memberships; smaller is better
    double aic3 = 0;                           ///< −2 log-likelihood + 3 · parameters (Bozdogan 1994); smaller is better
    double held_out = 0;                       ///< log-likelihood of customers who were left out of the fit, nats per customer; larger is better
    double held_out_error = 0;                 ///< standard error of held_out over the folds
    std::optional<double> weakest_jaccard = {};///< of the segment found again worst in bootstrap samples, each fitted anew; empty for one segment
    double gain = 0;                           ///< BIC of one segment − BIC
    std::optional<double> null_gain = {};      ///< the same in populations without kinds, 95 % quantile; empty for one segment, and where none were drawn
    std::vector<std::string> shared_columns = {};  ///< columns that did not pay for telling the segments apart: held out and drawn anew alike
    bool operator==(const SegmentCountRow&) const = default;
};

/// Why a number of segments was chosen.
enum class CountReason : std::uint8_t {
    one_is_best,         ///< no number has a smaller BIC than one segment
    null_does_as_well,   ///< one segment, because populations without kinds gain as much from the best number
    smallest_bic,        ///< the smallest BIC, above the null's quantile where that was drawn
    not_found_again      ///< a smaller number than BIC's, because some segment of BIC's is not found again
};

/// Every number of segments that was tried, side by side, and the one that is chosen.
struct SegmentCountTable {
    std::vector<SegmentCountRow> rows = {};
    std::size_t chosen = 1;                      ///< number of segments
    CountReason reason = CountReason::one_is_best;
    bool operator==(const SegmentCountTable&) const = default;
};

/// Which numbers are tried, and how much is computed for each.
struct SegmentCountTableOptions {
    SegmentCountOptions range = {};              ///< which numbers are tried beside 1, and how mixtures are fitted
    std::size_t folds = 5;                       ///< ≥ 2, of the held-out log-likelihood
    std::size_t bootstrap_samples = 10;          ///< ≥ 1, behind each Jaccard
    double jaccard_at_least = 0.6;               ///< Hennig (2007): below .6 a cluster should not be trusted
    std::size_t null_worlds = 19;                ///< 0: none are drawn
    std::uint64_t seed = 0;
    bool operator==(const SegmentCountTableOptions&) const = default;
};

/// About (folds + 2 · bootstrap_samples) fits for every number, and null_worlds searches. The same bits for any number of threads.
/// Customers without weight are left out of the folds. @throws InvalidArgument, InsufficientData for fewer customers than folds, Cancelled
[[nodiscard]] DANGOL_EXPORT SegmentCountTable tabulate_segment_counts(const FeatureTable&, const SegmentCountTableOptions& = {}, const Execution& = {});

/// "Three segments: the smallest BIC, and more than populations without kinds gain."
DANGOL_EXPORT std::string to_text(const SegmentCountTable&, Language);

}  // namespace dangol::inline v0
