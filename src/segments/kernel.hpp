#pragma once

#include <cstddef>
#include <cstdint>

/// The arithmetic of the kernel on a tile: some rows of all features, expanded, multiplied and summed up while they are in the
/// cache. Tiles lie feature by feature (or segment by segment), so that lanes are neighbouring rows; only the tables of slots
/// lie segment beside segment. All paths give the same bits, see core/simd.hpp.
///
/// `rows` is always a multiple of row_multiple; rows behind the last have weight 0 and finite features.
namespace dangol::inline v0::kernel {

inline constexpr std::size_t tile_rows = 64;   ///< elements from one feature, or segment, of a tile to the next
inline constexpr std::size_t row_multiple = 8;
constexpr std::size_t padded_rows(std::size_t rows) noexcept { return (rows + row_multiple - 1) / row_multiple * row_multiple; }

/// Segments that lie side by side in tables of slots.
inline constexpr std::size_t lane_multiple = 4;
constexpr std::size_t padded(std::size_t count) noexcept { return (count + lane_multiple - 1) / lane_multiple * lane_multiple; }

/// A number that no log-density falls below, yet far from overflow.
inline constexpr double impossible = -1e300;

/// Sums are kept in eight virtual lanes, `lanes` doubles beside each other, until sum_of_eight() ends them.
inline constexpr std::size_t lanes = 8;

/// out(k, i) = start[k] + Σ_p features(p, i) · coefficients[p · segments + k]. Without start it adds to out.
void multiply(const double* features, std::size_t feature_count, std::size_t rows, const double* coefficients, const double* start,
              std::size_t segments, double* out) noexcept;

/// sums(p, k, lane) += Σ_i features(p, i) · weights(k, i), i in its lane.
void accumulate(const double* features, std::size_t feature_count, std::size_t rows, const double* weights, std::size_t segments,
                double* sums) noexcept;

/// What a tile adds to the objective.
struct Gain {
    double mixture = 0;         ///< Σ weight · log Σ_k e^…
    double classification = 0;  ///< Σ weight · max_k …
    double entropy = 0;         ///< −Σ weight · r log r
    Gain& operator+=(const Gain& other) noexcept {
        mixture += other.mixture;
        classification += other.classification;
        entropy += other.entropy;
        return *this;
    }
};

/// Log-densities plus log shares become memberships in place, times the row's weight.
Gain soft_memberships(double* values, std::size_t rows, std::size_t segments, const double* weights) noexcept;
/// All of a row to its most probable segment, the first of equals.
Gain hard_memberships(double* values, std::size_t rows, std::size_t segments, const double* weights) noexcept;

/// The slots of the rows of a tile, one row after the other: row i has slots[begin[i]] … slots[begin[i + 1]].
struct TileSlots {
    const std::uint32_t* slots = nullptr;
    const std::uint32_t* begin = nullptr;
};
/// out(k, i) += Σ of the entries of the row's slots; entries(slot, ·) are `padded` apart.
void add_entries(TileSlots slots, std::size_t rows, const double* entries, std::size_t segments, double* out) noexcept;
/// sums(slot, ·) += memberships(·, i), for each slot of each row.
void add_to_slots(TileSlots slots, std::size_t rows, const double* memberships, std::size_t segments, double* sums) noexcept;

/// out(i) += constant − ½ Σ_a (Σ_b≤a A(a, b) · values(b, i) − shift[a])²: a normal log-density with A = L⁻¹ and shift = A μ.
/// A lies four rows at a time, see pack_rows_of_four().
void subtract_squares(const double* values, std::size_t size, std::size_t rows, const double* packed, const double* shift,
                      double constant, double* out) noexcept;
constexpr std::size_t packed_size(std::size_t size) noexcept {
    const std::size_t blocks = (size + 3) / 4;
    return 8 * blocks * (blocks + 1);
}
/// Lower triangular `matrix` (size × size) as subtract_squares() reads it.
void pack_rows_of_four(const double* matrix, std::size_t size, double* packed) noexcept;

/// Columns of a Gram matrix are padded to eight.
constexpr std::size_t gram_width(std::size_t size) noexcept { return (size + 7) / 8 * 8; }

/// grams(a, b) += Σ_i weights[i] · values(i, a) · values(i, b) for all b ≤ a (and some above). Here values lie row by row,
/// gram_width() apart; `scratch` is as large as they are.
void add_gram(const double* values, std::size_t size, std::size_t rows, const double* weights, double* scratch, double* gram) noexcept;

}  // namespace dangol::inline v0::kernel
