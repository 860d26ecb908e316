#include "linear_algebra.hpp"

#include <dangol/core/error.hpp>

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <cmath>

#include "math.hpp"

namespace dangol::inline v0 {
namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Map = Eigen::Map<const RowMajor, 0, Eigen::OuterStride<>>;

Eigen::Index index(std::size_t i) { return static_cast<Eigen::Index>(i); }

Map mapped(MatrixView<const double> matrix) {
    return {matrix.data(), index(matrix.rows()), index(matrix.columns()), Eigen::OuterStride<>(index(matrix.row_stride()))};
}
Eigen::Map<const Eigen::VectorXd> mapped(std::span<const double> vector) { return {vector.data(), index(vector.size())}; }

std::vector<double> copied(const Eigen::VectorXd& vector) { return {vector.data(), vector.data() + vector.size()}; }

}  // namespace

std::optional<Cholesky> Cholesky::of(MatrixView<const double> matrix) {
    const std::size_t n = matrix.rows();
    Cholesky result;
    result.lower_ = Matrix(n, n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j <= i; ++j) result.lower_(i, j) = matrix(i, j);
    }
    Eigen::Map<RowMajor> in_place(result.lower_.data(), index(n), index(n));
    const Eigen::LLT<Eigen::Ref<RowMajor>> factorization(in_place);
    if (factorization.info() != Eigen::Success) return {};
    for (std::size_t i = 0; i < n; ++i) {
        if (!(result.lower_(i, i) > 0) || !std::isfinite(result.lower_(i, i))) return {};
    }
    return result;
}

double Cholesky::log_determinant() const noexcept {
    double half = 0;
    for (std::size_t i = 0; i < size(); ++i) half += math::log(lower_(i, i));
    return 2 * half;
}

std::vector<double> Cholesky::solve(std::span<const double> b) const {
    const auto lower = mapped(lower_);
    Eigen::VectorXd x = mapped(b);
    lower.triangularView<Eigen::Lower>().solveInPlace(x);
    lower.transpose().triangularView<Eigen::Upper>().solveInPlace(x);
    return copied(x);
}

Matrix Cholesky::inverse() const {
    const auto lower = mapped(lower_);
    RowMajor x = RowMajor::Identity(index(size()), index(size()));
    lower.triangularView<Eigen::Lower>().solveInPlace(x);
    lower.transpose().triangularView<Eigen::Upper>().solveInPlace(x);
    Matrix result(size(), size());
    for (std::size_t i = 0; i < size(); ++i) {  // the mean with the transpose: exactly symmetric
        for (std::size_t j = 0; j < size(); ++j) result(i, j) = 0.5 * (x(index(i), index(j)) + x(index(j), index(i)));
    }
    return result;
}

std::vector<double> solve_positive_definite(MatrixView<const double> matrix, std::span<const double> b) {
    const auto factor = Cholesky::of(matrix);
    if (!factor) throw InvalidArgument("matrix", "not positive definite", "positive definite", "add a ridge to its diagonal");
    return factor->solve(b);
}

SymmetricEigen eigen_of_symmetric(MatrixView<const double> matrix) {
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(mapped(matrix));
    SymmetricEigen result{copied(solver.eigenvalues()), Matrix(matrix.rows(), matrix.columns())};
    for (std::size_t k = 0; k < matrix.rows(); ++k) {
        Eigen::VectorXd vector = solver.eigenvectors().col(index(k));
        Eigen::Index largest = 0;
        vector.cwiseAbs().maxCoeff(&largest);
        if (vector(largest) < 0) vector = -vector;
        for (std::size_t i = 0; i < matrix.rows(); ++i) result.vectors(k, i) = vector(index(i));
    }
    return result;
}

}  // namespace dangol::inline v0
