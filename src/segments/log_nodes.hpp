#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace dangol::inline v0 {

/// Smooth functions of a positive number E by their values at a few nodes.
///
/// log(r + E m), as a function of log E, is analytic as far as |Im log E| < π, whatever r and m are. So its Chebyshev interpolation over a range of
/// log E is the function itself to rounding, with some tens of nodes (Trefethen, Approximation Theory and Approximation Practice, ch. 8: the error falls
/// like ρ⁻ⁿ, where the ellipse of radius ρ about the range just reaches ±iπ). And so Σ wᵢ log(r + Eᵢ m) over any number of rows needs no more of
/// them than Σ wᵢ Tₚ(tᵢ), with Tₚ the Chebyshev polynomials and t = log E moved to [−1, 1].
class LogNodes {
public:
    LogNodes() = default;
    /// For E from least to most, 0 < least < most.
    LogNodes(double least, double most);

    std::size_t count() const noexcept { return points_.size(); }
    std::span<const double> points() const noexcept { return points_; }  ///< as E

    /// Of f's values at the points, the coefficients of T₀, T₁ … in f.
    std::vector<double> coefficients(std::span<const double> values) const;
    /// Of the sums Σ wᵢ Tₚ(tᵢ), weights of the points: with them Σ wᵢ f(Eᵢ) is the sum of weight · f over the points.
    std::vector<double> weights(std::span<const double> sums) const;

    /// Of some rows, a multiple of eight: x · T₀ … x · Tₙ₋₁, then T₁ … Tₙ₋₁, each `stride` apart. `marks` hold 1, or 0 for a row that is
    /// to have zeros; `logs` those of E.
    void expand(const double* x, const double* marks, const double* logs, std::size_t rows, std::size_t stride, double* out) const noexcept;

private:
    std::vector<double> points_ = {};
    std::vector<double> transform_ = {};  ///< polynomial × point
    double middle_ = 0, inverse_ = 0;
};

}  // namespace dangol::inline v0
