#pragma once

#include <dangol/core/matrix.hpp>
#include <dangol/customers/column_kind.hpp>

#include "core/simd.hpp"
#include "segments/centred_rows.hpp"
#include "segments/transposed_tile.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <vector>

/// The kernel of k-means and k-prototypes: the nearest prototype of each row of a tile where single precision can tell.
///
/// Nearest is who has the smallest ‖c‖²/2 − x·c + price · differing categories. That is computed in single precision on centred data, the rows
/// side by side, with a bound on its error; only rows whose two best prototypes lie within the bound (some in ten thousand) are left to
/// the caller, who decides them by direct differences in double precision. So the answer is that of double precision at the price of single
/// precision, and does not depend on the instruction set. Included by the two passes alone.
namespace dangol::inline v0 {
namespace {

constexpr std::size_t group_chunk = 8;  // centres whose coefficients lie side by side

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

}  // namespace
}  // namespace dangol::inline v0
