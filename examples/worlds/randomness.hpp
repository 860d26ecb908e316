#pragma once

/// Random numbers of the generated worlds: xoshiro256++ (Blackman & Vigna 2021), seeded by splitmix64, with our own
/// distributions, because those of <random> differ between standard libraries.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace dangol::worlds {

class Randomness {
public:
    /// Streams of one seed are independent of each other: `topic` says what they are for, `index` for whom.
    Randomness(std::uint64_t seed, std::uint64_t topic, std::uint64_t index = 0);

    double uniform();                            ///< in (0, 1)
    std::size_t below(std::size_t count);        ///< 0 … count − 1; count ≥ 1
    bool happens(double probability);
    std::size_t pick(std::span<const double> weights);  ///< an index, with probability proportional to its weight

    double normal();                             ///< mean 0, variance 1
    double gamma(double shape);                  ///< scale 1
    double beta(double mean, double concentration);
    double student(double degrees_of_freedom);   ///< scaled to variance 1; degrees_of_freedom > 2
    double weibull(double shape, double scale);
    double log_logistic(double median, double shape);
    double triangular(double low, double mode, double high);

private:
    std::uint64_t next();
    std::array<std::uint64_t, 4> state_ = {};
};

/// Shuffles with the stream's own indices; std::shuffle differs between standard libraries.
template <typename T>
void shuffle(std::vector<T>& values, Randomness& random) {
    for (std::size_t left = values.size(); left > 1; --left) std::swap(values[left - 1], values[random.below(left)]);
}

}  // namespace dangol::worlds
