#include "scoring/cross_validation.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/math.hpp"
#include "scoring/logistic_regression.hpp"

namespace dangol::inline v0 {
namespace {

constexpr std::array<double, 10> ladder{3000, 1000, 300, 100, 30, 10, 3, 1, 0.3, 0.1};  // strongest first: each starts the next
constexpr double excluded_at = 5.991464547107979;  // the 95 % point of χ² with 2 degrees of freedom
constexpr std::size_t fewest_outcomes = 20;  // of either kind, to calibrate on

}  // namespace

PenaltyChoice choose_penalty(const Matrix& rows, std::span<const std::uint8_t> converted, const CustomerFolds& folds,
                             std::optional<double> given, const std::function<void(std::size_t)>& prepare, const Execution& execution) {
    const std::vector<double> penalties = given ? std::vector{*given} : std::vector(ladder.begin(), ladder.end());
    std::vector<std::vector<double>> log_odds(penalties.size(), std::vector<double>(rows.rows()));
    std::vector<double> weights(rows.rows());
    for (std::size_t fold = 0; fold < folds.count; ++fold) {
        report(execution, "choosing the penalty", static_cast<double>(fold) / static_cast<double>(folds.count));
        prepare(fold);
        for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = folds.of_lead[i] == fold ? 0 : 1;
        LogisticFit fit;
        for (std::size_t p = 0; p < penalties.size(); ++p) {
            fit = fit_logistic({.rows = rows, .converted = converted, .weights = weights}, penalties[p], fit,
                               {.threads = execution.threads, .stop = execution.stop});
            for (std::size_t i = 0; i < weights.size(); ++i) {
                if (weights[i] != 0) continue;
                double sum = fit.intercept;
                for (std::size_t j = 0; j < fit.coefficients.size(); ++j) sum += fit.coefficients[j] * rows(i, j);
                log_odds[p][i] = sum;
            }
        }
    }
    std::size_t best = 0;
    double least = math::infinity;
    for (std::size_t p = 0; p < penalties.size(); ++p) {
        double loss = 0;
        for (std::size_t i = 0; i < weights.size(); ++i) loss += math::log1p_exp(converted[i] != 0 ? -log_odds[p][i] : log_odds[p][i]);
        if (loss < least) {
            least = loss;
            best = p;
        }
    }
    return {.penalty = penalties[best], .log_odds = std::move(log_odds[best])};
}

Calibration calibrate(std::span<const double> log_odds, std::span<const std::uint8_t> converted, std::span<const std::uint32_t> customer_of,
                      std::span<const std::uint8_t> later) {
    std::vector<double> z;
    std::vector<std::uint8_t> y;
    std::vector<std::uint32_t> who;
    for (std::size_t i = 0; i < log_odds.size(); ++i) {
        if (later[i] == 0) continue;
        z.push_back(log_odds[i]);
        y.push_back(converted[i]);
        who.push_back(customer_of[i]);
    }
    const auto yes = static_cast<std::size_t>(std::count(y.begin(), y.end(), std::uint8_t{1}));
    if (yes < fewest_outcomes || y.size() - yes < fewest_outcomes) return {};

    // Centred where the outcomes are, so that intercept and slope hardly depend on each other.
    double centre = 0;
    for (std::size_t i = 0; i < z.size(); ++i) centre += (y[i] != 0 ? z[i] / static_cast<double>(yes) : z[i] / static_cast<double>(z.size() - yes)) / 2;
    Matrix column(z.size(), 1);
    for (std::size_t i = 0; i < z.size(); ++i) column(i, 0) = z[i] - centre;
    const LogisticData data{.rows = column, .converted = y};
    constexpr double hardly_any = 1e-6;  // keeps separated leads finite
    const LogisticFit platt = fit_logistic(data, hardly_any);
    const Matrix covariance = robust_covariance(platt, data, hardly_any, who);

    const double slope = platt.coefficients[0], shift = platt.intercept - centre;  // with slope 1 the intercept would be the centre
    Calibration calibration{.found_intercept = platt.intercept - slope * centre, .found_slope = slope, .learned = true};
    const double a = covariance(0, 0), b = covariance(0, 1), c = covariance(1, 1), change = slope - 1;
    const double evidence = (c * shift * shift - 2 * b * shift * change + a * change * change) / (a * c - b * b);
    if (evidence >= excluded_at && slope > 0) {
        calibration.intercept = calibration.found_intercept;
        calibration.slope = slope;
    }
    return calibration;
}

}  // namespace dangol::inline v0
