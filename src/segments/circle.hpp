#pragma once

#include "core/math.hpp"

#include <cmath>

/// Positions on a circle of a given length, as those of cyclic columns.
namespace dangol::inline v0::circle {

/// The same position in [0, period).
inline double wrapped(double x, double period) noexcept {
    const double inside = x - period * std::floor(x / period);
    return inside < period ? inside : 0;
}

/// The direction of a mean vector, in [0, period).
inline double direction(double cosine, double sine, double period) noexcept {
    return wrapped(period * (math::atan2(sine, cosine) / (2 * math::pi)), period);
}

}  // namespace dangol::inline v0::circle
