#pragma once

#include <dangol/core/estimate.hpp>
#include <dangol/core/execution.hpp>
#include <dangol/core/language.hpp>
#include <dangol/export.hpp>
#include <dangol/features/lead_table.hpp>
#include <dangol/scoring/lead_scorer.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace dangol::inline v0 {

/// How good probabilities were on leads that did not make them. Intervals (95 %, percentile bootstrap) resample whole customers,
/// since one customer brings many leads. A measure that the leads do not identify (the slope where a threshold parts the converted
/// from the others, or all probabilities are equal) is NaN without interval.
struct RankingQuality {
    std::size_t leads = 0, conversions = 0, customers = 0;
    double base_rate = 0;
    Estimate auc = {};                     ///< P(a converted lead is ranked above another); ties count half (Hanley & McNeil 1982)
    Estimate average_precision = {};       ///< Σ (recall gained · precision) from the best-ranked down, ties at once
    Estimate log_loss = {};                ///< −log p(what happened), nats per lead
    Estimate brier = {};                   ///< mean (outcome − p)² (Brier 1950)
    Estimate calibration_intercept = {};   ///< of logit(y) = a + logit(p): 0 is right on average (calibration in the large)
    Estimate calibration_slope = {};       ///< of logit(y) = a + b · logit(p): below 1 too bold, above 1 too timid (Cox 1958)
    Estimate lift_at_tenth = {};           ///< rate among the best-ranked tenth over the base rate; a tie across its edge is shared out
    bool operator==(const RankingQuality&) const = default;
};

/// The same leads scored in two ways: differences first − second, resampled together.
struct QualityDifference {
    Estimate auc = {}, log_loss = {}, brier = {};
    bool operator==(const QualityDifference&) const = default;
};

/// How much is computed behind the intervals.
struct QualityOptions {
    std::size_t bootstrap_samples = 1000;  ///< 0: no intervals; else at least 40
    std::uint64_t seed = 0;
    bool operator==(const QualityOptions&) const = default;
};

/// `probabilities` in (0, 1) and `converted` 0 or 1, one per lead; `customer_of` tells customers apart. One sort, then a few passes
/// over the leads per bootstrap sample. The same bits for any number of threads.
/// @throws InvalidArgument; InsufficientData (no conversions, or nothing but); Cancelled
[[nodiscard]] DANGOL_EXPORT RankingQuality measure_ranking(std::span<const double> probabilities, std::span<const std::uint8_t> converted,
                                                           std::span<const std::uint32_t> customer_of, const QualityOptions& = {},
                                                           const Execution& = {});
[[nodiscard]] DANGOL_EXPORT QualityDifference compare_rankings(std::span<const double> first, std::span<const double> second,
                                                               std::span<const std::uint8_t> converted,
                                                               std::span<const std::uint32_t> customer_of, const QualityOptions& = {},
                                                               const Execution& = {});
/// A scorer on leads with a known outcome; open ones are left out.
[[nodiscard]] DANGOL_EXPORT RankingQuality measure_ranking(const LeadScorer&, const LeadTable&, const QualityOptions& = {},
                                                           const Execution& = {});

/// Whether anything may be told: not of fewer than k customers, nor where fewer than k leads converted, or all but fewer, whose scores every measure is made from.
DANGOL_EXPORT bool may_be_told(const RankingQuality&, std::size_t smallest_group);
/// Nor the lift where it tells of fewer than k: with the base rate it says how many of the best tenth converted, and so how many of it and of all others did or did not.
DANGOL_EXPORT bool lift_may_be_told(const RankingQuality&, std::size_t smallest_group);
DANGOL_EXPORT std::string to_text(const RankingQuality&, Language, std::size_t smallest_group = PersonaOptions{}.smallest_group);      ///< for somebody who runs a shop
DANGOL_EXPORT std::string how_we_know(const RankingQuality&, Language, std::size_t smallest_group = PersonaOptions{}.smallest_group);  ///< every measure with its interval; or empty

}  // namespace dangol::inline v0
