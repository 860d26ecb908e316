#include <dangol/core/error.hpp>
#include <dangol/segments/bivariate_residuals.hpp>

#include "segments/tables.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <array>
#include <cmath>

using namespace dangol;
using namespace dangol::testing;

namespace {

/// Two kinds, far apart in every column. Inside both, `tie` is the correlation of a with b, of flag f with flag g, and of number c with count n.
FeatureTable tied(std::size_t rows, double tie, std::uint64_t seed) {
    Random random(seed);
    std::vector<double> a(rows), b(rows), c(rows), d(rows), n(rows);
    std::vector<std::uint32_t> f(rows), g(rows), h(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        const bool kind = random.uniform() < 0.6;
        const double shift = kind ? 0 : 4;
        const double common = random.normal();
        a[i] = shift + common;
        b[i] = -shift + tie * common + std::sqrt(1 - tie * tie) * random.normal();
        c[i] = shift + random.normal();
        d[i] = random.normal() + 2 * shift;
        const double mean = (kind ? 2 : 8) * (tie > 0 ? std::exp(0.5 * tie * (c[i] - shift)) : 1.0);
        double sum = random.exponential();
        for (n[i] = 0; sum < mean; sum += random.exponential()) ++n[i];
        f[i] = random.uniform() < (kind ? 0.35 : 0.65) ? 1 : 0;
        g[i] = random.uniform() < tie ? f[i] : random.uniform() < (kind ? 0.35 : 0.65) ? 1 : 0;
        h[i] = static_cast<std::uint32_t>(random.categorical(kind ? std::array{.6, .3, .1} : std::array{.2, .3, .5}));
    }
    return table_of({numbers("a", ColumnKind::numeric, a), numbers("b", ColumnKind::numeric, b), numbers("c", ColumnKind::numeric, c),
                     numbers("d", ColumnKind::numeric, d), numbers("n", ColumnKind::count, n), codes("f", ColumnKind::flag, {}, f),
                     codes("g", ColumnKind::flag, {}, g), codes("h", ColumnKind::category, {"x", "y", "z"}, h)});
}

std::vector<std::string> suggested(const BivariateResiduals& residuals, const Mixture& mixture) {
    std::vector<std::string> names;
    for (const BivariateResidual& pair : residuals.pairs) {
        if (pair.suggested) names.push_back(mixture.columns()[pair.first.value].name + mixture.columns()[pair.second.value].name);
    }
    std::ranges::sort(names);
    return names;
}

}  // namespace

TEST_CASE("pairs that were planted together are pointed at, numbers, flags and a count alike, and no others") {
    const FeatureTable table = tied(1500, 0.6, 3);
    const Mixture mixture = checked_fit(table, options(2));
    const BivariateResiduals residuals = bivariate_residuals(mixture, table);
    CHECK(residuals.pairs.size() == 28);
    CHECK(suggested(residuals, mixture) == std::vector<std::string>{"ab", "cn", "fg"});
    CHECK(residuals.block == std::vector<std::string>{"a", "b"});
    for (const BivariateResidual& pair : residuals.pairs) {
        const std::string name = mixture.columns()[pair.first.value].name + mixture.columns()[pair.second.value].name;
        if (name == "ab" || name == "fg") CHECK(std::fabs(pair.correlation - 0.6) < 0.06);  // an estimate of the tie
        if (name == "ab") CHECK(pair.can_join_block);
        if (name == "fg") CHECK_FALSE(pair.can_join_block);
    }
    CHECK_THAT(to_text(residuals, mixture, Language::english), Catch::Matchers::ContainsSubstring("a and b go together inside the segments"));
    CHECK_THAT(to_text(residuals, mixture, Language::korean), Catch::Matchers::ContainsSubstring("함께 변하도록"));
}

TEST_CASE("a score of one population is the textbook's: n r² of two normal columns") {
    Random random(4);
    std::vector<double> x(400), y(400);
    for (std::size_t i = 0; i < 400; ++i) y[i] = 0.3 * (x[i] = random.normal()) + random.normal();
    const FeatureTable table = table_of({numbers("x", ColumnKind::numeric, x), numbers("y", ColumnKind::numeric, y)});
    const BivariateResiduals residuals = bivariate_residuals(checked_fit(table, options(1, 0)), table);
    double mx = 0, my = 0, sxx = 0, syy = 0, sxy = 0, fourth = 0;
    for (std::size_t i = 0; i < 400; ++i) mx += x[i] / 400, my += y[i] / 400;
    for (std::size_t i = 0; i < 400; ++i) sxx += (x[i] - mx) * (x[i] - mx), syy += (y[i] - my) * (y[i] - my), sxy += (x[i] - mx) * (y[i] - my);
    for (std::size_t i = 0; i < 400; ++i) fourth += (x[i] - mx) * (x[i] - mx) * (y[i] - my) * (y[i] - my);
    REQUIRE(residuals.pairs.size() == 1);
    CHECK(std::fabs(residuals.pairs[0].correlation - sxy / std::sqrt(sxx * syy)) < 1e-9);
    // With outer products the variance of Σ xy is Σ x²y², less what means and variances explain; with those it is a little larger than n r².
    CHECK(residuals.pairs[0].statistic > 0.9 * sxy * sxy / fourth);
    CHECK(residuals.pairs[0].statistic < 1.6 * sxy * sxy / fourth);
}

TEST_CASE("columns that are independent inside the segments are not pointed at, in 40 worlds of 28 pairs") {
    std::size_t worlds = 0, below_five_percent = 0, pairs = 0;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        const FeatureTable table = tied(300, 0, 500 + seed);
        const Mixture mixture = checked_fit(table, {.segment_count = 2, .starts_at_most = 8});
        const BivariateResiduals residuals = bivariate_residuals(mixture, table);
        worlds += suggested(residuals, mixture).empty() ? 0 : 1;
        for (const BivariateResidual& pair : residuals.pairs) below_five_percent += pair.p_value < 0.05 ? 1 : 0;
        pairs += residuals.pairs.size();
    }
    CHECK(worlds <= 5);                          // 5 % of 40 is 2; above 5 with probability .01
    CHECK(below_five_percent < pairs * 8 / 100);  // nominal 5 %
    CHECK(below_five_percent > pairs / 100);      // the test is no dead weight
}

TEST_CASE("adopting the suggestion takes the correlation out of the segments: their number is the planted one") {
    Random random(12);
    std::vector<double> a(2000), b(2000), c(2000);
    for (std::size_t i = 0; i < 2000; ++i) {
        const double shift = random.uniform() < 0.6 ? 0 : 5, common = random.normal();
        a[i] = shift + common + 0.3 * random.normal();
        b[i] = common + 0.3 * random.normal();
        c[i] = shift + random.normal();
    }
    const FeatureTable table = table_of({numbers("a", ColumnKind::numeric, a), numbers("b", ColumnKind::numeric, b), numbers("c", ColumnKind::numeric, c)});
    SegmentCountOptions how{.most = 6, .covariance = CovarianceShape::diagonal};
    const Segmentation diagonal = checked_search(table, how);
    CHECK(diagonal.mixture.segment_count() > 2);  // correlation makes segments
    const Mixture two = checked_fit(table, options(2));
    const BivariateResiduals residuals = bivariate_residuals(two, table);
    REQUIRE(residuals.block == std::vector<std::string>{"a", "b"});
    const Segmentation adopted = adopt_block(residuals, table, how);
    CHECK(adopted.mixture.segment_count() == 2);
    CHECK(adopted.mixture.report().bic < diagonal.mixture.report().bic);

    const BivariateResiduals after = bivariate_residuals(adopted.mixture, table);
    CHECK(after.pairs.size() == 2);  // a with b is modelled
    CHECK(after.block.empty());
    CHECK_THROWS_AS(adopt_block(after, table), InvalidArgument);
}

TEST_CASE("a block of chosen columns holds those and no others; what cannot join is refused by name") {
    const FeatureTable table = tied(300, 0.6, 9);
    MixtureOptions chosen{.segment_count = 2, .covariance = CovarianceShape::shared_block, .block = {"a", "b"}};
    const Mixture two = checked_fit(table, chosen);
    chosen.block = {};
    const Mixture four = checked_fit(table, chosen);
    CHECK(four.report().parameter_count == two.report().parameter_count + 10 - 3 - 4);  // (4·5 − 2·3)/2 covariances, but 2 × 2 variances less
    chosen.block = {"a", "nobody"};
    CHECK_THROWS_AS(checked_fit(table, chosen), UnknownColumn);
    chosen.block = {"a", "n"};
    CHECK_THROWS_AS(checked_fit(table, chosen), InvalidArgument);
}

TEST_CASE("residuals are the same for any number of threads, and stop when asked") {
    const FeatureTable table = tied(500, 0.5, 10);
    const Mixture mixture = checked_fit(table, options(2));
    const BivariateResiduals one = bivariate_residuals(mixture, table, {}, {.threads = 1});
    CHECK(bivariate_residuals(mixture, table, {}, {.threads = 4}) == one);
    CHECK(bivariate_residuals(mixture, table, {.rows_at_most = 100}).customers == 100);
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS(bivariate_residuals(mixture, table, {}, {.stop = stop.get_token()}), Cancelled);
    CHECK_THROWS_AS(bivariate_residuals(mixture, table, {.rows_at_most = 0}), InvalidArgument);
    CHECK_THROWS_AS(bivariate_residuals(Mixture(), table), InsufficientData);
}
