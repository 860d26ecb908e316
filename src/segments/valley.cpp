#include "segments/valley.hpp"

#include "core/linear_algebra.hpp"
#include "core/math.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t grid_size = 128;
constexpr double ridge = 1e-3;  // of the mean variance, so that nearly constant coordinates do not decide the direction

struct Heap {
    double weight = 0, mean = 0, variance = 0;
};

Heap heap_of(std::span<const double> position, MatrixView<const double> membership, std::size_t segment) {
    Heap heap;
    for (std::size_t i = 0; i < position.size(); ++i) {
        heap.weight += membership(i, segment);
        heap.mean += membership(i, segment) * position[i];
    }
    if (!(heap.weight > 0)) return heap;
    heap.mean /= heap.weight;
    for (std::size_t i = 0; i < position.size(); ++i)
        heap.variance += membership(i, segment) * (position[i] - heap.mean) * (position[i] - heap.mean) / heap.weight;
    return heap;
}

/// Mean of a segment's points; a coordinate that was not observed counts as the mean of all, 0.
std::vector<double> centre_of(const Coordinates& points, MatrixView<const double> membership, std::size_t segment) {
    std::vector<double> centre(points.meaning.size(), 0);
    double weight = 0;
    for (std::size_t i = 0; i < points.values.rows(); ++i) {
        const double r = membership(i, segment);
        if (!(r > 0)) continue;
        weight += r;
        const auto x = points.values.row(i);
        for (std::size_t j = 0; j < centre.size(); ++j) centre[j] += r * x[j];
    }
    if (weight > 0)
        for (double& c : centre) c /= weight;
    return centre;
}

std::vector<double> discriminant(const Coordinates& points, MatrixView<const double> membership, std::size_t first, std::size_t second) {
    const std::size_t width = points.meaning.size();
    const std::vector<double> a = centre_of(points, membership, first), b = centre_of(points, membership, second);
    Matrix within(width, width);
    std::vector<double> difference(width);
    double weight = 0;
    for (std::size_t i = 0; i < points.values.rows(); ++i) {
        const auto x = points.values.row(i);
        for (const auto& [segment, centre] : {std::pair{first, &a}, std::pair{second, &b}}) {
            const double r = membership(i, segment);
            if (r < 1e-6) continue;
            weight += r;
            for (std::size_t j = 0; j < width; ++j) difference[j] = x[j] - (*centre)[j];
            for (std::size_t j = 0; j < width; ++j)
                for (std::size_t l = 0; l <= j; ++l) within(j, l) += r * difference[j] * difference[l];
        }
    }
    double trace = 0;
    for (std::size_t j = 0; j < width; ++j) trace += within(j, j);
    for (std::size_t j = 0; j < width; ++j) {
        within(j, j) += ridge * std::max(trace, 1e-12) / static_cast<double>(width);
        for (std::size_t l = 0; l < j; ++l) within(l, j) = within(j, l);
        difference[j] = b[j] - a[j];
    }
    return weight > 0 ? solve_positive_definite(within, difference) : difference;
}

}  // namespace

double valley_ratio(const Coordinates& points, MatrixView<const double> membership, std::size_t first, std::size_t second) {
    const std::vector<double> direction = discriminant(points, membership, first, second);
    std::vector<double> position(points.values.rows(), 0);
    for (std::size_t i = 0; i < position.size(); ++i) {
        const auto x = points.values.row(i);
        for (std::size_t j = 0; j < direction.size(); ++j) position[i] += direction[j] * x[j];
    }
    Heap low = heap_of(position, membership, first), high = heap_of(position, membership, second);
    if (low.mean > high.mean) std::swap(low, high);
    const double weight = low.weight + high.weight;
    if (!(low.weight > 0) || !(high.weight > 0) || !(high.mean > low.mean)) return 1;
    const double spread = std::sqrt((low.weight * low.variance + high.weight * high.variance) / weight);
    if (!(spread > 0)) return 0;  // two points without width
    const double bandwidth = 1.06 * spread * math::pow(weight, -0.2);

    // Density of the two segments' customers on a grid that reaches one spread beyond both means.
    const double from = low.mean - spread, step = (high.mean + spread - from) / static_cast<double>(grid_size - 1);
    std::vector<double> density(grid_size, 0);
    for (std::size_t i = 0; i < position.size(); ++i) {
        const double r = membership(i, first) + membership(i, second);
        if (r < 1e-6) continue;
        for (std::size_t g = 0; g < grid_size; ++g) {
            const double z = (from + step * static_cast<double>(g) - position[i]) / bandwidth;
            if (std::fabs(z) < 6) density[g] += r * math::exp(-z * z / 2);
        }
    }
    const auto at = [&](double x) { return static_cast<std::size_t>((x - from) / step + 0.5); };
    const auto begin = density.begin() + static_cast<std::ptrdiff_t>(at(low.mean)), end = density.begin() + static_cast<std::ptrdiff_t>(at(high.mean)) + 1;
    const auto bottom = std::min_element(begin, end);
    const double left = *std::max_element(density.begin(), bottom + 1), right = *std::max_element(bottom, density.end());
    return *bottom / std::min(left, right);
}

WeakestPair weakest_pair(const Coordinates& points, MatrixView<const double> membership) {
    WeakestPair weakest{.ratio = -1};
    for (std::size_t a = 0; a < membership.columns(); ++a)
        for (std::size_t b = a + 1; b < membership.columns(); ++b)
            if (const double ratio = valley_ratio(points, membership, a, b); ratio > weakest.ratio) weakest = {a, b, ratio};
    return weakest;
}

Matrix merge_without_valley(const Coordinates& points, Matrix membership, double ratio_at_most) {
    while (membership.columns() > 1) {
        const WeakestPair weakest = weakest_pair(points, membership);
        if (weakest.ratio <= ratio_at_most) break;
        Matrix merged(membership.rows(), membership.columns() - 1);
        for (std::size_t i = 0; i < membership.rows(); ++i)
            for (std::size_t k = 0; k < membership.columns(); ++k) {
                const std::size_t into = k == weakest.second ? weakest.first : k - (k > weakest.second ? 1 : 0);
                merged(i, into) += membership(i, k);
            }
        membership = std::move(merged);
    }
    return membership;
}

}  // namespace dangol::inline v0
