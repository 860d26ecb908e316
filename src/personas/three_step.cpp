#include "personas/three_step.hpp"

#include "core/linear_algebra.hpp"

#include <cstddef>
#include <vector>

namespace dangol::inline v0 {
namespace {

constexpr double most_sharpened = 4;  // largest (E⁻¹)ₖₖ: two equal segments with .57 placed right; beyond, the correction adds more noise than it removes bias

}  // namespace

std::optional<Matrix> corrected_membership(MatrixView<const double> membership, std::span<const double> weights) {
    const std::size_t size = membership.columns();
    // E = D⁻¹ G with G = Rᵀ W R, so that E⁻¹ = G⁻¹ D.
    Matrix together(size, size);
    std::vector<double> total(size, 0);
    for (std::size_t i = 0; i < membership.rows(); ++i)
        for (std::size_t k = 0; k < size; ++k) {
            const double r = weights[i] * membership(i, k);
            total[k] += r;
            for (std::size_t l = 0; l < size; ++l) together(k, l) += r * membership(i, l);
        }
    const auto factor = Cholesky::of(together);
    if (!factor) return {};
    const Matrix inverse = factor->inverse();
    for (std::size_t k = 0; k < size; ++k)
        if (!(inverse(k, k) * total[k] <= most_sharpened)) return {};
    Matrix corrected(membership.rows(), size);
    for (std::size_t i = 0; i < membership.rows(); ++i)
        for (std::size_t k = 0; k < size; ++k) {
            double sum = 0;
            for (std::size_t l = 0; l < size; ++l) sum += membership(i, l) * inverse(l, k);
            corrected(i, k) = sum * total[k];
        }
    return corrected;
}

}  // namespace dangol::inline v0
