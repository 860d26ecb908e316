#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>
#include <dangol/scoring/ranking_quality.hpp>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

using namespace dangol;
using Catch::Approx;
using Catch::Matchers::ContainsSubstring;

namespace {

struct Leads {
    std::vector<double> p = {};
    std::vector<std::uint8_t> y = {};
    std::vector<std::uint32_t> customer = {};
};

/// 60 leads with 20 different probabilities, so that there are ties.
Leads sixty() {
    Leads leads;
    for (int i = 0; i < 60; ++i) {
        const double p = ((17 * i) % 20 + 1) / 22.0;
        leads.p.push_back(p);
        leads.y.push_back(((13 * i) % 29) / 29.0 < std::pow(p, 1.5) ? 1 : 0);
        leads.customer.push_back(static_cast<std::uint32_t>(i));
    }
    return leads;
}

/// Leads whose log-odds are drawn and then distorted by a + b · log-odds; `per_customer` leads share what decides them.
Leads drawn(Random& random, std::size_t customers, std::size_t per_customer, double a, double b) {
    Leads leads;
    for (std::size_t c = 0; c < customers; ++c) {
        const double z = random.normal(-1, 1);
        const bool together = random.uniform() < 1 / (1 + std::exp(-z));
        for (std::size_t i = 0; i < per_customer; ++i) {
            leads.p.push_back(1 / (1 + std::exp(-(a + b * z))));
            leads.y.push_back(together ? 1 : 0);
            leads.customer.push_back(static_cast<std::uint32_t>(c));
        }
    }
    return leads;
}

}  // namespace

TEST_CASE("every measure is what scikit-learn computes") {
    const Leads leads = sixty();
    const RankingQuality quality = measure_ranking(leads.p, leads.y, leads.customer, {.bootstrap_samples = 0});
    // scikit-learn 1.9.1: roc_auc_score, average_precision_score, log_loss, brier_score_loss; the slope by LogisticRegression(C=inf) of
    // the outcome on logit(p), the intercept by brentq on Σ (y − expit(a + logit p)).
    CHECK(quality.leads == 60);
    CHECK(quality.conversions == 24);
    CHECK(quality.base_rate == Approx(0.4));
    CHECK(quality.auc.value == Approx(0.829861111111).epsilon(1e-11));
    CHECK(quality.average_precision.value == Approx(0.821808862434).epsilon(1e-11));
    CHECK(quality.log_loss.value == Approx(0.520915144627).epsilon(1e-11));
    CHECK(quality.brier.value == Approx(0.170730027548).epsilon(1e-11));
    CHECK(quality.calibration_intercept.value == Approx(-0.431291355938).epsilon(1e-9));
    CHECK(quality.calibration_slope.value == Approx(1.1212259277).epsilon(1e-8));
    CHECK_FALSE(quality.auc.interval.has_value());
}

TEST_CASE("ties count half, and a tenth cuts through a group of ties") {
    const std::vector<std::uint32_t> customer{0, 1, 2, 3};
    const auto auc = [&](std::vector<double> p, std::vector<std::uint8_t> y) {
        return measure_ranking(p, y, customer, {.bootstrap_samples = 0}).auc.value;
    };
    CHECK(auc({.9, .8, .2, .1}, {1, 1, 0, 0}) == 1);
    CHECK(auc({.9, .8, .2, .1}, {0, 0, 1, 1}) == 0);
    CHECK(auc({.3, .3, .3, .3}, {1, 0, 0, 1}) == 0.5);
    CHECK(auc({.9, .5, .5, .1}, {1, 1, 0, 0}) == Approx(3.5 / 4));

    // Twenty leads, base rate 1/4; the best group of ties holds four, half of them converted: a tenth are two of the four.
    std::vector<double> p(20, 0.2);
    std::vector<std::uint8_t> y(20, 0);
    std::vector<std::uint32_t> who(20);
    std::iota(who.begin(), who.end(), 0U);
    for (const std::size_t best : {3U, 7U, 11U, 15U}) p[best] = 0.6;
    y[3] = y[15] = y[0] = y[1] = y[2] = 1;
    CHECK(measure_ranking(p, y, who, {.bootstrap_samples = 0}).lift_at_tenth.value == Approx(0.5 / 0.25));
}

TEST_CASE("right probabilities have slope 1 and intercept 0; bold ones a slope below 1, timid ones above") {
    Random random(3);
    const QualityOptions quick{.bootstrap_samples = 200};
    const auto quality = [&](double a, double b) {
        const Leads leads = drawn(random, 4000, 1, a, b);
        return measure_ranking(leads.p, leads.y, leads.customer, quick);
    };
    const RankingQuality right = quality(0, 1), bold = quality(0, 2), timid = quality(0, 0.5), high = quality(1, 1);
    CHECK(right.calibration_slope.interval->contains(1));
    CHECK(right.calibration_intercept.interval->contains(0));
    CHECK(bold.calibration_slope.interval->high < 0.65);
    CHECK(timid.calibration_slope.interval->low > 1.6);
    CHECK(high.calibration_intercept.interval->contains(-1));
    CHECK(high.calibration_slope.interval->contains(1));
}

TEST_CASE("intervals resample whole customers: copies of a customer's leads narrow nothing") {
    Random random(5);
    const Leads once = drawn(random, 500, 1, 0, 1);
    Leads copied;
    for (std::size_t i = 0; i < once.p.size(); ++i) {
        for (int copy = 0; copy < 4; ++copy) {
            copied.p.push_back(once.p[i]);
            copied.y.push_back(once.y[i]);
            copied.customer.push_back(once.customer[i]);
        }
    }
    const RankingQuality a = measure_ranking(once.p, once.y, once.customer), b = measure_ranking(copied.p, copied.y, copied.customer);
    CHECK(b.customers == 500);
    CHECK(b.leads == 2000);
    CHECK(b.auc.value == Approx(a.auc.value));
    CHECK(b.auc.interval->low == Approx(a.auc.interval->low));
    CHECK(b.calibration_slope.interval->high == Approx(a.calibration_slope.interval->high));
    for (std::uint32_t i = 0; i < copied.customer.size(); ++i) copied.customer[i] = i;
    const RankingQuality apart = measure_ranking(copied.p, copied.y, copied.customer);
    const auto width = [](const Estimate& e) { return e.interval->high - e.interval->low; };
    CHECK(width(apart.auc) < 0.6 * width(a.auc));
}

TEST_CASE("the interval of the AUC covers it in 95 % of worlds", "[slow]") {
    // Log-odds N(−1, 1): the true AUC by a large sample.
    Random random(11);
    const Leads large = drawn(random, 400'000, 1, 0, 1);
    const double truth = measure_ranking(large.p, large.y, large.customer, {.bootstrap_samples = 0}).auc.value;
    int covered = 0;
    constexpr int worlds = 300;
    for (int world = 0; world < worlds; ++world) {
        const Leads leads = drawn(random, 300, 1, 0, 1);
        const QualityOptions options{.bootstrap_samples = 200, .seed = static_cast<std::uint64_t>(world)};
        covered += measure_ranking(leads.p, leads.y, leads.customer, options).auc.interval->contains(truth) ? 1 : 0;
    }
    CHECK(covered >= 0.91 * worlds);
    CHECK(covered <= 0.98 * worlds);
}

TEST_CASE("paired differences are narrower than what two intervals would say") {
    Random random(8);
    const Leads leads = drawn(random, 800, 2, 0, 1);
    std::vector<double> noisy = leads.p;
    for (double& p : noisy) p = 1 / (1 + std::exp(-(std::log(p / (1 - p)) + random.normal(0, 0.2))));
    const RankingQuality a = measure_ranking(leads.p, leads.y, leads.customer), b = measure_ranking(noisy, leads.y, leads.customer);
    const QualityDifference difference = compare_rankings(leads.p, noisy, leads.y, leads.customer);
    CHECK(difference.auc.value == Approx(a.auc.value - b.auc.value));
    CHECK(difference.brier.value == Approx(a.brier.value - b.brier.value));
    CHECK(difference.log_loss.value == Approx(a.log_loss.value - b.log_loss.value));
    const double paired = difference.auc.interval->high - difference.auc.interval->low;
    CHECK(paired < 0.5 * (a.auc.interval->high - a.auc.interval->low));
    const QualityDifference nothing = compare_rankings(leads.p, leads.p, leads.y, leads.customer);
    CHECK(nothing.auc == Estimate{0, Interval{0, 0}});
}

TEST_CASE("ranking quality has the same bits for 1, 2 and 4 threads") {
    Random random(2);
    const Leads leads = drawn(random, 300, 3, 0.2, 0.8);
    const RankingQuality one = measure_ranking(leads.p, leads.y, leads.customer, {}, {.threads = 1});
    CHECK(one == measure_ranking(leads.p, leads.y, leads.customer, {}, {.threads = 2}));
    CHECK(one == measure_ranking(leads.p, leads.y, leads.customer, {}, {.threads = 4}));
    CHECK_FALSE(one == measure_ranking(leads.p, leads.y, leads.customer, {.seed = 1}));
}

TEST_CASE("a slope that the leads do not identify is NaN without interval") {
    const std::vector<std::uint32_t> who{0, 1, 2, 3, 4, 5};
    const RankingQuality separated =
        measure_ranking(std::vector{.9, .8, .7, .3, .2, .1}, std::vector<std::uint8_t>{1, 1, 1, 0, 0, 0}, who);
    CHECK(separated.auc.value == 1);
    CHECK(std::isnan(separated.calibration_slope.value));
    CHECK_FALSE(separated.calibration_slope.interval.has_value());
    const RankingQuality constant = measure_ranking(std::vector(6, .5), std::vector<std::uint8_t>{1, 1, 0, 0, 0, 0}, who);
    CHECK(std::isnan(constant.calibration_slope.value));
    CHECK(constant.calibration_intercept.value == Approx(std::log(0.5)));
}

TEST_CASE("what cannot be measured is refused in one sentence") {
    const std::vector<std::uint32_t> who{0, 1};
    const std::vector<std::uint8_t> both{0, 1}, none{0, 0}, all{1, 1};
    const std::vector<double> p{.2, .4}, certain{.2, 1};
    CHECK_THROWS_WITH(measure_ranking(certain, both, who), ContainsSubstring("probabilities[1] is 1"));
    CHECK_THROWS_AS(measure_ranking(p, none, who), InsufficientData);
    CHECK_THROWS_AS(measure_ranking(p, all, who), InsufficientData);
    CHECK_THROWS_WITH(measure_ranking(p, std::vector<std::uint8_t>{1}, who), ContainsSubstring("converted"));
    CHECK_THROWS_WITH(measure_ranking(p, both, std::vector<std::uint32_t>{1}), ContainsSubstring("customer_of"));
    CHECK_THROWS_WITH(measure_ranking(p, both, who, {.bootstrap_samples = 5}), ContainsSubstring("bootstrap_samples is 5"));
    CHECK_THROWS_WITH(compare_rankings(p, certain, both, who), ContainsSubstring("second[1]"));
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS(measure_ranking(p, both, who, {}, {.stop = stop.get_token()}), Cancelled);
}
