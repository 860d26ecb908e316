#include "segments/kmeans_pass.hpp"

#include "core/largest_number.hpp"
#include "core/parallel.hpp"
#include "core/simd.hpp"
#include "segments/byte_tile.hpp"
#include "segments/nearest_tile.hpp"
#include "segments/row_sums.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t bytes_ahead = 4096;      // of bytes
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

/// How far the centres are apart at most, rounded up.
float reach_of(const Matrix& centres) {
    constexpr std::size_t groups_for_pairs = 128;
    double most = 0;
    const auto distance = [](std::span<const double> a, std::span<const double> b) { return std::sqrt(squared_distance(a, b)); };
    if (centres.rows() <= groups_for_pairs) {
        for (std::size_t k = 0; k < centres.rows(); ++k)
            for (std::size_t l = 0; l < k; ++l) most = std::max(most, distance(centres.row(k), centres.row(l)));
    } else {
        for (std::size_t k = 1; k < centres.rows(); ++k) most = std::max(most, 2 * distance(centres.row(k), centres.row(0)));
    }
    return static_cast<float>(most * 1.0001);
}

/// Memory that the blocks of a pass work in.
template <class T>
struct PassScratch {
    std::vector<float> features = {};         // of the tile that is worked on
    std::vector<T> tile = {};                 // rows that do not lie together
    std::vector<std::uint32_t> nearest = {};  // of each row of the block
    std::vector<std::uint32_t> open = {};     // rows of the block that their bytes do not settle
    std::vector<std::uint32_t> read = {};     // these, and those that change their group: all that is read of the block
};

/// Asks for lines of memory in the order in which they were noted, one at a time; beyond its length they are forgotten.
class FetchNoted {
public:
    explicit FetchNoted(const void* any) noexcept { lines_[0] = static_cast<const char*>(any); }

    [[gnu::always_inline]] inline void note(const void* from, std::size_t bytes) noexcept {
        const char* end = static_cast<const char*>(from) + bytes;
        for (const char* line = end - bytes - reinterpret_cast<std::uintptr_t>(from) % 64; line < end && noted_ - asked_ < length; line += 64)
            lines_[noted_++ % length] = line;
    }
    [[gnu::always_inline]] inline void operator()() noexcept {
        __builtin_prefetch(lines_[asked_ % length], 0, 2);
        asked_ += asked_ != noted_;
    }

private:
    static constexpr std::size_t length = 256;
    const char* lines_[length];
    std::size_t noted_ = 0, asked_ = 0;
};

template <class T>
struct BlockPass {
    const CentredRows<T>* rows;
    const Matrix* centres;
    const PrototypeTable* table;
    MatrixView<const T> points;  // of the block
    std::span<std::uint32_t> groups;
    BlockRange range;
    ByteRows* bytes;  // of this block too; null: none
    const ByteCentres* byte_centres;
    float reach;
    PassScratch<T>* scratch;
    PassSums* out;

    template <class Lanes>
    [[gnu::always_inline]] static inline void run(const BlockPass* self) noexcept {
        if (self->bytes != nullptr && self->bytes->written) return self->template from_bytes<Lanes>();
        for (std::size_t first = self->range.begin; first < self->range.end; first += tile_rows) {
            const std::size_t count = std::min(tile_rows, self->range.end - first);
            std::uint32_t nearest[tile_rows];
            self->template from_rows<Lanes>(first, count, nearest);
            if (self->bytes != nullptr)
                PackTile::run<Lanes>(self->scratch->features.data(), *self->bytes, self->codes(first), self->bytes->errors.get() + first);
            self->template settle<Lanes>(first, count, nearest);  // while the rows are in the cache
        }
    }

    const T* row(std::size_t i) const noexcept { return points.row(i - range.begin).data(); }
    std::uint32_t* codes(std::size_t first) const noexcept { return bytes->codes.get() + first * bytes->quads; }

    /// What a tile of rows that lie together is nearest to.
    template <class Lanes>
    [[gnu::always_inline]] inline void from_rows(std::size_t first, std::size_t count, std::uint32_t* nearest) const noexcept {
        const std::size_t width = points.columns();
        const T* from = row(first);
        std::size_t stride = points.row_stride();
        if (count < tile_rows) {  // the last rows of all, with copies of the first of them to fill the tile
            for (std::size_t r = 0; r < tile_rows; ++r) std::copy_n(from + (r < count ? r : 0) * stride, width, scratch->tile.data() + r * width);
            from = scratch->tile.data();
            stride = width;
        }
        const std::size_t fetches = table->template fetches<Lanes>();
        const char* ahead = reinterpret_cast<const char*>(from) + prefetch_bytes;
        FetchAhead fetch{ahead, (tile_rows * stride * sizeof(T) + fetches - 1) / fetches};
        tile<Lanes>(from, stride, fetch, nearest);
    }

    template <class Lanes, class Fetch>
    [[gnu::always_inline]] inline void tile(const T* from, std::size_t stride, Fetch& fetch, std::uint32_t* nearest) const noexcept {
        const std::size_t width = points.columns();
        float* features = scratch->features.data();
        TransposeTile::run<Lanes>(from, stride, width, rows->shift.data(), features);
        if (rows->holes) mark_holes(features, width);
        std::int32_t index[tile_rows], sure[tile_rows];
        NearestOfTile::run<Lanes>(features, nullptr, *table, fetch, index, sure);
        for (std::size_t r = 0; r < tile_rows; ++r) nearest[r] = sure[r] != 0 ? static_cast<std::uint32_t>(index[r]) : decide({from + r * stride, width});
    }

    /// All tiles by their bytes; then the rows left open, gathered into tiles; then sums, in the order of the rows as ever.
    template <class Lanes>
    [[gnu::always_inline]] inline void from_bytes() const noexcept {
        std::uint32_t* nearest = scratch->nearest.data();
        std::uint32_t* open = scratch->open.data();
        std::uint32_t* read = scratch->read.data();
        const std::size_t width = points.columns();
        std::size_t left_open = 0, to_read = 0;
        FetchNoted fetch(codes(range.begin));
        for (std::size_t first = range.begin; first < range.end; first += tile_rows) {
            const std::size_t count = std::min(tile_rows, range.end - first), at = first - range.begin;
            std::int32_t index[tile_rows], sure[tile_rows];
            const Blur blur{bytes->errors.get() + first, reach};
            const char* ahead = reinterpret_cast<const char*>(codes(first)) + bytes_ahead;
            for (std::size_t at_line = 0; at_line < bytes->quads * tile_rows * sizeof(std::uint32_t); at_line += 64) __builtin_prefetch(ahead + at_line, 0, 3);
            if (sizeof(Lanes) == 64 && byte_centres->usable()) {
                NearestOfCodes::run<Lanes>(codes(first), *byte_centres, fetch, index, sure, blur);
            } else {
                UnpackTile::run<Lanes>(codes(first), *bytes, scratch->features.data());
                NearestOfTile::run<Lanes>(scratch->features.data(), nullptr, *table, fetch, index, sure, blur);
            }
            std::memcpy(nearest + at, index, sizeof index);
            const std::size_t read_before = to_read;
            for (std::size_t r = 0; r < count; ++r) {
                read[to_read] = static_cast<std::uint32_t>(at + r);
                to_read += (sure[r] == 0) | (static_cast<std::uint32_t>(index[r]) != groups[first + r]);
            }
            for (std::size_t i = read_before; i < to_read; ++i) {
                open[left_open] = read[i];
                left_open += sure[read[i] - at] == 0;
                fetch.note(row(range.begin + read[i]), width * sizeof(T));
            }
        }
        FetchNothing nothing;
        for (std::size_t done = 0; done < left_open; done += tile_rows) {
            const std::size_t count = std::min(tile_rows, left_open - done);
            std::uint32_t found[tile_rows];
            for (std::size_t r = 0; r < tile_rows; ++r)
                std::memcpy(scratch->tile.data() + r * width, row(range.begin + open[done + (r < count ? r : 0)]), width * sizeof(T));
            tile<Lanes>(scratch->tile.data(), width, nothing, found);
            for (std::size_t r = 0; r < count; ++r) nearest[open[done + r]] = found[r];
        }
        out->left_open += left_open;
        for (std::size_t r = 0; rows->sums_anew() && r < range.size(); ++r) {
            const char* ahead = reinterpret_cast<const char*>(row(range.begin + r)) + prefetch_bytes;
            for (std::size_t line = 0; line < width * sizeof(T); line += 64) __builtin_prefetch(ahead + line, 0, 2);
            settle<Lanes>(range.begin + r, 1, nearest + r);
        }
        if (rows->sums_anew()) return;
        for (std::size_t i = 0; i < to_read; ++i) settle<Lanes>(range.begin + read[i], 1, nearest + read[i]);
    }

    /// Writes the groups of the rows, and takes their sums.
    template <class Lanes>
    [[gnu::always_inline]] inline void settle(std::size_t first, std::size_t count, const std::uint32_t* nearest) const noexcept {
        const bool anew = rows->sums_anew();
        for (std::size_t r = 0; r < count; ++r) {
            const std::uint32_t group = nearest[r], before = groups[first + r];
            const T* x = row(first + r);
            if (before != group) {
                groups[first + r] = group;
                ++out->changed;
                if (!anew && before != no_group) {
                    move<Lanes>(x, before, group);
                    continue;
                }
            } else if (!anew) {
                continue;
            }
            add<Lanes>(x, group, rows->weight(first + r));
        }
    }

    /// From one group to another, where all weigh 1 (otherwise sums are taken anew).
    template <class Lanes>
    [[gnu::always_inline]] inline void move(const T* x, std::uint32_t before, std::uint32_t group) const noexcept {
        const std::size_t width = points.columns();
        if (rows->holes) {
            add_row_with_holes<T>({x, width}, rows->shift, 1, out->sums.row(group), out->mass.row(group));
            add_row_with_holes<T>({x, width}, rows->shift, -1, out->sums.row(before), out->mass.row(before));
        } else {
            out->mass(group, 0) += 1;
            out->mass(before, 0) -= 1;
            move_row<Lanes>(x, rows->shift.data(), width, out->sums.row(before).data(), out->sums.row(group).data());
        }
    }

    template <class Lanes>
    [[gnu::always_inline]] inline void add(const T* x, std::uint32_t group, double weight) const noexcept {
        const std::size_t width = points.columns();
        if (rows->holes) {
            add_row_with_holes<T>({x, width}, rows->shift, weight, out->sums.row(group), out->mass.row(group));
        } else {
            out->mass(group, 0) += weight;
            add_row<Lanes>(x, rows->shift.data(), width, weight, out->sums.row(group).data());
        }
    }

    /// NaN, and what is no number to reckon with, always end here: no bound holds for them.
    [[gnu::noinline]] std::uint32_t decide(std::span<const T> row) const noexcept {
        for (const T x : row) {
            out->holes |= !(x == x);
            if (x == x && !is_usable(static_cast<double>(x))) out->unusable = static_cast<double>(x);
        }
        return nearest_by_differences(row, *centres);
    }
};

/// Σ weight · squared distance to the own centre over a block; each over eight virtual lanes.
template <class T>
struct BlockInertia {
    const CentredRows<T>* rows;
    MatrixView<const T> points;  // of the block
    const Matrix* centres;
    std::span<const std::uint32_t> groups;
    BlockRange range;
    double sum = 0;

    template <class Lanes>
    [[gnu::always_inline]] static inline void run(BlockInertia* self) noexcept {
        for (std::size_t i = self->range.begin; i < self->range.end; ++i) {
            const T* row = self->points.row(i - self->range.begin).data();
            __builtin_prefetch(reinterpret_cast<const char*>(row) + prefetch_bytes, 0, 2);
            self->sum += self->rows->weight(i) * distance<Lanes>(row, self->centres->row(self->groups[i]).data(), self->centres->columns());
        }
    }

    template <class Lanes>
    [[gnu::always_inline]] static inline double distance(const T* row, const double* centre, std::size_t width) noexcept {
        typedef T Given __attribute__((vector_size(simd::width<Lanes> * sizeof(T))));
        constexpr std::size_t parts = simd::virtual_lanes / simd::width<Lanes>;
        Lanes sums[parts] = {};
        std::size_t j = 0;
        for (; j + simd::virtual_lanes <= width; j += simd::virtual_lanes)
            for (std::size_t p = 0; p < parts; ++p) {
                Given x;
                Lanes c;
                std::memcpy(&x, row + j + p * simd::width<Lanes>, sizeof x);
                simd::load(c, centre + j + p * simd::width<Lanes>);
                const Lanes difference = __builtin_convertvector(x, Lanes) - c, square = difference * difference;
                sums[p] += square == square ? square : Lanes{};
            }
        double lanes[simd::virtual_lanes];
        for (std::size_t p = 0; p < parts; ++p) simd::store(lanes + p * simd::width<Lanes>, sums[p]);
        for (; j < width; ++j) {
            const double difference = static_cast<double>(row[j]) - centre[j], square = difference * difference;
            lanes[j % simd::virtual_lanes] += square == square ? square : 0;
        }
        return simd::sum_of_eight(lanes);
    }
};

}  // namespace

void PassSums::merge(PassSums&& from) {
    for (std::size_t i = 0; i < sums.values().size(); ++i) sums.values()[i] += from.sums.values()[i];
    for (std::size_t i = 0; i < mass.values().size(); ++i) mass.values()[i] += from.mass.values()[i];
    changed += from.changed;
    left_open += from.left_open;
    holes |= from.holes;
    if (from.unusable != 0) unusable = from.unusable;
}

template <class T>
PassSums assign_and_sum(const CentredRows<T>& rows, const Matrix& centres, std::span<std::uint32_t> groups, const Execution& execution, ByteRows* bytes) {
    const std::size_t n = rows.points.rows(), width = rows.points.columns();
    const PrototypeTable table(rows, centres);
    const float reach = bytes != nullptr ? reach_of(centres) : 0;
    ByteCentres byte_centres;
    if (bytes != nullptr && bytes->written && bytes->by_products) byte_centres = ByteCentres(centres, rows.shift, *bytes);
    PassSums all = reduce_blocks(
        block_count(n, rows_per_kmeans_block), execution,
        [&](std::size_t block) {
            const BlockRange range = block_range(block, n, rows_per_kmeans_block);
            ByteRows* own = bytes != nullptr && range.end <= bytes->rows ? bytes : nullptr;
            PassSums part{.sums = Matrix(centres.rows(), width), .mass = Matrix(centres.rows(), rows.holes ? width : 1)};
            PassScratch<T> scratch{.features = std::vector<float>((table.features + 3) / 4 * 4 * tile_rows), .tile = std::vector<T>(tile_rows * width)};
            if (own != nullptr && own->written) {
                for (auto* list : {&scratch.nearest, &scratch.open, &scratch.read}) list->resize(rows_per_kmeans_block + tile_rows);
            }
            Room<T> room;
            const BlockPass<T> pass{&rows, &centres, &table, rows.points.stretch(range.begin, range.size(), room), groups, range, own, &byte_centres, reach, &scratch, &part};
            simd::dispatch<BlockPass<T>>(&pass);
            return part;
        },
        [](PassSums& into, PassSums&& from) { into.merge(std::move(from)); });
    if (bytes != nullptr) bytes->written = true;
    return all;
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
        block_count(n, rows_per_kmeans_block), execution,
        [&](std::size_t block) {
            const BlockRange range = block_range(block, n, rows_per_kmeans_block);
            Room<T> room;
            BlockInertia<T> inertia{&rows, rows.points.stretch(range.begin, range.size(), room), &centres, groups, range};
            simd::dispatch<BlockInertia<T>>(&inertia);
            return inertia.sum;
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
        block_count(n, rows_per_kmeans_block), execution,
        [&](std::size_t block) {
            std::vector<Far> part;
            const BlockRange range = block_range(block, n, rows_per_kmeans_block);
            Room<T> room;
            const MatrixView<const T> points = rows.points.stretch(range.begin, range.size(), room);
            for (std::size_t i = range.begin; i < range.end; ++i) {
                const double distance = rows.weight(i) > 0 ? squared_distance<T>(points.row(i - range.begin), centres.row(groups[i])) : 0;
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

template PassSums assign_and_sum(const CentredRows<double>&, const Matrix&, std::span<std::uint32_t>, const Execution&, ByteRows*);
template PassSums assign_and_sum(const CentredRows<float>&, const Matrix&, std::span<std::uint32_t>, const Execution&, ByteRows*);
template double squared_distance(std::span<const double>, std::span<const double>) noexcept;
template double squared_distance(std::span<const float>, std::span<const double>) noexcept;
template double inertia_of(const CentredRows<double>&, const Matrix&, std::span<const std::uint32_t>, const Execution&);
template double inertia_of(const CentredRows<float>&, const Matrix&, std::span<const std::uint32_t>, const Execution&);
template std::vector<std::size_t> farthest_rows(const CentredRows<double>&, const Matrix&, std::span<const std::uint32_t>, std::size_t, const Execution&);
template std::vector<std::size_t> farthest_rows(const CentredRows<float>&, const Matrix&, std::span<const std::uint32_t>, std::size_t, const Execution&);

}  // namespace dangol::inline v0
