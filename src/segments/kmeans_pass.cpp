#include "segments/kmeans_pass.hpp"

#include "core/parallel.hpp"
#include "core/simd.hpp"
#include "segments/nearest_tile.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t rows_per_block = 4096;
constexpr std::size_t prefetch_bytes = 16384;  // into the second cache, whose queue is longer: 17 % faster than 8 KB into the first

template <class T>
std::uint32_t nearest_by_differences(std::span<const T> row, const Matrix& centres) noexcept {
    double least = std::numeric_limits<double>::infinity();
    std::uint32_t best = 0;
    for (std::size_t k = 0; k < centres.rows(); ++k) {
        const double distance = squared_distance(row, centres.row(k));
        if (distance < least) {
            least = distance;
            best = static_cast<std::uint32_t>(k);
        }
    }
    return best;
}

template <class T>
struct BlockPass {
    const CentredRows<T>* rows;
    const Matrix* centres;
    const PrototypeTable* table;
    std::span<std::uint32_t> groups;
    BlockRange range;
    std::vector<float>* features;
    std::vector<T>* last_rows;
    PassSums* out;

    template <class Lanes>
    [[gnu::always_inline]] static inline void run(const BlockPass* self) noexcept {
        for (std::size_t first = self->range.begin; first < self->range.end; first += tile_rows) self->template tile<Lanes>(first);
    }

    template <class Lanes>
    [[gnu::always_inline]] inline void tile(std::size_t first) const noexcept {
        const std::size_t count = std::min(tile_rows, range.end - first), width = rows->points.columns();
        const T* from = rows->points.row(first).data();
        std::size_t stride = rows->points.row_stride();
        if (count < tile_rows) {  // the last rows of all, with copies of the first of them to fill the tile
            for (std::size_t r = 0; r < tile_rows; ++r) std::copy_n(from + (r < count ? r : 0) * stride, width, last_rows->data() + r * width);
            from = last_rows->data();
            stride = width;
        }
        TransposeTile::run<Lanes>(from, stride, width, rows->shift.data(), features->data());
        if (rows->holes) mark_holes(features->data(), width);
        std::int32_t nearest[tile_rows], sure[tile_rows];
        const std::size_t fetches = table->template fetches<Lanes>();
        const char* ahead = reinterpret_cast<const char*>(from) + prefetch_bytes;
        NearestOfTile::run<Lanes>(features->data(), nullptr, *table, ahead, (tile_rows * stride * sizeof(T) + fetches - 1) / fetches, nearest, sure);
        for (std::size_t r = 0; r < count; ++r) {
            const T* x = from + r * stride;
            auto group = static_cast<std::uint32_t>(nearest[r]);
            if (sure[r] == 0) group = decide({x, width});
            const std::uint32_t before = std::exchange(groups[first + r], group);
            out->changed += before != group;
            const double weight = rows->weight(first + r);
            if (rows->sums_anew()) {
                add<Lanes>(x, group, weight);
            } else if (before != group) {
                add<Lanes>(x, group, weight);
                if (before != no_group) add<Lanes>(x, before, -weight);
            }
        }
    }

    template <class Lanes>
    [[gnu::always_inline]] inline void add(const T* x, std::uint32_t group, double weight) const noexcept {
        const std::size_t width = rows->points.columns();
        if (rows->holes) {
            add_row_with_holes<T>({x, width}, rows->shift, weight, out->sums.row(group), out->mass.row(group));
        } else {
            out->mass(group, 0) += weight;
            add_row<Lanes>(x, rows->shift.data(), width, weight, out->sums.row(group).data());
        }
    }

    /// NaN and infinities always end here: no bound holds for them.
    [[gnu::noinline]] std::uint32_t decide(std::span<const T> row) const noexcept {
        for (const T x : row) {
            out->holes |= !(x == x);
            out->infinite |= std::fabs(x) == std::numeric_limits<T>::infinity();
        }
        return nearest_by_differences(row, *centres);
    }
};

}  // namespace

void PassSums::merge(PassSums&& from) {
    for (std::size_t i = 0; i < sums.values().size(); ++i) sums.values()[i] += from.sums.values()[i];
    for (std::size_t i = 0; i < mass.values().size(); ++i) mass.values()[i] += from.mass.values()[i];
    changed += from.changed;
    holes |= from.holes;
    infinite |= from.infinite;
}

template <class T>
PassSums assign_and_sum(const CentredRows<T>& rows, const Matrix& centres, std::span<std::uint32_t> groups, const Execution& execution) {
    const std::size_t n = rows.points.rows(), width = rows.points.columns();
    const PrototypeTable table(rows, centres);
    return reduce_blocks(
        block_count(n, rows_per_block), execution,
        [&](std::size_t block) {
            PassSums part{.sums = Matrix(centres.rows(), width), .mass = Matrix(centres.rows(), rows.holes ? width : 1)};
            std::vector<float> features(table.features * tile_rows);
            std::vector<T> last_rows(tile_rows * width);
            const BlockPass<T> pass{&rows, &centres, &table, groups, block_range(block, n, rows_per_block), &features, &last_rows, &part};
            simd::dispatch<BlockPass<T>>(&pass);
            return part;
        },
        [](PassSums& into, PassSums&& from) { into.merge(std::move(from)); });
}

template <class T>
double squared_distance(std::span<const T> row, std::span<const double> centre) noexcept {
    double sum = 0;
    for (std::size_t j = 0; j < row.size(); ++j) {
        const double difference = static_cast<double>(row[j]) - centre[j];
        sum += difference == difference ? difference * difference : 0;
    }
    return sum;
}

template <class T>
double inertia_of(const CentredRows<T>& rows, const Matrix& centres, std::span<const std::uint32_t> groups, const Execution& execution) {
    const std::size_t n = rows.points.rows();
    return reduce_blocks(
        block_count(n, rows_per_block), execution,
        [&](std::size_t block) {
            double sum = 0;
            const BlockRange range = block_range(block, n, rows_per_block);
            for (std::size_t i = range.begin; i < range.end; ++i)
                sum += rows.weight(i) * squared_distance<T>(rows.points.row(i), centres.row(groups[i]));
            return sum;
        },
        [](double& into, double&& from) { into += from; });
}

template <class T>
std::vector<std::size_t> farthest_rows(const CentredRows<T>& rows, const Matrix& centres, std::span<const std::uint32_t> groups,
                                       std::size_t count, const Execution& execution) {
    using Far = std::pair<double, std::size_t>;  // minus the distance, row: sorted, the farthest first, of equals the first row
    const std::size_t n = rows.points.rows();
    const auto keep_farthest = [count](std::vector<Far>& all) {
        std::ranges::sort(all);
        all.resize(std::min(all.size(), count));
    };
    const std::vector<Far> farthest = reduce_blocks(
        block_count(n, rows_per_block), execution,
        [&](std::size_t block) {
            std::vector<Far> part;
            const BlockRange range = block_range(block, n, rows_per_block);
            for (std::size_t i = range.begin; i < range.end; ++i) {
                const double distance = rows.weight(i) > 0 ? squared_distance<T>(rows.points.row(i), centres.row(groups[i])) : 0;
                if (distance > 0) part.emplace_back(-distance, i);
            }
            keep_farthest(part);
            return part;
        },
        [&](std::vector<Far>& into, std::vector<Far>&& from) {
            into.insert(into.end(), from.begin(), from.end());
            keep_farthest(into);
        });
    std::vector<std::size_t> found;
    for (const Far& far : farthest) found.push_back(far.second);
    return found;
}

template PassSums assign_and_sum(const CentredRows<double>&, const Matrix&, std::span<std::uint32_t>, const Execution&);
template PassSums assign_and_sum(const CentredRows<float>&, const Matrix&, std::span<std::uint32_t>, const Execution&);
template double squared_distance(std::span<const double>, std::span<const double>) noexcept;
template double squared_distance(std::span<const float>, std::span<const double>) noexcept;
template double inertia_of(const CentredRows<double>&, const Matrix&, std::span<const std::uint32_t>, const Execution&);
template double inertia_of(const CentredRows<float>&, const Matrix&, std::span<const std::uint32_t>, const Execution&);
template std::vector<std::size_t> farthest_rows(const CentredRows<double>&, const Matrix&, std::span<const std::uint32_t>, std::size_t, const Execution&);
template std::vector<std::size_t> farthest_rows(const CentredRows<float>&, const Matrix&, std::span<const std::uint32_t>, std::size_t, const Execution&);

}  // namespace dangol::inline v0
