#pragma once

#include "core/simd.hpp"

#include <cstddef>
#include <cstring>
#include <span>
#include <vector>

/// Rows added to the sums of their group, and moved from one group's to another's. Included by the passes of k-means and k-prototypes alone.
namespace dangol::inline v0 {
namespace {

/// sums += x − shift, and from −= x − shift
template <class Lanes, class T>
[[gnu::always_inline]] inline void move_row(const T* x, const double* shift, std::size_t width, double* from, double* sums) noexcept {
    typedef T Given __attribute__((vector_size(simd::width<Lanes> * sizeof(T))));
    std::size_t j = 0;
    for (; j + simd::width<Lanes> <= width; j += simd::width<Lanes>) {
        Given value;
        Lanes offset, sum, less;
        std::memcpy(&value, x + j, sizeof value);
        simd::load(offset, shift + j);
        simd::load(sum, sums + j);
        simd::load(less, from + j);
        const Lanes z = __builtin_convertvector(value, Lanes) - offset;
        sum += z;
        less -= z;
        simd::store(sums + j, sum);
        simd::store(from + j, less);
    }
    for (; j < width; ++j) {
        const double z = static_cast<double>(x[j]) - shift[j];
        sums[j] += z;
        from[j] -= z;
    }
}

/// sums += weight · (x − shift)
template <class Lanes, class T>
[[gnu::always_inline]] inline void add_row(const T* x, const double* shift, std::size_t width, double weight, double* sums) noexcept {
    typedef T Given __attribute__((vector_size(simd::width<Lanes> * sizeof(T))));
    std::size_t j = 0;
    for (; j + simd::width<Lanes> <= width; j += simd::width<Lanes>) {
        Given value;
        Lanes offset, sum;
        std::memcpy(&value, x + j, sizeof value);
        simd::load(offset, shift + j);
        simd::load(sum, sums + j);
        sum += (__builtin_convertvector(value, Lanes) - offset) * weight;
        simd::store(sums + j, sum);
    }
    for (; j < width; ++j) sums[j] += (static_cast<double>(x[j]) - shift[j]) * weight;
}

template <class T>
void add_row_with_holes(std::span<const T> x, const std::vector<double>& shift, double weight, std::span<double> sums, std::span<double> mass) noexcept {
    for (std::size_t j = 0; j < x.size(); ++j) {
        if (!(x[j] == x[j])) continue;
        sums[j] += weight * (static_cast<double>(x[j]) - shift[j]);
        mass[j] += weight;
    }
}

}  // namespace
}  // namespace dangol::inline v0
