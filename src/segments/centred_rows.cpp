#include "segments/centred_rows.hpp"

#include "core/parallel.hpp"

#include <algorithm>
#include <cmath>

namespace dangol::inline v0 {

template <class T>
CentredRows<T> centred_rows(PointRows<T> points, std::span<const double> weights) {
    constexpr std::size_t looked_at = 4096;
    const std::size_t n = points.rows(), width = points.columns(), count = std::min(n, looked_at);
    CentredRows<T> rows{.points = points, .weights = weights, .shift = std::vector<double>(width, 0)};
    std::vector<double> sum(width, 0), seen(width, 0);
    Room<T> room;
    for (std::size_t i = 0; i < count; ++i) {
        const std::span<const T> row = points.row(i * n / count, room);
        for (std::size_t j = 0; j < width; ++j) {
            const auto x = static_cast<double>(row[j]);
            if (!std::isfinite(x)) continue;
            sum[j] += x;
            ++seen[j];
        }
    }
    for (std::size_t j = 0; j < width; ++j) {
        const double mean = seen[j] > 0 ? static_cast<double>(static_cast<T>(sum[j] / seen[j])) : 0;
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
            Room<T> room;
            const MatrixView<const T> points = rows.points.stretch(range.begin, range.size(), room);
            for (std::size_t i = 0; i < range.size(); ++i) {
                const T* row = points.row(i).data();
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

template CentredRows<double> centred_rows(PointRows<double>, std::span<const double>);
template CentredRows<float> centred_rows(PointRows<float>, std::span<const double>);
template std::vector<double> variances_of(const CentredRows<double>&, const Execution&);
template std::vector<double> variances_of(const CentredRows<float>&, const Execution&);

}  // namespace dangol::inline v0
