#include <dangol/segments/validity.hpp>

#include <dangol/core/error.hpp>

#include "core/math.hpp"
#include "features/feature_table_state.hpp"
#include "segments/group_sizes.hpp"

#include <algorithm>
#include <cmath>

namespace dangol::inline v0 {
namespace {

/// What all measures need: sizes of the groups, and that the input is in order.
std::vector<double> checked_sizes(MatrixView<const double> points, std::span<const std::uint32_t> groups) {
    std::vector<double> sizes = rows_of_groups(groups, points.rows());
    for (std::size_t i = 0; i < points.rows(); ++i) check_point(points.row(i));
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
