#include <dangol/core/error.hpp>
#include <dangol/segments/mixture.hpp>

#include "core/math.hpp"
#include "segments/block_sums.hpp"
#include "segments/mixture_state.hpp"
#include "segments/placement.hpp"
#include "segments/telling.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace dangol::inline v0 {

namespace {

constexpr std::string_view shares_stage = "estimating shares";

/// Σ over rows of the weight with which each belongs to each segment, were these the shares.
std::vector<double> weights_of_segments(MatrixView<const double> densities, std::span<const double> weights, std::span<const double> shares, const Execution& execution) {
    return sum_blocks(densities.rows(), shares.size(), execution, [&](BlockRange range, std::span<double> sums) {
        for (std::size_t row = range.begin; row < range.end; ++row) {
            double sum = 0;
            for (std::size_t k = 0; k < shares.size(); ++k) sum += shares[k] * densities(row, k);
            if (!(sum > 0)) continue;
            for (std::size_t k = 0; k < shares.size(); ++k) sums[k] += weights[row] * shares[k] * densities(row, k) / sum;
        }
    });
}

}  // namespace

std::vector<double> estimate_shares(const Mixture& mixture, const FeatureTable& pool, const Execution& execution) {
    constexpr int iterations_at_most = 2000;
    const std::size_t rows = pool.customer_count(), segments = mixture.segment_count();
    double total = 0;
    for (const double weight : pool.weights()) total += weight;
    if (!(total > 0)) throw InsufficientData("customers in the pool", 0, 1, "give a pool with at least one customer");
    Matrix densities(rows, segments);
    place_rows(mixture.state(), pool, part_of(execution, 0, .5, shares_stage), densities, [&](std::size_t row, double) {
        const double most = std::ranges::max(densities.row(row));
        for (double& value : densities.row(row)) value = math::exp(value - most);
    });
    // The likelihood is concave in the shares, so that any interior start reaches its maximum.
    std::vector<double> shares(segments, 1.0 / static_cast<double>(segments));
    double fraction = .5;
    const Execution step = telling(execution, shares_stage, fraction);
    for (int iteration = 0; iteration < iterations_at_most; ++iteration) {
        fraction = .5 + .5 * iteration / iterations_at_most;
        const std::vector<double> sums = weights_of_segments(densities, pool.weights(), shares, step);
        double change = 0, placed = 0;
        for (const double sum : sums) placed += sum;
        for (std::size_t k = 0; k < segments; ++k) {
            change = std::max(change, std::fabs(sums[k] / placed - shares[k]));
            shares[k] = sums[k] / placed;
        }
        if (change < 1e-10) break;
    }
    return shares;
}

}  // namespace dangol::inline v0
