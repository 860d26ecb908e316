#include "segments/covariance_block.hpp"

#include "core/math.hpp"
#include "segments/kernel.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <cmath>

namespace dangol::inline v0 {
namespace {

using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Vector = Eigen::VectorXd;

Eigen::Index index(std::size_t i) { return static_cast<Eigen::Index>(i); }
Eigen::Map<const Rows> as_eigen(const Matrix& m) { return {m.data(), index(m.rows()), index(m.columns())}; }
Eigen::Map<Rows> as_eigen(Matrix& m) { return {m.data(), index(m.rows()), index(m.columns())}; }
Eigen::Map<const Vector> as_eigen(std::span<const double> v) { return {v.data(), index(v.size())}; }
Matrix from_eigen(const Rows& m) {
    Matrix out(static_cast<std::size_t>(m.rows()), static_cast<std::size_t>(m.cols()));
    as_eigen(out) = m;
    return out;
}

/// Of covariance number `which`, rows and columns at these positions.
Rows part(const Matrix& covariance, std::size_t which, std::span<const std::uint32_t> rows, std::span<const std::uint32_t> columns) {
    const std::size_t first = which * covariance.columns();
    Rows out(index(rows.size()), index(columns.size()));
    for (std::size_t r = 0; r < rows.size(); ++r) {
        for (std::size_t c = 0; c < columns.size(); ++c) out(index(r), index(c)) = covariance(first + rows[r], columns[c]);
    }
    return out;
}

Vector part_of_mean(const Matrix& means, std::size_t segment, std::span<const std::uint32_t> positions) {
    Vector out(index(positions.size()));
    for (std::size_t c = 0; c < positions.size(); ++c) out(index(c)) = means(segment, positions[c]);
    return out;
}

/// How a filled-in row of one segment follows from what was observed: lift · y + shift.
struct Filling {
    Rows lift;
    Vector shift;

    Filling(std::size_t size, const MissingPattern& pattern, const Matrix& regression, const Matrix& means, std::size_t segment)
        : lift(Rows::Zero(index(size), index(pattern.observed.size()))), shift(Vector::Zero(index(size))) {
        for (std::size_t c = 0; c < pattern.observed.size(); ++c) lift(pattern.observed[c], index(c)) = 1;
        for (std::size_t m = 0; m < pattern.missing.size(); ++m) {
            double at = means(segment, pattern.missing[m]);
            for (std::size_t c = 0; c < pattern.observed.size(); ++c) {
                lift(pattern.missing[m], index(c)) = regression(m, c);
                at -= regression(m, c) * means(segment, pattern.observed[c]);
            }
            shift(pattern.missing[m]) = at;
        }
    }
};

}  // namespace

PatternTerms express_pattern(const PreparedBlock& block, const MissingPattern& pattern, const Matrix& means, const Matrix& covariance) {
    const std::size_t segments = means.rows(), seen = pattern.observed.size();
    PatternTerms terms;
    terms.constants.assign(segments, 0.0);
    if (!block.is_free) terms.coefficients = Matrix(seen, segments);
    for (std::size_t v = 0; v < block.covariances(segments); ++v) {
        const Eigen::LLT<Rows> factor(part(covariance, v, pattern.observed, pattern.observed));
        const Rows lower = factor.matrixL();
        double log_determinant = 0;
        for (std::size_t i = 0; i < seen; ++i) log_determinant += 2 * math::log(lower(index(i), index(i)));
        terms.log_determinant.push_back(log_determinant);
        terms.precision.push_back(from_eigen(factor.solve(Rows::Identity(index(seen), index(seen)))));
        const Rows cross = part(covariance, v, pattern.observed, pattern.missing);
        Rows regression(cross.cols(), cross.rows());
        if (cross.size() > 0) regression = factor.solve(cross).transpose();  // Eigen looks at the first element also where there is none
        terms.regression.push_back(from_eigen(regression));
        terms.spread.push_back(from_eigen(part(covariance, v, pattern.missing, pattern.missing) - regression * cross));
        if (!block.is_free) {
            for (std::size_t k = 0; k < segments; ++k) {
                const Vector mean = part_of_mean(means, k, pattern.observed);
                const Vector solved = factor.solve(mean);
                for (std::size_t c = 0; c < seen; ++c) terms.coefficients(c, k) = solved(index(c));
                terms.constants[k] = -0.5 * solved.dot(mean);
            }
            continue;
        }
        const Rows inverse = factor.matrixL().solve(Rows::Identity(index(seen), index(seen)));
        std::vector<double>& packed = terms.factors.emplace_back(kernel::packed_size(seen));
        kernel::pack_rows_of_four(inverse.data(), seen, packed.data());
        const Vector shift = factor.matrixL().solve(part_of_mean(means, v, pattern.observed));
        std::vector<double>& shifts = terms.shifts.emplace_back(kernel::padded(seen));
        for (std::size_t c = 0; c < seen; ++c) shifts[c] = shift(index(c));
        terms.constants[v] = -0.5 * log_determinant;
    }
    return terms;
}

double expected_log_density(const MissingPattern& pattern, const PatternTerms& terms, const Matrix& means, const Moments& moments) {
    double sum = 0;
    for (std::size_t k = 0; k < means.rows(); ++k) {
        const std::size_t v = terms.precision.size() == 1 ? 0 : k;
        const auto precision = as_eigen(terms.precision[v]);
        const Vector mean = part_of_mean(means, k, pattern.observed);
        const Vector solved = precision * mean;
        const double squares = (precision.array() * as_eigen(moments.gram).array()).sum() - 2 * solved.dot(as_eigen(moments.sum)) +
                               moments.count * solved.dot(mean);
        sum -= 0.5 * (squares + moments.count * terms.log_determinant[v]);
    }
    return sum;
}

double common_log_density(const PatternTerms& terms, const Moments& moments) {
    return -0.5 * ((as_eigen(terms.precision[0]).array() * as_eigen(moments.gram).array()).sum() + moments.count * terms.log_determinant[0]);
}

double covariance_log_prior(const PreparedBlock& block, const Matrix& covariance, std::size_t segments, double weight) {
    double sum = 0;
    const double each = weight / static_cast<double>(block.covariances(segments));
    for (std::size_t v = 0; v < block.covariances(segments); ++v) {
        const Eigen::LLT<Rows> factor{Rows(as_eigen(covariance).middleRows(index(v * block.size()), index(block.size())))};
        sum -= 0.5 * block.ridge * each * factor.solve(Rows::Identity(index(block.size()), index(block.size()))).trace();
    }
    return sum;
}

BlockStatistics::BlockStatistics(const PreparedBlock& block, std::size_t segments)
    : first(segments, block.size()), second(block.covariances(segments), Matrix(block.size(), block.size())), counts(segments) {}

void BlockStatistics::add(const BlockStatistics& other) {
    for (std::size_t i = 0; i < first.values().size(); ++i) first.values()[i] += other.first.values()[i];
    for (std::size_t v = 0; v < second.size(); ++v) {
        for (std::size_t i = 0; i < second[v].values().size(); ++i) second[v].values()[i] += other.second[v].values()[i];
    }
    for (std::size_t k = 0; k < counts.size(); ++k) counts[k] += other.counts[k];
}

void BlockStatistics::add(const PreparedBlock& block, const MissingPattern& pattern, const PatternTerms& terms, const Matrix& means,
                          std::span<const Moments> moments, const Matrix& gram_of_all) {
    double weight = 0;
    for (std::size_t k = 0; k < counts.size(); ++k) {
        const std::size_t v = block.is_free ? k : 0;
        const Filling filling(block.size(), pattern, terms.regression[v], means, k);
        const Vector lifted = filling.lift * as_eigen(moments[k].sum);
        as_eigen(first).row(index(k)) += (lifted + moments[k].count * filling.shift).transpose();
        auto into = as_eigen(second[v]);
        if (block.is_free) into += filling.lift * as_eigen(moments[k].gram) * filling.lift.transpose();
        counts[k] += moments[k].count;
        weight += moments[k].count;
        if (pattern.is_complete()) continue;
        into += lifted * filling.shift.transpose() + filling.shift * lifted.transpose() +
                moments[k].count * filling.shift * filling.shift.transpose();
        if (!block.is_free && k + 1 < counts.size()) continue;
        const double spread_times = block.is_free ? moments[k].count : weight;
        for (std::size_t a = 0; a < pattern.missing.size(); ++a) {
            for (std::size_t b = 0; b < pattern.missing.size(); ++b) {
                second[v](pattern.missing[a], pattern.missing[b]) += spread_times * terms.spread[v](a, b);
            }
        }
    }
    if (block.is_free) return;
    const Filling filling(block.size(), pattern, terms.regression[0], means, 0);
    as_eigen(second[0]) += filling.lift * as_eigen(gram_of_all) * filling.lift.transpose();
}

void update_block(const PreparedBlock& block, const BlockStatistics& statistics, double weight, Matrix& means, Matrix& covariance) {
    const std::size_t size = block.size(), segments = means.rows();
    std::vector<Matrix> second = statistics.second;
    for (std::size_t k = 0; k < segments; ++k) {
        const double count = statistics.counts[k];
        if (!(count > 0)) continue;
        for (std::size_t b = 0; b < size; ++b) means(k, b) = statistics.first(k, b) / count;
        Matrix& own = second[block.is_free ? k : 0];
        for (std::size_t a = 0; a < size; ++a) {
            for (std::size_t b = 0; b < size; ++b) own(a, b) -= count * means(k, a) * means(k, b);
        }
    }
    const double ridge = block.ridge * weight / static_cast<double>(second.size());
    for (std::size_t v = 0; v < second.size(); ++v) {
        const double count = block.is_free ? statistics.counts[v] : weight;
        if (!(count > 0)) continue;
        for (std::size_t a = 0; a < size; ++a) {
            for (std::size_t b = 0; b < size; ++b) {
                covariance(v * size + a, b) = (0.5 * (second[v](a, b) + second[v](b, a)) + (a == b ? ridge : 0.0)) / count;
            }
        }
    }
}

}  // namespace dangol::inline v0
