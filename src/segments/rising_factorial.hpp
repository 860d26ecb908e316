#pragma once

#include <span>

/// Γ(a + v) / Γ(a) and its logarithmic derivatives, for ascending v ≥ 0 at once: the part of negative binomial and Pólya laws that
/// costs. Between neighbours a few steps apart the ratio is a product of a few numbers, so that one logarithm per value is enough.
namespace dangol::inline v0 {

/// log Γ(a + v) − log Γ(a).
double log_rising(double a, double v) noexcept;

/// The same for each of `values` (ascending).
void log_rising(double a, std::span<const double> values, std::span<double> out) noexcept;

/// Σ weight · (ψ(a + v) − ψ(a)) and Σ weight · (ψ′(a + v) − ψ′(a)): first and second derivative of Σ weight · log_rising by a.
struct RisingSlope {
    double first = 0, second = 0;
};
RisingSlope rising_slope(double a, std::span<const double> values, std::span<const double> weights) noexcept;

}  // namespace dangol::inline v0
