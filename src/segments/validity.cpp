#include <dangol/segments/validity.hpp>

#include <dangol/core/error.hpp>

#include "core/math.hpp"
#include "features/feature_table_state.hpp"
#include "segments/block_sums.hpp"
#include "segments/group_sizes.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace dangol::inline v0 {
namespace {

constexpr std::string_view quality_stage = "looking at how good groups are";

/// `add(row, sums)` for every row.
template <class Add>
std::vector<double> sum_rows(std::size_t rows, std::size_t size, const Execution& execution, Add&& add) {
    const auto of_block = [&](BlockRange range, std::span<double> sums) {
        for (std::size_t row = range.begin; row < range.end; ++row) add(row, sums);
    };
    return sum_blocks(rows, size, execution, of_block, quality_stage);
}

/// What all measures need: sizes of the groups, their centres, and that the input is in order.
struct Groups {
    std::vector<double> sizes = {};
    Matrix centres = {};

    Groups(MatrixView<const double> points, std::span<const std::uint32_t> groups, const Execution& execution)
        : sizes(rows_of_groups(groups, points.rows())), centres(sizes.size(), points.columns()) {
        const std::size_t width = points.columns();
        const std::vector<double> sums = sum_rows(points.rows(), sizes.size() * width, execution, [&](std::size_t i, std::span<double> into) {
            check_point(points.row(i));
            for (std::size_t j = 0; j < width; ++j) into[groups[i] * width + j] += points(i, j);
        });
        for (std::size_t k = 0; k < sizes.size(); ++k)
            for (std::size_t j = 0; j < width; ++j) centres(k, j) = sizes[k] > 0 ? sums[k * width + j] / sizes[k] : 0;
    }
};

double squared_distance(std::span<const double> a, std::span<const double> b) noexcept {
    double sum = 0;
    for (std::size_t j = 0; j < a.size(); ++j) sum += (a[j] - b[j]) * (a[j] - b[j]);
    return sum;
}

/// The basis columns as they are.
Matrix numeric_points(const FeatureTable& table, const Execution& execution) {
    const auto basis = table.columns_with(Role::basis);
    Matrix points(table.customer_count(), basis.size());
    for (std::size_t j = 0; j < basis.size(); ++j) {
        const FeatureColumn& column = table.columns()[basis[j].value];
        if (column.kind != ColumnKind::numeric)
            throw ColumnKindMismatch(column.name, kind_name(column.kind), "numeric", "use silhouette(), which standardises every kind of column");
        const auto numbers = table.numbers(basis[j]);
        const auto observed = table.observed(basis[j]);
        check_stop(execution);
        for (std::size_t i = 0; i < points.rows(); ++i) points(i, j) = observed[i] ? numbers[i] : math::not_a_number;
    }
    return points;
}

}  // namespace

double calinski_harabasz(MatrixView<const double> points, std::span<const std::uint32_t> groups, const Execution& execution) {
    const auto [sizes, centres] = Groups(points, groups, part_of(execution, 0, .5));
    std::vector<double> mean(points.columns(), 0);
    const auto n = static_cast<double>(points.rows());
    double filled = 0, between = 0;
    for (std::size_t k = 0; k < sizes.size(); ++k)
        for (std::size_t j = 0; j < mean.size(); ++j) mean[j] += sizes[k] / n * centres(k, j);
    for (std::size_t k = 0; k < sizes.size(); ++k) {
        filled += sizes[k] > 0 ? 1 : 0;
        between += sizes[k] * squared_distance(centres.row(k), mean) * (sizes[k] > 0 ? 1 : 0);
    }
    const double within = sum_rows(points.rows(), 1, part_of(execution, .5, 1), [&](std::size_t i, std::span<double> into) {
        into[0] += squared_distance(points.row(i), centres.row(groups[i]));
    })[0];
    return within > 0 ? (between / (filled - 1)) / (within / (n - filled)) : math::infinity;
}

double davies_bouldin(MatrixView<const double> points, std::span<const std::uint32_t> groups, const Execution& execution) {
    const auto [sizes, centres] = Groups(points, groups, part_of(execution, 0, .5));
    const std::vector<double> spread = sum_rows(points.rows(), sizes.size(), part_of(execution, .5, 1), [&](std::size_t i, std::span<double> into) {
        into[groups[i]] += std::sqrt(squared_distance(points.row(i), centres.row(groups[i]))) / sizes[groups[i]];
    });
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

double calinski_harabasz(const FeatureTable& table, std::span<const std::uint32_t> groups, const Execution& execution) {
    return calinski_harabasz(numeric_points(table, execution), groups, execution);
}
double davies_bouldin(const FeatureTable& table, std::span<const std::uint32_t> groups, const Execution& execution) {
    return davies_bouldin(numeric_points(table, execution), groups, execution);
}

}  // namespace dangol::inline v0
