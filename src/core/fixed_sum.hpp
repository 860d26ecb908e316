#pragma once

#include <bit>
#include <cstdint>

namespace dangol::inline v0 {

/// A sum of doubles that is the same bits whatever the order of its terms, and however they were split into partial sums: each is rounded
/// to a multiple of 2⁻⁵⁶ (which loses nothing of numbers of 1/16 and more), and whole multiples are added, without error.
class FixedSum {
public:
    __extension__ typedef __int128 Units;

    /// False, and nothing changed, where the sum would leave ±2⁷¹.
    [[nodiscard]] bool add(double term) noexcept {
        Units units = 0;
        return units_of(term, units) && !__builtin_add_overflow(units_, units, &units_);
    }
    [[nodiscard]] bool add(const FixedSum& part) noexcept { return !__builtin_add_overflow(units_, part.units_, &units_); }

    double value() const noexcept { return static_cast<double>(units_) * 0x1p-56; }  // rounded once
    bool operator==(const FixedSum&) const = default;

    /// As two words, lower first, for states that are kept as words.
    static FixedSum from_words(std::uint64_t low, std::uint64_t high) noexcept {
        FixedSum sum;
        sum.units_ = static_cast<Units>((static_cast<UnsignedUnits>(high) << 64) | low);
        return sum;
    }
    std::uint64_t low() const noexcept { return static_cast<std::uint64_t>(units_); }
    std::uint64_t high() const noexcept { return static_cast<std::uint64_t>(static_cast<UnsignedUnits>(units_) >> 64); }

private:
    __extension__ typedef unsigned __int128 UnsignedUnits;

    static bool units_of(double term, Units& units) noexcept {
        const auto bits = std::bit_cast<std::uint64_t>(term);
        const auto exponent = static_cast<int>((bits >> 52) & 0x7ffU);
        const std::uint64_t fraction = bits & 0xf'ffff'ffff'ffffU;
        const std::uint64_t mantissa = exponent == 0 ? fraction : fraction | (std::uint64_t{1} << 52);
        const int shift = (exponent == 0 ? 1 : exponent) - 1075 + 56;  // term = ± mantissa · 2^(exponent − 1075)
        if (shift > 73) return false;                                  // also infinity and NaN
        if (shift >= 0) units = static_cast<Units>(mantissa) << shift;
        else if (shift > -64) units = static_cast<Units>((mantissa + (std::uint64_t{1} << (-shift - 1))) >> -shift);
        if ((bits >> 63) != 0) units = -units;
        return true;
    }

    Units units_ = 0;
};

/// The same for terms of any size: a plain sum once they do not fit, which then depends on the order.
class OrderFreeSum {
public:
    void add(double term) noexcept {
        plain_ += term;
        fits_ = fits_ && exact_.add(term);
    }
    double value() const noexcept { return fits_ ? exact_.value() : plain_; }

private:
    FixedSum exact_ = {};
    double plain_ = 0;
    bool fits_ = true;
};

}  // namespace dangol::inline v0
