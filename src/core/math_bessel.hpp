#pragma once

/// Modified Bessel functions of the first kind, as the von Mises distribution needs them.
namespace dangol::inline v0::math {

double log_bessel_i0(double x) noexcept;          ///< log I₀(x) for x ≥ 0, to 1e-14 relative
double bessel_ratio(double x) noexcept;           ///< A(x) = I₁(x) / I₀(x) for x ≥ 0, in [0, 1)
double inverse_bessel_ratio(double r) noexcept;   ///< x with A(x) = r, for r in [0, 1)

}  // namespace dangol::inline v0::math
