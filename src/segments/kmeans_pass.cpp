#include "segments/kmeans_pass.hpp"

#include "core/parallel.hpp"
#include "core/simd.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t rows_per_block = 4096;
constexpr std::size_t tile_rows = 16;    // side by side
constexpr std::size_t group_chunk = 8;   // centres whose coefficients lie side by side
constexpr std::size_t prefetch_bytes = 8192;

typedef float FloatFour __attribute__((vector_size(16)));
typedef float FloatEight __attribute__((vector_size(32)));
typedef float FloatSixteen __attribute__((vector_size(64)));
typedef std::int32_t IntFour __attribute__((vector_size(16)));
typedef std::int32_t IntEight __attribute__((vector_size(32)));
typedef std::int32_t IntSixteen __attribute__((vector_size(64)));

/// Single-precision lanes in a register as wide as `Lanes`.
template <class Lanes>
struct Single;
template <>
struct Single<simd::Two> {
    using Floats = FloatFour;
    using Ints = IntFour;
};
template <>
struct Single<simd::Four> {
    using Floats = FloatEight;
    using Ints = IntEight;
};
template <>
struct Single<simd::Eight> {
    using Floats = FloatSixteen;
    using Ints = IntSixteen;
};

/// The centres as the kernel wants them.
struct Coefficients {
    std::size_t groups = 0, chunks = 0, features = 0;
    std::vector<float> products = {};  ///< chunks × features × group_chunk
    std::vector<float> starts = {};    ///< chunks × group_chunk; +∞ behind the last group
    float bound_factor = 0;            ///< four times the error of a score is at most factor · (offset + ‖z‖²/2)
    float bound_offset = 0;

    template <class T>
    Coefficients(const KMeansRows<T>& rows, const Matrix& centres)
        : groups(centres.rows()), chunks((groups + group_chunk - 1) / group_chunk), features(centres.columns() * (rows.holes ? 2 : 1)),
          products(chunks * features * group_chunk, 0.0F), starts(chunks * group_chunk, std::numeric_limits<float>::infinity()) {
        const std::size_t width = centres.columns();
        double longest = 0, highest = 0;
        for (std::size_t k = 0; k < groups; ++k) {
            float* product = products.data() + (k / group_chunk) * features * group_chunk + k % group_chunk;
            double half_square = 0, length = 0;
            for (std::size_t j = 0; j < width; ++j) {
                const double c = (centres(k, j) - rows.shift[j]) * rows.scale, half = c * c / 2;
                product[j * group_chunk] = static_cast<float>(-c);
                if (rows.holes) product[(width + j) * group_chunk] = static_cast<float>(half);
                half_square += half;
                length += c * c + (rows.holes ? half * half : 0);
            }
            starts[k] = rows.holes ? 0.0F : static_cast<float>(half_square);
            longest = std::max(longest, length);
            highest = std::max(highest, rows.holes ? 0 : half_square);
        }
        // A score sums features + 1 terms in order: its error is at most (features + 4) ε (|start| + Σ |z h|), the roundings of z and h
        // included, and Σ |z h| ≤ ‖z‖ ‖h‖ ≤ (‖z‖² + ‖h‖²) / 2. Twice for two scores, twice for the certainty that double precision agrees.
        bound_factor = static_cast<float>(4.2 * static_cast<double>(features + 4) * 0x1p-24);
        bound_offset = static_cast<float>((highest + longest / 2) * 1.001 + 1e-30);
    }
};

/// (x − shift) · scale in single precision, as many as `Doubles` has. Single precision stays what it is: the shift is exact in it then, so that
/// there is one rounding as well.
template <class Doubles, class T, class Floats>
[[gnu::always_inline]] inline void centred(const T* from, const double* shift, double scale, Floats& to) noexcept {
    Doubles offset;
    std::memcpy(&offset, shift, sizeof offset);
    if constexpr (std::is_same_v<T, float>) {
        Floats x;
        std::memcpy(&x, from, sizeof x);
        to = (x - __builtin_convertvector(offset, Floats)) * static_cast<float>(scale);
    } else {
        Doubles x;
        std::memcpy(&x, from, sizeof x);
        to = __builtin_convertvector((x - offset) * scale, Floats);
    }
}

#define DANGOL_IN_LANES(a, b, i, j, k, l) \
    __builtin_shufflevector(a, b, i, j, k, l, i + 4, j + 4, k + 4, l + 4, i + 8, j + 8, k + 8, l + 8, i + 12, j + 12, k + 12, l + 12)

/// Sixteen rows as features: feature f of row r at [f][r]; centred, scaled, in single precision.
struct TransposeTile {
    /// Eight columns at once, where registers hold sixteen numbers.
    template <class T>
    [[gnu::always_inline]] static inline void sixteen_by_eight(const T* from, std::size_t stride, const double* shift, double scale, float* to) noexcept {
        FloatSixteen rows[8];  // rows 0–3 beside 4–7, and 8–11 beside 12–15
        for (std::size_t r = 0; r < 8; ++r) {
            const T* first = from + (r < 4 ? r : r + 4) * stride;
            FloatEight low, high;
            centred<simd::Eight>(first, shift, scale, low);
            centred<simd::Eight>(first + 4 * stride, shift, scale, high);
            rows[r] = __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        }
        FloatSixteen quads[8];  // of column j, then of column j + 4, rows 0–3 …: in each quarter four rows of one column
        for (std::size_t r = 0; r < 8; r += 4) {
            const FloatSixteen a = DANGOL_IN_LANES(rows[r], rows[r + 1], 0, 16, 1, 17), b = DANGOL_IN_LANES(rows[r + 2], rows[r + 3], 0, 16, 1, 17);
            const FloatSixteen c = DANGOL_IN_LANES(rows[r], rows[r + 1], 2, 18, 3, 19), d = DANGOL_IN_LANES(rows[r + 2], rows[r + 3], 2, 18, 3, 19);
            quads[r] = DANGOL_IN_LANES(a, b, 0, 1, 16, 17);
            quads[r + 1] = DANGOL_IN_LANES(a, b, 2, 3, 18, 19);
            quads[r + 2] = DANGOL_IN_LANES(c, d, 0, 1, 16, 17);
            quads[r + 3] = DANGOL_IN_LANES(c, d, 2, 3, 18, 19);
        }
        for (std::size_t j = 0; j < 4; ++j) {
            const FloatSixteen even = __builtin_shufflevector(quads[j], quads[j + 4], 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27);
            const FloatSixteen odd = __builtin_shufflevector(quads[j], quads[j + 4], 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31);
            std::memcpy(to + j * tile_rows, &even, sizeof even);
            std::memcpy(to + (j + 4) * tile_rows, &odd, sizeof odd);
        }
    }

    template <class T>
    [[gnu::always_inline]] static inline void four_by_four(const T* from, std::size_t stride, const double* shift, double scale, float* to) noexcept {
        FloatFour row[4];
        for (std::size_t r = 0; r < 4; ++r) centred<simd::Four>(from + r * stride, shift, scale, row[r]);
        const FloatFour a = __builtin_shufflevector(row[0], row[1], 0, 4, 1, 5), b = __builtin_shufflevector(row[2], row[3], 0, 4, 1, 5);
        const FloatFour c = __builtin_shufflevector(row[0], row[1], 2, 6, 3, 7), d = __builtin_shufflevector(row[2], row[3], 2, 6, 3, 7);
        const FloatFour columns[4] = {__builtin_shufflevector(a, b, 0, 1, 4, 5), __builtin_shufflevector(a, b, 2, 3, 6, 7),
                                      __builtin_shufflevector(c, d, 0, 1, 4, 5), __builtin_shufflevector(c, d, 2, 3, 6, 7)};
        for (std::size_t j = 0; j < 4; ++j) std::memcpy(to + j * tile_rows, &columns[j], sizeof columns[j]);
    }

    template <class Lanes, class T>
    [[gnu::always_inline]] static inline void run(const T* from, std::size_t stride, std::size_t width, const double* shift, double scale,
                                                  float* to) noexcept {
        std::size_t j = 0;
        if constexpr (simd::width<Lanes> == 8)
            for (; j + 8 <= width; j += 8) sixteen_by_eight(from + j, stride, shift + j, scale, to + j * tile_rows);
        for (; j + 4 <= width; j += 4)
            for (std::size_t r = 0; r < tile_rows; r += 4) four_by_four(from + r * stride + j, stride, shift + j, scale, to + j * tile_rows + r);
        for (; j < width; ++j)
            for (std::size_t r = 0; r < tile_rows; ++r)
                to[j * tile_rows + r] = static_cast<float>((static_cast<double>(from[r * stride + j]) - shift[j]) * scale);
    }
};
#undef DANGOL_IN_LANES

/// NaN becomes 0 and a feature that says so.
void mark_holes(float* features, std::size_t width) noexcept {
    for (std::size_t i = 0; i < width * tile_rows; ++i) {
        const bool observed = features[i] == features[i];
        features[width * tile_rows + i] = observed ? 1.0F : 0.0F;
        features[i] = observed ? features[i] : 0.0F;
    }
}

/// sum += z · h. One rounding or two: the bound holds for both, so that this may differ between processors without changing an answer.
template <class Floats>
[[gnu::always_inline]] inline void multiply_add(Floats& sum, const Floats& z, float h) noexcept {
#if defined(__x86_64__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpsabi"  // the call below is an instruction
    if constexpr (sizeof(Floats) == 64) {
        constexpr int rounding_as_is = 4;
        sum = __builtin_ia32_vfmaddps512_mask(z, Floats{} + h, sum, static_cast<short>(-1), rounding_as_is);
        return;
    }
#pragma GCC diagnostic pop
#endif
    sum += z * h;
}

/// Nearest centres of the sixteen rows; `sure` says where the bound settles it. Between the products the rows `ahead` are fetched:
/// all at once they would keep the processor waiting.
struct NearestOfTile {
    template <class Lanes>
    [[gnu::always_inline]] static inline void run(const float* features, const Coefficients& table, const char* ahead, std::size_t bytes_a_product,
                                                  std::int32_t* nearest, std::int32_t* sure) noexcept {
        using Floats = typename Single<Lanes>::Floats;
        using Ints = typename Single<Lanes>::Ints;
        constexpr std::size_t lanes = sizeof(Floats) / sizeof(float), parts = tile_rows / lanes, at_once = group_chunk / parts;
        Floats best[parts], second[parts], squares[parts], odd_squares[parts];
        Ints index[parts];
        for (std::size_t p = 0; p < parts; ++p) {
            best[p] = second[p] = Floats{} + std::numeric_limits<float>::infinity();
            squares[p] = odd_squares[p] = Floats{};
            index[p] = Ints{};
        }
        std::size_t feature = 0;
        for (; feature + 2 <= table.features; feature += 2)
            for (std::size_t p = 0; p < parts; ++p) {
                Floats z, next;
                std::memcpy(&z, features + feature * tile_rows + p * lanes, sizeof z);
                std::memcpy(&next, features + (feature + 1) * tile_rows + p * lanes, sizeof next);
                squares[p] += z * z;
                odd_squares[p] += next * next;
            }
        for (std::size_t p = 0; p < parts; ++p) {
            Floats z = {};
            if (feature < table.features) std::memcpy(&z, features + feature * tile_rows + p * lanes, sizeof z);
            squares[p] += odd_squares[p] + z * z;
        }
        for (std::size_t k = 0; k < table.chunks * group_chunk; k += at_once) {
            const float* product = table.products.data() + (k / group_chunk) * table.features * group_chunk + k % group_chunk;
            Floats score[at_once][parts];
            for (std::size_t g = 0; g < at_once; ++g)
                for (std::size_t p = 0; p < parts; ++p) score[g][p] = Floats{} + table.starts[k + g];
            for (std::size_t f = 0; f < table.features; ++f) {
                Floats z[parts];
                for (std::size_t p = 0; p < parts; ++p) std::memcpy(&z[p], features + f * tile_rows + p * lanes, sizeof z[p]);
                __builtin_prefetch(ahead, 0, 3);
                ahead += bytes_a_product;
                for (std::size_t g = 0; g < at_once; ++g) {
                    const float h = product[f * group_chunk + g];
                    for (std::size_t p = 0; p < parts; ++p) multiply_add(score[g][p], z[p], h);
                }
            }
            for (std::size_t g = 0; g < at_once; ++g)
                for (std::size_t p = 0; p < parts; ++p) {
                    const Ints better = score[g][p] < best[p];
                    const Floats runner_up = score[g][p] < second[p] ? score[g][p] : second[p];
                    second[p] = better ? best[p] : runner_up;
                    best[p] = better ? score[g][p] : best[p];
                    index[p] = better ? Ints{} + static_cast<std::int32_t>(k + g) : index[p];
                }
        }
        for (std::size_t p = 0; p < parts; ++p) {
            const Ints settled = second[p] - best[p] > (squares[p] * 0.5F + table.bound_offset) * table.bound_factor;
            std::memcpy(nearest + p * lanes, &index[p], sizeof index[p]);
            std::memcpy(sure + p * lanes, &settled, sizeof settled);
        }
    }
};

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

/// sums += weight · (x − shift)
template <class Lanes, class T>
[[gnu::always_inline]] inline void add_row(const T* x, const double* shift, std::size_t width, double weight, double* sums) noexcept {
    typedef T Given __attribute__((vector_size(simd::width<Lanes> * sizeof(T))));
    std::size_t j = 0;
    for (; j + simd::width<Lanes> <= width; j += simd::width<Lanes>) {
        Given value;
        Lanes offset, sum;
        std::memcpy(&value, x + j, sizeof value);
        simd::load(offset, shift + j);
        simd::load(sum, sums + j);
        sum += (__builtin_convertvector(value, Lanes) - offset) * weight;
        simd::store(sums + j, sum);
    }
    for (; j < width; ++j) sums[j] += (static_cast<double>(x[j]) - shift[j]) * weight;
}

template <class T>
void add_row_with_holes(std::span<const T> x, const std::vector<double>& shift, double weight, std::span<double> sums, std::span<double> mass) noexcept {
    for (std::size_t j = 0; j < x.size(); ++j) {
        if (!(x[j] == x[j])) continue;
        sums[j] += weight * (static_cast<double>(x[j]) - shift[j]);
        mass[j] += weight;
    }
}

template <class T>
struct BlockPass {
    const KMeansRows<T>* rows;
    const Matrix* centres;
    const Coefficients* table;
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
        TransposeTile::run<Lanes>(from, stride, width, rows->shift.data(), rows->scale, features->data());
        if (rows->holes) mark_holes(features->data(), width);
        std::int32_t nearest[tile_rows], sure[tile_rows];
        constexpr std::size_t groups_at_once = group_chunk * sizeof(Lanes) / (tile_rows * sizeof(float));
        const std::size_t products = table->chunks * group_chunk / groups_at_once * table->features;
        const char* ahead = reinterpret_cast<const char*>(from) + prefetch_bytes;
        NearestOfTile::run<Lanes>(features->data(), *table, ahead, (tile_rows * stride * sizeof(T) + products - 1) / products, nearest, sure);
        for (std::size_t r = 0; r < count; ++r) {
            const T* x = from + r * stride;
            auto group = static_cast<std::uint32_t>(nearest[r]);
            if (sure[r] == 0) group = decide({x, width});
            std::uint32_t& known = groups[first + r];
            out->changed += known != group;
            known = group;
            const double weight = rows->weight(first + r);
            if (rows->holes) {
                if (weight > 0) add_row_with_holes<T>({x, width}, rows->shift, weight, out->sums.row(group), out->mass.row(group));
                continue;
            }
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
KMeansRows<T> centred_rows(MatrixView<const T> points, std::span<const double> weights) {
    constexpr std::size_t looked_at = 4096;
    const std::size_t n = points.rows(), width = points.columns(), count = std::min(n, looked_at);
    KMeansRows<T> rows{.points = points, .weights = weights, .shift = std::vector<double>(width, 0)};
    double widest = 0;
    for (std::size_t j = 0; j < width; ++j) {
        double sum = 0, squares = 0, seen = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const auto x = static_cast<double>(points(i * n / count, j));
            if (!std::isfinite(x)) continue;
            sum += x;
            ++seen;
        }
        const double mean = seen > 0 ? static_cast<double>(static_cast<T>(sum / seen)) : 0;
        rows.shift[j] = std::isfinite(mean) ? mean : 0;
        for (std::size_t i = 0; i < count; ++i) {
            const double x = static_cast<double>(points(i * n / count, j)) - rows.shift[j];
            squares += std::isfinite(x) ? x * x : 0;
        }
        widest = std::max(widest, seen > 0 ? squares / seen : 0);
    }
    if (widest > 0 && std::isfinite(widest)) rows.scale = std::ldexp(1.0, -std::ilogb(std::sqrt(widest)));
    return rows;
}

template <class T>
PassSums assign_and_sum(const KMeansRows<T>& rows, const Matrix& centres, std::span<std::uint32_t> groups, const Execution& execution) {
    const std::size_t n = rows.points.rows(), width = rows.points.columns();
    const Coefficients table(rows, centres);
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
double inertia_of(const KMeansRows<T>& rows, const Matrix& centres, std::span<const std::uint32_t> groups, const Execution& execution) {
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
std::vector<std::size_t> farthest_rows(const KMeansRows<T>& rows, const Matrix& centres, std::span<const std::uint32_t> groups,
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

template KMeansRows<double> centred_rows(MatrixView<const double>, std::span<const double>);
template KMeansRows<float> centred_rows(MatrixView<const float>, std::span<const double>);
template PassSums assign_and_sum(const KMeansRows<double>&, const Matrix&, std::span<std::uint32_t>, const Execution&);
template PassSums assign_and_sum(const KMeansRows<float>&, const Matrix&, std::span<std::uint32_t>, const Execution&);
template double squared_distance(std::span<const double>, std::span<const double>) noexcept;
template double squared_distance(std::span<const float>, std::span<const double>) noexcept;
template double inertia_of(const KMeansRows<double>&, const Matrix&, std::span<const std::uint32_t>, const Execution&);
template double inertia_of(const KMeansRows<float>&, const Matrix&, std::span<const std::uint32_t>, const Execution&);
template std::vector<std::size_t> farthest_rows(const KMeansRows<double>&, const Matrix&, std::span<const std::uint32_t>, std::size_t, const Execution&);
template std::vector<std::size_t> farthest_rows(const KMeansRows<float>&, const Matrix&, std::span<const std::uint32_t>, std::size_t, const Execution&);

}  // namespace dangol::inline v0
