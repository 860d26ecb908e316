#include <dangol/segments/nmf.hpp>

#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>

#include "core/largest_number.hpp"
#include "core/math.hpp"
#include "core/parallel.hpp"
#include "segments/nmf_pass.hpp"
#include "segments/telling.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>

namespace dangol::inline v0 {
namespace {

constexpr std::string_view nmf_stage = "archetypes";
constexpr std::size_t nmf_rows_per_block = 2048;
constexpr std::size_t iterations_per_check = 10;  // of the Kullback–Leibler loss, which costs a pass

void check(const NmfOptions& options) {
    if (options.archetype_count == 0) throw InvalidArgument("archetype_count", 0, "at least 1", "ask for one archetype or more");
    if (options.starts == 0) throw InvalidArgument("starts", 0, "at least 1", "take 5");
    if (options.iterations_at_most == 0) throw InvalidArgument("iterations_at_most", 0, "at least 1", "take 200");
    if (!(options.tolerance >= 0 && std::isfinite(options.tolerance))) throw InvalidArgument("tolerance", options.tolerance, "at least 0", "take 1e-4");
}

/// Every cell finite and ≥ 0. Returns the sum of all.
double check_points(MatrixView<const double> points, const Execution& whole) {
    const double nothing_yet = 0;
    const Execution execution = telling(whole, nmf_stage, nothing_yet);
    if (points.rows() == 0) throw InsufficientData("rows to factorise", 0, 1, "give at least one row");
    if (points.columns() == 0) throw InvalidArgument("points", 0, "of at least one column", "give customers × columns");
    return reduce_blocks(
        block_count(points.rows(), nmf_rows_per_block), execution,
        [&](std::size_t block) {
            const BlockRange range = block_range(block, points.rows(), nmf_rows_per_block);
            double sum = 0;
            for (std::size_t i = range.begin; i < range.end; ++i)
                for (const double x : points.row(i)) {
                    if (!(x >= 0 && x <= largest_number)) throw InvalidArgument("a cell of row " + std::to_string(i), x, "at least 0 and at most 1e100", "fill or leave out what is not known, and give no differences");
                    sum += x;
                }
            return sum;
        },
        [](double& into, double&& from) { into += from; });
}

void check_factor(const char* name, MatrixView<const double> factor, std::size_t rows, std::size_t columns) {
    if (factor.rows() != rows || factor.columns() != columns)
        throw InvalidArgument(name, std::to_string(factor.rows()) + " × " + std::to_string(factor.columns()), std::to_string(rows) + " × " + std::to_string(columns),
                              "give weights customers × archetypes and archetypes × columns");
    for (std::size_t i = 0; i < rows; ++i)
        for (const double x : factor.row(i))
            if (!(x >= 0 && x <= largest_number)) throw InvalidArgument(name, x, "at least 0 and at most 1e100", "start from non-negative numbers");
}

Matrix widened(MatrixView<const double> narrow, std::size_t columns) {
    Matrix wide(narrow.rows(), columns);
    for (std::size_t i = 0; i < narrow.rows(); ++i) std::copy_n(narrow.row(i).begin(), std::min(columns, narrow.columns()), wide.row(i).begin());
    return wide;
}

class Fit {
public:
    Fit(MatrixView<const double> points, const NmfOptions& options) : points_(points), options_(options) {}

    Nmf run(Matrix weights, Matrix archetypes, const Execution& execution) const {
        Nmf fit{.weights = std::move(weights), .archetypes = std::move(archetypes), .termination = Termination::iteration_limit, .starts = 1};
        double done = 0;
        const Execution step = telling(execution, nmf_stage, done);
        if (options_.loss == NmfLoss::frobenius) frobenius(fit, true, step, done);
        else kullback_leibler(fit, true, step, done);
        fit.loss = nmf_loss(points_, fit.weights, fit.archetypes, options_.loss, step);
        fit.archetypes = widened(fit.archetypes, points_.columns());
        return fit;
    }

    Matrix weights_for(const Matrix& archetypes, Matrix weights, const Execution& execution) const {
        Nmf fit{.weights = std::move(weights), .archetypes = archetypes};
        double done = 0;
        const Execution step = telling(execution, nmf_stage, done);
        if (options_.loss == NmfLoss::frobenius) frobenius(fit, false, step, done);
        else kullback_leibler(fit, false, step, done);
        return std::move(fit.weights);
    }

private:
    void frobenius(Nmf& fit, bool both, const Execution& execution, double& done) const {
        double at_first = 0;
        while (fit.iterations < options_.iterations_at_most) {
            done = static_cast<double>(fit.iterations) / static_cast<double>(options_.iterations_at_most);
            check_stop(execution);
            const NmfSums sums = descend_weights(points_, fit.archetypes, fit.weights, execution);
            const double left = sums.left_to_do + (both ? descend_archetypes(sums, fit.archetypes) : 0);
            if (fit.iterations++ == 0) at_first = left;
            if (left == 0 || left <= options_.tolerance * at_first) {
                fit.termination = Termination::converged;
                return;
            }
        }
    }

    void kullback_leibler(Nmf& fit, bool both, const Execution& execution, double& done) const {
        const double at_first = loss_now(fit, execution);
        double before = at_first;
        while (fit.iterations < options_.iterations_at_most) {
            done = static_cast<double>(fit.iterations) / static_cast<double>(options_.iterations_at_most);
            check_stop(execution);
            const NmfSums sums = multiply_weights(points_, fit.archetypes, fit.weights, execution);
            if (both) multiply_archetypes(sums, fit.archetypes);
            if (++fit.iterations % iterations_per_check != 0 || options_.tolerance == 0) continue;
            const double now = loss_now(fit, execution);
            if (before - now <= options_.tolerance * at_first) {
                fit.termination = Termination::converged;
                return;
            }
            before = now;
        }
    }

    double loss_now(const Nmf& fit, const Execution& execution) const {
        return options_.tolerance > 0 ? nmf_loss(points_, fit.weights, fit.archetypes, options_.loss, execution) : 0;
    }

    MatrixView<const double> points_;
    const NmfOptions& options_;
};

/// |normal| numbers whose products have the mean of the data; padding stays 0.
Matrix random_factor(std::size_t rows, std::size_t columns, std::size_t padded, double scale, Random random) {
    Matrix factor(rows, padded);
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < columns; ++j) factor(i, j) = scale * std::fabs(random.normal());
    return factor;
}

}  // namespace

Nmf fit_nmf(MatrixView<const double> points, const NmfOptions& options, const Execution& execution) {
    check(options);
    const double mean = check_points(points, execution) / static_cast<double>(points.rows()) / static_cast<double>(points.columns());
    const double scale = std::sqrt(mean / static_cast<double>(options.archetype_count));
    Nmf best;
    for (std::size_t start = 0; start < options.starts; ++start) {
        const auto part = [&](std::size_t done) { return static_cast<double>(done) / static_cast<double>(options.starts); };
        const Execution own = part_of(execution, part(start), part(start + 1));
        Matrix weights, archetypes;
        while_telling(own, nmf_stage, 0, [&] {
            weights = random_factor(points.rows(), options.archetype_count, options.archetype_count, scale, Random(options.seed, 2 * start));
            archetypes = random_factor(options.archetype_count, points.columns(), nmf_padded(points.columns()), scale, Random(options.seed, 2 * start + 1));
        });
        Nmf fit = Fit(points, options).run(std::move(weights), std::move(archetypes), own);
        if (start == 0 || fit.loss < best.loss) best = std::move(fit);
    }
    best.starts = options.starts;
    return best;
}

Nmf fit_nmf(MatrixView<const double> points, MatrixView<const double> weights, MatrixView<const double> archetypes, const NmfOptions& options,
            const Execution& execution) {
    check(options);
    check_points(points, execution);
    check_factor("weights", weights, points.rows(), archetypes.rows());
    check_factor("archetypes", archetypes, archetypes.rows(), points.columns());
    return Fit(points, options).run(widened(weights, weights.columns()), widened(archetypes, nmf_padded(points.columns())), execution);
}

Matrix nmf_weights(MatrixView<const double> points, MatrixView<const double> archetypes, const NmfOptions& options, const Execution& execution) {
    check(options);
    const double mean = check_points(points, execution) / static_cast<double>(points.rows()) / static_cast<double>(points.columns());
    check_factor("archetypes", archetypes, archetypes.rows(), points.columns());
    const double start = std::sqrt(mean / static_cast<double>(std::max<std::size_t>(archetypes.rows(), 1)));
    return Fit(points, options).weights_for(widened(archetypes, nmf_padded(points.columns())), Matrix(points.rows(), archetypes.rows(), start), execution);
}

Matrix memberships_of(const Nmf& nmf) {
    Matrix membership = nmf.weights;
    const std::size_t count = membership.columns();
    std::vector<double> size(count, 0);
    for (std::size_t t = 0; t < count; ++t)
        for (const double h : nmf.archetypes.row(t)) size[t] += h;
    for (std::size_t i = 0; i < membership.rows(); ++i) {
        double sum = 0;
        for (std::size_t t = 0; t < count; ++t) sum += membership(i, t) *= size[t];
        for (std::size_t t = 0; t < count; ++t) membership(i, t) = sum > 0 ? membership(i, t) / sum : 1 / static_cast<double>(count);
    }
    return membership;
}

}  // namespace dangol::inline v0
