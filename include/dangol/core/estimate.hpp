#pragma once

#include <bit>
#include <cstdint>
#include <optional>

/// A number together with how well it is known.
namespace dangol::inline v0 {

/// Equal as numbers, or both the same bits: so that a result that holds NaN equals its copy, and 0 equals -0.
constexpr bool same_number(double a, double b) noexcept {
    return a == b || std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

/// From low to high, both included. Which level it has (mostly 95 %) is said where it is used.
struct Interval {
    double low = 0;
    double high = 0;

    constexpr bool contains(double value) const noexcept { return low <= value && value <= high; }
    friend constexpr bool operator==(const Interval& a, const Interval& b) noexcept {
        return same_number(a.low, b.low) && same_number(a.high, b.high);
    }
};

/// A number with what is known of how far it can be off.
struct Estimate {
    double value = 0;
    std::optional<Interval> interval = {};  ///< empty as long as nobody has computed it; never "exact"

    friend constexpr bool operator==(const Estimate& a, const Estimate& b) noexcept {
        return same_number(a.value, b.value) && a.interval == b.interval;
    }
};

}  // namespace dangol::inline v0
