#pragma once

#include "segments/byte_rows.hpp"
#include "segments/nearest_tile.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

/// The features of a tile to bytes and back; up to three features of 0 fill the last number. Included by the pass of k-means alone.
namespace dangol::inline v0 {
namespace {

/// Features (column · tile_rows + row) to codes (quad · tile_rows + row), and the error of each row.
struct PackTile {
    template <class Lanes>
    [[gnu::always_inline]] static inline void run(const float* features, const ByteRows& bytes, std::uint32_t* codes, float* errors) noexcept {
        using Floats = typename Single<Lanes>::Floats;
        using Ints = typename Single<Lanes>::Ints;
        constexpr std::size_t lanes = sizeof(Floats) / sizeof(float), parts = tile_rows / lanes;
        constexpr float to_integer = 12582912.0F;  // 1.5 · 2²³: what is added to it and taken away is rounded
#pragma GCC unroll 8
        for (std::size_t p = 0; p < parts; ++p) {
            Floats lost{}, squares{};
            for (std::size_t quad = 0; quad < bytes.quads; ++quad) {
                Ints word{};
#pragma GCC unroll 4
                for (std::size_t b = 0; b < 4; ++b) {
                    const std::size_t f = 4 * quad + b;
                    Floats z;
                    std::memcpy(&z, features + f * tile_rows + p * lanes, sizeof z);
                    Floats q = (z - bytes.middles[f]) * bytes.inverses[f];
                    q = q < 127.0F ? q : Floats{} + 127.0F;  // also what is not a number, whose error says so
                    q = q > -127.0F ? q : Floats{} - 127.0F;
                    q = (q + to_integer) - to_integer;
                    const Floats difference = z - (q * bytes.steps[f] + bytes.middles[f]);
                    lost += difference * difference;
                    squares += z * z;
                    word |= (__builtin_convertvector(q, Ints) & 255) << static_cast<int>(8 * b);
                }
                std::memcpy(codes + quad * tile_rows + p * lanes, &word, sizeof word);
            }
            float lost_of[lanes], squares_of[lanes];
            std::memcpy(lost_of, &lost, sizeof lost);
            std::memcpy(squares_of, &squares, sizeof squares);
            // What was rounded here, what the features were rounded by, and what single precision does not hold of squares.
            const float least = 1e-18F * std::sqrt(static_cast<float>(4 * bytes.quads));
            for (std::size_t r = 0; r < lanes; ++r) errors[p * lanes + r] = std::sqrt(lost_of[r]) * 1.001F + std::sqrt(squares_of[r]) * 0x1p-21F + least;
        }
    }
};

/// Codes back to features.
struct UnpackTile {
    template <class Lanes>
    [[gnu::always_inline]] static inline void run(const std::uint32_t* codes, const ByteRows& bytes, float* features) noexcept {
        using Floats = typename Single<Lanes>::Floats;
        using Ints = typename Single<Lanes>::Ints;
        constexpr std::size_t lanes = sizeof(Floats) / sizeof(float), parts = tile_rows / lanes;
        const float* steps = bytes.steps.data();
        const float* middles = bytes.middles.data();
        for (std::size_t quad = 0, quads = bytes.quads; quad < quads; ++quad) {
            Ints words[parts];
#pragma GCC unroll 8
            for (std::size_t p = 0; p < parts; ++p) std::memcpy(&words[p], codes + quad * tile_rows + p * lanes, sizeof words[p]);
#pragma GCC unroll 4
            for (std::size_t b = 0; b < 4; ++b) {
                Floats step, middle;
                simd::fill(step, steps[4 * quad + b]);
                simd::fill(middle, middles[4 * quad + b]);
#pragma GCC unroll 8
                for (std::size_t p = 0; p < parts; ++p) {
                    const Floats q = __builtin_convertvector((words[p] << static_cast<int>(24 - 8 * b)) >> 24, Floats);
                    const Floats z = q * step + middle;
                    std::memcpy(features + (4 * quad + b) * tile_rows + p * lanes, &z, sizeof z);
                }
            }
        }
    }
};

/// The centres as sixteen bits a coordinate, for processors that multiply bytes: what a step along a coordinate adds to a score, in `unit`s, above
/// −32,768. That is added to all centres alike, and so changes no comparison.
struct ByteCentres {
    static constexpr std::size_t at_once = 4;
    std::size_t groups = 0, quads = 0;      ///< groups: filled up to at_once, behind the last with scores of +∞
    std::vector<std::uint32_t> high = {};   ///< groups / at_once × quads × at_once, four coordinates in a number: the upper bytes
    std::vector<std::uint32_t> low = {};
    std::vector<float> starts = {};
    float unit = 0;
    float bound = std::numeric_limits<float>::quiet_NaN();  ///< of the error of the difference of two scores; not a number: there is none

    ByteCentres() = default;
    ByteCentres(const Matrix& centres, const std::vector<double>& shift, const ByteRows& bytes)
        : groups((centres.rows() + at_once - 1) / at_once * at_once), quads(bytes.quads), high(groups * quads, 0), low(groups * quads, 0),
          starts(groups, std::numeric_limits<float>::infinity()) {
        constexpr double largest = 32767;
        const std::size_t width = centres.columns();
        const auto gain = [&](std::size_t k, std::size_t j) { return -static_cast<double>(bytes.steps[j]) * (centres(k, j) - shift[j]); };
        double most = 0, highest = 0;
        for (std::size_t k = 0; k < centres.rows(); ++k)
            for (std::size_t j = 0; j < width; ++j) most = std::max(most, std::fabs(gain(k, j)));
        const double one = most / largest;
        for (std::size_t k = 0; k < centres.rows(); ++k) {
            double start = 0;
            for (std::size_t j = 0; j < width; ++j) {
                const double c = centres(k, j) - shift[j];
                start += c * (c / 2 - static_cast<double>(bytes.middles[j]));
                const auto code = static_cast<std::uint32_t>(one > 0 ? std::nearbyint(gain(k, j) / one) + 32768 : 32768);
                const std::size_t at = (k / at_once * quads + j / 4) * at_once + k % at_once;
                high[at] |= (code >> 8) << (8 * (j % 4));
                low[at] |= (code & 255) << (8 * (j % 4));
            }
            starts[k] = static_cast<float>(start);
            highest = std::max(highest, std::fabs(start));
        }
        unit = static_cast<float>(one);
        // Each code is off by half a unit at most, q by nothing; then four roundings of what is no larger than `size`. Twice, for two scores.
        const double codes = 127.0 * 4.0 * static_cast<double>(quads), size = highest + 65536 * codes * one;
        bound = static_cast<float>(1.01 * codes * one + 10 * 0x1p-24 * size + 1e-28);
        constexpr std::size_t most_quads = 8192;  // sums of products fit into 31 bits
        if (!(one > 1e-30 && std::isfinite(bound)) || quads > most_quads) bound = std::numeric_limits<float>::quiet_NaN();
    }
    bool usable() const noexcept { return bound == bound; }
};

/// sums += the four products of bytes, `unsigned_bytes` as 0 … 255
template <class Ints>
[[gnu::always_inline]] inline void multiply_add_bytes([[maybe_unused]] Ints& sums, [[maybe_unused]] const Ints& unsigned_bytes, [[maybe_unused]] const Ints& signed_bytes) noexcept {
#if defined(DANGOL_SIMD_ASSEMBLY)
    if constexpr (sizeof(Ints) == 64) asm("vpdpbusd %2, %1, %0" : "+v"(sums) : "v"(unsigned_bytes), "v"(signed_bytes));
#endif
}

/// As NearestOfTile, from codes as they are.
struct NearestOfCodes {
    template <class Lanes, class Fetch>
    [[gnu::always_inline]] static inline void run(const std::uint32_t* codes, const ByteCentres& centres, Fetch& fetch, std::int32_t* nearest, std::int32_t* sure,
                                                  const Blur& blur) noexcept {
        using Floats = typename Single<Lanes>::Floats;
        using Ints = typename Single<Lanes>::Ints;
        constexpr std::size_t lanes = sizeof(Floats) / sizeof(float), parts = tile_rows / lanes, at_once = ByteCentres::at_once;
        const std::size_t quads = centres.quads;
        Leaders<Lanes> leaders[parts];
        const std::uint32_t* high_codes = centres.high.data();
        const std::uint32_t* low_codes = centres.low.data();
        for (std::size_t k = 0; k < centres.groups; k += at_once) {
            Ints high[at_once][parts] = {}, low[at_once][parts] = {};
            for (std::size_t quad = 0; quad < quads; ++quad) {
                Ints row[parts];
#pragma GCC unroll 8
                for (std::size_t p = 0; p < parts; ++p) std::memcpy(&row[p], codes + quad * tile_rows + p * lanes, sizeof row[p]);
                fetch();
                fetch();
#pragma GCC unroll 4
                for (std::size_t g = 0; g < at_once; ++g) {
                    Ints upper, lower;
                    simd::fill(upper, high_codes[g]);
                    simd::fill(lower, low_codes[g]);
#pragma GCC unroll 2
                    for (std::size_t p = 0; p < parts; ++p) {
                        multiply_add_bytes(high[g][p], upper, row[p]);
                        multiply_add_bytes(low[g][p], lower, row[p]);
                    }
                }
                high_codes += at_once;
                low_codes += at_once;
            }
#pragma GCC unroll 4
            for (std::size_t g = 0; g < at_once; ++g)
#pragma GCC unroll 2
                for (std::size_t p = 0; p < parts; ++p) {
                    const Floats products = __builtin_convertvector(high[g][p], Floats) * 256.0F + __builtin_convertvector(low[g][p], Floats);
                    Floats start;
                    simd::fill(start, centres.starts[k + g]);
                    leaders[p].offer(products * centres.unit + start, k + g);
                }
        }
#pragma GCC unroll 8
        for (std::size_t p = 0; p < parts; ++p) {
            Floats error;
            std::memcpy(&error, blur.errors + p * lanes, sizeof error);
            const Ints settled = leaders[p].second - leaders[p].best > error * blur.reach + centres.bound;
            std::memcpy(nearest + p * lanes, &leaders[p].index, sizeof leaders[p].index);
            std::memcpy(sure + p * lanes, &settled, sizeof settled);
        }
    }
};

}  // namespace
}  // namespace dangol::inline v0
