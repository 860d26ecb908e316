#include <dangol/core/random.hpp>
#include <dangol/core/statistics.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <functional>
#include <set>
#include <string>

using namespace dangol;

namespace {

/// Mean and variance of 100,000 draws within five standard errors of what they should be. `kurtosis` bounds the fourth moment.
void check_moments(const std::string& name, const std::function<double(Random&)>& draw, double mean_expected,
                   double variance_expected, double kurtosis = 3) {
    INFO(name);
    constexpr std::size_t draws = 100'000;
    Random random(17);
    std::vector<double> values(draws);
    for (double& value : values) value = draw(random);
    const double n = draws;
    CHECK(std::fabs(mean(values) - mean_expected) < 5 * std::sqrt(variance_expected / n));
    CHECK(std::fabs(variance(values) - variance_expected) < 5 * variance_expected * std::sqrt((kurtosis - 1) / n));
}

/// Pearson's χ² of counts against probabilities has p > 1e-6.
void check_frequencies(const std::string& name, const std::function<std::uint64_t(Random&)>& draw,
                       const std::vector<double>& probabilities) {
    INFO(name);
    constexpr int draws = 200'000;
    Random random(23);
    std::vector<double> counts(probabilities.size() + 1, 0);
    for (int i = 0; i < draws; ++i) ++counts[std::min<std::size_t>(draw(random), probabilities.size())];
    double chi_squared = 0, rest = 1;
    for (std::size_t k = 0; k < probabilities.size(); ++k) {
        const double expected = draws * probabilities[k];
        chi_squared += (counts[k] - expected) * (counts[k] - expected) / expected;
        rest -= probabilities[k];
    }
    if (rest > 1e-9) {
        chi_squared += (counts.back() - draws * rest) * (counts.back() - draws * rest) / (draws * rest);
    } else {
        CHECK(counts.back() == 0);
    }
    CHECK(chi_squared_tail(chi_squared, static_cast<double>(probabilities.size())) > 1e-6);
}

std::vector<double> poisson_mass(double mean, std::size_t count) {
    std::vector<double> mass;
    for (std::size_t k = 0; k < count; ++k) {
        const double x = static_cast<double>(k);
        mass.push_back(std::exp(x * std::log(mean) - mean - std::lgamma(x + 1)));
    }
    return mass;
}

std::vector<double> binomial_mass(double n, double p, std::size_t count) {
    std::vector<double> mass;
    for (std::size_t i = 0; i < count; ++i) {
        const double k = static_cast<double>(i);
        mass.push_back(std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) + k * std::log(p) +
                                (n - k) * std::log1p(-p)));
    }
    return mass;
}

}  // namespace

TEST_CASE("a seed repeats itself, and streams differ") {
    Random first(42), again(42), stream(42, 1);
    const Random copy = first;
    CHECK(first == again);
    CHECK(first.next() == again.next());
    CHECK(first != copy);
    CHECK(Random(42).next() != stream.next());

    std::set<std::uint64_t> starts;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        for (std::uint64_t block = 0; block < 50; ++block) starts.insert(Random(seed, block).next());
    }
    CHECK(starts.size() == 2500);
}

TEST_CASE("the generator is xoshiro256++ seeded by splitmix64") {
    // Seed 0: splitmix64 gives the state e220a839…, 6e789e6a…, 06c45d18…, f88bb8a8… (Vigna's reference program); the first output
    // is rotl(s0 + s3, 23) + s0.
    const std::uint64_t s0 = 0xE220A8397B1DCDAF, s3 = 0xF88BB8A8724C81EC, sum = s0 + s3;
    CHECK(Random(0).next() == ((sum << 23) | (sum >> 41)) + s0);
}

TEST_CASE("numbers below n are equally likely and stay below") {
    check_frequencies("below 7", [](Random& random) { return random.below(7); }, std::vector<double>(7, 1.0 / 7));
    check_frequencies("below 1", [](Random& random) { return random.below(1); }, {1.0});
    Random random(1);
    std::size_t upper = 0;
    constexpr std::uint64_t three_quarters = 0xC000000000000000;  // a plain remainder would favour the lower third
    for (int i = 0; i < 100'000; ++i) upper += random.below(three_quarters) >= three_quarters / 3 * 2 ? 1U : 0U;
    CHECK(std::fabs(static_cast<double>(upper) - 100'000.0 / 3) < 5 * std::sqrt(100'000 * 2.0 / 9));
}

TEST_CASE("continuous distributions have their mean and variance") {
    check_moments("uniform", [](Random& r) { return r.uniform(); }, 0.5, 1.0 / 12);
    check_moments("uniform(-2, 4)", [](Random& r) { return r.uniform(-2, 4); }, 1, 3);
    check_moments("normal", [](Random& r) { return r.normal(); }, 0, 1);
    check_moments("normal(5, 3)", [](Random& r) { return r.normal(5, 3); }, 5, 9);
    check_moments("exponential(2)", [](Random& r) { return r.exponential(2); }, 2, 4, 9);
    check_moments("gamma(0.2)", [](Random& r) { return r.gamma(0.2); }, 0.2, 0.2, 33);
    check_moments("gamma(1)", [](Random& r) { return r.gamma(1); }, 1, 1, 9);
    check_moments("gamma(9.5, 2)", [](Random& r) { return r.gamma(9.5, 2); }, 19, 38, 3.7);
    check_moments("beta(2, 3)", [](Random& r) { return r.beta(2, 3); }, 0.4, 0.04);
    check_moments("beta(0.1, 0.2)", [](Random& r) { return r.beta(0.1, 0.2); }, 1.0 / 3, 2.0 / 9 / 1.3);
}

TEST_CASE("continuous distributions have their shape") {
    const auto check_uniform = [](const std::string& name, const std::function<double(Random&)>& draw) {
        check_frequencies(name, [&](Random& r) { return static_cast<std::uint64_t>(20 * std::min(draw(r), 1 - 1e-12)); },
                          std::vector<double>(20, 0.05));
    };
    check_uniform("normal", [](Random& r) { return normal_cdf(r.normal()); });
    check_uniform("exponential", [](Random& r) { return std::exp(-r.exponential()); });
    check_uniform("gamma(0.5), half a squared normal", [](Random& r) { return chi_squared_tail(2 * r.gamma(0.5), 1); });
    check_uniform("gamma(3.5)", [](Random& r) { return chi_squared_tail(2 * r.gamma(3.5), 7); });
    check_uniform("beta(0.5, 2)", [](Random& r) { return beta_cdf(r.beta(0.5, 2), 0.5, 2); });
}

TEST_CASE("counts have their probabilities, on both sides of the change of method") {
    check_frequencies("poisson(0.3)", [](Random& r) { return r.poisson(0.3); }, poisson_mass(0.3, 5));
    check_frequencies("poisson(9.9)", [](Random& r) { return r.poisson(9.9); }, poisson_mass(9.9, 22));
    check_frequencies("poisson(10.1)", [](Random& r) { return r.poisson(10.1); }, poisson_mass(10.1, 22));
    check_frequencies("poisson(30)", [](Random& r) { return r.poisson(30) - 0; }, poisson_mass(30, 50));
    check_frequencies("binomial(5, 0.7)", [](Random& r) { return r.binomial(5, 0.7); }, binomial_mass(5, 0.7, 6));
    check_frequencies("binomial(40, 0.2)", [](Random& r) { return r.binomial(40, 0.2); }, binomial_mass(40, 0.2, 18));
    check_frequencies("binomial(100, 0.3)", [](Random& r) { return r.binomial(100, 0.3) - 0; }, binomial_mass(100, 0.3, 45));
    check_moments("poisson(1e6)", [](Random& r) { return static_cast<double>(r.poisson(1e6)); }, 1e6, 1e6);
    check_moments("binomial(1e9, 0.9)", [](Random& r) { return static_cast<double>(r.binomial(1'000'000'000, 0.9)); }, 9e8, 9e7);
    check_moments("negative_binomial(4, 2)", [](Random& r) { return static_cast<double>(r.negative_binomial(4, 2)); }, 4, 12, 7);
    Random random(1);
    CHECK(random.poisson(0) == 0);
    CHECK(random.binomial(10, 0) == 0);
    CHECK(random.binomial(10, 1) == 10);
    CHECK(random.binomial(0, 0.5) == 0);
    CHECK(random.negative_binomial(0, 1) == 0);
}

TEST_CASE("compositions and choices follow their weights") {
    const std::vector<double> concentration = {0.5, 1.5, 3};
    for (std::size_t k = 0; k < 3; ++k) {
        const double share = concentration[k] / 5;
        check_moments("dirichlet", [&](Random& r) { return r.dirichlet(concentration)[k]; }, share, share * (1 - share) / 6, 9);
    }
    Random random(2);
    const std::vector<double> tiny(4, 1e-4);
    for (int i = 0; i < 1000; ++i) {
        const std::vector<double> shares = random.dirichlet(tiny);
        REQUIRE(std::fabs(shares[0] + shares[1] + shares[2] + shares[3] - 1) < 1e-12);
    }
    const std::vector<double> weights = {3, 0, 1, 6};
    check_frequencies("categorical", [&](Random& r) { return r.categorical(weights) == 1 ? 9U : r.categorical(weights) / 2; },
                      {0.3, 0.7});
    for (std::size_t k = 0; k < 4; ++k) {
        const double p = weights[k] / 10;
        if (p > 0) {
            check_moments("multinomial", [&](Random& r) { return static_cast<double>(r.multinomial(50, weights)[k]); }, 50 * p,
                          50 * p * (1 - p));
        }
        CHECK(random.multinomial(50, weights)[1] == 0);
    }
}

TEST_CASE("samples and orders are fair") {
    check_frequencies("shuffle",
                      [](Random& r) {
                          const std::vector<std::size_t> order = r.permutation(3);
                          return order[0] * 2 + (order[1] > order[2] ? 1U : 0U);
                      },
                      std::vector<double>(6, 1.0 / 6));
    check_frequencies("without replacement",
                      [](Random& r) {
                          const std::vector<std::size_t> pair = r.sample_without_replacement(4, 2);
                          return pair[0] * 3 + (pair[1] > pair[0] ? pair[1] - 1 : pair[1]);
                      },
                      std::vector<double>(12, 1.0 / 12));
    Random random(9);
    const std::vector<std::size_t> all = random.sample_without_replacement(100, 100);
    CHECK(std::set<std::size_t>(all.begin(), all.end()).size() == 100);
}
