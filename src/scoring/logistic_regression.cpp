#include "scoring/logistic_regression.hpp"

#include <dangol/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/linear_algebra.hpp"
#include "core/math.hpp"
#include "core/parallel.hpp"

namespace dangol::inline v0 {
namespace {

constexpr std::size_t rows_per_block = 1024;
constexpr std::size_t newton_steps_at_most = 100;
constexpr std::size_t halvings_at_most = 40;

/// Log-likelihood, gradient and information at one (α, β); the intercept is position 0. Only the upper triangle is filled.
struct Moments {
    double log_likelihood = 0;
    std::vector<double> gradient = {};
    Matrix information = {};

    void add(const Moments& other) {
        log_likelihood += other.log_likelihood;
        for (std::size_t j = 0; j < gradient.size(); ++j) gradient[j] += other.gradient[j];
        for (std::size_t i = 0; i < information.values().size(); ++i) information.values()[i] += other.information.values()[i];
    }
};

double log_odds_of_row(const LogisticFit& fit, const double* row) {
    double sum = fit.intercept;
    for (std::size_t j = 0; j < fit.coefficients.size(); ++j) sum += fit.coefficients[j] * row[j];
    return sum;
}

/// log p(y) for log-odds z, without rounding to 0 or 1 first.
double log_probability(bool converted, double z) { return -math::log1p_exp(converted ? -z : z); }

double weight_of(const LogisticData& data, std::size_t row) { return data.weights.empty() ? 1.0 : data.weights[row]; }

/// information += Σ over four rows of w (1, x)(1, x)ᵀ: four at a time, so that each element is read and written a quarter as often.
void add_outer_products(Matrix& information, const double* const (&rows)[4], const double (&weights)[4], std::size_t columns) {
    double* intercept_row = &information(0, 0);
    intercept_row[0] += (weights[0] + weights[1]) + (weights[2] + weights[3]);
    for (std::size_t k = 0; k < columns; ++k) {
        intercept_row[k + 1] += (weights[0] * rows[0][k] + weights[1] * rows[1][k]) + (weights[2] * rows[2][k] + weights[3] * rows[3][k]);
    }
    for (std::size_t j = 0; j < columns; ++j) {
        const double a = weights[0] * rows[0][j], b = weights[1] * rows[1][j];
        const double c = weights[2] * rows[2][j], d = weights[3] * rows[3][j];
        double* __restrict__ target = &information(j + 1, 1);
        const double *p = rows[0], *q = rows[1], *r = rows[2], *s = rows[3];
        for (std::size_t k = j; k < columns; ++k) target[k] += (a * p[k] + b * q[k]) + (c * r[k] + d * s[k]);
    }
}

Moments moments_of_block(const LogisticFit& fit, const LogisticData& data, BlockRange block) {
    const std::size_t columns = data.rows.columns();
    Moments part{.gradient = std::vector<double>(columns + 1), .information = Matrix(columns + 1, columns + 1)};
    const double* group[4] = {};
    double weights[4] = {};
    std::size_t waiting = 0;
    for (std::size_t i = block.begin; i < block.end; ++i) {
        const double weight = weight_of(data, i);
        if (weight == 0) continue;
        const double* row = data.rows.row(i).data();
        const double z = log_odds_of_row(fit, row), p = math::logistic(z);
        const bool converted = data.converted[i] != 0;
        part.log_likelihood += weight * log_probability(converted, z);
        const double residual = weight * ((converted ? 1.0 : 0.0) - p);
        part.gradient[0] += residual;
        for (std::size_t j = 0; j < columns; ++j) part.gradient[j + 1] += residual * row[j];
        group[waiting] = row;
        weights[waiting] = weight * p * (1 - p);
        if (++waiting == 4) {
            add_outer_products(part.information, group, weights, columns);
            waiting = 0;
        }
    }
    if (waiting > 0) {
        for (std::size_t rest = waiting; rest < 4; ++rest) group[rest] = group[0], weights[rest] = 0;
        add_outer_products(part.information, group, weights, columns);
    }
    return part;
}

Moments moments_of(const LogisticFit& fit, const LogisticData& data, const Execution& execution) {
    return reduce_blocks(
        block_count(data.rows.rows(), rows_per_block), execution,
        [&](std::size_t block) { return moments_of_block(fit, data, block_range(block, data.rows.rows(), rows_per_block)); },
        [](Moments& into, Moments&& from) { into.add(from); });
}

double log_likelihood_of(const LogisticFit& fit, const LogisticData& data, const Execution& execution) {
    return reduce_blocks(
        block_count(data.rows.rows(), rows_per_block), execution,
        [&](std::size_t block) {
            double sum = 0;
            const BlockRange range = block_range(block, data.rows.rows(), rows_per_block);
            for (std::size_t i = range.begin; i < range.end; ++i) {
                const double weight = weight_of(data, i);
                if (weight == 0) continue;
                sum += weight * log_probability(data.converted[i] != 0, log_odds_of_row(fit, data.rows.row(i).data()));
            }
            return sum;
        },
        [](double& into, double&& from) { into += from; });
}

double penalty_of(const LogisticFit& fit, double penalty) {
    double squares = 0;
    for (const double coefficient : fit.coefficients) squares += coefficient * coefficient;
    return 0.5 * penalty * squares;
}

/// The penalised information, factored. A column that says nothing (penalty 0) gets a ridge too small to matter elsewhere.
Cholesky factor_of(const Matrix& information, double penalty) {
    const std::size_t size = information.rows();
    double largest = penalty;
    for (std::size_t j = 0; j < size; ++j) largest = std::max(largest, information(j, j));
    Matrix h(size, size);
    for (double ridge = 0; ridge < 1e200; ridge = ridge == 0 ? 1e-12 * std::max(largest, 1e-12) : 100 * ridge) {
        for (std::size_t i = 0; i < size; ++i) {
            for (std::size_t j = 0; j <= i; ++j) h(i, j) = information(j, i);
            h(i, i) += ridge + (i > 0 ? penalty : 0);
        }
        if (auto factor = Cholesky::of(h)) return *std::move(factor);
    }
    throw InvalidArgument("rows", math::not_a_number, "finite", "leave unknown values out, or write 0 and an indicator");
}

LogisticFit moved(const LogisticFit& fit, std::span<const double> step, double length) {
    LogisticFit next = fit;
    next.intercept += length * step[0];
    for (std::size_t j = 0; j < next.coefficients.size(); ++j) next.coefficients[j] += length * step[j + 1];
    return next;
}

}  // namespace

LogisticFit fit_logistic(const LogisticData& data, double penalty, const LogisticFit& start, const Execution& execution) {
    const std::size_t columns = data.rows.columns();
    LogisticFit fit{.intercept = start.intercept, .coefficients = start.coefficients};
    if (fit.coefficients.size() != columns) fit = {.coefficients = std::vector<double>(columns)};

    for (std::size_t step_number = 0; step_number < newton_steps_at_most; ++step_number) {
        const Moments at = moments_of(fit, data, execution);
        fit.objective = at.log_likelihood - penalty_of(fit, penalty);
        fit.iterations = step_number;

        std::vector<double> gradient = at.gradient;
        for (std::size_t j = 0; j < columns; ++j) gradient[j + 1] -= penalty * fit.coefficients[j];
        const std::vector<double> step = factor_of(at.information, penalty).solve(gradient);
        double gain = 0;  // of a full step, were the objective quadratic
        for (std::size_t j = 0; j < step.size(); ++j) gain += 0.5 * gradient[j] * step[j];
        if (!(gain > logistic_tolerance)) {
            // The step is taken once more: Newton doubles the digits, and the gradient is already too small to overshoot.
            fit = moved(fit, step, 1);
            fit.objective = at.log_likelihood - penalty_of(fit, penalty);
            fit.converged = true;
            return fit;
        }
        double length = 1;
        for (std::size_t halving = 0;; ++halving, length /= 2) {
            LogisticFit next = moved(fit, step, length);
            next.objective = log_likelihood_of(next, data, execution) - penalty_of(next, penalty);
            if (next.objective > fit.objective) {
                fit = std::move(next);
                break;
            }
            if (halving == halvings_at_most) return fit;  // rounding forbids any further gain
        }
    }
    return fit;
}

std::vector<double> log_odds_of(const LogisticFit& fit, MatrixView<const double> rows) {
    std::vector<double> log_odds(rows.rows());
    for (std::size_t i = 0; i < rows.rows(); ++i) log_odds[i] = log_odds_of_row(fit, rows.row(i).data());
    return log_odds;
}

Matrix robust_covariance(const LogisticFit& fit, const LogisticData& data, double penalty, std::span<const std::uint32_t> cluster_of,
                         const Execution& execution) {
    const std::size_t columns = data.rows.columns(), size = columns + 1;
    std::vector<std::uint32_t> order(data.rows.rows());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::uint32_t>(i);
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return std::pair(cluster_of[a], a) < std::pair(cluster_of[b], b); });

    Matrix middle(size, size);  // J + λP, upper triangle
    std::vector<double> score(size);
    double clusters = 0;
    for (std::size_t at = 0; at < order.size();) {
        std::fill(score.begin(), score.end(), 0.0);
        const std::uint32_t cluster = cluster_of[order[at]];
        bool counts = false;
        for (; at < order.size() && cluster_of[order[at]] == cluster; ++at) {
            const std::size_t i = order[at];
            const double weight = weight_of(data, i);
            if (weight == 0) continue;
            counts = true;
            const double* row = data.rows.row(i).data();
            const double residual = weight * ((data.converted[i] != 0 ? 1.0 : 0.0) - math::logistic(log_odds_of_row(fit, row)));
            score[0] += residual;
            for (std::size_t j = 0; j < columns; ++j) score[j + 1] += residual * row[j];
        }
        if (!counts) continue;
        clusters += 1;
        for (std::size_t j = 0; j < size; ++j) {
            for (std::size_t k = j; k < size; ++k) middle(j, k) += score[j] * score[k];
        }
    }
    // Few clusters make J too small: the usual correction.
    const double correction = clusters > 1 ? clusters / (clusters - 1) : 1;
    for (double& value : middle.values()) value *= correction;
    for (std::size_t j = 1; j < size; ++j) middle(j, j) += penalty;

    const Moments at = moments_of(fit, data, execution);
    const Matrix inverse = factor_of(at.information, penalty).inverse();
    Matrix half(size, size), covariance(size, size);
    for (std::size_t i = 0; i < size; ++i) {
        for (std::size_t k = 0; k < size; ++k) {
            const double a = inverse(i, k);
            for (std::size_t j = 0; j < size; ++j) half(i, j) += a * (k <= j ? middle(k, j) : middle(j, k));
        }
    }
    for (std::size_t i = 0; i < size; ++i) {
        for (std::size_t k = 0; k < size; ++k) {
            const double a = half(i, k);
            for (std::size_t j = 0; j < size; ++j) covariance(i, j) += a * inverse(k, j);
        }
    }
    return covariance;
}

}  // namespace dangol::inline v0
