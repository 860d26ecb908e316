#pragma once

#include <dangol/core/matrix.hpp>
#include <dangol/customers/column_kind.hpp>

#include "core/simd.hpp"
#include "segments/centred_rows.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <type_traits>
#include <vector>

/// The kernel of k-means and k-prototypes: thirty-two rows turned on their side, and the nearest prototype of each where single precision can tell.
///
/// Nearest is who has the smallest ‖c‖²/2 − x·c + price · differing categories. That is computed in single precision on centred data, the rows
/// side by side, with a bound on its error; only rows whose two best prototypes lie within the bound (some in ten thousand) are left to
/// the caller, who decides them by direct differences in double precision. So the answer is that of double precision at the price of single
/// precision, and does not depend on the instruction set. Included by the two passes alone.
namespace dangol::inline v0 {
namespace {

constexpr std::size_t tile_rows = 32;    // side by side
constexpr std::size_t group_chunk = 8;   // centres whose coefficients lie side by side

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

/// Groups whose scores with all rows of the tile stay in registers, which half of them are for.
template <class Lanes>
inline constexpr std::size_t groups_at_once = (sizeof(Lanes) == 64 ? 16 : 8) / (tile_rows * sizeof(float) / sizeof(Lanes));

/// Categories of the prototypes: modes K × categories, and what one that differs costs.
struct Modes {
    std::span<const std::uint32_t> codes = {};
    std::size_t categories = 0;
    double cost = 0;
};

/// The prototypes as the kernel wants them.
struct PrototypeTable {
    std::size_t groups = 0, chunks = 0, features = 0, categories = 0;
    std::vector<float> products = {};       ///< chunks × features × group_chunk
    std::vector<std::uint32_t> modes = {};  ///< chunks × categories × group_chunk
    std::vector<float> starts = {};         ///< chunks × group_chunk; +∞ behind the last group
    float price = 0;                        ///< of one category that differs
    float bound_factor = 0;                 ///< four times the error of a score is at most factor · (offset + ‖z‖²/2)
    float bound_offset = 0;

    template <class T>
    PrototypeTable(const CentredRows<T>& rows, const Matrix& centres, const Modes& of = {})
        : groups(centres.rows()), chunks((groups + group_chunk - 1) / group_chunk), features(centres.columns() * (rows.holes ? 2 : 1)),
          categories(of.categories), products(chunks * features * group_chunk, 0.0F), modes(chunks * categories * group_chunk, 0),
          starts(chunks * group_chunk, std::numeric_limits<float>::infinity()) {
        const std::size_t width = centres.columns();
        // Scores are half of the cost. Where categories are all there is they only count, which is exact: ties are settled too.
        const double half_cost = width > 0 ? of.cost / 2 : of.cost > 0 ? 1.0 : 0.0;
        price = static_cast<float>(half_cost);
        double longest = 0, highest = 0;
        for (std::size_t k = 0; k < groups; ++k) {
            const std::size_t chunk = k / group_chunk, place = k % group_chunk;
            float* product = products.data() + chunk * features * group_chunk + place;
            double half_square = 0, length = 0;
            for (std::size_t j = 0; j < width; ++j) {
                const double c = centres(k, j) - rows.shift[j], half = c * c / 2;
                product[j * group_chunk] = static_cast<float>(-c);
                if (rows.holes) product[(width + j) * group_chunk] = static_cast<float>(half);
                half_square += half;
                length += c * c + (rows.holes ? half * half : 0);
            }
            for (std::size_t q = 0; q < categories; ++q) modes[(chunk * categories + q) * group_chunk + place] = of.codes[k * categories + q];
            starts[k] = rows.holes ? 0.0F : static_cast<float>(half_square);
            longest = std::max(longest, length);
            highest = std::max(highest, rows.holes ? 0 : half_square);
        }
        if (width == 0) return;
        // A score sums features + categories + 1 terms in order: its error is at most (terms + 4) ε (|start| + Σ |z h| + Σ prices), the
        // roundings of z and h included, and Σ |z h| ≤ ‖z‖ ‖h‖ ≤ (‖z‖² + ‖h‖²) / 2. Twice for two scores, twice for the certainty that
        // double precision agrees. What is so small or large that single precision does not hold it settles nothing.
        constexpr double underflow = 1e-28;
        bound_factor = static_cast<float>(4.2 * static_cast<double>(features + categories + 4) * 0x1p-24);
        bound_offset = static_cast<float>((highest + longest / 2 + half_cost * static_cast<double>(categories)) * 1.001 + underflow);
    }

    /// How often the kernel asks for what lies ahead.
    template <class Lanes>
    std::size_t fetches() const noexcept {
        return chunks * group_chunk / groups_at_once<Lanes> * (features + categories);
    }
};

/// x − shift in single precision, as many as `Doubles` has. Single precision stays what it is: the shift is exact in it then, so that there is
/// one rounding as well.
template <class Doubles, class T, class Floats>
[[gnu::always_inline]] inline void centred(const T* from, const double* shift, Floats& to) noexcept {
    Doubles offset;
    std::memcpy(&offset, shift, sizeof offset);
    if constexpr (std::is_same_v<T, float>) {
        Floats x;
        std::memcpy(&x, from, sizeof x);
        to = x - __builtin_convertvector(offset, Floats);
    } else {
        Doubles x;
        std::memcpy(&x, from, sizeof x);
        to = __builtin_convertvector(x - offset, Floats);
    }
}

#define DANGOL_IN_LANES(a, b, i, j, k, l) \
    __builtin_shufflevector(a, b, i, j, k, l, i + 4, j + 4, k + 4, l + 4, i + 8, j + 8, k + 8, l + 8, i + 12, j + 12, k + 12, l + 12)

/// The rows as features: feature f of row r at [f][r]; centred, in single precision.
struct TransposeTile {
    /// Eight columns at once, where registers hold sixteen numbers.
    template <class T>
    [[gnu::always_inline]] static inline void sixteen_by_eight(const T* from, std::size_t stride, const double* shift, float* to) noexcept {
        FloatSixteen rows[8];  // rows 0–3 beside 4–7, and 8–11 beside 12–15
        for (std::size_t r = 0; r < 8; ++r) {
            const T* first = from + (r < 4 ? r : r + 4) * stride;
            FloatEight low, high;
            centred<simd::Eight>(first, shift, low);
            centred<simd::Eight>(first + 4 * stride, shift, high);
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
    [[gnu::always_inline]] static inline void four_by_four(const T* from, std::size_t stride, const double* shift, float* to) noexcept {
        FloatFour row[4];
        for (std::size_t r = 0; r < 4; ++r) centred<simd::Four>(from + r * stride, shift, row[r]);
        const FloatFour a = __builtin_shufflevector(row[0], row[1], 0, 4, 1, 5), b = __builtin_shufflevector(row[2], row[3], 0, 4, 1, 5);
        const FloatFour c = __builtin_shufflevector(row[0], row[1], 2, 6, 3, 7), d = __builtin_shufflevector(row[2], row[3], 2, 6, 3, 7);
        const FloatFour columns[4] = {__builtin_shufflevector(a, b, 0, 1, 4, 5), __builtin_shufflevector(a, b, 2, 3, 6, 7),
                                      __builtin_shufflevector(c, d, 0, 1, 4, 5), __builtin_shufflevector(c, d, 2, 3, 6, 7)};
        for (std::size_t j = 0; j < 4; ++j) std::memcpy(to + j * tile_rows, &columns[j], sizeof columns[j]);
    }

    template <class Lanes, class T>
    [[gnu::always_inline]] static inline void run(const T* from, std::size_t stride, std::size_t width, const double* shift,
                                                  float* to) noexcept {
        std::size_t j = 0;
        if constexpr (simd::width<Lanes> == 8)
            for (; j + 8 <= width; j += 8)
                for (std::size_t r = 0; r < tile_rows; r += 16) sixteen_by_eight(from + r * stride + j, stride, shift + j, to + j * tile_rows + r);
        for (; j + 4 <= width; j += 4)
            for (std::size_t r = 0; r < tile_rows; r += 4) four_by_four(from + r * stride + j, stride, shift + j, to + j * tile_rows + r);
        for (; j < width; ++j)
            for (std::size_t r = 0; r < tile_rows; ++r)
                to[j * tile_rows + r] = static_cast<float>(static_cast<double>(from[r * stride + j]) - shift[j]);
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
[[gnu::always_inline]] inline void multiply_add(Floats& sum, const Floats& z, const Floats& h) noexcept {
#if defined(__x86_64__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpsabi"  // the calls below are instructions
    if constexpr (sizeof(Floats) == 64) {
        constexpr int rounding_as_is = 4;
        sum = __builtin_ia32_vfmaddps512_mask(z, h, sum, static_cast<short>(-1), rounding_as_is);
        return;
    } else if constexpr (sizeof(Floats) == 32) {
        sum = __builtin_ia32_vfmaddps256(z, h, sum);
        return;
    }
#pragma GCC diagnostic pop
#endif
    sum += z * h;
}

/// `sum` grows by `price` where codes differ. Told by single precision, in which no integer but 0 is 0: g++ 12 compares wide registers of
/// integers one by one.
template <class Ints, class Floats>
[[gnu::always_inline]] inline void add_where_different(const Ints& a, const Ints& b, const Floats& price, Floats& sum) noexcept {
    sum += __builtin_convertvector(a ^ b, Floats) != Floats{} ? price : Floats{};
}

/// Codes of the rows, turned like the features.
inline void transpose_codes(const std::uint32_t* from, std::size_t stride, std::size_t categories, std::int32_t* to) noexcept {
    for (std::size_t r = 0; r < tile_rows; ++r)
        for (std::size_t q = 0; q < categories; ++q) to[q * tile_rows + r] = static_cast<std::int32_t>(from[r * stride + q]);
}

/// The best and the second best of what was offered so far.
template <class Lanes>
struct Leaders {
    using Floats = typename Single<Lanes>::Floats;
    using Ints = typename Single<Lanes>::Ints;
    Floats best = Floats{} + std::numeric_limits<float>::infinity(), second = best;
    Ints index = {};

    [[gnu::always_inline]] inline void offer(const Floats& score, std::size_t k) noexcept {
        const Ints better = score < best;
        const Floats runner_up = score < second ? score : second;
        second = better ? best : runner_up;
        best = better ? score : best;
        index = better ? Ints{} + static_cast<std::int32_t>(k) : index;
    }
};

/// Features that are not quite those of the rows.
struct Blur {
    const float* errors = nullptr;  ///< of each row of the tile, at least how far; none: they are
    float reach = 0;                ///< how far the prototypes are apart at most
};

/// Asks for the rows that lie ahead, some lines of memory at a time.
struct FetchAhead {
    const char* ahead;
    std::size_t bytes_each;

    [[gnu::always_inline]] inline void operator()() noexcept {
        for (std::size_t line = 0; line < bytes_each; line += 64) __builtin_prefetch(ahead + line, 0, 2);
        ahead += bytes_each;
    }
};
struct FetchNothing {
    [[gnu::always_inline]] inline void operator()() const noexcept {}
};

/// Nearest prototypes of the rows, of equals the first; `sure` says where the bound settles it. Between the products `fetch()` asks for
/// what is read next: all at once it would keep the processor waiting.
struct NearestOfTile {
    template <class Lanes, class Fetch>
    [[gnu::always_inline]] static inline void run(const float* features, const std::int32_t* codes, const PrototypeTable& table, Fetch& fetch,
                                                  std::int32_t* nearest, std::int32_t* sure, const Blur& blur = {}) noexcept {
        using Floats = typename Single<Lanes>::Floats;
        using Ints = typename Single<Lanes>::Ints;
        constexpr std::size_t lanes = sizeof(Floats) / sizeof(float), parts = tile_rows / lanes, at_once = groups_at_once<Lanes>;
        Leaders<Lanes> leaders[parts];
        Floats squares[parts];
#pragma GCC unroll 8
        for (std::size_t p = 0; p < parts; ++p) squares[p] = Floats{};
        for (std::size_t f = 0; f < table.features; ++f)
#pragma GCC unroll 8
            for (std::size_t p = 0; p < parts; ++p) {
                Floats z;
                std::memcpy(&z, features + f * tile_rows + p * lanes, sizeof z);
                multiply_add(squares[p], z, z);
            }
        for (std::size_t k = 0; k < table.chunks * group_chunk; k += at_once) {
            const float* product = table.products.data() + (k / group_chunk) * table.features * group_chunk + k % group_chunk;
            Floats score[at_once][parts];
#pragma GCC unroll 16
            for (std::size_t g = 0; g < at_once; ++g)
#pragma GCC unroll 8
                for (std::size_t p = 0; p < parts; ++p) simd::fill(score[g][p], table.starts[k + g]);
            for (std::size_t f = 0; f < table.features; ++f) {
                Floats z[parts];
#pragma GCC unroll 8
                for (std::size_t p = 0; p < parts; ++p) std::memcpy(&z[p], features + f * tile_rows + p * lanes, sizeof z[p]);
                fetch();
#pragma GCC unroll 16
                for (std::size_t g = 0; g < at_once; ++g) {
                    Floats h;
                    simd::fill(h, product[f * group_chunk + g]);
#pragma GCC unroll 8
                    for (std::size_t p = 0; p < parts; ++p) multiply_add(score[g][p], z[p], h);
                }
            }
            const std::uint32_t* mode = table.modes.data() + (k / group_chunk) * table.categories * group_chunk + k % group_chunk;
            for (std::size_t q = 0; q < table.categories; ++q) {
                Ints code[parts];
                Floats price[parts];
#pragma GCC unroll 8
                for (std::size_t p = 0; p < parts; ++p) {
                    std::memcpy(&code[p], codes + q * tile_rows + p * lanes, sizeof code[p]);
                    price[p] = Floats{};
                    add_where_different(code[p], Ints{} + static_cast<std::int32_t>(unobserved_code), Floats{} + table.price, price[p]);
                }
                fetch();
#pragma GCC unroll 16
                for (std::size_t g = 0; g < at_once; ++g) {
                    const Ints own = Ints{} + static_cast<std::int32_t>(mode[q * group_chunk + g]);
#pragma GCC unroll 8
                    for (std::size_t p = 0; p < parts; ++p) add_where_different(code[p], own, price[p], score[g][p]);
                }
            }
#pragma GCC unroll 16
            for (std::size_t g = 0; g < at_once; ++g)
#pragma GCC unroll 8
                for (std::size_t p = 0; p < parts; ++p) leaders[p].offer(score[g][p], k + g);
        }
#pragma GCC unroll 8
        for (std::size_t p = 0; p < parts; ++p) {
            Floats bound = (squares[p] * 0.5F + table.bound_offset) * table.bound_factor;
            if (blur.errors != nullptr) {  // a row that lies elsewhere by e gains on another prototype e times their distance at most
                Floats error;
                std::memcpy(&error, blur.errors + p * lanes, sizeof error);
                bound += error * blur.reach;
            }
            const Floats gap = leaders[p].second - leaders[p].best;
            const Ints settled = table.bound_factor > 0 ? gap > bound : gap >= bound;
            std::memcpy(nearest + p * lanes, &leaders[p].index, sizeof leaders[p].index);
            std::memcpy(sure + p * lanes, &settled, sizeof settled);
        }
    }
};

/// sums += x − shift, and from −= x − shift
template <class Lanes, class T>
[[gnu::always_inline]] inline void move_row(const T* x, const double* shift, std::size_t width, double* from, double* sums) noexcept {
    typedef T Given __attribute__((vector_size(simd::width<Lanes> * sizeof(T))));
    std::size_t j = 0;
    for (; j + simd::width<Lanes> <= width; j += simd::width<Lanes>) {
        Given value;
        Lanes offset, sum, less;
        std::memcpy(&value, x + j, sizeof value);
        simd::load(offset, shift + j);
        simd::load(sum, sums + j);
        simd::load(less, from + j);
        const Lanes z = __builtin_convertvector(value, Lanes) - offset;
        sum += z;
        less -= z;
        simd::store(sums + j, sum);
        simd::store(from + j, less);
    }
    for (; j < width; ++j) {
        const double z = static_cast<double>(x[j]) - shift[j];
        sums[j] += z;
        from[j] -= z;
    }
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

}  // namespace
}  // namespace dangol::inline v0
