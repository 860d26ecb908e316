#pragma once

#include <cstdint>
#include <limits>

#include "core/simd.hpp"

// exp and log written once for one double and for several side by side: vector types of the compiler, as wide as one register.
// Every lane does the same IEEE operations as the single number, hence the same bits. Nothing here branches on values, and
// vectors never pass through a call by value (whose convention would depend on the instruction set). Compile with
// -ffp-contract=off.
namespace dangol::inline v0::math::lanes {

/// eˣ = 2ᵏ eʳ with k = round(x / log 2), |r| ≤ log(2) / 2, and eʳ by its Taylor polynomial of degree 13 (remainder below 2⁻⁵⁷).
/// 2ᵏ is applied in two halves so that subnormal results and overflow come out as they should.
template <class Lanes>
[[gnu::always_inline]] inline void exp(Lanes& x) noexcept {
    using Bits = typename simd::BitsOf<Lanes>::Type;
    constexpr double round_by = 0x1.8p52;  // adding and taking away rounds to whole numbers; the low bits hold the number
    constexpr double log2_high = 0x1.62e42feep-1, log2_low = 0x1.a39ef35793c76p-33;  // 32 bits high: k · log2_high is exact

    const Lanes zero{};
    x = x < -746.0 ? zero - 746.0 : x;
    x = x > 710.0 ? zero + 710.0 : x;
    const Lanes k = (x * 0x1.71547652b82fep0 + round_by) - round_by;
    const Lanes r = (x - k * log2_high) - k * log2_low;

    Lanes tail = zero + 1.0 / 6227020800.0;
    tail = tail * r + 1.0 / 479001600.0;
    tail = tail * r + 1.0 / 39916800.0;
    tail = tail * r + 1.0 / 3628800.0;
    tail = tail * r + 1.0 / 362880.0;
    tail = tail * r + 1.0 / 40320.0;
    tail = tail * r + 1.0 / 5040.0;
    tail = tail * r + 1.0 / 720.0;
    tail = tail * r + 1.0 / 120.0;
    tail = tail * r + 1.0 / 24.0;
    tail = tail * r + 1.0 / 6.0;
    tail = tail * r + 0.5;
    const Lanes fraction = 1.0 + (r + r * r * tail);

    const Lanes half = (k * 0.5 + round_by) - round_by;
    const Bits first = __builtin_bit_cast(Bits, half + round_by) + 1023;
    const Bits second = __builtin_bit_cast(Bits, (k - half) + round_by) + 1023;
    x = fraction * __builtin_bit_cast(Lanes, first << 52) * __builtin_bit_cast(Lanes, second << 52);
}

/// x = 2ᵏ m with m in [√½, √2); log m = 2 artanh(s), s = (m − 1) / (m + 1), by its series to s²¹ (remainder below 2⁻⁵⁷),
/// summed so that the leading term m − 1 is exact.
template <class Lanes>
[[gnu::always_inline]] inline void log(Lanes& argument) noexcept {
    using Bits = typename simd::BitsOf<Lanes>::Type;
    constexpr double smallest_normal = std::numeric_limits<double>::min();
    constexpr double infinity = std::numeric_limits<double>::infinity();
    constexpr double log2_high = 0x1.62e42feep-1, log2_low = 0x1.a39ef35793c76p-33;
    constexpr std::uint64_t root_half = 0x3FE6A09E667F3BCD, one = 0x3FF0000000000000;

    const Lanes zero{};
    const Lanes x = argument < smallest_normal ? argument * 0x1p54 : argument;
    const Lanes scaled = argument < smallest_normal ? zero + 54.0 : zero;
    const Bits bits = __builtin_bit_cast(Bits, x);
    const Bits exponent = (bits - root_half + one) >> 52;  // k + 1023, never negative for x > 0
    const Lanes k = (__builtin_bit_cast(Lanes, exponent | 0x4330000000000000) - (0x1p52 + 1023.0)) - scaled;
    const Lanes f = __builtin_bit_cast(Lanes, bits - ((exponent - 1023) << 52)) - 1.0;

    const Lanes s = f / (2.0 + f);
    const Lanes z = s * s;
    Lanes series = zero + 2.0 / 21;
    series = series * z + 2.0 / 19;
    series = series * z + 2.0 / 17;
    series = series * z + 2.0 / 15;
    series = series * z + 2.0 / 13;
    series = series * z + 2.0 / 11;
    series = series * z + 2.0 / 9;
    series = series * z + 2.0 / 7;
    series = series * z + 2.0 / 5;
    series = series * z + 2.0 / 3;
    series = series * z;
    const Lanes half_square = 0.5 * f * f;
    Lanes result = k * log2_high - ((half_square - (s * (half_square + series) + k * log2_low)) - f);

    result = argument < infinity ? result : argument;  // infinity and NaN stay
    result = argument > 0.0 ? result : zero + std::numeric_limits<double>::quiet_NaN();
    argument = argument == 0.0 ? zero - infinity : result;
}

}  // namespace dangol::inline v0::math::lanes
