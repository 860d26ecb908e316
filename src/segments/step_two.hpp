#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>
#include <dangol/segments/most_probable.hpp>
#include <dangol/segments/three_step.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace dangol::inline v0 {

inline constexpr std::string_view outcomes_by_segment = "outcomes by segment";  // as it is told

/// Step two as step three sees it: who belongs where, and was placed where.
struct StepTwo {
    MatrixView<const double> membership;
    std::span<const double> weights;
    Placement placement;

    std::size_t rows() const noexcept { return membership.rows(); }
    std::size_t size() const noexcept { return membership.columns(); }
    double weight(std::size_t i) const noexcept { return weights.empty() ? 1.0 : weights[i]; }

    /// The part of customer i that was placed in each segment.
    void place(std::size_t i, std::span<double> where) const noexcept {
        if (placement == Placement::proportional) {
            std::ranges::copy(membership.row(i), where.begin());
        } else {
            std::ranges::fill(where, 0.0);
            where[most_probable(membership.row(i)).segment] = 1;
        }
    }
};

/// Of a square matrix; empty where it is singular.
std::optional<Matrix> inverse_of(Matrix a);

/// @throws InvalidArgument, InsufficientData, Cancelled: what three_step.hpp says of all its functions
void check(const StepTwo&, const Execution&);

/// Eₖₗ, the share of segment k that is placed in l.
Matrix error_of(const StepTwo&, const Execution&);

/// E⁻¹; empty when E is singular, or where an element of the diagonal of E⁻¹ exceeds `sharpened_at_most`.
std::optional<Matrix> undoing_of(const StepTwo&, double sharpened_at_most, const Execution&);

/// What a customer counts in each segment who was placed `where`, so that sums are those of the segments themselves.
inline void undo(std::span<const double> where, const Matrix& inverse, std::span<double> belongs) noexcept {
    for (std::size_t k = 0; k < belongs.size(); ++k) {
        belongs[k] = 0;
        for (std::size_t l = 0; l < where.size(); ++l) belongs[k] += where[l] * inverse(l, k);
    }
}

/// Rows of a block: a few milliseconds' work, where each costs K² exponentials at most, and enough that clearing its sums does not show.
inline std::size_t rows_per_block(std::size_t segments, std::size_t sums = 0) noexcept {
    constexpr std::size_t exponentials = std::size_t{1} << 18;
    return std::max(std::clamp<std::size_t>(exponentials / (segments * segments), 64, 2048), sums / segments);
}

}  // namespace dangol::inline v0
