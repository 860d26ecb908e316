// Eigen as dangol uses it inside, compiled for AVX2: the same functions, with other instructions and another alignment.
#include <Eigen/Dense>

double own_eigen() {
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    RowMajor matrix = RowMajor::Identity(6, 6);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(matrix);
    const Eigen::Map<const RowMajor, 0, Eigen::OuterStride<>> mapped(matrix.data(), 6, 6, Eigen::OuterStride<>(6));
    Eigen::VectorXd x = solver.eigenvalues();
    mapped.triangularView<Eigen::Lower>().solveInPlace(x);
    mapped.transpose().triangularView<Eigen::Upper>().solveInPlace(x);
    const Eigen::LLT<Eigen::Ref<RowMajor>> factorization(matrix);
    return (solver.eigenvectors() * x).sum() + (factorization.info() == Eigen::Success ? 0 : 1);
}
