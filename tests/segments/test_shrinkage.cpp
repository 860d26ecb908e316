#include "segments/shrinkage.hpp"

#include <dangol/core/random.hpp>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include <array>
#include <cmath>

using namespace dangol;
using Catch::Approx;

namespace {

/// Compositions of customers who differ as Dirichlet(concentration · pooled) does, each seen over `events` events.
std::vector<float> planted(std::size_t customers, std::size_t events, double concentration, const std::array<double, 3>& pooled, Random& random) {
    const std::array<double, 3> shapes{concentration * pooled[0], concentration * pooled[1], concentration * pooled[2]};
    std::vector<float> parts;
    for (std::size_t i = 0; i < customers; ++i) {
        for (const std::uint64_t count : random.multinomial(events, random.dirichlet(shapes))) {
            parts.push_back(static_cast<float>(count) / static_cast<float>(events));
        }
    }
    return parts;
}

}  // namespace

TEST_CASE("shrinkage: the planted prior of a composition is found, whatever the number of events") {
    const std::array<double, 3> pooled{0.6, 0.3, 0.1};
    for (const std::size_t events : {5U, 40U}) {
        Random random(7, events);
        const std::vector<float> parts = planted(5000, events, 8, pooled, random);
        const std::vector<double> counts(5000, static_cast<double>(events));
        const CompositionPrior prior = estimate_composition_prior({parts.data(), 5000, 3}, counts);
        CHECK(prior.concentration == Approx(8).epsilon(0.08));
        for (std::size_t l = 0; l < 3; ++l) CHECK(prior.pooled[l] == Approx(pooled[l]).margin(0.01));
    }
}

TEST_CASE("shrinkage: equal customers are drawn together wholly, cells without exposure are passed over") {
    const std::vector<float> parts{0.5F, 0.5F, 0.5F, 0.5F, NAN, NAN};
    const CompositionPrior prior = estimate_composition_prior({parts.data(), 3, 2}, std::vector<double>{10, 10, 0});
    CHECK(prior.concentration == 1e6);
    CHECK(prior.pooled == std::vector<double>{0.5, 0.5});
}

TEST_CASE("shrinkage: log-ratios sum to nothing, and a part that nobody has stays finite") {
    const std::vector<float> parts{1.0F, 0.0F, 0.0F, 0.0F, 1.0F, 0.0F};
    const std::vector<double> counts{4, 4};
    const CompositionPrior prior = estimate_composition_prior({parts.data(), 2, 3}, counts);
    CHECK(prior.pooled[2] == Approx(0.5 / 3 / 8.5));
    std::array<double, 3> out{};
    centred_log_ratios({parts.data(), 3}, 4, prior.concentration, prior.pooled, out);
    CHECK(out[0] + out[1] + out[2] == Approx(0).margin(1e-12));
    CHECK(std::isfinite(out[2]));
    CHECK(out[0] > out[1]);
}
