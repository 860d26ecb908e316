#pragma once

#include <dangol/export.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

/// Random numbers that are the same everywhere: own generator, own distributions, own logarithms. (The distributions of
/// <random> differ between standard libraries.)
namespace dangol::inline v0 {

/// xoshiro256++ (Blackman & Vigna 2021), period 2²⁵⁶ − 1, seeded by splitmix64. A value: a copy repeats the original.
/// Not for secrets.
///
/// Work in parallel takes one stream per block, never one per thread: `Random(seed, block)`.
class DANGOL_EXPORT Random {
public:
    explicit Random(std::uint64_t seed, std::uint64_t stream = 0) noexcept;  ///< other streams of a seed are independent

    std::uint64_t next() noexcept;                     ///< 64 random bits
    std::uint64_t below(std::uint64_t n) noexcept;     ///< 0 … n − 1, each equally likely; n ≥ 1
    double uniform() noexcept;                         ///< in (0, 1), both ends excluded
    double uniform(double low, double high) noexcept;  ///< in (low, high)
    bool chance(double probability) noexcept;          ///< true with this probability

    double normal() noexcept;  ///< mean 0, standard deviation 1; by inversion (Wichura 1988)
    double normal(double mean, double standard_deviation) noexcept;
    double exponential(double mean = 1) noexcept;
    double gamma(double shape, double scale = 1) noexcept;  ///< mean shape · scale; shape > 0 (Marsaglia & Tsang 2000)
    double beta(double a, double b) noexcept;               ///< mean a / (a + b); a, b > 0

    std::uint64_t poisson(double mean) noexcept;                               ///< mean ≥ 0 (Hörmann 1993, PTRS)
    std::uint64_t binomial(std::uint64_t trials, double probability) noexcept; ///< (Hörmann 1993, BTRS)
    std::uint64_t negative_binomial(double mean, double size) noexcept;        ///< variance mean + mean² / size; size > 0

    std::vector<double> dirichlet(std::span<const double> concentration);  ///< sums to 1; every concentration > 0
    std::size_t categorical(std::span<const double> weights) noexcept;     ///< index ∝ its weight ≥ 0; not all 0
    std::vector<std::uint64_t> multinomial(std::uint64_t trials, std::span<const double> weights);

    template <class T>
    void shuffle(std::span<T> values) noexcept {  ///< every order equally likely (Fisher & Yates)
        for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
    }
    std::vector<std::size_t> permutation(std::size_t n);                             ///< of 0 … n − 1
    std::vector<std::size_t> sample_without_replacement(std::size_t n, std::size_t count);  ///< count ≤ n, in random order

    bool operator==(const Random&) const = default;

private:
    double log_gamma_variate(double shape) noexcept;
    std::array<std::uint64_t, 4> state_;
};

}  // namespace dangol::inline v0
