#include "segments/byte_rows.hpp"

#include "core/simd.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t fewest_rows = 65536;  // fewer stay in the cache as they are
constexpr std::size_t fewest_passes = 4;
constexpr std::size_t looked_at = 4096;
constexpr double largest_code = 127;

}  // namespace

template <class T>
ByteRows::ByteRows(const CentredRows<T>& of) : quads((of.points.columns() + 3) / 4), middles(4 * quads, 0), steps(4 * quads, 0), inverses(4 * quads, 0) {
    const std::size_t n = of.points.rows(), bytes_per_row = 4 * quads + sizeof(float);
    rows = n * bytes_per_row <= bytes_at_most ? n : bytes_at_most / (rows_per_kmeans_block * bytes_per_row) * rows_per_kmeans_block;
    const std::size_t padded = (rows + rows_per_kmeans_block - 1) / rows_per_kmeans_block * rows_per_kmeans_block;
    codes = std::make_unique_for_overwrite<std::uint32_t[]>(padded * quads);
    errors = std::make_unique_for_overwrite<float[]>(padded);
    by_products = simd::multiplies_bytes();
    const std::size_t count = std::min(n, looked_at);
    const std::size_t width = of.points.columns();
    std::vector<double> lows(width, std::numeric_limits<double>::infinity()), highs(width, -std::numeric_limits<double>::infinity());
    Room<T> room;
    for (std::size_t i = 0; i < count; ++i) {
        const std::span<const T> row = of.points.row(i * n / count, room);
        for (std::size_t j = 0; j < width; ++j) {
            const double z = static_cast<double>(row[j]) - of.shift[j];
            lows[j] = std::min(lows[j], z);
            highs[j] = std::max(highs[j], z);
        }
    }
    for (std::size_t j = 0; j < width; ++j) {
        const double lowest = lows[j], highest = highs[j];
        const double step = (highest - lowest) / (2 * largest_code);
        if (!(step > 0 && std::isfinite(step))) continue;
        middles[j] = static_cast<float>((lowest + highest) / 2);
        steps[j] = static_cast<float>(step);
        inverses[j] = static_cast<float>(1 / step);
    }
}

template <class T>
bool ByteRows::worthwhile(const CentredRows<T>& of, std::size_t passes) noexcept {
    return of.points.lie() && of.points.rows() >= fewest_rows && passes >= fewest_passes && of.weights.empty() && !of.holes;
}

template ByteRows::ByteRows(const CentredRows<double>&);
template ByteRows::ByteRows(const CentredRows<float>&);
template bool ByteRows::worthwhile(const CentredRows<double>&, std::size_t) noexcept;
template bool ByteRows::worthwhile(const CentredRows<float>&, std::size_t) noexcept;

}  // namespace dangol::inline v0
