// A mean says less of somebody the fewer observations are behind it, and a placement has to know.
#include "tables.hpp"

#include <dangol/core/random.hpp>
#include <dangol/segments/mixture.hpp>

#include "segments/mixture_state.hpp"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

using namespace dangol;
using namespace dangol::testing;
using Catch::Approx;

namespace {

constexpr double customers_of_a_kind = 300;

/// What two kinds pay and how they answer, on so many visits each; both differ between visits far more than between customers of a kind.
struct Visits {
    FeatureTable table = {};
    std::vector<std::uint32_t> kind = {};
};

Visits visits(Random& random, double observations) {
    Visits made;
    std::vector<double> spend, answers;
    for (std::uint32_t i = 0; i < 2 * customers_of_a_kind; ++i) {
        made.kind.push_back(i % 2);
        const double of_kind = i % 2 == 0 ? 0 : 0.8, error = 1 / std::sqrt(observations);
        spend.push_back(std::exp(3 + of_kind + error * random.normal()));
        answers.push_back(3 + of_kind + error * random.normal());
    }
    const std::vector<double> behind(spend.size(), observations);
    made.table = table_of({numbers("spend", ColumnKind::positive, spend, behind), numbers("answers", ColumnKind::numeric, answers, behind)});
    return made;
}

/// How sure a mixture is of where it places them, and how many it places rightly.
struct Placed {
    double said = 0, right = 0;
};

Placed place(const Mixture& mixture, const Visits& whom) {
    const Matrix membership = mixture.membership(whom.table);
    Placed placed;
    for (std::size_t i = 0; i < whom.kind.size(); ++i) {
        const MostProbable most = most_probable(membership.row(i));
        placed.said += most.probability / static_cast<double>(whom.kind.size());
        placed.right += most.segment == whom.kind[i] ? 1 / static_cast<double>(whom.kind.size()) : 0;
    }
    return placed;
}

Mixture told(const Visits& customers, CovarianceShape shape) {
    Matrix membership(customers.kind.size(), 2);
    for (std::size_t i = 0; i < customers.kind.size(); ++i) membership(i, customers.kind[i]) = 1;
    return describe_groups(customers.table, membership, {.segment_count = 2, .covariance = shape});
}

}  // namespace

TEST_CASE("who is known from one visit is placed as surely as one visit allows, with a block and without") {
    for (const CovarianceShape shape : {CovarianceShape::diagonal, CovarianceShape::shared_block, CovarianceShape::free_block}) {
        Random random(1);
        const Mixture mixture = told(visits(random, 16), shape);
        CAPTURE(static_cast<int>(shape));
        for (const double observations : {16.0, 4.0, 1.0}) {
            const Placed placed = place(mixture, visits(random, observations));
            CAPTURE(observations, placed.right);
            CHECK(placed.said == Approx(placed.right).margin(0.04));  // taken as exact, one visit is said to be right in .95 and is in .71
        }
        CHECK(place(mixture, visits(random, 1)).right < 0.8);
    }
}

TEST_CASE("the variance of a mean goes with 1 / observations, and nobody is placed more surely than the fit places") {
    Random random(2);
    const Mixture mixture = told(visits(random, 16), CovarianceShape::diagonal);
    const Matrix& behind = mixture.state().observations;
    for (std::size_t k = 0; k < 2; ++k) CHECK(behind(k, 1) == Approx(16));
    const auto log_odds = [&](double observations) {
        const Matrix membership = mixture.membership(table_of({numbers("answers", ColumnKind::numeric, {4.2}, {observations})}));
        return std::log(membership(0, 1) / membership(0, 0));
    };
    const auto parameters = [&](std::size_t k) { return mixture.parameters(k, mixture.column("answers")); };
    double expected = 0;
    for (std::size_t k = 0; k < 2; ++k) {
        const double mean = parameters(k)[0].value, variance = parameters(k)[1].value * behind(k, 1) / 2;
        expected += (k == 1 ? 1 : -1) * (std::log(mixture.shares()[k]) - 0.5 * std::log(variance) - 0.5 * (4.2 - mean) * (4.2 - mean) / variance);
    }
    CHECK(log_odds(2) == Approx(expected).epsilon(1e-9));
    CHECK(log_odds(1) < log_odds(2));
    CHECK(log_odds(2) < log_odds(16));
    CHECK(log_odds(1600) == log_odds(16 * (1 + 1e-12)));
}

TEST_CASE("each segment has the observations of its own, and the likelihood stays that of the fit") {
    Random random(3);
    std::vector<double> answers, behind;
    for (int i = 0; i < 400; ++i) {
        const bool regular = i % 2 == 0;
        answers.push_back((regular ? 0 : 10) + random.normal());
        behind.push_back(regular ? 20 : i % 4 == 1 ? 1 : 3);
    }
    const FeatureTable table = table_of({numbers("answers", ColumnKind::numeric, answers, behind), numbers("size", ColumnKind::count, std::vector<double>(400, 2), behind)});
    const Mixture mixture = checked_fit(table, options(2));
    std::size_t rare = mixture.expected_value(0, mixture.column("answers")) > 5 ? 0 : 1;
    CHECK(mixture.state().observations(1 - rare, 0) == Approx(20).epsilon(0.1));
    CHECK(mixture.state().observations(rare, 0) == Approx(1.5).epsilon(0.02));  // the harmonic mean of 1 and 3
    CHECK(mixture.state().observations(rare, 1) == 1);                         // a count is no mean
    const auto logs = mixture.log_likelihood(table);
    CHECK(std::accumulate(logs.begin(), logs.end(), 0.0) == Approx(mixture.report().log_likelihood).epsilon(1e-9));
}
