#include "segments/kernel.hpp"

#include "core/math.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace dangol::inline v0::kernel {
namespace {

typedef double Pair __attribute__((vector_size(16)));  // what every 64-bit processor of this family has; see core/math_lanes.hpp

Pair load(const double* from) noexcept {
    Pair pair;
    std::memcpy(&pair, from, sizeof pair);
    return pair;
}
void store(double* to, const Pair& pair) noexcept { std::memcpy(to, &pair, sizeof pair); }
Pair both(double value) noexcept { return Pair{value, value}; }

/// `Rows` rows times four segments, kept in registers. Begins with `start`, or with what stands in `out`.
template <std::size_t Rows>
void multiply_rows(const double* features, std::size_t feature_count, const double* coefficients, const double* start,
                   std::size_t segments, double* out) noexcept {
    for (std::size_t k = 0; k < segments; k += 4) {
        std::array<Pair, Rows> low, high;
        for (std::size_t i = 0; i < Rows; ++i) {
            const double* from = start != nullptr ? start + k : out + i * segments + k;
            low[i] = load(from);
            high[i] = load(from + 2);
        }
        for (std::size_t p = 0; p < feature_count; ++p) {
            const Pair c_low = load(coefficients + p * segments + k), c_high = load(coefficients + p * segments + k + 2);
            for (std::size_t i = 0; i < Rows; ++i) {
                const Pair feature = both(features[i * feature_count + p]);
                low[i] += feature * c_low;
                high[i] += feature * c_high;
            }
        }
        for (std::size_t i = 0; i < Rows; ++i) {
            store(out + i * segments + k, low[i]);
            store(out + i * segments + k + 2, high[i]);
        }
    }
}

constexpr double negligible = -50;  // e⁻⁵⁰ = 2e-22 of the row's density

/// Subtracts the maximum of each row; returns it per row in `maxima`.
void subtract_maxima(double* values, std::size_t rows, std::size_t segments, double* maxima) noexcept {
    for (std::size_t i = 0; i < rows; ++i) {
        double* row = values + i * segments;
        double most = row[0];
        for (std::size_t k = 1; k < segments; ++k) most = row[k] > most ? row[k] : most;
        for (std::size_t k = 0; k < segments; ++k) {
            const double below = row[k] - most;
            row[k] = below < negligible ? -600 : below;  // far enough from subnormal numbers, which are slow
        }
        maxima[i] = most;
    }
}

constexpr std::size_t rows_at_once = 64;

}  // namespace

void multiply(const double* features, std::size_t rows, std::size_t feature_count, const double* coefficients, const double* start,
              std::size_t segments, double* out) noexcept {
    std::size_t i = 0;
    for (; i + 4 <= rows; i += 4) {
        multiply_rows<4>(features + i * feature_count, feature_count, coefficients, start, segments, out + i * segments);
    }
    for (; i < rows; ++i) {
        multiply_rows<1>(features + i * feature_count, feature_count, coefficients, start, segments, out + i * segments);
    }
}

void accumulate(const double* features, std::size_t rows, std::size_t feature_count, const double* weights, std::size_t segments,
                double* sums) noexcept {
    for (std::size_t p = 0; p < feature_count; p += 4) {
        for (std::size_t k = 0; k < segments; k += 4) {
            std::array<Pair, 4> low, high;
            for (std::size_t q = 0; q < 4; ++q) {
                low[q] = load(sums + (p + q) * segments + k);
                high[q] = load(sums + (p + q) * segments + k + 2);
            }
            for (std::size_t i = 0; i < rows; ++i) {
                const Pair w_low = load(weights + i * segments + k), w_high = load(weights + i * segments + k + 2);
                const double* row = features + i * feature_count + p;
                for (std::size_t q = 0; q < 4; ++q) {
                    const Pair feature = both(row[q]);
                    low[q] += feature * w_low;
                    high[q] += feature * w_high;
                }
            }
            for (std::size_t q = 0; q < 4; ++q) {
                store(sums + (p + q) * segments + k, low[q]);
                store(sums + (p + q) * segments + k + 2, high[q]);
            }
        }
    }
}

void add_entries(std::span<const std::uint32_t> slots, const double* entries, std::size_t segments, double* out) noexcept {
    for (std::size_t k = 0; k < segments; k += 4) {
        Pair low = load(out + k), high = load(out + k + 2);
        for (const std::uint32_t slot : slots) {
            const double* entry = entries + std::size_t{slot} * segments + k;
            low += load(entry);
            high += load(entry + 2);
        }
        store(out + k, low);
        store(out + k + 2, high);
    }
}

Gain soft_memberships(double* values, std::size_t rows, std::size_t segments, const double* weights, const double* log_base) noexcept {
    Gain gain;
    std::array<double, rows_at_once> maxima, logs;
    for (std::size_t begin = 0; begin < rows; begin += rows_at_once) {
        const std::size_t count = std::min(rows_at_once, rows - begin);
        double* tile = values + begin * segments;
        subtract_maxima(tile, count, segments, maxima.data());
        math::exp_in_place(tile, count * segments);
        for (std::size_t i = 0; i < count; ++i) {
            double* row = tile + i * segments;
            double sum = 0;
            for (std::size_t k = 0; k < segments; ++k) {
                row[k] = row[k] < 1e-200 ? 0 : row[k];
                sum += row[k];
            }
            const double scale = weights[begin + i] / sum;
            for (std::size_t k = 0; k < segments; ++k) row[k] *= scale;
            logs[i] = sum;
        }
        math::log_in_place(logs.data(), count);
        for (std::size_t i = 0; i < count; ++i) {
            const double most = maxima[i] + log_base[begin + i];
            gain.mixture += weights[begin + i] * (most + logs[i]);
            gain.classification += weights[begin + i] * most;
        }
    }
    return gain;
}

Gain hard_memberships(double* values, std::size_t rows, std::size_t segments, const double* weights, const double* log_base) noexcept {
    Gain gain;
    for (std::size_t i = 0; i < rows; ++i) {
        double* row = values + i * segments;
        std::size_t best = 0;
        for (std::size_t k = 1; k < segments; ++k) best = row[k] > row[best] ? k : best;
        double sum = 0;
        for (std::size_t k = 0; k < segments; ++k) sum += math::exp(row[k] - row[best]);
        const double most = row[best] + log_base[i];
        gain.mixture += weights[i] * (most + math::log(sum));
        gain.classification += weights[i] * most;
        for (std::size_t k = 0; k < segments; ++k) row[k] = 0;
        row[best] = weights[i];
    }
    return gain;
}

}  // namespace dangol::inline v0::kernel
