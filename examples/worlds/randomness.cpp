#include "randomness.hpp"

#include <bit>
#include <cmath>
#include <numbers>

namespace dangol::worlds {
namespace {

std::uint64_t splitmix64(std::uint64_t& state) {
    std::uint64_t mixed = state += 0x9e3779b97f4a7c15u;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
    return mixed ^ (mixed >> 31);
}

}  // namespace

Randomness::Randomness(std::uint64_t seed, std::uint64_t topic, std::uint64_t index) {
    std::uint64_t state = seed;
    state = splitmix64(state) ^ topic;
    state = splitmix64(state) ^ index;
    for (std::uint64_t& word : state_) word = splitmix64(state);
}

std::uint64_t Randomness::next() {
    const std::uint64_t result = std::rotl(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
}

double Randomness::uniform() {
    return (static_cast<double>(next() >> 11) + 0.5) * 0x1p-53;
}

std::size_t Randomness::below(std::size_t count) {
    return static_cast<std::size_t>(uniform() * static_cast<double>(count));
}

bool Randomness::happens(double probability) {
    return uniform() < probability;
}

std::size_t Randomness::pick(std::span<const double> weights) {
    double total = 0;
    for (const double weight : weights) total += weight;
    double left = uniform() * total;
    for (std::size_t i = 0; i + 1 < weights.size(); ++i) {
        left -= weights[i];
        if (left < 0) return i;
    }
    return weights.size() - 1;
}

double Randomness::normal() {  // Box & Muller 1958; the second of the pair is not kept, so that a stream has no hidden state
    const double radius = std::sqrt(-2 * std::log(uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
}

double Randomness::gamma(double shape) {  // Marsaglia & Tsang 2000
    if (shape < 1) {
        const double larger = gamma(shape + 1);
        return larger * std::pow(uniform(), 1 / shape);
    }
    const double d = shape - 1.0 / 3;
    const double c = 1 / std::sqrt(9 * d);
    while (true) {
        const double x = normal();
        const double cube_root = 1 + c * x;
        if (cube_root <= 0) continue;
        const double v = cube_root * cube_root * cube_root;
        if (std::log(uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
    }
}

double Randomness::beta(double mean, double concentration) {
    const double yes = gamma(mean * concentration);
    const double no = gamma((1 - mean) * concentration);
    return yes / (yes + no);
}

double Randomness::student(double degrees_of_freedom) {
    const double numerator = normal();
    const double chi_squared = 2 * gamma(degrees_of_freedom / 2);
    return numerator * std::sqrt((degrees_of_freedom - 2) / chi_squared);
}

double Randomness::weibull(double shape, double scale) {
    return scale * std::pow(-std::log(uniform()), 1 / shape);
}

double Randomness::log_logistic(double median, double shape) {
    const double u = uniform();
    return median * std::pow(u / (1 - u), 1 / shape);
}

double Randomness::triangular(double low, double mode, double high) {
    const double u = uniform();
    const double turn = (mode - low) / (high - low);
    if (u < turn) return low + std::sqrt(u * (high - low) * (mode - low));
    return high - std::sqrt((1 - u) * (high - low) * (high - mode));
}

}  // namespace dangol::worlds
