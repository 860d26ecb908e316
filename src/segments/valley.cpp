#include "segments/valley.hpp"

#include "core/linear_algebra.hpp"
#include "core/math.hpp"
#include "segments/block_sums.hpp"
#include "segments/telling.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>
#include <vector>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t grid_size = 128;
constexpr double ridge = 1e-3;  // of the mean variance, so that nearly constant coordinates do not decide the direction

constexpr std::string_view valley_stage = "looking for valleys";

/// Calls `of(row, point)` for the rows of a block; a coordinate that was not observed counts as the mean of all, 0.
template <class Of>
void for_each_point(const PointRows<double>& points, BlockRange range, Of&& of) {
    Room<double> room;
    const MatrixView<const double> here = points.stretch(range.begin, range.size(), room);
    std::vector<double> point(points.columns());
    for (std::size_t i = 0; i < range.size(); ++i) {
        std::ranges::transform(here.row(i), point.begin(), [](double x) { return x == x ? x : 0; });
        of(range.begin + i, point);
    }
}

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

/// Means of the points of two segments, one after the other.
Matrix centres_of_pair(const PointRows<double>& points, MatrixView<const double> membership, const std::array<std::size_t, 2>& segments, const Execution& execution) {
    const std::size_t width = points.columns();
    const std::vector<double> sums = sum_blocks(points.rows(), 2 * (width + 1), execution, [&](BlockRange range, std::span<double> into) {
        for_each_point(points, range, [&](std::size_t i, std::span<const double> x) {
            for (std::size_t s = 0; s < 2; ++s) {
                const double r = membership(i, segments[s]);
                if (!(r > 0)) continue;
                const std::span<double> own = into.subspan(s * (width + 1), width + 1);
                for (std::size_t j = 0; j < width; ++j) own[j] += r * x[j];
                own[width] += r;
            }
        });
    });
    Matrix centres(2, width);
    for (std::size_t s = 0; s < 2; ++s) {
        const double* const own = sums.data() + s * (width + 1);
        for (std::size_t j = 0; j < width; ++j) centres(s, j) = own[width] > 0 ? own[j] / own[width] : 0;
    }
    return centres;
}

std::vector<double> discriminant(const PointRows<double>& points, MatrixView<const double> membership, const std::array<std::size_t, 2>& segments,
                                 const Execution& execution) {
    const std::size_t width = points.columns();
    const Matrix centres = centres_of_pair(points, membership, segments, execution);
    const std::vector<double> sums = sum_blocks(points.rows(), width * width + 1, execution, [&](BlockRange range, std::span<double> into) {
        std::vector<double> difference(width);
        for_each_point(points, range, [&](std::size_t i, std::span<const double> x) {
            for (std::size_t s = 0; s < 2; ++s) {
                const double r = membership(i, segments[s]);
                if (r < 1e-6) continue;
                for (std::size_t j = 0; j < width; ++j) difference[j] = x[j] - centres(s, j);
                for (std::size_t j = 0; j < width; ++j) {
                    double* const within = into.data() + j * width;
                    for (std::size_t l = 0; l <= j; ++l) within[l] += r * difference[j] * difference[l];
                }
                into.back() += r;
            }
        });
    });
    Matrix within(width, width);
    std::vector<double> difference(width);
    double trace = 0;
    for (std::size_t j = 0; j < width; ++j) trace += sums[j * width + j];
    for (std::size_t j = 0; j < width; ++j) {
        for (std::size_t l = 0; l <= j; ++l) within(j, l) = within(l, j) = sums[j * width + l];
        within(j, j) += ridge * std::max(trace, 1e-12) / static_cast<double>(width);
        difference[j] = centres(1, j) - centres(0, j);
    }
    return sums.back() > 0 ? solve_positive_definite(within, difference) : difference;
}

/// Segments × segments, the lower number first.
double& ratio_of(Matrix& ratios, std::size_t a, std::size_t b) { return ratios(std::min(a, b), std::max(a, b)); }

/// The pair without a valley first: largest ratio over all pairs.
struct WeakestPair {
    std::size_t first = 0, second = 1;
    double ratio = -1;
};
WeakestPair weakest_of(const Matrix& ratios) {
    WeakestPair weakest;
    for (std::size_t a = 0; a < ratios.rows(); ++a)
        for (std::size_t b = a + 1; b < ratios.rows(); ++b)
            if (ratios(a, b) > weakest.ratio) weakest = {a, b, ratios(a, b)};
    return weakest;
}

/// The other segment that a segment is least apart from.
WeakestPair least_apart_from(Matrix& ratios, std::size_t segment) {
    WeakestPair least;
    for (std::size_t k = 0; k < ratios.rows(); ++k)
        if (k != segment && ratio_of(ratios, k, segment) > least.ratio) least = {std::min(k, segment), std::max(k, segment), ratio_of(ratios, k, segment)};
    return least;
}

/// The segment of fewest customers, and how many these are.
std::pair<std::size_t, double> smallest_of(const Matrix& membership) {
    std::vector<double> customers(membership.columns(), 0);
    for (std::size_t i = 0; i < membership.rows(); ++i)
        for (std::size_t k = 0; k < membership.columns(); ++k) customers[k] += membership(i, k);
    const auto least = std::ranges::min_element(customers);
    return {static_cast<std::size_t>(least - customers.begin()), *least};
}

Matrix ratios_of_pairs(const PointRows<double>& points, MatrixView<const double> membership, const Execution& execution) {
    Matrix ratios(membership.columns(), membership.columns());
    for (std::size_t a = 0; a < membership.columns(); ++a)
        for (std::size_t b = a + 1; b < membership.columns(); ++b) ratios(a, b) = valley_ratio(points, membership, a, b, execution);
    return ratios;
}

/// Where each point stands on a direction.
std::vector<double> positions_on(const PointRows<double>& points, std::span<const double> direction, const Execution& execution) {
    std::vector<double> position(points.rows(), 0);
    for_each_block(block_count(points.rows(), rows_per_sum), execution, [&](std::size_t block) {
        for_each_point(points, block_range(block, points.rows(), rows_per_sum), [&](std::size_t i, std::span<const double> x) {
            for (std::size_t j = 0; j < direction.size(); ++j) position[i] += direction[j] * x[j];
        });
    });
    return position;
}

}  // namespace

double valley_ratio(const PointRows<double>& points, MatrixView<const double> membership, std::size_t first, std::size_t second, const Execution& given) {
    const double nothing_yet = 0;
    const Execution execution = telling(given, valley_stage, nothing_yet);
    const std::vector<double> position = positions_on(points, discriminant(points, membership, {first, second}, execution), execution);
    Heap low = heap_of(position, membership, first), high = heap_of(position, membership, second);
    if (low.mean > high.mean) std::swap(low, high);
    const double weight = low.weight + high.weight;
    if (!(low.weight > 0) || !(high.weight > 0) || !(high.mean > low.mean)) return 1;
    const double spread = std::sqrt((low.weight * low.variance + high.weight * high.variance) / weight);
    if (!(spread > 0)) return 0;  // two points without width
    const double bandwidth = 1.06 * spread * math::pow(weight, -0.2);

    // Density of the two segments' customers on a grid that reaches one spread beyond both means.
    const double from = low.mean - spread, step = (high.mean + spread - from) / static_cast<double>(grid_size - 1);
    const std::vector<double> density = sum_blocks(position.size(), grid_size, execution, [&](BlockRange range, std::span<double> into) {
        for (std::size_t i = range.begin; i < range.end; ++i) {
            const double r = membership(i, first) + membership(i, second);
            if (r < 1e-6) continue;
            for (std::size_t g = 0; g < grid_size; ++g) {
                const double z = (from + step * static_cast<double>(g) - position[i]) / bandwidth;
                if (std::fabs(z) < 6) into[g] += r * math::exp(-z * z / 2);
            }
        }
    });
    const auto at = [&](double x) { return static_cast<std::size_t>((x - from) / step + 0.5); };
    const auto begin = density.begin() + static_cast<std::ptrdiff_t>(at(low.mean)), end = density.begin() + static_cast<std::ptrdiff_t>(at(high.mean)) + 1;
    const auto bottom = std::min_element(begin, end);
    const double left = *std::max_element(density.begin(), bottom + 1), right = *std::max_element(bottom, density.end());
    return *bottom / std::min(left, right);
}

SeparatedSegments merge_without_valley(const PointRows<double>& points, Matrix membership, double ratio_at_most, double smallest, const Execution& execution) {
    Matrix ratios = ratios_of_pairs(points, membership, execution);
    while (membership.columns() > 1) {
        WeakestPair weakest = weakest_of(ratios);
        if (weakest.ratio <= ratio_at_most) {
            const auto [segment, customers] = smallest_of(membership);
            if (customers >= smallest) return {.membership = std::move(membership), .weakest_ratio = weakest.ratio};
            weakest = least_apart_from(ratios, segment);
        }
        Matrix merged(membership.rows(), membership.columns() - 1);
        const auto place = [&](std::size_t k) { return k == weakest.second ? weakest.first : k - (k > weakest.second ? 1 : 0); };
        for (std::size_t i = 0; i < membership.rows(); ++i)
            for (std::size_t k = 0; k < membership.columns(); ++k) merged(i, place(k)) += membership(i, k);
        Matrix kept(merged.columns(), merged.columns());
        for (std::size_t a = 0; a < membership.columns(); ++a)
            for (std::size_t b = a + 1; b < membership.columns(); ++b)
                if (place(a) != place(b)) kept(place(a), place(b)) = ratios(a, b);
        membership = std::move(merged);
        ratios = std::move(kept);
        for (std::size_t k = 0; k < membership.columns(); ++k)  // a ratio depends on its two segments alone
            if (k != weakest.first) ratio_of(ratios, k, weakest.first) = valley_ratio(points, membership, std::min(k, weakest.first), std::max(k, weakest.first), execution);
    }
    return {.membership = std::move(membership)};
}

}  // namespace dangol::inline v0
