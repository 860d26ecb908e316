#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "scoring/fit_column.hpp"

/// The penalty by cross-validation over customers, and with it what the regression says of leads whose customers it has not seen.
namespace dangol::inline v0 {

struct PenaltyChoice {
    double penalty = 0;
    std::vector<double> log_odds = {};  ///< per lead, from the fit that left its customer out
};

/// The penalty of a fixed ladder, half a decade a step, with the least log-loss on held-out customers; of equals the strongest.
/// `given`: only that one. Before each fold `prepare(held_out)` may change the rows (cross-fitted columns).
PenaltyChoice choose_penalty(const Matrix& rows, std::span<const std::uint8_t> converted, const CustomerFolds&, std::optional<double> given,
                             const std::function<void(std::size_t held_out)>& prepare, const Execution&);

/// logit p = intercept + slope · log-odds.
struct Calibration {
    double intercept = 0, slope = 1;              ///< to be used
    double found_intercept = 0, found_slope = 1;  ///< what the later leads say
    bool learned = false;                         ///< false: too few outcomes among the later leads
};

/// Platt's two parameters (1999) on later leads, from log-odds of fits that did not see their customers. They are used only where the
/// leads exclude "no change" (Wald's χ² with errors by customers ≥ 5.99): a few hundred outcomes cannot tell a slope of .94
/// from 1, and multiplying by noise makes the next leads' scores worse.
Calibration calibrate(std::span<const double> log_odds, std::span<const std::uint8_t> converted, std::span<const std::uint32_t> customer_of,
                      std::span<const std::uint8_t> later);

}  // namespace dangol::inline v0
