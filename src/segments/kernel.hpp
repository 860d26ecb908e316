#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

/// The arithmetic of the kernel on a tile of rows. Segments lie side by side and are padded to a multiple of four; every sum
/// runs over its terms in order, one lane per segment, so that no instruction set changes a bit.
namespace dangol::inline v0::kernel {

inline constexpr std::size_t lane_multiple = 4;
constexpr std::size_t padded(std::size_t count) noexcept { return (count + lane_multiple - 1) / lane_multiple * lane_multiple; }

/// A number that no log-density falls below, yet far from overflow; it fills the padding.
inline constexpr double impossible = -1e300;

/// out(i, k) = start[k] + Σ_p features(i, p) · coefficients(p, k): rows × padded segments. Without start it adds to out.
void multiply(const double* features, std::size_t rows, std::size_t feature_count, const double* coefficients, const double* start,
              std::size_t segments, double* out) noexcept;

/// sums(p, k) += Σ_i features(i, p) · weights(i, k). `feature_count` is a multiple of four.
void accumulate(const double* features, std::size_t rows, std::size_t feature_count, const double* weights, std::size_t segments,
                double* sums) noexcept;

/// out(i, ·) += the entries of each of the row's slots.
void add_entries(std::span<const std::uint32_t> slots, const double* entries, std::size_t segments, double* out) noexcept;

/// Log-densities plus log shares become memberships in place, times the row's weight.
/// Returns Σ weight · (log Σ_k e^… + log_base), and for hard assignment Σ weight · (max_k … + log_base) beside it.
struct Gain {
    double mixture = 0;         ///< log-likelihood
    double classification = 0;  ///< of the most probable segments
    Gain& operator+=(const Gain& other) noexcept {
        mixture += other.mixture;
        classification += other.classification;
        return *this;
    }
};
Gain soft_memberships(double* rows_by_segments, std::size_t rows, std::size_t segments, const double* weights,
                      const double* log_base) noexcept;
Gain hard_memberships(double* rows_by_segments, std::size_t rows, std::size_t segments, const double* weights,
                      const double* log_base) noexcept;

}  // namespace dangol::inline v0::kernel
