#include <dangol/core/random.hpp>

#include <bit>
#include <cmath>
#include <numeric>

#include "math.hpp"

namespace dangol::inline v0 {
namespace {

std::uint64_t splitmix64(std::uint64_t& state) noexcept {
    state += 0x9E3779B97F4A7C15;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
}

}  // namespace

Random::Random(std::uint64_t seed, std::uint64_t stream) noexcept : state_{} {
    std::uint64_t mixed_stream = stream;
    std::uint64_t start = seed ^ (stream == 0 ? 0 : splitmix64(mixed_stream));
    for (std::uint64_t& word : state_) word = splitmix64(start);
}

std::uint64_t Random::next() noexcept {
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

std::uint64_t Random::below(std::uint64_t n) noexcept {
    const std::uint64_t uneven = (0 - n) % n;  // 2⁶⁴ mod n: so many values are drawn again
    for (;;) {
        const std::uint64_t bits = next();
        if (bits >= uneven) return bits % n;
    }
}

double Random::uniform() noexcept { return (static_cast<double>(next() >> 12) + 0.5) * 0x1p-52; }
double Random::uniform(double low, double high) noexcept { return low + (high - low) * uniform(); }
bool Random::chance(double probability) noexcept { return uniform() < probability; }

double Random::normal() noexcept { return math::normal_quantile(uniform()); }
double Random::normal(double mean, double standard_deviation) noexcept { return mean + standard_deviation * normal(); }
double Random::exponential(double mean) noexcept { return -mean * math::log(uniform()); }

/// Marsaglia & Tsang 2000: a cubed normal, accepted nineteen times in twenty; in logarithms, so that small shapes do not underflow.
double Random::log_gamma_variate(double shape) noexcept {
    if (shape < 1) {
        const double log_power = math::log(uniform()) / shape;
        return log_gamma_variate(shape + 1) + log_power;
    }
    const double d = shape - 1.0 / 3;
    const double c = 1 / std::sqrt(9 * d);
    for (;;) {
        const double x = normal();
        const double root = 1 + c * x;
        if (root <= 0) continue;
        const double v = root * root * root;
        const double log_v = math::log(v);
        if (math::log(uniform()) < 0.5 * x * x + d * (1 - v + log_v)) return math::log(d) + log_v;
    }
}

double Random::gamma(double shape, double scale) noexcept { return scale * math::exp(log_gamma_variate(shape)); }

double Random::beta(double a, double b) noexcept {
    const double log_x = log_gamma_variate(a);
    return math::logistic(log_x - log_gamma_variate(b));
}

std::uint64_t Random::poisson(double mean) noexcept {
    if (!(mean > 0)) return 0;
    if (mean < 10) {  // search from 0 upward
        double probability = math::exp(-mean), rest = uniform();
        std::uint64_t k = 0;
        for (; rest > probability && k < 200; ++k) {
            rest -= probability;
            probability *= mean / static_cast<double>(k + 1);
        }
        return k;
    }
    // Transformed rejection with squeeze: Hörmann, "The transformed rejection method for generating Poisson random
    // variables", Insurance: Mathematics and Economics 12 (1993).
    const double b = 0.931 + 2.53 * std::sqrt(mean), a = -0.059 + 0.02483 * b;
    const double log_inverse_alpha = math::log(1.1239 + 1.1328 / (b - 3.4)), squeeze = 0.9277 - 3.6224 / (b - 2);
    const double log_mean = math::log(mean);
    for (;;) {
        const double u = uniform() - 0.5, v = uniform();
        const double distance = 0.5 - std::fabs(u);
        const double k = std::floor((2 * a / distance + b) * u + mean + 0.43);
        if (distance >= 0.07 && v <= squeeze) return static_cast<std::uint64_t>(k);
        if (k < 0 || (distance < 0.013 && v > distance)) continue;
        const double log_v = math::log(v) + log_inverse_alpha - math::log(a / (distance * distance) + b);
        if (log_v <= k * log_mean - mean - math::lgamma(k + 1)) return static_cast<std::uint64_t>(k);
    }
}

std::uint64_t Random::binomial(std::uint64_t trials, double probability) noexcept {
    if (trials == 0 || !(probability > 0)) return 0;
    if (probability >= 1) return trials;
    if (probability > 0.5) return trials - binomial(trials, 1 - probability);
    const double n = static_cast<double>(trials), p = probability, q = 1 - p;
    if (n * p < 10) {  // search from 0 upward
        double mass = math::exp(n * math::log1p(-p)), rest = uniform();
        std::uint64_t k = 0;
        for (; rest > mass && k < trials; ++k) {
            rest -= mass;
            mass *= (n - static_cast<double>(k)) / static_cast<double>(k + 1) * (p / q);
        }
        return k;
    }
    // Transformed rejection with squeeze: Hörmann, "The generation of binomial random variates", JSCS 46 (1993).
    const double spread = std::sqrt(n * p * q);
    const double b = 1.15 + 2.53 * spread, a = -0.0873 + 0.0248 * b + 0.01 * p, c = n * p + 0.5;
    const double alpha = (2.83 + 5.1 / b) * spread, squeeze = 0.92 - 4.2 / b;
    const double mode = std::floor((n + 1) * p), log_odds = math::log(p / q);
    const double log_mode = math::lgamma(mode + 1) + math::lgamma(n - mode + 1);
    for (;;) {
        const double u = uniform() - 0.5, v = uniform();
        const double distance = 0.5 - std::fabs(u);
        const double k = std::floor((2 * a / distance + b) * u + c);
        if (k < 0 || k > n) continue;
        if (distance >= 0.07 && v <= squeeze) return static_cast<std::uint64_t>(k);
        const double log_v = math::log(v * alpha / (a / (distance * distance) + b));
        if (log_v <= log_mode - math::lgamma(k + 1) - math::lgamma(n - k + 1) + (k - mode) * log_odds) {
            return static_cast<std::uint64_t>(k);
        }
    }
}

std::uint64_t Random::negative_binomial(double mean, double size) noexcept {
    if (!(mean > 0)) return 0;
    return poisson(gamma(size, mean / size));
}

std::vector<double> Random::dirichlet(std::span<const double> concentration) {
    std::vector<double> shares;
    shares.reserve(concentration.size());
    double largest = -math::infinity;
    for (const double shape : concentration) {
        shares.push_back(log_gamma_variate(shape));
        largest = std::fmax(largest, shares.back());
    }
    double total = 0;
    for (double& share : shares) total += share = math::exp(share - largest);
    for (double& share : shares) share /= total;
    return shares;
}

std::size_t Random::categorical(std::span<const double> weights) noexcept {
    double rest = uniform() * std::accumulate(weights.begin(), weights.end(), 0.0);
    std::size_t last_possible = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (!(weights[i] > 0)) continue;
        last_possible = i;
        rest -= weights[i];
        if (rest < 0) return i;
    }
    return last_possible;
}

std::vector<std::uint64_t> Random::multinomial(std::uint64_t trials, std::span<const double> weights) {
    std::vector<std::uint64_t> counts(weights.size(), 0);
    double rest = std::accumulate(weights.begin(), weights.end(), 0.0);
    for (std::size_t i = 0; i < weights.size() && trials > 0; ++i) {
        const bool is_last = i + 1 == weights.size() || !(rest > weights[i]);
        counts[i] = is_last ? trials : binomial(trials, weights[i] / rest);
        trials -= counts[i];
        rest -= weights[i];
    }
    return counts;
}

std::vector<std::size_t> Random::permutation(std::size_t n) {
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    shuffle(std::span{order});
    return order;
}

std::vector<std::size_t> Random::sample_without_replacement(std::size_t n, std::size_t count) {
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = 0; i < count; ++i) std::swap(order[i], order[i + below(n - i)]);
    order.resize(count);
    return order;
}

}  // namespace dangol::inline v0
