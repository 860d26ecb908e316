#include <dangol/segments/validity.hpp>

#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>

#include "core/largest_number.hpp"
#include "core/math.hpp"
#include "core/parallel.hpp"
#include "core/simd.hpp"
#include "features/feature_table_state.hpp"
#include "segments/coordinates.hpp"
#include "segments/telling.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <string>

namespace dangol::inline v0 {
namespace {

std::vector<double> sizes_of(MatrixView<const double> points, std::span<const std::uint32_t> groups) {
    if (groups.size() != points.rows()) throw InvalidArgument("groups", groups.size(), "one per row, " + std::to_string(points.rows()), "give a group for every row");
    std::vector<double> sizes;
    for (const std::uint32_t group : groups) {
        if (group >= sizes.size()) {
            if (group > groups.size() && group > 1'000'000) throw InvalidArgument("groups", group, "numbered from 0 without gaps", "number the groups anew");
            sizes.resize(std::size_t{group} + 1, 0);
        }
        ++sizes[group];
    }
    const auto filled = static_cast<std::size_t>(std::ranges::count_if(sizes, [](double size) { return size > 0; }));
    if (filled < 2) throw InvalidArgument("groups", filled, "at least 2 that hold rows", "one group has nothing to be told apart from");
    return sizes;
}

void check_row(std::span<const double> row) {
    for (const double x : row)
        if (!is_usable(x)) throw InvalidArgument("points", x, within_largest_number, "fill or leave out what is not known");
}

/// What all measures need: sizes of the groups, and that the input is in order.
std::vector<double> checked_sizes(MatrixView<const double> points, std::span<const std::uint32_t> groups) {
    std::vector<double> sizes = sizes_of(points, groups);
    for (std::size_t i = 0; i < points.rows(); ++i) check_row(points.row(i));
    return sizes;
}

Matrix centres_of(MatrixView<const double> points, std::span<const std::uint32_t> groups, const std::vector<double>& sizes) {
    Matrix centres(sizes.size(), points.columns());
    for (std::size_t i = 0; i < points.rows(); ++i)
        for (std::size_t j = 0; j < points.columns(); ++j) centres(groups[i], j) += points(i, j);
    for (std::size_t k = 0; k < sizes.size(); ++k)
        for (double& c : centres.row(k)) c = sizes[k] > 0 ? c / sizes[k] : 0;
    return centres;
}

double squared_distance(std::span<const double> a, std::span<const double> b) noexcept {
    double sum = 0;
    for (std::size_t j = 0; j < a.size(); ++j) sum += (a[j] - b[j]) * (a[j] - b[j]);
    return sum;
}

/// Squared distances from one row to all; `columns` holds the rows turned on their side, padded to eight virtual lanes.
struct DistancesToAll {
    template <class Lanes>
    [[gnu::always_inline]] static inline void run(const double* row, const Matrix& columns, double* distances) noexcept {
        for (std::size_t first = 0; first < columns.columns(); first += simd::width<Lanes>) {
            Lanes sum = {};
            for (std::size_t j = 0; j < columns.rows(); ++j) {
                Lanes other;
                simd::load(other, columns.data() + j * columns.columns() + first);
                const Lanes difference = other - row[j];
                sum += difference * difference;
            }
            simd::store(distances + first, sum);
        }
    }
};

std::vector<double> silhouettes_of(MatrixView<const double> points, std::span<const std::uint32_t> groups, std::span<const std::size_t> rows,
                                   const Execution& execution) {
    constexpr std::size_t rows_per_block = 16, rows_at_once = 4096;  // against whom a row is measured before it is asked whether to stop
    static_assert(rows_at_once % simd::virtual_lanes == 0);
    const std::size_t n = points.rows();
    const std::vector<double> sizes = sizes_of(points, groups);
    std::vector<Matrix> columns(block_count(n, rows_at_once));  // in pieces: one of everybody would be cleared in one go, deaf to who wants it to end
    const double nothing_yet = 0;
    for_each_block(columns.size(), telling(execution, "silhouettes", nothing_yet), [&](std::size_t block) {
        const BlockRange range = block_range(block, n, rows_at_once);
        columns[block] = Matrix(points.columns(), (range.size() + simd::virtual_lanes - 1) / simd::virtual_lanes * simd::virtual_lanes);
        for (std::size_t i = range.begin; i < range.end; ++i) check_row(points.row(i));
        for (std::size_t j = 0; j < points.columns(); ++j)
            for (std::size_t i = range.begin; i < range.end; ++i) columns[block](j, i - range.begin) = points(i, j);
    });
    std::vector<double> widths(rows.size());
    for_each_long_block(
        block_count(rows.size(), rows_per_block), execution,
        [&](std::size_t block) {
            std::vector<double> distances(rows_at_once), sums(sizes.size());
            const BlockRange range = block_range(block, rows.size(), rows_per_block);
            for (std::size_t at = range.begin; at < range.end; ++at) {
                const std::size_t row = rows[at], own = groups[row];
                if (sizes[own] < 2) continue;  // alone: 0
                std::ranges::fill(sums, 0.0);
                for (std::size_t piece = 0; piece < columns.size(); ++piece) {
                    check_stop(execution);
                    const BlockRange others = block_range(piece, n, rows_at_once);
                    simd::dispatch<DistancesToAll>(points.row(row).data(), std::cref(columns[piece]), distances.data());
                    for (std::size_t i = others.begin; i < others.end; ++i) sums[groups[i]] += std::sqrt(distances[i - others.begin]);
                }
                const double a = sums[own] / (sizes[own] - 1);
                double b = math::infinity;
                for (std::size_t k = 0; k < sizes.size(); ++k)
                    if (k != own && sizes[k] > 0) b = std::min(b, sums[k] / sizes[k]);
                widths[at] = std::max(a, b) > 0 ? (b - a) / std::max(a, b) : 0;
            }
        },
        "silhouettes");
    return widths;
}

/// The basis columns as they are.
Matrix numeric_points(const FeatureTable& table) {
    const auto basis = table.columns_with(Role::basis);
    Matrix points(table.customer_count(), basis.size());
    for (std::size_t j = 0; j < basis.size(); ++j) {
        const FeatureColumn& column = table.columns()[basis[j].value];
        if (column.kind != ColumnKind::numeric)
            throw ColumnKindMismatch(column.name, kind_name(column.kind), "numeric", "use silhouette(), which standardises every kind of column");
        const auto numbers = table.numbers(basis[j]);
        const auto observed = table.observed(basis[j]);
        for (std::size_t i = 0; i < points.rows(); ++i) points(i, j) = observed[i] ? numbers[i] : math::not_a_number;
    }
    return points;
}

}  // namespace

std::vector<double> silhouettes(MatrixView<const double> points, std::span<const std::uint32_t> groups, const Execution& execution) {
    std::vector<std::size_t> rows(points.rows());
    std::iota(rows.begin(), rows.end(), 0);
    return silhouettes_of(points, groups, rows, execution);
}

std::vector<double> silhouettes(const FeatureTable& table, std::span<const std::uint32_t> groups, const Execution& execution) {
    return silhouettes(standardised_coordinates(table, execution).values, groups, execution);
}

double silhouette(MatrixView<const double> points, std::span<const std::uint32_t> groups, std::size_t rows_at_most, std::uint64_t seed,
                  const Execution& execution) {
    std::vector<std::size_t> rows(points.rows());
    std::iota(rows.begin(), rows.end(), 0);
    if (rows_at_most > 0 && rows_at_most < rows.size()) rows = Random(seed).sample_without_replacement(rows.size(), rows_at_most);
    const std::vector<double> widths = silhouettes_of(points, groups, rows, execution);
    double sum = 0;
    for (const double width : widths) sum += width;
    return sum / static_cast<double>(widths.size());
}

double silhouette(const FeatureTable& table, std::span<const std::uint32_t> groups, std::size_t rows_at_most, std::uint64_t seed, const Execution& execution) {
    return silhouette(standardised_coordinates(table, execution).values, groups, rows_at_most, seed, execution);
}

double calinski_harabasz(MatrixView<const double> points, std::span<const std::uint32_t> groups) {
    const std::vector<double> sizes = checked_sizes(points, groups);
    const Matrix centres = centres_of(points, groups, sizes);
    std::vector<double> mean(points.columns(), 0);
    const auto n = static_cast<double>(points.rows());
    double filled = 0, between = 0, within = 0;
    for (std::size_t k = 0; k < sizes.size(); ++k)
        for (std::size_t j = 0; j < mean.size(); ++j) mean[j] += sizes[k] / n * centres(k, j);
    for (std::size_t k = 0; k < sizes.size(); ++k) {
        filled += sizes[k] > 0 ? 1 : 0;
        between += sizes[k] * squared_distance(centres.row(k), mean) * (sizes[k] > 0 ? 1 : 0);
    }
    for (std::size_t i = 0; i < points.rows(); ++i) within += squared_distance(points.row(i), centres.row(groups[i]));
    return within > 0 ? (between / (filled - 1)) / (within / (n - filled)) : math::infinity;
}

double davies_bouldin(MatrixView<const double> points, std::span<const std::uint32_t> groups) {
    const std::vector<double> sizes = checked_sizes(points, groups);
    const Matrix centres = centres_of(points, groups, sizes);
    std::vector<double> spread(sizes.size(), 0);
    for (std::size_t i = 0; i < points.rows(); ++i) spread[groups[i]] += std::sqrt(squared_distance(points.row(i), centres.row(groups[i]))) / sizes[groups[i]];
    double sum = 0, filled = 0;
    for (std::size_t k = 0; k < sizes.size(); ++k) {
        if (!(sizes[k] > 0)) continue;
        double worst = 0;
        for (std::size_t l = 0; l < sizes.size(); ++l) {
            if (l == k || !(sizes[l] > 0) || spread[k] + spread[l] == 0) continue;
            worst = std::max(worst, (spread[k] + spread[l]) / std::sqrt(squared_distance(centres.row(k), centres.row(l))));
        }
        sum += worst;
        ++filled;
    }
    return sum / filled;
}

double calinski_harabasz(const FeatureTable& table, std::span<const std::uint32_t> groups) { return calinski_harabasz(numeric_points(table), groups); }
double davies_bouldin(const FeatureTable& table, std::span<const std::uint32_t> groups) { return davies_bouldin(numeric_points(table), groups); }

}  // namespace dangol::inline v0
