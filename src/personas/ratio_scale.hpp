#pragma once

namespace dangol::inline v0 {

/// Where the scale of ratios ends: of something that others never do there is no number of times, and beyond this none that anybody could tell apart.
inline constexpr double largest_ratio = 100;

/// Whether a ratio lies at an end of the scale or beyond it, where it stands for "at least", or for "at most". Rounding on the way there is forgiven.
constexpr bool is_at_least(double ratio) noexcept { return ratio >= largest_ratio * (1 - 1e-9); }
constexpr bool is_at_most(double ratio) noexcept { return ratio <= (1 + 1e-9) / largest_ratio; }

}  // namespace dangol::inline v0
