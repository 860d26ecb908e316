#include <dangol/core/error.hpp>
#include <dangol/segments/mixture.hpp>

#include "core/math.hpp"
#include "segments/mixture_state.hpp"
#include "segments/placement.hpp"

#include <algorithm>
#include <cmath>

namespace dangol::inline v0 {

std::vector<double> estimate_shares(const Mixture& mixture, const FeatureTable& pool, const Execution& execution) {
    const std::size_t rows = pool.customer_count(), segments = mixture.segment_count();
    double total = 0;
    for (const double weight : pool.weights()) total += weight;
    if (!(total > 0)) throw InsufficientData("customers in the pool", 0, 1, "give a pool with at least one customer");
    Matrix densities(rows, segments);
    place_rows(mixture.state(), pool, execution, densities, [&](std::size_t row, double) {
        const double most = std::ranges::max(densities.row(row));
        for (double& value : densities.row(row)) value = math::exp(value - most);
    });
    // The likelihood is concave in the shares, so that any interior start reaches its maximum.
    std::vector<double> shares(segments, 1.0 / static_cast<double>(segments));
    for (int iteration = 0; iteration < 2000; ++iteration) {
        check_stop(execution);
        std::vector<double> sums(segments);
        for (std::size_t row = 0; row < rows; ++row) {
            double sum = 0;
            for (std::size_t k = 0; k < segments; ++k) sum += shares[k] * densities(row, k);
            if (!(sum > 0)) continue;
            for (std::size_t k = 0; k < segments; ++k) sums[k] += pool.weights()[row] * shares[k] * densities(row, k) / sum;
        }
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
