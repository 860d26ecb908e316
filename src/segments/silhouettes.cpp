#include <dangol/segments/validity.hpp>

#include <dangol/core/random.hpp>

#include "core/math.hpp"
#include "core/parallel.hpp"
#include "core/simd.hpp"
#include "segments/group_sizes.hpp"
#include "segments/point_rows.hpp"
#include "segments/telling.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string_view>

/// Every row that is measured against all others. Neither the distances nor, of a table, the points are kept: some rows at a time meet all the others,
/// who come by a few at a time, so that what they say stays in the cache while all of those rows are measured against it.
namespace dangol::inline v0 {
namespace {

constexpr std::string_view silhouettes_stage = "silhouettes";
constexpr std::size_t measured_at_once = 128, sums_at_once = std::size_t{1} << 17;
constexpr std::size_t others_at_once = 32;  // four of the widest registers; of narrower ones several times four
constexpr std::size_t rows_per_reading = 8 * others_at_once;

/// A coordinate that was not observed stands at the mean, 0.
double known(double x) noexcept { return x == x ? x : 0; }

/// Squared distances from one point to `others_at_once` others, who lie coordinate by coordinate.
struct DistancesToOthers {
    template <class Lanes>
    [[gnu::always_inline]] static inline void run(const double* point, std::size_t width, const double* others, double* distances) noexcept {
        constexpr std::size_t registers = 4, step = registers * simd::width<Lanes>;
        for (std::size_t first = 0; first < others_at_once; first += step) {
            Lanes sums[registers] = {};
            for (std::size_t j = 0; j < width; ++j)
#pragma GCC unroll 4
                for (std::size_t r = 0; r < registers; ++r) {
                    Lanes other;
                    simd::load(other, others + j * others_at_once + first + r * simd::width<Lanes>);
                    const Lanes difference = other - point[j];
                    sums[r] += difference * difference;
                }
#pragma GCC unroll 4
            for (std::size_t r = 0; r < registers; ++r) simd::store(distances + first + r * simd::width<Lanes>, sums[r]);
        }
    }
};

/// Some rows, and their distances to each group.
class MeasuredRows {
public:
    MeasuredRows(const PointRows<double>& points, std::span<const std::uint32_t> groups, std::span<const double> sizes, std::span<const std::size_t> rows)
        : points_(points), groups_(groups), sizes_(sizes), rows_(rows), own_(rows.size(), points.columns()), sums_(rows.size(), sizes.size()) {
        Room<double> room;
        for (std::size_t at = 0; at < rows.size(); ++at) std::ranges::transform(points.row(rows[at], room), own_.row(at).begin(), known);
    }

    void meet(BlockRange others) {
        const std::size_t width = points_.columns();
        const MatrixView<const double> read = points_.stretch(others.begin, others.size(), room_);
        double* const beside = beside_.of(width * others_at_once);
        double distances[others_at_once];
        for (std::size_t first = 0; first < others.size(); first += others_at_once) {
            const std::size_t count = std::min(others_at_once, others.size() - first);
            for (std::size_t j = 0; j < width; ++j)
                for (std::size_t i = 0; i < others_at_once; ++i) beside[j * others_at_once + i] = i < count ? known(read(first + i, j)) : 0;
            const std::span<const std::uint32_t> groups = groups_.subspan(others.begin + first, count);
            for (std::size_t at = 0; at < rows_.size(); ++at) {
                simd::dispatch<DistancesToOthers>(own_.row(at).data(), width, beside, distances);
                const std::span<double> sums = sums_.row(at);
                for (std::size_t i = 0; i < count; ++i) sums[groups[i]] += std::sqrt(distances[i]);
            }
        }
    }

    /// The silhouette of each row, once it has met everyone.
    void end(std::span<double> widths) const {
        for (std::size_t at = 0; at < rows_.size(); ++at) {
            const std::size_t own = groups_[rows_[at]];
            if (sizes_[own] < 2) continue;  // alone: 0
            const double a = sums_(at, own) / (sizes_[own] - 1);
            double b = math::infinity;
            for (std::size_t k = 0; k < sizes_.size(); ++k)
                if (k != own && sizes_[k] > 0) b = std::min(b, sums_(at, k) / sizes_[k]);
            widths[at] = std::max(a, b) > 0 ? (b - a) / std::max(a, b) : 0;
        }
    }

private:
    const PointRows<double>& points_;
    const std::span<const std::uint32_t> groups_;
    const std::span<const double> sizes_;
    const std::span<const std::size_t> rows_;
    Matrix own_, sums_;
    Room<double> room_, beside_;
};

void check_points(MatrixView<const double> points, const Execution& execution) {
    constexpr std::size_t rows_per_block = 8192;
    const double nothing_yet = 0;
    for_each_block(block_count(points.rows(), rows_per_block), telling(execution, silhouettes_stage, nothing_yet), [&](std::size_t block) {
        const BlockRange range = block_range(block, points.rows(), rows_per_block);
        for (std::size_t i = range.begin; i < range.end; ++i) check_point(points.row(i));
    });
}

std::vector<double> silhouettes_of(const PointRows<double>& points, std::span<const std::uint32_t> groups, std::span<const std::size_t> rows,
                                   const Execution& execution) {
    const std::size_t n = points.rows();
    const std::vector<double> sizes = rows_of_groups(groups, n);
    const std::size_t rows_per_block = std::clamp<std::size_t>(sums_at_once / sizes.size(), 1, measured_at_once);
    std::vector<double> widths(rows.size());
    for_each_long_block(
        block_count(rows.size(), rows_per_block), execution,
        [&](std::size_t block) {
            const BlockRange range = block_range(block, rows.size(), rows_per_block);
            MeasuredRows measured(points, groups, sizes, rows.subspan(range.begin, range.size()));
            for (std::size_t reading = 0; reading < block_count(n, rows_per_reading); ++reading) {
                check_stop(execution);
                measured.meet(block_range(reading, n, rows_per_reading));
            }
            measured.end(std::span(widths).subspan(range.begin, range.size()));
        },
        silhouettes_stage);
    return widths;
}

std::vector<double> silhouettes_of_all(const PointRows<double>& points, std::span<const std::uint32_t> groups, const Execution& execution) {
    std::vector<std::size_t> rows(points.rows());
    std::iota(rows.begin(), rows.end(), 0);
    return silhouettes_of(points, groups, rows, execution);
}

double mean_silhouette(const PointRows<double>& points, std::span<const std::uint32_t> groups, std::size_t rows_at_most, std::uint64_t seed,
                       const Execution& execution) {
    const bool drawn = rows_at_most > 0 && rows_at_most < points.rows();
    const std::vector<double> widths = drawn ? silhouettes_of(points, groups, Random(seed).sample_without_replacement(points.rows(), rows_at_most), execution)
                                             : silhouettes_of_all(points, groups, execution);
    double sum = 0;
    for (const double width : widths) sum += width;
    return sum / static_cast<double>(widths.size());
}

}  // namespace

std::vector<double> silhouettes(MatrixView<const double> points, std::span<const std::uint32_t> groups, const Execution& execution) {
    check_points(points, execution);
    return silhouettes_of_all(points, groups, execution);
}

std::vector<double> silhouettes(const FeatureTable& table, std::span<const std::uint32_t> groups, const Execution& execution) {
    const KeptPoints points(table, 0, execution);
    return silhouettes_of_all(points.rows(), groups, execution);
}

double silhouette(MatrixView<const double> points, std::span<const std::uint32_t> groups, std::size_t rows_at_most, std::uint64_t seed, const Execution& execution) {
    check_points(points, execution);
    return mean_silhouette(points, groups, rows_at_most, seed, execution);
}

double silhouette(const FeatureTable& table, std::span<const std::uint32_t> groups, std::size_t rows_at_most, std::uint64_t seed, const Execution& execution) {
    const KeptPoints points(table, 0, execution);
    return mean_silhouette(points.rows(), groups, rows_at_most, seed, execution);
}

}  // namespace dangol::inline v0
