#include "segments/normal_copula.hpp"

#include "core/linear_algebra.hpp"
#include "core/math.hpp"
#include "core/missing_value.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace dangol::inline v0 {
namespace {

constexpr double largest_correlation = 0.99;
constexpr double least_eigenvalue = 1e-6;

}  // namespace

std::vector<double> normal_scores(std::span<const double> values) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < values.size(); ++i)
        if (!std::isnan(values[i])) order.push_back(i);
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> scores(values.size(), missing_value);
    for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
        while (end < order.size() && !(values[order[begin]] < values[order[end]])) ++end;
        const double middle = static_cast<double>(begin + end) / 2;
        const double score = math::normal_quantile(middle / static_cast<double>(order.size()));
        for (std::size_t rank = begin; rank < end; ++rank) scores[order[rank]] = score;
    }
    return scores;
}

double correlation_where_known(std::span<const double> a, std::span<const double> b) {
    double n = 0, sum_a = 0, sum_b = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (std::isnan(a[i]) || std::isnan(b[i])) continue;
        ++n;
        sum_a += a[i];
        sum_b += b[i];
    }
    if (n < 3) return 0;
    double aa = 0, bb = 0, ab = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (std::isnan(a[i]) || std::isnan(b[i])) continue;
        const double x = a[i] - sum_a / n, y = b[i] - sum_b / n;
        aa += x * x;
        bb += y * y;
        ab += x * y;
    }
    return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

Matrix factor_of_correlations(Matrix correlations) {
    const std::size_t size = correlations.rows();
    if (size == 0) return {};
    for (std::size_t a = 0; a < size; ++a)
        for (std::size_t b = 0; b < size; ++b)
            if (a != b) correlations(a, b) = std::clamp(correlations(a, b), -largest_correlation, largest_correlation);
    const SymmetricEigen eigen = eigen_of_symmetric(correlations);
    Matrix mended(size, size);
    for (std::size_t v = 0; v < size; ++v)
        for (std::size_t a = 0; a < size; ++a)
            for (std::size_t b = 0; b < size; ++b)
                mended(a, b) += std::max(eigen.values[v], least_eigenvalue) * eigen.vectors(v, a) * eigen.vectors(v, b);
    std::vector<double> scale(size);
    for (std::size_t a = 0; a < size; ++a) scale[a] = 1 / std::sqrt(mended(a, a));
    for (std::size_t a = 0; a < size; ++a)
        for (std::size_t b = 0; b < size; ++b) mended(a, b) *= scale[a] * scale[b];
    return Cholesky::of(mended).value().lower();
}

}  // namespace dangol::inline v0
