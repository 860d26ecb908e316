#include "tables.hpp"

#include "segments/mixture_state.hpp"

#include <dangol/core/error.hpp>
#include <dangol/segments/groups.hpp>
#include <dangol/segments/kmeans.hpp>
#include <dangol/segments/kprototypes.hpp>
#include <dangol/segments/mixture_statistics.hpp>
#include <dangol/segments/nmf.hpp>
#include <dangol/segments/segmentation.hpp>
#include <dangol/segments/validity.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <array>
#include <cmath>

using namespace dangol;
using namespace dangol::testing;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

namespace {

FeatureTable four_customers() { return table_of({numbers("x", ColumnKind::numeric, {1, 2, 4, 9}), codes("gift", ColumnKind::flag, {}, {0, 1, 1, 0})}); }

template <class Thrown, class Make>
void refused(Make&& make, const char* part) {
    CHECK_THROWS_MATCHES(make(), Thrown, MessageMatches(ContainsSubstring(part)));
}

bool warns_of(const Mixture& fit, const char* part) {
    for (const FitWarning& warning : fit.report().warnings) {
        if (to_text(warning, Language::english).find(part) != std::string::npos) return true;
    }
    return false;
}

}  // namespace

TEST_CASE("options outside what is allowed are refused with field, value and constraint") {
    const FeatureTable table = four_customers();
    refused<InvalidArgument>([&] { return checked_fit(table, options(0)); }, "segment_count is 0");
    refused<InvalidArgument>([&] { return checked_fit(table, options(5)); }, "segment_count is 5");
    refused<InvalidArgument>([&] { return checked_fit(table, options(2, -1)); }, "prior_customers is -1");
    refused<InvalidArgument>([&] { return checked_fit(table, {.segment_count = 1, .starts_at_most = 0}); }, "starts_at_most is 0");
    refused<InvalidArgument>([&] { return checked_fit(table, {.segment_count = 1, .iterations_at_most = 0}); }, "iterations_at_most is 0");
    refused<InvalidArgument>([&] { return checked_fit(table, {.segment_count = 1, .tolerance = missing}); }, "tolerance");
    refused<UnknownColumn>([&] { return checked_fit(table, {.segment_count = 1, .families = {{"gifts", Family::bernoulli}}}); }, "gifts");
    refused<ColumnKindMismatch>([&] { return checked_fit(table, {.segment_count = 1, .families = {{"gift", Family::poisson}}}); }, "Poisson");
}

TEST_CASE("tables that cannot be fitted are refused") {
    refused<InsufficientData>([] { return checked_fit(FeatureTable()); }, "customers");
    refused<InsufficientData>([] { return checked_fit(four_customers().with_role("x", Role::descriptor).with_role("gift", Role::outcome), options(1)); }, "basis");
    refused<InvalidArgument>([] { return checked_fit(four_customers().with_weights({0, 0, 0, 0}), options(1)); }, "weights");
}

TEST_CASE("values that no family could take never reach a fit") {
    const auto column = [](ColumnKind kind, std::vector<double> values, std::vector<double> exposures = {}) {
        return table_of({numbers("x", kind, std::move(values), std::move(exposures))});
    };
    CHECK_THROWS_AS(column(ColumnKind::numeric, {1, INFINITY}), InvalidArgument);
    CHECK_THROWS_AS(column(ColumnKind::count, {1, -1}), InvalidArgument);
    CHECK_THROWS_AS(column(ColumnKind::share, {3, 1}, {2, 2}), InvalidArgument);
    const FeatureTable no_exposure = column(ColumnKind::count, {4, 0, 7}, {2, 0, 3});  // nobody looked: not observed
    CHECK(checked_fit(no_exposure, options(1)).report().termination == Termination::converged);
}

TEST_CASE("numbers whose squares overflow are refused where they come in, and elsewhere are not known") {
    const auto column = [](ColumnKind kind, double value, double exposure = 1) { return table_of({numbers("x", kind, {1, value}, {1, exposure})}); };
    refused<InvalidArgument>([&] { return column(ColumnKind::numeric, 1e154); }, "at most 1e100");
    refused<InvalidArgument>([&] { return column(ColumnKind::numeric, -1e200); }, "at most 1e100");
    refused<InvalidArgument>([&] { return column(ColumnKind::positive, 1e300); }, "at most 1e100");
    refused<InvalidArgument>([&] { return column(ColumnKind::count, 3, 1e200); }, "exposure");
    refused<InvalidArgument>([&] { return four_customers().with_weights({1, 1e200, 1, 1}); }, "weight of row 1");

    for (const auto& [kind, family] : std::initializer_list<std::pair<ColumnKind, Family>>{
             {ColumnKind::numeric, Family::normal}, {ColumnKind::positive, Family::log_normal_hurdle}, {ColumnKind::positive, Family::gamma_hurdle},
             {ColumnKind::count, Family::poisson}, {ColumnKind::count, Family::negative_binomial}}) {
        std::vector<double> values;
        for (int i = 0; i < 40; ++i) values.push_back(i % 7 + 1);
        const FeatureTable plain = table_of({numbers("x", kind, values)});
        values.push_back(1e100);
        const FeatureTable extreme = table_of({numbers("x", kind, values)});
        MixtureOptions how = options(2);
        how.families = {{"x", family}};
        CHECK(std::isfinite(checked_fit(extreme, how).report().log_likelihood));
        const Mixture fit = checked_fit(plain, how);
        const Matrix membership = fit.membership(extreme);
        for (const double p : membership.values()) CHECK((p >= 0 && p <= 1));
        std::vector<double> probabilities(2);
        for (const double value : {1e100, 1e160, -1e300, static_cast<double>(INFINITY)}) {
            fit.membership({.numbers = std::array{value}, .exposures = std::array{1.0}}, probabilities);
            CHECK(std::fabs(probabilities[0] + probabilities[1] - 1) < 1e-12);
        }
    }
}

TEST_CASE("a customer so far away that no density is left gets the shares") {
    const Mixture fit = checked_fit(table_of({numbers("x", ColumnKind::numeric, {0, 1e-80, 2e-80, 9e-80, 8e-80, 9.5e-80})}), options(2));
    const FeatureTable far = table_of({numbers("x", ColumnKind::numeric, {1e100})});
    const Matrix membership = fit.membership(far);
    for (std::size_t k = 0; k < 2; ++k) CHECK(membership(0, k) == fit.shares()[k]);
    CHECK(fit.log_likelihood(far).front() == -INFINITY);
}

TEST_CASE("distances of groupings never overflow: coordinates beyond 1e100 are refused, and a table without any is not a matrix of width 0") {
    Random random(3);
    for (const std::size_t rows : {50U, 40'000U}) {  // by seeds and passes, and with rows in bytes
        Matrix points(rows, 3);
        for (double& x : points.values()) x = random.normal();
        points(rows / 2 + 1, 1) = 1e200;
        Matrix start(2, 3);
        for (std::size_t j = 0; j < 3; ++j) start(1, j) = 1;
        refused<InvalidArgument>([&] { return fit_kmeans(points, {}, {.segment_count = 2}); }, "points is 1e+200");
        refused<InvalidArgument>([&] { return fit_kmeans(points, {}, start); }, "points is 1e+200");
        refused<InvalidArgument>([&] { return nearest_centres(points, start); }, "points is 1e+200");
        refused<InvalidArgument>([&] { return fit_kprototypes({.numbers = points}, {}, {.segment_count = 2}); }, "numbers is 1e+200");
        std::vector<std::uint32_t> groups(rows, 0);
        groups[0] = 1;
        refused<InvalidArgument>([&] { return calinski_harabasz(points, groups); }, "points is 1e+200");
        for (double& x : points.values()) x = std::fabs(x);
        refused<InvalidArgument>([&] { return fit_nmf(points, {.archetype_count = 2}); }, "at most 1e100");
    }
    refused<InsufficientData>([] { return fit_kmeans(table_of({numbers("x", ColumnKind::numeric, std::vector<double>(6, 2.0))}), {.segment_count = 2}); }, "values differ");
    refused<InsufficientData>([] { return fit_kmeans(table_of({numbers("x", ColumnKind::numeric, std::vector<double>(6, missing))}), {.segment_count = 2}); }, "values differ");
}

TEST_CASE("starts and groups that do not fit the table are refused") {
    const FeatureTable table = four_customers();
    refused<InvalidArgument>([&] { return checked_fit(table, Matrix(3, 2, .5)); }, "rows of the membership is 3");
    refused<InvalidArgument>([&] { return describe_groups(table, Matrix(4, 2, .6)); }, "sum is 1.2");
    refused<InvalidArgument>([&] { return describe_groups(table, Matrix::of_rows({{1, 0}, {2, -1}, {1, 0}, {1, 0}})); }, "membership of row 1");
    refused<InvalidArgument>([&] { return describe_groups(table, Matrix(4, 0)); }, "columns of the membership is 0");
}

TEST_CASE("customers that do not fit the mixture are refused") {
    const FeatureTable table = table_of({codes("shop", ColumnKind::category, {"north", "south"}, {0, 1, 1, 0})});
    const Mixture fit = checked_fit(table, options(2));
    refused<UnknownLevel>([&] { return fit.membership(table_of({codes("shop", ColumnKind::category, {"north", "east"}, {0, 1})})); }, "east");
    CHECK(fit.membership(table_of({codes("shop", ColumnKind::category, {"north", "east"}, {0, 0})})).rows() == 2);  // nobody is there
    refused<ColumnKindMismatch>([&] { return fit.membership(table_of({numbers("shop", ColumnKind::numeric, {1, 2})})); }, "shop");
    refused<InvalidArgument>([&] { return fit.with_shares(std::vector{1.0}); }, "number of shares is 1");
    refused<InvalidArgument>([&] { return fit.with_shares(std::vector{.6, .6}); }, "sum of the shares");
    refused<InvalidArgument>([&] { return fit.expected_value(2, ColumnIndex{0}); }, "segment is 2");
    refused<InvalidArgument>([&] { return fit.level_probabilities(0, ColumnIndex{1}); }, "column index is 1");
    refused<InsufficientData>([&] { return estimate_shares(fit, FeatureTable()); }, "pool");
}

TEST_CASE("a column that is constant or never seen changes nothing and is named") {
    const std::vector<double> x{1, 2, 4, 9, 11, 12};
    const Mixture plain = checked_fit(table_of({numbers("x", ColumnKind::numeric, x)}), options(2));
    const Mixture fit = checked_fit(
        table_of({numbers("x", ColumnKind::numeric, x), numbers("same", ColumnKind::numeric, std::vector<double>(6, .1)),
                  numbers("never", ColumnKind::positive, std::vector<double>(6, missing)),
                  numbers("paid", ColumnKind::positive, std::vector<double>(6, 5.0)),
                  numbers("nothing", ColumnKind::count, std::vector<double>(6, 0.0)),
                  codes("yes", ColumnKind::flag, {}, std::vector<std::uint32_t>(6, 1)),
                  codes("one", ColumnKind::category, {"only"}, std::vector<std::uint32_t>(6, 0)),
                  codes("level", ColumnKind::category, {"a", "b"}, std::vector<std::uint32_t>(6, unobserved_code))}),
        options(2));
    for (const char* name : {"\"same\"", "\"never\"", "\"paid\"", "\"nothing\"", "\"yes\"", "\"one\"", "\"level\""}) CHECK(warns_of(fit, name));
    CHECK(fit.report().parameter_count == plain.report().parameter_count);
    CHECK(std::fabs(fit.report().log_likelihood - plain.report().log_likelihood) < 1e-6);
    for (std::size_t k = 0; k < 2; ++k) {
        for (std::uint32_t c = 0; c < 5; ++c) CHECK(std::isfinite(fit.expected_value(k, ColumnIndex{c})));
    }
}

TEST_CASE("columns of zeros, of one value or of nothing are told alike by the fit, by the mixture and by its statistics, and nothing is expected of nothing") {
    const std::vector<double> x{1, 2, 4, 9, 11, 12}, zeros(6, 0.0), sevens(6, 7.0), unknown(6, missing);
    for (const auto& [kind, family] : std::initializer_list<std::pair<ColumnKind, Family>>{
             {ColumnKind::numeric, Family::normal}, {ColumnKind::positive, Family::log_normal_hurdle}, {ColumnKind::positive, Family::gamma_hurdle},
             {ColumnKind::count, Family::poisson}, {ColumnKind::count, Family::negative_binomial}, {ColumnKind::cyclic, Family::von_mises}}) {
        for (const std::vector<double>& values : {zeros, sevens, unknown}) {
            FeatureData other = numbers("other", kind, values);
            if (kind == ColumnKind::cyclic) other.meaning.period = 24;
            const FeatureTable table = table_of({numbers("x", ColumnKind::numeric, x), other});
            MixtureOptions how = options(2, 0);
            how.families = {{"other", family}};
            const Mixture fit = checked_fit(table, how);
            CAPTURE(to_text(family), values[0]);
            double sum = 0;
            for (const double nats : fit.log_likelihood(table)) sum += nats;
            CHECK(std::fabs(sum - fit.report().log_likelihood) < 1e-6);
            CHECK(std::fabs(expected_statistics(fit, table).log_likelihood() - sum) < 1e-6);
            const double expected = fit.expected_value(0, ColumnIndex{1});
            CHECK(std::fabs(expected - (values[0] > 0 ? 7 : 0)) < 1e-9);
            if (!std::isnan(values[0]) || kind == ColumnKind::numeric) continue;
            for (const double seen : {0.0, 5.0}) {  // what nobody was seen at tells nothing of a newcomer
                std::vector<double> probabilities(2), without(2);
                fit.membership({.numbers = std::array{3.0, seen}, .exposures = std::array{1.0, 1.0}}, probabilities);
                fit.membership({.numbers = std::array{3.0}, .exposures = std::array{1.0}}, without);
                CHECK(std::fabs(probabilities[0] - without[0]) < 1e-12);
            }
        }
    }
}

TEST_CASE("extreme tables are fitted") {
    for (const double prior : {0.0, 1.0}) {
        const Mixture alone = checked_fit(table_of({numbers("x", ColumnKind::numeric, {3.0})}), options(1, prior));
        CHECK(alone.membership(table_of({numbers("x", ColumnKind::numeric, {8.0})}))(0, 0) == 1);
        const FeatureTable four = four_customers();
        CHECK(never_falls(checked_fit(four, options(4, prior)).report()));  // as many segments as customers
        const FeatureTable copies = table_of({numbers("x", ColumnKind::numeric, std::vector<double>(9, 2.0)),
                                              numbers("n", ColumnKind::count, std::vector<double>(9, 3.0)),
                                              composition("mix", {"a", "b"}, std::vector<float>(18, .5F), std::vector<double>(9, 4.0))});
        const Mixture one_distinct_row = checked_fit(copies, options(3, prior));
        CHECK(std::isfinite(one_distinct_row.report().log_likelihood));
    }
}

TEST_CASE("one distinct row, nothing known, constants: one segment is found, and everything about it is finite") {
    const std::vector<double> same(30, 2.0), unknown(30, missing);
    for (const std::vector<double>& values : {same, unknown}) {
        const FeatureTable table = table_of({numbers("x", ColumnKind::numeric, values), numbers("paid", ColumnKind::positive, values),
                                             numbers("n", ColumnKind::count, values)});
        const Segmentation found = checked_search(table, {.most = 4});
        CHECK(found.mixture.segment_count() == 1);
        CHECK(found.mixture.report().warnings.size() >= 2);
        CHECK(std::isfinite(found.mixture.report().bic));
        CHECK(found.mixture.membership(table)(29, 0) == 1);
        for (const double nats : found.mixture.log_likelihood(table)) CHECK(std::isfinite(nats));
    }
}

TEST_CASE("customers of weight 0 are not there, but are placed") {
    std::vector<double> x{1, 2, 3, 11, 12, 13, 500, -500}, weights{1, 1, 1, 1, 1, 1, 0, 0};
    const FeatureTable table = table_of({numbers("x", ColumnKind::numeric, x)}, weights);
    x.resize(6);
    const Mixture with = checked_fit(table, options(2)), without = checked_fit(table_of({numbers("x", ColumnKind::numeric, x)}), options(2));
    CHECK(std::fabs(with.expected_value(0, ColumnIndex{0}) - without.expected_value(0, ColumnIndex{0})) < 1e-6);
    CHECK(std::fabs(with.report().log_likelihood - without.report().log_likelihood) < 1e-6);
    const Matrix placed = with.membership(table);
    CHECK(std::fabs(placed(6, 0) + placed(6, 1) - 1) < 1e-12);
}

TEST_CASE("a range of numbers that the customers cannot fill is cut off or refused") {
    const FeatureTable table = four_customers();
    CHECK(checked_search(table, {.most = 40}).trials.back().segment_count <= 4);
    refused<InvalidArgument>([&] { return checked_search(table, {.least = 5, .most = 6}); }, "least is 5");
    refused<InvalidArgument>([&] { return checked_search(table, {.least = 3, .most = 2}); }, "most is 2");
    refused<InvalidArgument>([&] { return checked_search(table, {.least = 0}); }, "least is 0");
    CHECK(checked_search(table, {.least = 1, .most = 1}).mixture.segment_count() == 1);
}

TEST_CASE("more segments than customers of weight are refused, and a range ends there") {
    const FeatureTable table = table_of({numbers("x", ColumnKind::numeric, {1, 2, 4, 9, 11, 12})}, {1, 1, 1, 0, 0, 0});
    refused<InvalidArgument>([&] { return checked_fit(table, options(4)); }, "segment_count is 4, but must be at most the number of customers with a weight above 0, 3");
    refused<InvalidArgument>([&] { return checked_search(table, {.least = 4, .most = 5}); }, "least is 4");
    CHECK(checked_search(table, {.most = 6}).trials.back().segment_count <= 3);
    CHECK(checked_fit(table, options(3)).segment_count() == 3);
}

TEST_CASE("what would be overridden is refused where it is given, and says where to write it") {
    const FeatureTable table = four_customers();
    refused<InvalidArgument>([&] { return checked_search(table, {.mixture = {.segment_count = 3}}); }, "mixture.segment_count is 3, but must be left out");
    refused<InvalidArgument>([&] { return checked_search(table, {.mixture = {.segment_count = 4}}); }, "mixture.segment_count is 4");  // what fit_mixture() takes unasked
    refused<InvalidArgument>([&] { return checked_search(table, {.mixture = {.covariance = CovarianceShape::diagonal}}); }, "beside least and most");
    refused<InvalidArgument>([&] { return checked_search(table, {.covariance = CovarianceShape::free_block}); }, "but must be diagonal, shared_block, or left out");
    refused<InvalidArgument>([&] { return checked_search(table, {.covariance = CovarianceShape::diagonal, .mixture = {.block = {"x"}}}); }, "mixture.block");
    refused<InvalidArgument>([&] { return checked_fit(table, {.segment_count = 1, .block = {"x"}}); }, "write covariance = shared_block or free_block");
    const Segmentation found = checked_search(table, {.least = 1, .most = 1});
    refused<InvalidArgument>([&] { return judge_segments(found, table, {.mixture = {.segment_count = 4}}); }, "mixture.segment_count is 4");
    const Matrix halves = membership_of(std::vector<std::uint32_t>{0, 0, 1, 1}, 2);
    refused<InvalidArgument>([&] { return describe_groups(table, halves, {.segment_count = 3}); }, "as many as the memberships have columns, 2");
    refused<InvalidArgument>([&] { return fit_mixture(table, halves, {.segment_count = 4}); }, "segment_count is 4");
    CHECK(describe_groups(table, halves, {.segment_count = 2}).segment_count() == 2);
    CHECK(checked_fit(table).segment_count() == 4);
    const auto nowhere = [](const Mixture&) -> MixtureStatistics { throw InvalidArgument("statistics", "", "", "asked for"); };
    refused<InvalidArgument>([&] { return fit_from_statistics(found.mixture, nowhere, {.segment_count = 2}); }, "as many as the start has, 1");
    refused<InvalidArgument>([&] { return fit_from_statistics(found.mixture, nowhere, {.covariance = CovarianceShape::free_block}); }, "the start decides it");
    CHECK(checked_search(table, {.least = 1, .most = 1}).mixture.segment_count() == 1);
}

TEST_CASE("a category of 100,000 levels is fitted, and a level that nobody had is unlikely but possible") {
    constexpr std::size_t levels = 100'000, rows = 60'000;
    std::vector<std::string> names(levels);
    for (std::size_t level = 0; level < levels; ++level) names[level] = "level " + std::to_string(level);
    std::vector<std::uint32_t> own(rows);
    std::vector<double> x(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        x[i] = i % 2 == 0 ? static_cast<double>(i % 7) : 40 + static_cast<double>(i % 5);
        own[i] = static_cast<std::uint32_t>(i % 2 == 0 ? i % 50 : 50 + i % 50);
    }
    const FeatureTable table = table_of({codes("shop", ColumnKind::category, names, own), numbers("x", ColumnKind::numeric, x)});
    const Mixture fit = checked_fit(table, {.segment_count = 2, .starts_at_most = 2});
    CHECK(never_falls(fit.report()));
    std::ranges::reverse(names);  // another table, another order: looked up by name
    const std::vector<double> nats = fit.log_likelihood(table_of({codes("shop", ColumnKind::category, names, {0, levels - 1})}));
    CHECK(std::isfinite(nats[0]));
    CHECK(nats[0] < -10);
    CHECK(nats[1] > -10);
}

TEST_CASE("an empty mixture places nobody") {
    const Mixture nothing;
    CHECK(nothing.segment_count() == 0);
    CHECK(nothing.report().termination == Termination::not_run);
    CHECK(nothing.membership(four_customers()).columns() == 0);
    CHECK(nothing == Mixture());
}

TEST_CASE("a state that was tampered with does not pass the gate") {
    const Mixture fit = checked_fit(four_customers(), options(2));
    const auto tampered = [&](auto&& change) {
        Mixture::State state = fit.state();
        change(state);
        CHECK_THROWS_AS(state.check(), InvalidArgument);
    };
    CHECK_NOTHROW(Mixture::State(fit.state()).check());
    tampered([](auto& state) { state.shares[0] = 2; });
    tampered([](auto& state) { state.shares.push_back(0); });
    tampered([](auto& state) { state.families[0] = static_cast<Family>(77); });
    tampered([](auto& state) { state.families[0] = Family::poisson; });
    tampered([](auto& state) { state.families.pop_back(); });
    tampered([](auto& state) { state.parameters(0, 1) = missing; });
    tampered([](auto& state) { state.parameters = Matrix(2, 1); });
    tampered([](auto& state) { state.block = {0}; });
    tampered([](auto& state) { state.covariance = Matrix(1, 1); });
    tampered([](auto& state) { state.shape = static_cast<CovarianceShape>(9); });
    tampered([](auto& state) { state.columns[0].name.clear(); });
    tampered([](auto& state) { state.report.separation_share.clear(); });
}
