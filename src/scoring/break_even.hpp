#pragma once

#include <array>
#include <charconv>
#include <cmath>

/// Whether a contact pays, as it is told: of two leads that both read "16.2%" one must not be pursued and the other not.
namespace dangol::inline v0 {

/// Decimals of a percentage beside this break-even: one, and one more for every power of ten that it lies below 1%.
inline int decimals_told(double break_even) noexcept {
    int decimals = 1;
    for (double least = 0.01; decimals < 6 && break_even < least; least /= 10) ++decimals;
    return decimals;
}

/// A share in per cent, rounded as percent_text() rounds it.
inline double percent_told(double share, int decimals) noexcept {
    std::array<char, 64> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), 100 * share, std::chars_format::fixed, decimals);
    double told = 100 * share;
    if (error == std::errc{}) std::from_chars(digits.data(), end, told);
    return told;
}

/// Whether the probability of a response reaches the break-even, both as they are told.
inline bool reaches(double probability, double break_even) noexcept {
    if (!(std::fabs(probability - break_even) < 0.002)) return probability >= break_even;  // further apart than any rounding
    const int decimals = decimals_told(break_even);
    return percent_told(probability, decimals) >= percent_told(break_even, decimals);
}

}  // namespace dangol::inline v0
