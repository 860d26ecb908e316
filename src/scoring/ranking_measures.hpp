#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// Measures of ranked probabilities under weights: a bootstrap sample is a vector of multiplicities, so that the order is found once.
namespace dangol::inline v0 {

/// Leads from the highest probability to the lowest.
struct RankedLeads {
    RankedLeads(std::span<const double> probabilities, std::span<const std::uint8_t> converted);

    std::vector<std::uint32_t> order = {};     ///< position in the input
    std::vector<double> probability = {};
    std::vector<double> log_odds = {};
    std::vector<double> log_loss = {};         ///< −log p(what happened)
    std::vector<double> squared_error = {};
    std::vector<std::uint8_t> converted = {};
    std::vector<std::uint32_t> tie_ends = {};  ///< one past the last lead of each group of equal probabilities
    std::size_t size() const noexcept { return order.size(); }
};

enum class Measure : std::uint8_t { auc, average_precision, log_loss, brier, calibration_intercept, calibration_slope, lift_at_tenth };
inline constexpr std::size_t measure_count = 7;
using Measures = std::array<double, measure_count>;  ///< by Measure; NaN where a measure is not identified

/// By rank and by loss; the two of calibration are left NaN. `weights` in ranked order.
Measures measure(const RankedLeads&, std::span<const double> weights);

struct Recalibration {
    double intercept = 0;
    double slope = 1;
};
/// Maximum likelihood of logit(y) = a + log-odds, the slope held at 1.
double calibration_in_the_large(const RankedLeads&, std::span<const double> weights, std::vector<double>& scratch);
/// Maximum likelihood of logit(y) = a + b · log-odds; NaN when the leads are separated or all have the same probability.
Recalibration recalibrate(const RankedLeads&, std::span<const double> weights, Recalibration start, std::vector<double>& scratch);

}  // namespace dangol::inline v0
