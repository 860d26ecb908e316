// Eigen objects of dynamic size, allocated and freed here with the alignment of AVX2.
#include <Eigen/Dense>

double own_eigen() {
    const Eigen::MatrixXd matrix = Eigen::MatrixXd::Identity(6, 6);
    const Eigen::VectorXd ones = Eigen::VectorXd::Ones(6);
    return (matrix.ldlt().solve(matrix * ones)).sum();
}
