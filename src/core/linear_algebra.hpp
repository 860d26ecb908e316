#pragma once

#include <dangol/core/matrix.hpp>

#include <optional>
#include <span>
#include <vector>

/// The little linear algebra that the layers share; Eigen stays behind it, in one file.
namespace dangol::inline v0 {

/// A = L Lᵀ of a symmetric positive definite matrix; only its lower triangle is read.
class Cholesky {
public:
    /// Empty when `matrix` is not positive definite (or holds a NaN).
    static std::optional<Cholesky> of(MatrixView<const double> matrix);

    std::size_t size() const noexcept { return lower_.rows(); }
    const Matrix& lower() const noexcept { return lower_; }
    double log_determinant() const noexcept;                          ///< of A
    std::vector<double> solve(std::span<const double> b) const;       ///< x with A x = b
    Matrix inverse() const;                                           ///< A⁻¹

private:
    Matrix lower_;
};

/// x with A x = b for a symmetric positive definite A. @throws InvalidArgument when A is not
std::vector<double> solve_positive_definite(MatrixView<const double> matrix, std::span<const double> b);

/// Eigenvalues, smallest first, and vectors, one per row, of a symmetric matrix. The largest component of each vector is positive.
struct SymmetricEigen {
    std::vector<double> values = {};
    Matrix vectors = {};
};
SymmetricEigen eigen_of_symmetric(MatrixView<const double> matrix);

}  // namespace dangol::inline v0
