#include "segments/centred_rows.hpp"

#include "core/parallel.hpp"

#include <algorithm>
#include <cmath>

namespace dangol::inline v0 {

template <class T>
CentredRows<T> centred_rows(MatrixView<const T> points, std::span<const double> weights) {
    constexpr std::size_t looked_at = 4096;
    const std::size_t n = points.rows(), width = points.columns(), count = std::min(n, looked_at);
    CentredRows<T> rows{.points = points, .weights = weights, .shift = std::vector<double>(width, 0)};
    for (std::size_t j = 0; j < width; ++j) {
        double sum = 0, seen = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const auto x = static_cast<double>(points(i * n / count, j));
            if (!std::isfinite(x)) continue;
            sum += x;
            ++seen;
        }
        const double mean = seen > 0 ? static_cast<double>(static_cast<T>(sum / seen)) : 0;
        rows.shift[j] = std::isfinite(mean) ? mean : 0;
    }
    return rows;
}

template <class T>
std::vector<double> variances_of(const CentredRows<T>& rows, const Execution& execution) {
    struct Moments {
        std::vector<double> n, sum, squares;
    };
    constexpr std::size_t rows_per_block = 8192;
    const std::size_t width = rows.points.columns();
    const Moments all = reduce_blocks(
        block_count(rows.points.rows(), rows_per_block), execution,
        [&](std::size_t block) {
            Moments part{std::vector<double>(width, 0), std::vector<double>(width, 0), std::vector<double>(width, 0)};
            const BlockRange range = block_range(block, rows.points.rows(), rows_per_block);
            for (std::size_t i = range.begin; i < range.end; ++i) {
                const T* row = rows.points.row(i).data();
                for (std::size_t j = 0; j < width; ++j) {
                    const double x = static_cast<double>(row[j]) - rows.shift[j];
                    const bool observed = x == x;
                    part.n[j] += observed ? 1.0 : 0.0;
                    part.sum[j] += observed ? x : 0.0;
                    part.squares[j] += observed ? x * x : 0.0;
                }
            }
            return part;
        },
        [width](Moments& into, Moments&& from) {
            for (std::size_t j = 0; j < width; ++j) {
                into.n[j] += from.n[j];
                into.sum[j] += from.sum[j];
                into.squares[j] += from.squares[j];
            }
        });
    std::vector<double> variances(width, 0);
    for (std::size_t j = 0; j < width; ++j)
        if (all.n[j] > 0) variances[j] = std::max(0.0, all.squares[j] / all.n[j] - (all.sum[j] / all.n[j]) * (all.sum[j] / all.n[j]));
    return variances;
}

template CentredRows<double> centred_rows(MatrixView<const double>, std::span<const double>);
template CentredRows<float> centred_rows(MatrixView<const float>, std::span<const double>);
template std::vector<double> variances_of(const CentredRows<double>&, const Execution&);
template std::vector<double> variances_of(const CentredRows<float>&, const Execution&);

}  // namespace dangol::inline v0
