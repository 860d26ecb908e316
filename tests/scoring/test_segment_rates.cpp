#include "scoring/segment_rates.hpp"

#include <dangol/core/random.hpp>
#include <dangol/core/statistics.hpp>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <vector>

using namespace dangol;
using Catch::Approx;

namespace {

GroupContacts contacts(double trials, double successes) {
    return {.contacts = trials, .conversions = successes, .trials = trials, .successes = successes};
}

}  // namespace

TEST_CASE("one segment is the posterior under the Jeffreys prior, whatever it is pooled with") {
    // With one segment M only widens θ around μ; with very many trials beta(s + ½, f + ½) remains.
    const std::vector<GroupContacts> one{contacts(5000, 200)};
    const SegmentRates rates(one);
    CHECK(rates.mean(0) == Approx(200.5 / 5001).epsilon(0.002));
    const Interval interval = rates.interval(0);
    CHECK(interval.low == Approx(beta_quantile(0.025, 200.5, 4800.5)).epsilon(0.01));
    CHECK(interval.high == Approx(beta_quantile(0.975, 200.5, 4800.5)).epsilon(0.01));
    CHECK(rates.probability_below(0, 0.04) == Approx(beta_cdf(0.04, 200.5, 4800.5)).margin(0.01));
}

TEST_CASE("alike segments are drawn together, different ones keep their rates, one without contacts takes what is common") {
    const std::vector<GroupContacts> alike{contacts(100, 4), contacts(100, 2), contacts(100, 5), contacts(100, 4), contacts(0, 0)};
    const SegmentRates pooled(alike);
    CHECK(pooled.mean(1) > 0.027);
    CHECK(pooled.mean(2) < 0.048);
    CHECK(pooled.mean(4) == Approx(0.0375).margin(0.015));
    CHECK(pooled.interval(4).high > pooled.interval(0).high);

    const std::vector<GroupContacts> different{contacts(3000, 900), contacts(1000, 80), contacts(1000, 10)};
    const SegmentRates kept(different);
    CHECK(kept.mean(0) == Approx(0.30).epsilon(0.01));
    CHECK(kept.mean(1) == Approx(0.08).epsilon(0.03));
    CHECK(kept.mean(2) == Approx(0.01).epsilon(0.12));
    for (std::size_t k = 0; k < 3; ++k) {
        const Interval interval = kept.interval(k);
        CHECK(kept.probability_below(k, interval.low) == Approx(0.025).margin(1e-6));
        CHECK(kept.probability_below(k, interval.high) == Approx(0.975).margin(1e-6));
    }
}

TEST_CASE("the order of segments does not matter") {
    const std::vector<GroupContacts> ab{contacts(400, 30), contacts(90, 1), contacts(250, 9)};
    const std::vector<GroupContacts> ba{contacts(250, 9), contacts(400, 30), contacts(90, 1)};
    CHECK(SegmentRates(ab).mean(1) == Approx(SegmentRates(ba).mean(2)).epsilon(1e-12));
}

TEST_CASE("intervals of segment rates cover where rates really vary as assumed", "[slow]") {
    Random random(21);
    int covered = 0, asked = 0;
    for (int world = 0; world < 60; ++world) {
        std::vector<double> truth;
        std::vector<GroupContacts> data;
        for (int k = 0; k < 6; ++k) {
            truth.push_back(random.beta(3, 40));
            const std::uint64_t trials = 50 + random.below(400);
            data.push_back(contacts(static_cast<double>(trials), static_cast<double>(random.binomial(trials, truth.back()))));
        }
        const SegmentRates rates(data);
        for (std::size_t k = 0; k < 6; ++k, ++asked) covered += rates.interval(k).contains(truth[k]) ? 1 : 0;
    }
    CHECK(covered >= 0.92 * asked);
    CHECK(covered <= 0.98 * asked);
}

TEST_CASE("contacts of one customer that answer alike count as fewer trials") {
    Random random(6);
    std::vector<std::uint8_t> alike, apart;
    std::vector<std::uint32_t> customer;
    for (std::uint32_t c = 0; c < 1000; ++c) {
        const bool together = random.chance(0.2);
        for (int i = 0; i < 5; ++i) {
            alike.push_back(together ? 1 : 0);
            apart.push_back(random.chance(0.2) ? 1 : 0);
            customer.push_back(c);
        }
    }
    const Matrix everyone(5000, 1, 1.0);
    const GroupContacts same = count_contacts(everyone, alike, customer)[0], independent = count_contacts(everyone, apart, customer)[0];
    CHECK(same.contacts == 5000);
    CHECK(same.customers == 1000);
    CHECK(same.trials == Approx(1000).epsilon(0.02));
    CHECK(same.successes / same.trials == Approx(same.conversions / same.contacts));
    CHECK(independent.trials > 4500);

    // Half memberships of every lead in two groups tell as much of each as half the leads.
    const GroupContacts half = count_contacts(Matrix(5000, 2, 0.5), apart, customer)[1];
    CHECK(half.contacts == 2500);
    CHECK(half.conversions == Approx(independent.conversions / 2));
}
