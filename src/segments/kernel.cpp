#include "segments/kernel.hpp"

#include "core/math.hpp"
#include "core/simd.hpp"

#include <algorithm>
#include <array>

// Loops over `r` (registers of rows), `q` (features) and `k` (segments) of one block have constant bounds and are unrolled, so that
// what they index are registers.
#define DANGOL_INLINE [[gnu::always_inline]] static inline

namespace dangol::inline v0::kernel {
namespace {

struct Multiply {
    /// `Registers` of rows times `Segments` segments.
    template <class Lanes, std::size_t Registers, std::size_t Segments>
    DANGOL_INLINE void block(const double* features, std::size_t feature_count, const double* coefficients, const double* start,
                             std::size_t segments, double* out) noexcept {
        Lanes sum[Registers][Segments];
#pragma GCC unroll 8
        for (std::size_t r = 0; r < Registers; ++r) {
#pragma GCC unroll 8
            for (std::size_t k = 0; k < Segments; ++k) {
                if (start != nullptr) {
                    simd::fill(sum[r][k], start[k]);
                } else {
                    simd::load(sum[r][k], out + k * tile_rows + r * simd::width<Lanes>);
                }
            }
        }
        for (std::size_t p = 0; p < feature_count; ++p) {
            Lanes feature[Registers];
#pragma GCC unroll 8
            for (std::size_t r = 0; r < Registers; ++r) simd::load(feature[r], features + p * tile_rows + r * simd::width<Lanes>);
#pragma GCC unroll 8
            for (std::size_t k = 0; k < Segments; ++k) {
                Lanes coefficient;
                simd::fill(coefficient, coefficients[p * segments + k]);
#pragma GCC unroll 8
                for (std::size_t r = 0; r < Registers; ++r) sum[r][k] += feature[r] * coefficient;
            }
        }
#pragma GCC unroll 8
        for (std::size_t r = 0; r < Registers; ++r) {
#pragma GCC unroll 8
            for (std::size_t k = 0; k < Segments; ++k) simd::store(out + k * tile_rows + r * simd::width<Lanes>, sum[r][k]);
        }
    }

    template <class Lanes, std::size_t Segments>
    DANGOL_INLINE void all_rows(const double* features, std::size_t feature_count, std::size_t rows, const double* coefficients,
                                const double* start, std::size_t segments, double* out) noexcept {
        constexpr std::size_t step = 2 * simd::width<Lanes>;
        std::size_t i = 0;
        for (; i + step <= rows; i += step) block<Lanes, 2, Segments>(features + i, feature_count, coefficients, start, segments, out + i);
        for (; i < rows; i += simd::width<Lanes>) {
            block<Lanes, 1, Segments>(features + i, feature_count, coefficients, start, segments, out + i);
        }
    }

    template <class Lanes>
    DANGOL_INLINE void run(const double* features, std::size_t feature_count, std::size_t rows, const double* coefficients,
                           const double* start, std::size_t segments, double* out) noexcept {
        std::size_t k = 0;
        const auto at = [&](std::size_t first) __attribute__((always_inline)) { return start == nullptr ? nullptr : start + first; };
        for (; k + 4 <= segments; k += 4) {
            all_rows<Lanes, 4>(features, feature_count, rows, coefficients + k, at(k), segments, out + k * tile_rows);
        }
        switch (segments - k) {
            case 3: return all_rows<Lanes, 3>(features, feature_count, rows, coefficients + k, at(k), segments, out + k * tile_rows);
            case 2: return all_rows<Lanes, 2>(features, feature_count, rows, coefficients + k, at(k), segments, out + k * tile_rows);
            case 1: return all_rows<Lanes, 1>(features, feature_count, rows, coefficients + k, at(k), segments, out + k * tile_rows);
            default: return;
        }
    }
};

struct Accumulate {
    /// `Features` features times `Segments` segments, the virtual lanes from `first_lane` on.
    template <class Lanes, std::size_t Features, std::size_t Segments>
    DANGOL_INLINE void block(const double* features, std::size_t rows, const double* weights, std::size_t segments, std::size_t first_lane,
                             double* sums) noexcept {
        Lanes sum[Features][Segments];
#pragma GCC unroll 8
        for (std::size_t q = 0; q < Features; ++q) {
#pragma GCC unroll 8
            for (std::size_t k = 0; k < Segments; ++k) simd::load(sum[q][k], sums + (q * segments + k) * lanes + first_lane);
        }
        for (std::size_t i = first_lane; i < rows; i += lanes) {
            Lanes weight[Segments];
#pragma GCC unroll 8
            for (std::size_t k = 0; k < Segments; ++k) simd::load(weight[k], weights + k * tile_rows + i);
#pragma GCC unroll 8
            for (std::size_t q = 0; q < Features; ++q) {
                Lanes feature;
                simd::load(feature, features + q * tile_rows + i);
#pragma GCC unroll 8
                for (std::size_t k = 0; k < Segments; ++k) sum[q][k] += feature * weight[k];
            }
        }
#pragma GCC unroll 8
        for (std::size_t q = 0; q < Features; ++q) {
#pragma GCC unroll 8
            for (std::size_t k = 0; k < Segments; ++k) simd::store(sums + (q * segments + k) * lanes + first_lane, sum[q][k]);
        }
    }

    template <class Lanes, std::size_t Segments>
    DANGOL_INLINE void all_features(const double* features, std::size_t feature_count, std::size_t rows, const double* weights,
                                    std::size_t segments, double* sums) noexcept {
        constexpr std::size_t at_once = sizeof(Lanes) == 64 ? 4 : 2;  // as many as there are registers for
        std::size_t p = 0;
        for (; p + at_once <= feature_count; p += at_once) {
            for (std::size_t lane = 0; lane < lanes; lane += simd::width<Lanes>) {
                block<Lanes, at_once, Segments>(features + p * tile_rows, rows, weights, segments, lane, sums + p * segments * lanes);
            }
        }
        for (; p < feature_count; ++p) {
            for (std::size_t lane = 0; lane < lanes; lane += simd::width<Lanes>) {
                block<Lanes, 1, Segments>(features + p * tile_rows, rows, weights, segments, lane, sums + p * segments * lanes);
            }
        }
    }

    template <class Lanes>
    DANGOL_INLINE void run(const double* features, std::size_t feature_count, std::size_t rows, const double* weights,
                           std::size_t segments, double* sums) noexcept {
        std::size_t k = 0;
        for (; k + 4 <= segments; k += 4) {
            all_features<Lanes, 4>(features, feature_count, rows, weights + k * tile_rows, segments, sums + k * lanes);
        }
        switch (segments - k) {
            case 3: return all_features<Lanes, 3>(features, feature_count, rows, weights + k * tile_rows, segments, sums + k * lanes);
            case 2: return all_features<Lanes, 2>(features, feature_count, rows, weights + k * tile_rows, segments, sums + k * lanes);
            case 1: return all_features<Lanes, 1>(features, feature_count, rows, weights + k * tile_rows, segments, sums + k * lanes);
            default: return;
        }
    }
};

constexpr double negligible = -50;  // e⁻⁵⁰ = 2e-22 of the row's density counts as nothing, far above the slow subnormal numbers

/// The tile's sums in virtual lanes; each register adds to its own.
struct GainLanes {
    alignas(64) std::array<double, lanes> mixture{}, classification{}, entropy{};

    Gain sum() const noexcept {
        return {simd::sum_of_eight(mixture.data()), simd::sum_of_eight(classification.data()), simd::sum_of_eight(entropy.data())};
    }
};
template <class Lanes>
DANGOL_INLINE void add_to(double* sums, const Lanes& value) noexcept {
    Lanes sum;
    simd::load(sum, sums);
    sum += value;
    simd::store(sums, sum);
}

template <bool Hard>
struct Memberships {
    template <class Lanes>
    DANGOL_INLINE void run(double* values, std::size_t rows, std::size_t segments, const double* weights, GainLanes* gain) noexcept {
        for (std::size_t i = 0; i < rows; i += simd::width<Lanes>) {
            double* row = values + i;
            Lanes most, weight, sum{}, expected{};
            simd::load(most, row);
            for (std::size_t k = 1; k < segments; ++k) {
                Lanes value;
                simd::load(value, row + k * tile_rows);
                most = value > most ? value : most;
            }
            Lanes taken{};  // for hard assignment: 1 where a segment before was the most probable
            simd::load(weight, weights + i);
            for (std::size_t k = 0; k < segments; ++k) {
                Lanes value;
                simd::load(value, row + k * tile_rows);
                const Lanes below = value - most;
                Lanes exp = below < negligible ? Lanes{} + negligible : below;
                math::lanes::exp(exp);
                exp = below < negligible ? Lanes{} : exp;
                sum += exp;
                expected += below < negligible ? Lanes{} : exp * below;
                if constexpr (Hard) {
                    const Lanes free = taken > 0.0 ? Lanes{} : weight;
                    exp = below >= 0.0 ? free : Lanes{};
                    taken = below >= 0.0 ? Lanes{} + 1.0 : taken;
                }
                simd::store(row + k * tile_rows, exp);
            }
            const Lanes scale = weight / sum, share = expected / sum;
            if constexpr (!Hard) {
                for (std::size_t k = 0; k < segments; ++k) {
                    Lanes value;
                    simd::load(value, row + k * tile_rows);
                    value *= scale;
                    simd::store(row + k * tile_rows, value);
                }
            }
            math::lanes::log(sum);
            const std::size_t lane = i % lanes;
            add_to(gain->mixture.data() + lane, Lanes(weight * (most + sum)));
            add_to(gain->classification.data() + lane, Lanes(weight * most));
            add_to(gain->entropy.data() + lane, Lanes(weight * (sum - share)));
        }
    }
};

struct AddEntries {
    template <class Lanes>
    DANGOL_INLINE void columns(TileSlots slots, std::size_t rows, const double* entries, std::size_t stride, std::size_t segments, double* out) noexcept {
        for (std::size_t i = 0; i < rows; ++i) {
            Lanes sum{};
            for (std::uint32_t s = slots.begin[i]; s < slots.begin[i + 1]; ++s) {
                Lanes entry;
                simd::load(entry, entries + std::size_t{slots.slots[s]} * stride);
                sum += entry;
            }
            for (std::size_t k = 0; k < std::min(segments, simd::width<Lanes>); ++k) out[k * tile_rows + i] += sum[k];
        }
    }
    template <class Lanes>
    DANGOL_INLINE void run(TileSlots slots, std::size_t rows, const double* entries, std::size_t segments, double* out) noexcept {
        const std::size_t stride = padded(segments);
        std::size_t k = 0;
        for (; k + simd::width<Lanes> <= stride; k += simd::width<Lanes>) {
            columns<Lanes>(slots, rows, entries + k, stride, k < segments ? segments - k : 0, out + k * tile_rows);
        }
        for (; k < stride; k += 4) columns<simd::Four>(slots, rows, entries + k, stride, k < segments ? segments - k : 0, out + k * tile_rows);
    }
};

struct AddToSlots {
    template <class Lanes>
    DANGOL_INLINE void columns(TileSlots slots, std::size_t rows, const double* memberships, std::size_t stride, std::size_t segments,
                               double* sums) noexcept {
        for (std::size_t i = 0; i < rows; ++i) {
            Lanes membership{};
            for (std::size_t k = 0; k < std::min(segments, simd::width<Lanes>); ++k) membership[k] = memberships[k * tile_rows + i];
            for (std::uint32_t s = slots.begin[i]; s < slots.begin[i + 1]; ++s) {
                add_to(sums + std::size_t{slots.slots[s]} * stride, membership);
            }
        }
    }
    template <class Lanes>
    DANGOL_INLINE void run(TileSlots slots, std::size_t rows, const double* memberships, std::size_t segments, double* sums) noexcept {
        const std::size_t stride = padded(segments);
        std::size_t k = 0;
        for (; k + simd::width<Lanes> <= stride; k += simd::width<Lanes>) {
            columns<Lanes>(slots, rows, memberships + k * tile_rows, stride, k < segments ? segments - k : 0, sums + k);
        }
        for (; k < stride; k += 4) columns<simd::Four>(slots, rows, memberships + k * tile_rows, stride, k < segments ? segments - k : 0, sums + k);
    }
};

struct SubtractSquares {
    template <class Lanes>
    DANGOL_INLINE void run(const double* values, std::size_t size, std::size_t rows, const double* packed, const double* shift,
                           double constant, double* out) noexcept {
        for (std::size_t i = 0; i < rows; i += simd::width<Lanes>) {
            Lanes squares{};
            const double* factor = packed;
            for (std::size_t first = 0; first < size; first += 4) {
                Lanes sum[4];
#pragma GCC unroll 4
                for (std::size_t a = 0; a < 4; ++a) sum[a] = Lanes{} - shift[first + a];
                const std::size_t end = std::min(first + 4, size);
                for (std::size_t b = 0; b < end; ++b) {
                    Lanes value;
                    simd::load(value, values + b * tile_rows + i);
#pragma GCC unroll 4
                    for (std::size_t a = 0; a < 4; ++a) sum[a] += value * factor[4 * b + a];
                }
                factor += 4 * (first + 4);
#pragma GCC unroll 4
                for (std::size_t a = 0; a < 4; ++a) squares += sum[a] * sum[a];
            }
            add_to(out + i, Lanes(constant - 0.5 * squares));
        }
    }
};

struct AddGram {
    template <class Lanes>
    DANGOL_INLINE void block(const double* left, const double* right, std::size_t rows, std::size_t width, double* gram) noexcept {
        Lanes sum[8];
#pragma GCC unroll 8
        for (std::size_t a = 0; a < 8; ++a) simd::load(sum[a], gram + a * width);
        for (std::size_t i = 0; i < rows; ++i) {
            Lanes value;
            simd::load(value, right + i * width);
#pragma GCC unroll 8
            for (std::size_t a = 0; a < 8; ++a) sum[a] += value * left[i * width + a];
        }
#pragma GCC unroll 8
        for (std::size_t a = 0; a < 8; ++a) simd::store(gram + a * width, sum[a]);
    }
    template <class Lanes>
    DANGOL_INLINE void run(const double* values, std::size_t width, std::size_t rows, const double* weights, double* scratch,
                           double* gram) noexcept {
        for (std::size_t i = 0; i < rows; ++i) {
            for (std::size_t a = 0; a < width; a += simd::width<Lanes>) {
                Lanes value;
                simd::load(value, values + i * width + a);
                value *= weights[i];
                simd::store(scratch + i * width + a, value);
            }
        }
        for (std::size_t a = 0; a < width; a += 8) {
            for (std::size_t b = 0; b < a + 8; b += simd::width<Lanes>) {
                block<Lanes>(scratch + a, values + b, rows, width, gram + a * width + b);
            }
        }
    }
};

}  // namespace

void multiply(const double* features, std::size_t feature_count, std::size_t rows, const double* coefficients, const double* start,
              std::size_t segments, double* out) noexcept {
    simd::dispatch<Multiply>(features, feature_count, rows, coefficients, start, segments, out);
}

void accumulate(const double* features, std::size_t feature_count, std::size_t rows, const double* weights, std::size_t segments,
                double* sums) noexcept {
    simd::dispatch<Accumulate>(features, feature_count, rows, weights, segments, sums);
}

Gain soft_memberships(double* values, std::size_t rows, std::size_t segments, const double* weights) noexcept {
    GainLanes gain;
    simd::dispatch<Memberships<false>>(values, rows, segments, weights, &gain);
    return gain.sum();
}

Gain hard_memberships(double* values, std::size_t rows, std::size_t segments, const double* weights) noexcept {
    GainLanes gain;
    simd::dispatch<Memberships<true>>(values, rows, segments, weights, &gain);
    return gain.sum();
}

void add_entries(TileSlots slots, std::size_t rows, const double* entries, std::size_t segments, double* out) noexcept {
    simd::dispatch<AddEntries>(slots, rows, entries, segments, out);
}

void add_to_slots(TileSlots slots, std::size_t rows, const double* memberships, std::size_t segments, double* sums) noexcept {
    simd::dispatch<AddToSlots>(slots, rows, memberships, segments, sums);
}

void subtract_squares(const double* values, std::size_t size, std::size_t rows, const double* packed, const double* shift,
                      double constant, double* out) noexcept {
    simd::dispatch<SubtractSquares>(values, size, rows, packed, shift, constant, out);
}

void pack_rows_of_four(const double* matrix, std::size_t size, double* packed) noexcept {
    for (std::size_t first = 0; first < size; first += 4) {
        for (std::size_t b = 0; b < first + 4; ++b) {
            for (std::size_t a = 0; a < 4; ++a) {
                const bool there = first + a < size && b <= first + a;
                packed[4 * b + a] = there ? matrix[(first + a) * size + b] : 0;
            }
        }
        packed += 4 * (first + 4);
    }
}

void add_gram(const double* values, std::size_t size, std::size_t rows, const double* weights, double* scratch, double* gram) noexcept {
    simd::dispatch<AddGram>(values, gram_width(size), rows, weights, scratch, gram);
}

}  // namespace dangol::inline v0::kernel
