#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// logit P(y = 1 | x) = α + βᵀx, at the maximum of  Σ wᵢ log p(yᵢ | xᵢ) − λ/2 · Σ βⱼ²  (Newton's method, which here is iteratively
/// reweighted least squares: McCullagh & Nelder 1989, §4.4; le Cessie & van Houwelingen 1992 for the penalty). α is free.
namespace dangol::inline v0 {

struct LogisticData {
    MatrixView<const double> rows = {};           ///< n × p, columns on comparable scales
    std::span<const std::uint8_t> converted = {}; ///< n, 0 or 1
    std::span<const double> weights = {};         ///< n, ≥ 0; empty: all 1. A weight of 0 leaves a row out
};

struct LogisticFit {
    double intercept = 0;
    std::vector<double> coefficients = {};        ///< p
    double objective = 0;                         ///< penalised log-likelihood, nats
    std::size_t iterations = 0;
    bool converged = false;
};

/// Largest possible gain of a further Newton step, in nats, at which a fit counts as converged.
inline constexpr double logistic_tolerance = 1e-9;

/// `start` may hold the fit for a neighbouring penalty (or nothing). Rows that are separated by a column converge all the same
/// as long as `penalty` > 0. Cost per step: n p² / 2.
LogisticFit fit_logistic(const LogisticData&, double penalty, const LogisticFit& start = {}, const Execution& = {});

/// α + βᵀx of each row.
std::vector<double> log_odds_of(const LogisticFit&, MatrixView<const double> rows);

/// Covariance of (α, β), p + 1 square:  H⁻¹ (J + λP) H⁻¹  with H the penalised information, J the sum of outer products of whole
/// clusters' scores and P the identity without the intercept. With independent rows and a true model J is the information, and
/// this is the posterior covariance H⁻¹, which counts the bias of the penalty too (Wahba 1983; Nychka 1988); clusters enter as in
/// the sandwich of Liang & Zeger (1986).
Matrix robust_covariance(const LogisticFit&, const LogisticData&, double penalty, std::span<const std::uint32_t> cluster_of,
                         const Execution& = {});

}  // namespace dangol::inline v0
