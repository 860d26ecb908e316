#include <dangol/core/random.hpp>

#include "features/regularity.hpp"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include <cmath>

using namespace dangol;
using Catch::Approx;

namespace {

struct MeanShapes {
    double corrected = 0, plain = 0;
};

/// Mean of the estimate over samples of `n` intervals of a gamma law, and of the closed form without correction.
MeanShapes mean_shapes(double shape, std::size_t n, std::size_t samples) {
    Random random(2017, n);
    MeanShapes mean;
    for (std::size_t s = 0; s < samples; ++s) {
        IntervalSums sums;
        double sum = 0, sum_log = 0, sum_product = 0;
        for (std::size_t i = 0; i < n; ++i) {
            const double days = random.gamma(shape, 7 / shape);
            sums.add(days);
            sum += days;
            sum_log += std::log(days);
            sum_product += days * std::log(days);
        }
        const double count = static_cast<double>(n), parts = static_cast<double>(samples);
        mean.corrected += sums.shape(1e9) / parts;
        mean.plain += count * sum / (count * sum_product - sum_log * sum) / parts;
    }
    return mean;
}

}  // namespace

TEST_CASE("the shape of small samples is right on average, where the plain closed form is far too regular") {
    for (const double shape : {0.5, 1.0, 4.0}) {
        CAPTURE(shape);
        const MeanShapes ten = mean_shapes(shape, 10, 40'000);
        CHECK(ten.plain > 1.25 * shape);
        CHECK(ten.corrected == Approx(shape).epsilon(0.05));
        const MeanShapes thirty = mean_shapes(shape, 30, 20'000);
        CHECK(thirty.plain > 1.07 * shape);
        CHECK(thirty.corrected == Approx(shape).epsilon(0.02));
    }
}

TEST_CASE("the shape has no unit, and equal intervals reach the cap") {
    IntervalSums days, hours, equal;
    for (const double x : {1.0, 2.0, 3.0, 7.0, 2.0}) {
        days.add(x);
        hours.add(24 * x);
        equal.add(7);
    }
    CHECK(days.shape(100) == Approx(hours.shape(100)).epsilon(1e-12));
    CHECK(days.mean() == 3);
    CHECK(equal.shape(100) == 100);
}
