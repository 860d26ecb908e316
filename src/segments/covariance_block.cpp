#include "segments/covariance_block.hpp"

#include "core/math.hpp"
#include "segments/kernel.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <cmath>

namespace dangol::inline v0 {
namespace {

using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Index index(std::size_t i) { return static_cast<Eigen::Index>(i); }
Eigen::Map<const Rows> as_eigen(const Matrix& m) { return {m.data(), index(m.rows()), index(m.columns())}; }
Matrix from_eigen(const Rows& m) {
    Matrix out(static_cast<std::size_t>(m.rows()), static_cast<std::size_t>(m.cols()));
    Eigen::Map<Rows>(out.data(), m.rows(), m.cols()) = m;
    return out;
}

Rows part(const Matrix& covariance, std::span<const std::uint32_t> rows, std::span<const std::uint32_t> columns) {
    Rows out(index(rows.size()), index(columns.size()));
    for (std::size_t r = 0; r < rows.size(); ++r) {
        for (std::size_t c = 0; c < columns.size(); ++c) out(index(r), index(c)) = covariance(rows[r], columns[c]);
    }
    return out;
}

/// means of the pattern's positions, segments × positions.
Rows part_of_means(const Matrix& means, std::span<const std::uint32_t> positions) {
    Rows out(index(means.rows()), index(positions.size()));
    for (std::size_t k = 0; k < means.rows(); ++k) {
        for (std::size_t c = 0; c < positions.size(); ++c) out(index(k), index(c)) = means(k, positions[c]);
    }
    return out;
}

double log_determinant(const Eigen::LLT<Rows>& factor) {
    double sum = 0;
    for (Eigen::Index i = 0; i < factor.matrixLLT().rows(); ++i) sum += math::log(factor.matrixLLT()(i, i));
    return 2 * sum;
}

}  // namespace

std::vector<std::uint32_t> block_columns(std::span<const PreparedColumn> columns) {
    std::vector<std::uint32_t> chosen;
    for (std::size_t c = 0; c < columns.size(); ++c) {
        if (columns[c].in_block) chosen.push_back(static_cast<std::uint32_t>(c));
    }
    return chosen;
}

PreparedBlock prepare_block(std::vector<std::uint32_t> columns, const Matrix& values, std::span<const double> weights) {
    const std::size_t rows = values.rows(), size = columns.size(), width = kernel::padded(size + 1);
    PreparedBlock block{.columns = std::move(columns), .values = Matrix(rows, width)};
    for (std::size_t row = 0; row < rows; ++row) {
        bool same = row > 0;
        for (std::size_t c = 0; c < size; ++c) {
            const bool seen = !std::isnan(values(row, c));
            if (seen) block.values(row, c) = values(row, c);
            if (row > 0 && seen == std::isnan(values(row - 1, c))) same = false;
        }
        block.values(row, size) = 1;
        if (!same) {
            MissingPattern pattern{.begin = row, .sums = std::vector<double>(width)};
            for (std::size_t c = 0; c < size; ++c) {
                (std::isnan(values(row, c)) ? pattern.missing : pattern.observed).push_back(static_cast<std::uint32_t>(c));
            }
            pattern.gram = Matrix(pattern.observed.size(), pattern.observed.size());
            block.patterns.push_back(std::move(pattern));
        }
        MissingPattern& pattern = block.patterns.back();
        pattern.end = row + 1;
        pattern.weight += weights[row];
        for (std::size_t c = 0; c < width; ++c) pattern.sums[c] += weights[row] * block.values(row, c);
        for (std::size_t a = 0; a < pattern.observed.size(); ++a) {
            const double weighted = weights[row] * values(row, pattern.observed[a]);
            for (std::size_t b = 0; b < pattern.observed.size(); ++b) pattern.gram(a, b) += weighted * values(row, pattern.observed[b]);
        }
    }
    return block;
}

BlockTerms express_block(const PreparedBlock& block, const Matrix& means, const Matrix& covariance) {
    BlockTerms terms;
    terms.patterns.reserve(block.patterns.size());
    const std::size_t segments = kernel::padded(means.rows());
    for (const MissingPattern& pattern : block.patterns) {
        PatternTerms& out = terms.patterns.emplace_back();
        out.coefficients = Matrix(block.width(), segments);
        out.spread = from_eigen(part(covariance, pattern.missing, pattern.missing));
        if (pattern.observed.empty()) continue;
        const Eigen::LLT<Rows> factor(part(covariance, pattern.observed, pattern.observed));
        const Rows mu = part_of_means(means, pattern.observed);
        const Rows solved = factor.solve(mu.transpose()).transpose();  // segments × observed: Σ⁻¹ μₖ
        for (std::size_t k = 0; k < means.rows(); ++k) {
            for (std::size_t c = 0; c < pattern.observed.size(); ++c) out.coefficients(pattern.observed[c], k) = solved(index(k), index(c));
            out.coefficients(block.size(), k) = -0.5 * solved.row(index(k)).dot(mu.row(index(k)));
        }
        const Rows explained = factor.solve(Rows(as_eigen(pattern.gram)));
        terms.log_likelihood -= 0.5 * (explained.trace() + pattern.weight * log_determinant(factor));
        if (!pattern.missing.empty()) {
            const Rows cross = part(covariance, pattern.observed, pattern.missing);
            const Rows regression = factor.solve(cross).transpose();
            out.regression = from_eigen(regression);
            Eigen::Map<Rows>(out.spread.data(), index(pattern.missing.size()), index(pattern.missing.size())) -= regression * cross;
        }
    }
    const Eigen::LLT<Rows> whole{Rows(as_eigen(covariance))};
    terms.log_prior = -0.5 * covariance_ridge * whole.solve(Rows::Identity(index(block.size()), index(block.size()))).trace();
    return terms;
}

void update_block(const PreparedBlock& block, const BlockTerms& terms, std::span<const Matrix> sums, double grams_times,
                  Matrix& means, Matrix& covariance) {
    const std::size_t size = block.size(), segments = means.rows();
    Rows second = Rows::Zero(index(size), index(size)), first = Rows::Zero(index(segments), index(size));
    Eigen::VectorXd counts = Eigen::VectorXd::Zero(index(segments));
    Rows lift, sum(index(segments), index(size)), shift(index(segments), index(size));
    for (std::size_t p = 0; p < block.patterns.size(); ++p) {
        const MissingPattern& pattern = block.patterns[p];
        // A filled-in row is lift · y + shift of its segment.
        lift.setZero(index(size), index(pattern.observed.size()));
        for (std::size_t c = 0; c < pattern.observed.size(); ++c) lift(pattern.observed[c], index(c)) = 1;
        shift.setZero();
        for (std::size_t m = 0; m < pattern.missing.size(); ++m) {
            for (std::size_t k = 0; k < segments; ++k) shift(index(k), pattern.missing[m]) = means(k, pattern.missing[m]);
            for (std::size_t c = 0; c < pattern.observed.size(); ++c) {
                const double slope = terms.patterns[p].regression(m, c);
                lift(pattern.missing[m], index(c)) = slope;
                for (std::size_t k = 0; k < segments; ++k) shift(index(k), pattern.missing[m]) -= slope * means(k, pattern.observed[c]);
            }
        }
        double weight = 0;
        for (std::size_t k = 0; k < segments; ++k) {
            Eigen::VectorXd seen(index(pattern.observed.size()));
            for (std::size_t c = 0; c < pattern.observed.size(); ++c) seen(index(c)) = sums[p](pattern.observed[c], k);
            const double count = sums[p](size, k);
            const Eigen::VectorXd lifted = lift * seen;
            const Eigen::VectorXd moved = shift.row(index(k)).transpose();
            first.row(index(k)) += (lifted + count * moved).transpose();
            if (!pattern.missing.empty()) {
                second += lifted * moved.transpose() + moved * lifted.transpose() + count * moved * moved.transpose();
            }
            counts(index(k)) += count;
            weight += count;
        }
        if (!pattern.observed.empty()) second += grams_times * (lift * as_eigen(pattern.gram) * lift.transpose());
        for (std::size_t a = 0; a < pattern.missing.size(); ++a) {
            for (std::size_t b = 0; b < pattern.missing.size(); ++b) {
                second(pattern.missing[a], pattern.missing[b]) += weight * terms.patterns[p].spread(a, b);
            }
        }
    }
    for (std::size_t k = 0; k < segments; ++k) {
        if (!(counts(index(k)) > 0)) continue;
        first.row(index(k)) /= counts(index(k));
        second -= counts(index(k)) * first.row(index(k)).transpose() * first.row(index(k));
        for (std::size_t c = 0; c < size; ++c) means(k, c) = first(index(k), index(c));
    }
    second /= counts.sum();
    for (std::size_t a = 0; a < size; ++a) {
        for (std::size_t b = 0; b < size; ++b) {
            covariance(a, b) = 0.5 * (second(index(a), index(b)) + second(index(b), index(a))) + (a == b ? covariance_ridge : 0.0);
        }
    }
}

}  // namespace dangol::inline v0
