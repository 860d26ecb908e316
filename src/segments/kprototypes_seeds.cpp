#include "segments/kprototypes_seeds.hpp"

#include "core/parallel.hpp"
#include "segments/telling.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t prototype_rows_at_most = 65536;
constexpr std::size_t prototype_rows_per_block = 4096;

/// The rows that prototypes are drawn from, side by side.
struct DrawnRows {
    std::vector<double> weights = {};
    Matrix numbers = {};
    std::vector<std::uint32_t> codes = {};
    std::size_t categories = 0;

    std::size_t size() const noexcept { return weights.size(); }
    std::span<const std::uint32_t> codes_of(std::size_t i) const noexcept { return std::span(codes).subspan(i * categories, categories); }
};

/// Rows with weight, at most so many of them by lot.
std::vector<std::size_t> rows_by_lot(std::size_t rows, std::span<const double> weights, Random& random) {
    std::vector<std::size_t> drawn;
    for (std::size_t i = 0; i < rows; ++i)
        if (weights.empty() || weights[i] > 0) drawn.push_back(i);
    if (drawn.size() > prototype_rows_at_most) {
        for (std::size_t i = 0; i < prototype_rows_at_most; ++i) std::swap(drawn[i], drawn[i + random.below(drawn.size() - i)]);
        drawn.resize(prototype_rows_at_most);
    }
    return drawn;
}

DrawnRows read_rows(const MixedPoints& points, std::span<const double> weights, std::span<const std::size_t> rows, const Execution& execution) {
    DrawnRows drawn{.weights = std::vector<double>(rows.size()), .numbers = Matrix(rows.size(), points.numbers.columns()),
                    .codes = std::vector<std::uint32_t>(rows.size() * points.codes.columns()), .categories = points.codes.columns()};
    for_each_block(block_count(rows.size(), prototype_rows_per_block), execution, [&](std::size_t block) {
        const BlockRange range = block_range(block, rows.size(), prototype_rows_per_block);
        MixedStretch here;
        for (std::size_t i = range.begin; i < range.end; ++i) {
            here.read(points, rows[i], 1);
            drawn.weights[i] = weights.empty() ? 1 : weights[rows[i]];
            std::ranges::copy(here.numbers.row(0), drawn.numbers.row(i).begin());
            std::ranges::copy(here.codes.row(0), drawn.codes.begin() + static_cast<std::ptrdiff_t>(i * drawn.categories));
        }
    });
    return drawn;
}

/// What is not known of either costs nothing.
double cost_between(const DrawnRows& rows, std::size_t a, std::size_t b, double gamma) noexcept {
    double cost = 0;
    for (std::size_t j = 0; j < rows.numbers.columns(); ++j) {
        const double difference = rows.numbers(a, j) - rows.numbers(b, j);
        cost += difference == difference ? difference * difference : 0;
    }
    for (std::size_t q = 0; q < rows.categories; ++q) {
        const std::uint32_t here = rows.codes_of(a)[q], there = rows.codes_of(b)[q];
        cost += here != there && here != unobserved_code && there != unobserved_code ? gamma : 0;
    }
    return cost;
}

}  // namespace

Prototypes draw_prototypes(const PlacedRows& rows, std::span<const double> weights, std::size_t groups, Random random, const Execution& execution) {
    const DrawnRows sample = read_rows(rows.points, weights, rows_by_lot(rows.points.rows(), weights, random), execution);
    Prototypes drawn{Matrix(groups, sample.numbers.columns()), std::vector<std::uint32_t>(groups * sample.categories)};
    std::vector<double> nearest(sample.size(), 1.0), cumulated(sample.size());
    for (std::size_t k = 0; k < groups; ++k) {
        check_stop(execution);
        double sum = 0;
        for (std::size_t i = 0; i < sample.size(); ++i) cumulated[i] = sum += sample.weights[i] * nearest[i];
        if (!(sum > 0))
            for (std::size_t i = 0; i < sample.size(); ++i) cumulated[i] = sum += 1;
        const auto at = static_cast<std::size_t>(std::ranges::upper_bound(cumulated, random.uniform() * sum) - cumulated.begin());
        const std::size_t chosen = std::min(at, sample.size() - 1);
        std::ranges::transform(sample.numbers.row(chosen), drawn.centres.row(k).begin(), [](double x) { return x == x ? x : 0; });
        std::ranges::copy(sample.codes_of(chosen), drawn.modes.begin() + static_cast<std::ptrdiff_t>(k * sample.categories));
        for_each_block(block_count(sample.size(), prototype_rows_per_block), execution, [&](std::size_t block) {
            const BlockRange range = block_range(block, sample.size(), prototype_rows_per_block);
            for (std::size_t i = range.begin; i < range.end; ++i) {
                const double cost = cost_between(sample, i, chosen, rows.gamma);
                nearest[i] = k == 0 ? cost : std::min(nearest[i], cost);
            }
        });
    }
    return drawn;
}

}  // namespace dangol::inline v0
