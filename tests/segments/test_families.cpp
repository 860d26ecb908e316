#include "tables.hpp"

#include "core/math.hpp"
#include "core/math_bessel.hpp"
#include "segments/mixture_state.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <algorithm>
#include <cmath>

// One segment without a prior is the maximum-likelihood fit of a family to everyone: published numbers, closed forms, and what a
// maximum must fulfil.
using namespace dangol;
using namespace dangol::testing;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

constexpr double pi = 3.14159265358979323846;

Mixture fitted(FeatureData column, Family family, std::vector<double> weights = {}) {
    MixtureOptions how = options(1, 0);
    how.families = {{column.meaning.name, family}};
    Mixture fit = checked_fit(table_of({std::move(column)}, std::move(weights)), how);
    return fit;
}

FeatureData hours(std::vector<double> values, double period = 24) {
    FeatureData column = numbers("hour", ColumnKind::cyclic, std::move(values));
    column.meaning.period = period;
    return column;
}

double parameter(const Mixture& fit, std::size_t which) { return fit.state().parameters(0, which); }

}  // namespace

TEST_CASE("the concentration of a von Mises law has the tabled values (Mardia & Jupp 2000, appendix 2.2)") {
    const auto [length, concentration] = GENERATE(std::pair{.1, .201008}, std::pair{.5, 1.159320}, std::pair{.9, 5.304689});
    CHECK_THAT(math::inverse_bessel_ratio(length), WithinAbs(concentration, 5e-7));
    const double apart = std::acos(length);  // two directions this far from their middle have a mean of this length
    const Mixture fit = fitted(hours({1 + apart, std::fmod(1 - apart + 2 * pi, 2 * pi)}, 2 * pi), Family::von_mises);
    CHECK_THAT(parameter(fit, 1), WithinAbs(concentration, 5e-7));
    CHECK_THAT(fit.expected_value(0, ColumnIndex{0}), WithinAbs(1, 1e-9));
    CHECK(fit.report().parameter_count == 2);
    const double log_density = concentration * length - std::log(2 * pi) - math::log_bessel_i0(concentration);
    CHECK_THAT(fit.report().log_likelihood, WithinAbs(2 * log_density, 1e-6));
}

TEST_CASE("Bessel functions have the tabled values (Abramowitz & Stegun, table 9.8) and meet where formulas change") {
    CHECK_THAT(std::exp(math::log_bessel_i0(1) - 1), WithinRel(.4657596075936404, 1e-14));
    CHECK_THAT(std::exp(math::log_bessel_i0(5) - 5), WithinRel(.1835408126093283, 1e-14));
    CHECK_THAT(math::bessel_ratio(1), WithinRel(.2079104153497085 / .4657596075936404, 1e-13));
    CHECK_THAT(math::log_bessel_i0(30), WithinRel(math::log_bessel_i0(std::nextafter(30, 31)), 1e-14));
    CHECK_THAT(math::bessel_ratio(1000), WithinRel(math::bessel_ratio(std::nextafter(1000, 1001)), 1e-13));
    for (const double x : {1e-8, .01, 1., 29., 400., 9e3, 1e6}) CHECK_THAT(math::inverse_bessel_ratio(math::bessel_ratio(x)), WithinRel(x, 1e-15 * x * x + 1e-10));
}

TEST_CASE("hours around midnight are neighbours, and turning the clock turns the fit") {
    Random random(3);
    std::vector<double> late, turned;
    for (int i = 0; i < 500; ++i) {
        const double hour = 24 + random.normal(0, 1.5);
        late.push_back(hour - 24 * std::floor(hour / 24));
        turned.push_back(std::fmod(late.back() + 7, 24));
    }
    const Mixture fit = fitted(hours(late), Family::von_mises), other = fitted(hours(turned), Family::von_mises);
    const double mean = fit.expected_value(0, ColumnIndex{0});
    CHECK(std::min(mean, 24 - mean) < .3);
    CHECK_THAT(std::fmod(mean + 7, 24), WithinAbs(other.expected_value(0, ColumnIndex{0}), 1e-9));
    CHECK_THAT(parameter(fit, 1), WithinRel(parameter(other, 1), 1e-9));
    CHECK_THAT(fit.report().log_likelihood, WithinRel(other.report().log_likelihood, 1e-12));
    const double spread = 24 / (2 * pi) / std::sqrt(parameter(fit, 1));
    CHECK_THAT(spread, WithinAbs(1.5, .15));
}

TEST_CASE("a gamma law has the sample's mean and the shape that solves its equation") {
    Random random(4);
    std::vector<double> spent;
    double sum = 0, logs = 0;
    for (int i = 0; i < 3000; ++i) {
        spent.push_back(random.chance(.2) ? 0 : random.gamma(4, 2.5));
        if (spent.back() > 0) sum += spent.back(), logs += std::log(spent.back());
    }
    const auto buyers = static_cast<double>(std::ranges::count_if(spent, [](double x) { return x > 0; }));
    const Mixture fit = fitted(numbers("spent", ColumnKind::positive, spent), Family::gamma_hurdle);
    CHECK_THAT(parameter(fit, 0), WithinAbs(buyers / 3000, 1e-12));
    CHECK_THAT(parameter(fit, 1), WithinRel(sum / buyers, 1e-12));
    const double shape = parameter(fit, 2);
    CHECK_THAT(std::log(shape) - math::digamma(shape), WithinRel(std::log(sum / buyers) - logs / buyers, 1e-9));
    CHECK_THAT(shape, WithinAbs(4, .4));
    CHECK_THAT(fit.expected_value(0, ColumnIndex{0}), WithinRel(sum / 3000, 1e-12));
    CHECK(fit.report().parameter_count == 3);
    const double scale = sum / buyers / shape;
    const double expected = buyers * (-std::lgamma(shape) - shape * std::log(scale) + std::log(buyers / 3000)) + (shape - 1) * logs - sum / scale +
                            (3000 - buyers) * std::log(1 - buyers / 3000);
    CHECK_THAT(fit.report().log_likelihood, WithinRel(expected, 1e-10));
}

TEST_CASE("an exponential law is the gamma law of shape 1, and it beats the log-normal one on such amounts") {
    Random random(5);
    std::vector<double> waits;
    for (int i = 0; i < 4000; ++i) waits.push_back(random.exponential());
    const Mixture gamma = fitted(numbers("wait", ColumnKind::positive, waits), Family::gamma_hurdle);
    CHECK_THAT(parameter(gamma, 2), WithinAbs(1, .06));
    CHECK(gamma.report().bic < fitted(numbers("wait", ColumnKind::positive, waits), Family::log_normal_hurdle).report().bic - 100);
}

TEST_CASE("everyone's ordered answers are their shares; a segment tilts them by one factor a step") {
    const std::vector<std::uint32_t> answers{0, 0, 0, 1, 1, 2, 2, 2, 2, 3};
    const auto column = [&] { return codes("often", ColumnKind::ordered_category, {"never", "seldom", "often", "always"}, answers); };
    const Mixture one = fitted(column(), Family::adjacent_category);
    const std::vector<double> shares{.3, .2, .4, .1};
    for (std::size_t l = 0; l < 4; ++l) CHECK_THAT(one.level_probabilities(0, ColumnIndex{0})[l], WithinAbs(shares[l], 1e-12));
    CHECK(one.report().parameter_count == 1);

    Matrix halves(10, 2);
    for (std::size_t row = 0; row < 10; ++row) halves(row, row % 2) = 1;
    halves(9, 0) = 1, halves(9, 1) = 0;
    MixtureOptions how = options(2, 0);
    how.families = {{"often", Family::adjacent_category}};
    const Mixture two = describe_groups(table_of({column()}), halves, how);
    for (std::size_t k = 0; k < 2; ++k) {
        const std::vector<double> p = two.level_probabilities(k, ColumnIndex{0});
        double mean = 0, weight = 0, seen = 0;
        for (std::size_t row = 0; row < 10; ++row) seen += halves(row, k) * answers[row], weight += halves(row, k);
        for (std::size_t l = 0; l < 4; ++l) mean += p[l] * static_cast<double>(l);
        CHECK_THAT(mean, WithinAbs(seen / weight, 1e-9));
        const auto step = [&](std::size_t l) { return (p[l + 1] / shares[l + 1]) / (p[l] / shares[l]); };
        CHECK_THAT(step(1), WithinRel(step(0), 1e-9));
        CHECK_THAT(step(2), WithinRel(step(0), 1e-9));
    }
}

TEST_CASE("a multinomial profile is the share of all events, and its density that of their counts") {
    FeatureData profile = composition("mix", {"a", "b", "c"}, {.5F, .5F, 0, .25F, .25F, .5F}, {4, 8});
    const Mixture fit = fitted(profile, Family::multinomial);
    const std::vector<double> p = fit.level_probabilities(0, ColumnIndex{0});
    CHECK_THAT(p[0], WithinAbs(4.0 / 12, 1e-12));
    CHECK_THAT(p[2], WithinAbs(4.0 / 12, 1e-12));
    // 4! / 2! 2! · (1/3)⁴ and 8! / 2! 2! 4! · (1/3)⁸
    CHECK_THAT(fit.report().log_likelihood, WithinAbs(std::log(6) + std::log(420) - 12 * std::log(3), 1e-12));
    CHECK(fit.report().parameter_count == 2);
    CHECK(fitted(std::move(profile), Family::dirichlet_multinomial).report().parameter_count == 3);
}

TEST_CASE("a weight of two is two rows, for every family") {
    const auto [kind, family] = GENERATE(std::pair{ColumnKind::positive, Family::gamma_hurdle}, std::pair{ColumnKind::positive, Family::log_normal_hurdle},
                                         std::pair{ColumnKind::cyclic, Family::von_mises});
    const std::vector<double> once{1, 2, 5, 7}, twice{1, 1, 2, 5, 5, 5, 7};
    const auto column = [&](std::vector<double> values) {
        FeatureData data = numbers("x", kind, std::move(values));
        if (kind == ColumnKind::cyclic) data.meaning.period = 12;
        return data;
    };
    const Mixture weighted = fitted(column(once), family, {2, 1, 3, 1}), repeated = fitted(column(twice), family);
    CHECK_THAT(weighted.report().log_likelihood, WithinRel(repeated.report().log_likelihood, 1e-12));
    for (std::size_t p = 0; p < 3; ++p) CHECK_THAT(parameter(weighted, p), WithinRel(parameter(repeated, p), 1e-9));
}

TEST_CASE("constant, missing and single values of the newer families are fitted without a word about segments") {
    const auto fine = [](FeatureData column, Family family) {
        for (const double prior : {0.0, 1.0}) {
            MixtureOptions how = options(column.numbers.size() > 1 || column.codes.size() > 1 ? 2 : 1, prior);
            how.families = {{column.meaning.name, family}};
            const FeatureTable table = table_of({column});
            const Mixture fit = checked_fit(table, how);
            CHECK(std::isfinite(fit.report().log_likelihood));
            CHECK(std::isfinite(fit.log_likelihood(table)[0]));
        }
    };
    for (const std::vector<double>& values : {std::vector<double>{3, 3, 3}, std::vector<double>{missing, missing}, std::vector<double>{5}, std::vector<double>{0, 0, 2}}) {
        fine(hours(values), Family::von_mises);
        fine(numbers("x", ColumnKind::positive, values), Family::gamma_hurdle);
    }
    fine(codes("x", ColumnKind::ordered_category, {"a", "b", "c"}, {1, 1, 1}), Family::adjacent_category);
    fine(codes("x", ColumnKind::ordered_category, {"a", "b", "c"}, {0, 2, 0}), Family::adjacent_category);
    fine(codes("x", ColumnKind::ordered_category, {"a"}, {0, 0}), Family::adjacent_category);
    fine(composition("x", {"a", "b"}, {1, 0, 1, 0}, {3, 4}), Family::multinomial);
}
