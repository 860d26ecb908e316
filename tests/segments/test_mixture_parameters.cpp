#include <dangol/core/error.hpp>
#include <dangol/segments/mixture_statistics.hpp>
#include <dangol/segments/segment_erasure.hpp>

#include "segments/every_family.hpp"
#include "segments/refit.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <cmath>
#include <map>

using namespace dangol;
using namespace dangol::testing;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

using Named = std::map<std::string, double>;

Named named(const Mixture& mixture, std::size_t segment, const std::string& column) {
    Named out;
    for (const FamilyParameter& parameter : mixture.parameters(segment, mixture.column(column))) out[parameter.name] = parameter.value;
    return out;
}

std::vector<std::string> names(const Named& parameters) {
    std::vector<std::string> out;
    for (const auto& [name, value] : parameters) out.push_back(name);
    return out;
}

MixtureOptions of_every_family(CovarianceShape shape) {
    return {.segment_count = 2, .covariance = shape, .block = shape == CovarianceShape::diagonal ? std::vector<std::string>() : std::vector<std::string>{"degrees", "height"},
            .families = one_of_each(), .starts_at_most = 4};
}

double sum_of(const Named& parameters) {
    double sum = 0;
    for (const auto& [name, value] : parameters) sum += value;
    return sum;
}

}  // namespace

TEST_CASE("parameters of every family have their names, and make the expected value and the level probabilities") {
    const Mixture mixture = checked_fit(every_family(400, 3), of_every_family(CovarianceShape::diagonal));
    const auto expected = [&](const char* column) { return mixture.expected_value(1, mixture.column(column)); };
    const auto read = [&](const char* column) { return named(mixture, 1, column); };
    using Names = std::vector<std::string>;

    CHECK(names(read("degrees")) == Names{"mean", "variance"});
    CHECK(read("degrees").at("mean") == expected("degrees"));
    Named spend = read("spend"), fee = read("fee");
    CHECK(names(spend) == Names{"log_mean", "log_variance", "share_above_zero"});
    CHECK_THAT(spend["share_above_zero"] * std::exp(spend["log_mean"] + spend["log_variance"] / 2), WithinRel(expected("spend"), 1e-9));
    CHECK(names(fee) == Names{"mean", "shape", "share_above_zero"});
    CHECK_THAT(fee["share_above_zero"] * fee["mean"], WithinRel(expected("fee"), 1e-12));
    CHECK(read("visits") == Named{{"rate", expected("visits")}});
    CHECK(names(read("calls")) == Names{"rate", "size"});
    CHECK(read("calls").at("rate") == expected("calls"));
    CHECK(names(read("hour")) == Names{"concentration", "mean_direction"});
    CHECK(read("hour").at("mean_direction") == expected("hour"));
    CHECK(read("discount") == Named{{"probability", expected("discount")}});
    Named cancelled = read("cancelled");
    CHECK(names(cancelled) == Names{"alpha", "beta"});
    CHECK_THAT(cancelled["alpha"] / (cancelled["alpha"] + cancelled["beta"]), WithinRel(expected("cancelled"), 1e-12));
    CHECK(read("member") == Named{{"probability", expected("member")}});
    for (const char* column : {"branch", "age", "stage", "mix", "rhythm"}) {
        CAPTURE(column);
        const Named levels = read(column);
        const auto probabilities = mixture.level_probabilities(1, mixture.column(column));
        REQUIRE(levels.size() == 3);
        for (std::size_t level = 0; level < 3; ++level) {
            const std::string& name = mixture.columns()[mixture.column(column).value].levels[level];
            CHECK_THAT(levels.at(name) / sum_of(levels), WithinRel(probabilities[level], 1e-9));
        }
    }
    CHECK(sum_of(read("mix")) > 1);  // concentrations, no probabilities
    CHECK(mixture.block().empty());
    CHECK(mixture.covariance_of(0).empty());
    CHECK_THROWS_WITH(mixture.parameters(2, ColumnIndex{0}), ContainsSubstring("segment is 2"));
    CHECK_THROWS_WITH(mixture.parameters(0, ColumnIndex{99}), ContainsSubstring("column index is 99"));
    CHECK_THROWS_WITH(mixture.covariance_of(2), ContainsSubstring("segment is 2"));
    CHECK_THROWS_AS(mixture.column("heigth"), UnknownColumn);
}

TEST_CASE("the covariance of one segment is that of the sample, in the columns' units; a column's variance is on its diagonal") {
    Random random(4);
    std::vector<double> x, y, z;
    for (int i = 0; i < 300; ++i) {
        x.push_back(random.normal(5, 2));
        y.push_back(1000 * (0.5 * x.back() + random.normal()));
        z.push_back(random.normal());
    }
    const FeatureTable table = table_of({numbers("x", ColumnKind::numeric, x), numbers("z", ColumnKind::numeric, z), numbers("y", ColumnKind::numeric, y)});
    const Mixture mixture = checked_fit(table, {.segment_count = 1, .covariance = CovarianceShape::shared_block, .block = {"x", "y"}, .prior_customers = 0});
    const auto mean = [](const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size()); };
    const auto covariance = [&](const std::vector<double>& a, const std::vector<double>& b) {
        double sum = 0;
        for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - mean(a)) * (b[i] - mean(b));
        return sum / static_cast<double>(a.size());
    };
    CHECK(mixture.block() == std::vector<std::string>{"x", "y"});
    const Matrix found = mixture.covariance_of(0);
    CHECK_THAT(found(0, 0), WithinRel(covariance(x, x), 1e-6));
    CHECK_THAT(found(0, 1), WithinRel(covariance(x, y), 1e-6));
    CHECK_THAT(found(1, 1), WithinRel(covariance(y, y), 1e-6));
    CHECK(named(mixture, 0, "y").at("variance") == found(1, 1));
    CHECK_THAT(named(mixture, 0, "z").at("variance"), WithinRel(covariance(z, z), 1e-6));
}

TEST_CASE("where every segment has its own covariance, each is told with its own") {
    const Mixture mixture = checked_fit(every_family(500, 5, 0), of_every_family(CovarianceShape::free_block));
    REQUIRE(mixture.block() == std::vector<std::string>{"degrees", "height"});
    CHECK(!(mixture.covariance_of(0) == mixture.covariance_of(1)));
    for (std::size_t k = 0; k < 2; ++k) {
        CHECK(named(mixture, k, "degrees").at("variance") == mixture.covariance_of(k)(0, 0));
        CHECK(named(mixture, k, "height").at("variance") == mixture.covariance_of(k)(1, 1));
    }
}

TEST_CASE("a mixture knows how to fit it again, and a refit of it stands still") {
    const FeatureTable table = every_family(300, 7);
    MixtureOptions how = of_every_family(CovarianceShape::shared_block);
    how.assignment = Assignment::hard;
    how.prior_customers = 40;
    const Segmentation found{.mixture = checked_fit(table, how), .ids = {SegmentId{0}, SegmentId{1}}};
    const MixtureOptions options = found.mixture.options();
    CHECK(options.segment_count == 2);
    CHECK(options.covariance == how.covariance);
    CHECK(options.block == how.block);
    CHECK(options.assignment == Assignment::hard);
    CHECK(options.prior_customers == 40);
    CHECK(std::ranges::find(options.families, FamilyChoice{"fee", Family::gamma_hurdle}) != options.families.end());

    // From its own memberships, another estimator walks away.
    const Mixture again = Refit(found, table, {}).with_weights(table.weights(), 0, {});
    for (std::size_t k = 0; k < 2; ++k) {
        CHECK_THAT(again.shares()[k], WithinAbs(found.mixture.shares()[k], 1e-3));
        CHECK_THAT(named(again, k, "degrees").at("mean"), WithinAbs(named(found.mixture, k, "degrees").at("mean"), 1e-2));
        CHECK_THAT(named(again, k, "visits").at("rate"), WithinRel(named(found.mixture, k, "visits").at("rate"), 1e-2));
    }
    CHECK_THAT(again.report().log_posterior.back(), WithinRel(found.mixture.report().log_posterior.back(), 1e-5));
}

TEST_CASE("sums, steps and erasure go on with the prior that the mixture was fitted with, unless told another") {
    const FeatureTable table = every_family(200, 9);
    MixtureOptions how = of_every_family(CovarianceShape::diagonal);
    how.prior_customers = 25;
    const Mixture mixture = checked_fit(table, how);
    const MixtureStatistics sums = expected_statistics(mixture, table);
    CHECK(maximise(sums) == maximise(sums, {.prior_customers = 25}));
    CHECK(!(maximise(sums) == maximise(sums, {.prior_customers = 1})));
    CHECK(maximise(sums).options().prior_customers == 25);
    CHECK(maximise(sums, {.prior_customers = 1}).options().prior_customers == 1);
    const Segmentation segments{.mixture = mixture, .ids = {SegmentId{0}, SegmentId{1}}};
    std::vector<std::uint32_t> all_but_one(199);
    std::iota(all_but_one.begin(), all_but_one.end(), 1U);
    CHECK(erase_by_refit(segments, table.rows(all_but_one), 1).segmentation.mixture.options().prior_customers == 25);
}
