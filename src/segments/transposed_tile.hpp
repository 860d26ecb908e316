#pragma once

#include "core/simd.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

/// Thirty-two rows turned on their side, so that a number of each lies beside that of the next: what the kernels of nearest_tile.hpp and byte_tile.hpp
/// read. Included by them alone.
namespace dangol::inline v0 {
namespace {

constexpr std::size_t tile_rows = 32;  // side by side

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

/// Codes of the rows, turned like the features.
inline void transpose_codes(const std::uint32_t* from, std::size_t stride, std::size_t categories, std::int32_t* to) noexcept {
    for (std::size_t r = 0; r < tile_rows; ++r)
        for (std::size_t q = 0; q < categories; ++q) to[q * tile_rows + r] = static_cast<std::int32_t>(from[r * stride + q]);
}

}  // namespace
}  // namespace dangol::inline v0
