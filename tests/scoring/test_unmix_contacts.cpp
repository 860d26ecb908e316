#include "scoring/segment_rates.hpp"
#include "scoring/unmix_contacts.hpp"

#include <dangol/core/random.hpp>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <numeric>
#include <vector>

using namespace dangol;
using Catch::Approx;

namespace {

/// Contacts with kinds that lie `apart` standard deviations from each other on one measurement, and what it says of whose each is.
struct Told {
    Matrix membership;
    std::vector<std::uint8_t> converted = {};
    std::vector<std::uint32_t> customer_of = {};

    Told(Random& random, const std::vector<double>& rates, std::size_t contacts, double apart, std::size_t per_customer = 1) : membership(contacts * rates.size(), rates.size()) {
        bool together = false;
        for (std::size_t i = 0; i < membership.rows(); ++i) {
            const std::size_t kind = i / contacts;
            const double measured = apart * static_cast<double>(kind) + random.normal();
            double sum = 0;
            for (std::size_t k = 0; k < rates.size(); ++k) {
                const double from = measured - apart * static_cast<double>(k);
                sum += membership(i, k) = std::exp(-from * from / 2);
            }
            for (double& m : membership.row(i)) m /= sum;
            if (i % per_customer == 0) together = random.chance(rates[kind]);
            converted.push_back(together ? 1 : 0);
            customer_of.push_back(static_cast<std::uint32_t>(i / per_customer));
        }
    }
    std::vector<GroupContacts> unmixed() const { return unmix_contacts(membership, converted, customer_of); }
};

double rate(const GroupContacts& group) { return group.successes / group.trials; }

}  // namespace

TEST_CASE("correctness: of contacts that are surely of one segment everything is as it was counted") {
    Random random(1);
    for (const std::size_t per_customer : {1U, 5U}) {
        const Told sure(random, {0.02, 0.30, 0.10}, 500, 100, per_customer);
        const auto counted = count_contacts(sure.membership, sure.converted, sure.customer_of), unmixed = sure.unmixed();
        for (std::size_t k = 0; k < 3; ++k) {
            CHECK(unmixed[k].trials == Approx(counted[k].trials).epsilon(1e-6));
            CHECK(unmixed[k].successes == Approx(counted[k].successes).epsilon(1e-6).margin(1e-6));
            CHECK(unmixed[k].contacts == counted[k].contacts);
        }
    }
}

TEST_CASE("planted truth: the answers of others do not count with those who hardly answer") {
    Random random(2);
    const Told told(random, {0.01, 0.30}, 4000, 2);
    const auto unmixed = told.unmixed();
    const auto placed = count_contacts(placed_wholly(told.membership, 0.5), told.converted, told.customer_of);
    CHECK(placed[0].conversions / placed[0].contacts > 0.045);  // one in six of those placed with them is not of them
    CHECK(rate(unmixed[0]) == Approx(0.01).margin(0.012));
    CHECK(rate(unmixed[1]) == Approx(0.30).margin(0.025));
    CHECK(unmixed[0].trials < 4000);
}

TEST_CASE("planted truth: not one answer says as much of those who may be of a kind, as far as they are") {
    Matrix membership(600, 2);
    std::vector<std::uint8_t> converted(600);
    std::vector<std::uint32_t> customer_of(600);
    std::iota(customer_of.begin(), customer_of.end(), 0U);
    for (std::size_t i = 0; i < 600; ++i) {
        membership(i, 0) = i < 200 ? 0.6 : 0.0;
        membership(i, 1) = 1 - membership(i, 0);
        converted[i] = i >= 200 && i % 10 == 0 ? 1 : 0;
    }
    const auto unmixed = unmix_contacts(membership, converted, customer_of);
    CHECK(unmixed[0].successes < 0.5);
    CHECK(unmixed[0].trials > 90);
    CHECK(unmixed[0].trials <= 120);
}

TEST_CASE("where memberships tell nothing, neither do the contacts") {
    Random random(3);
    Told told(random, {0.05, 0.20}, 1000, 1);
    for (std::size_t i = 0; i < told.membership.rows(); ++i) {
        told.membership(i, 0) = 0.4;
        told.membership(i, 1) = 0.6;
    }
    const auto unmixed = told.unmixed();
    for (const GroupContacts& group : unmixed) CHECK(group.trials < group.contacts / 5);  // but that neither answers more often than all answers together allow
    const SegmentRates rates(unmixed);
    for (std::size_t k = 0; k < 2; ++k) CHECK(rates.interval(k).contains(0.125));
}

TEST_CASE("a lead of whom nothing is known takes no part") {
    Random random(4);
    Told told(random, {0.02, 0.30}, 500, 3);
    const auto before = told.unmixed();
    Matrix more(1300, 2);
    for (std::size_t i = 0; i < 1000; ++i) std::ranges::copy(told.membership.row(i), more.row(i).begin());
    for (std::uint32_t i = 1000; i < 1300; ++i) {
        told.converted.push_back(1);
        told.customer_of.push_back(i);
    }
    const auto after = unmix_contacts(more, told.converted, told.customer_of);
    for (std::size_t k = 0; k < 2; ++k) {
        CHECK(after[k].trials == Approx(before[k].trials).epsilon(1e-9));
        CHECK(after[k].successes == Approx(before[k].successes).epsilon(1e-9));
    }
}

TEST_CASE("rates of kinds that overlap lie in their 95 % intervals in 92 to 98 % of worlds") {
    Random random(5);
    const std::vector<double> truth{0.02, 0.06, 0.15};
    int covered = 0, all = 0;
    for (int world = 0; world < 150; ++world) {
        const SegmentRates rates(Told(random, truth, 400, 2).unmixed());
        for (std::size_t k = 0; k < 3; ++k, ++all) covered += rates.interval(k).contains(truth[k]) ? 1 : 0;
    }
    CAPTURE(covered, all);
    CHECK(covered >= 0.92 * all - 6);
    CHECK(covered <= 0.98 * all + 6);
}

TEST_CASE("a small kind just above the break-even, beside one that answers much more, is hardly ever flagged") {
    Random random(7);
    int flagged = 0, all_above = 0;
    constexpr int worlds = 100;
    for (int world = 0; world < worlds; ++world) {
        const Told every(random, {0.055, 0.5}, 600, 2);
        std::vector<std::size_t> rows;  // 90 of the first kind, 600 of the second
        for (std::size_t i = 0; i < every.membership.rows(); ++i)
            if (i < 90 || i >= 600) rows.push_back(i);
        Matrix membership(rows.size(), 2);
        std::vector<std::uint8_t> converted;
        std::vector<std::uint32_t> customer_of;
        for (const std::size_t row : rows) {
            const double small = every.membership(row, 0) * 90 / 600, large = every.membership(row, 1);  // by how many there are of each
            membership(converted.size(), 0) = small / (small + large);
            membership(converted.size(), 1) = large / (small + large);
            converted.push_back(every.converted[row]);
            customer_of.push_back(static_cast<std::uint32_t>(customer_of.size()));
        }
        const SegmentRates rates(unmix_contacts(membership, converted, customer_of));
        flagged += rates.probability_below(0, 0.05) >= 0.95 ? 1 : 0;
        all_above += rates.mean(0) > 0.055 ? 1 : 0;
        CHECK(rates.probability_below(0, 1) <= 1);
    }
    CAPTURE(flagged, all_above);
    CHECK(flagged <= 5);
    CHECK(all_above > 60);  // it errs upwards
}

TEST_CASE("of five equal kinds that overlap, at twice the break-even, none is flagged in 95 % of worlds, and one that hardly answers is") {
    Random random(6);
    int wrong = 0, found = 0;
    constexpr int worlds = 100;
    for (int world = 0; world < worlds; ++world) {
        const SegmentRates equal(Told(random, std::vector(5, 0.1), 150, 2).unmixed());
        bool any = false;
        for (std::size_t k = 0; k < 5; ++k) any = any || equal.probability_below(k, 0.05) >= 0.95;
        wrong += any ? 1 : 0;
        const SegmentRates apart(Told(random, {0.005, 0.1, 0.1, 0.1, 0.1}, 400, 2).unmixed());
        found += apart.probability_below(0, 0.05) >= 0.95 ? 1 : 0;
        wrong += apart.probability_below(2, 0.05) >= 0.95 ? 1 : 0;
    }
    CAPTURE(wrong, found);
    CHECK(wrong <= 5);
    CHECK(found >= 90);
}
