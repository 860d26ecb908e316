#include <dangol/core/error.hpp>
#include <dangol/segments/mixture_statistics.hpp>

#include "segments/every_family.hpp"
#include "segments/mixture_state.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <set>

using namespace dangol;
using namespace dangol::testing;

namespace {

std::vector<std::uint32_t> range(std::size_t from, std::size_t until) {
    std::vector<std::uint32_t> rows(until - from);
    std::iota(rows.begin(), rows.end(), static_cast<std::uint32_t>(from));
    return rows;
}

std::vector<FeatureTable> parts_of(const FeatureTable& table, std::vector<std::size_t> ends) {
    std::vector<FeatureTable> parts;
    std::size_t begin = 0;
    ends.push_back(table.customer_count());
    for (const std::size_t end : ends) {
        parts.push_back(table.rows(range(begin, end)));
        begin = end;
    }
    return parts;
}

StatisticsSource sum_of(std::vector<FeatureTable> parts) {
    return [parts = std::move(parts)](const Mixture& mixture) {
        MixtureStatistics sums;
        for (const FeatureTable& part : parts) sums.merge(expected_statistics(mixture, part));
        return sums;
    };
}

double furthest(std::span<const double> a, std::span<const double> b) {
    REQUIRE(a.size() == b.size());
    double most = 0;
    for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::fabs(a[i] - b[i]) / (1 + std::fabs(a[i])));
    return most;
}

double difference(const Mixture& a, const Mixture& b) {
    return std::max({furthest(a.state().parameters.values(), b.state().parameters.values()), furthest(a.shares(), b.shares()),
                     furthest(a.state().covariance.values(), b.state().covariance.values())});
}

/// Nearly hard, so that the segments are those planted.
Matrix start_of(std::size_t rows) {
    Matrix start(rows, 2);
    for (std::size_t i = 0; i < rows; ++i) start(i, 0) = 1 - (start(i, 1) = i % 3 == 0 ? 0.7 : 0.4);
    return start;
}

}  // namespace

TEST_CASE("a fit over parts is the fit over everyone, in every family, for every shape of covariance, with and without a prior") {
    const FeatureTable table = every_family(700, 5);
    const Matrix start = start_of(700);
    for (const CovarianceShape shape : {CovarianceShape::diagonal, CovarianceShape::shared_block, CovarianceShape::free_block}) {
        for (const double prior : {1.0, 0.0}) {
            CAPTURE(static_cast<int>(shape), prior);
            MixtureOptions options{.segment_count = 2, .covariance = shape, .families = one_of_each(), .prior_customers = prior, .iterations_at_most = 1, .tolerance = 0};
            const Mixture begun = checked_fit(table, start, options);
            const std::set<Family> families(begun.families().begin(), begun.families().end());
            REQUIRE(families.size() == 13);  // all that there are
            options.iterations_at_most = 13;
            const Mixture whole = checked_fit(table, start, options);
            options.iterations_at_most = 12;
            const Mixture merged = fit_from_statistics(begun, sum_of(parts_of(table, {90, 91, 400})), options);
            CHECK(difference(whole, merged) < 1e-9);
            CHECK(merged.report().iterations == 12);
            CHECK(std::fabs(whole.report().log_likelihood - merged.report().log_likelihood) < 1e-8 * std::fabs(whole.report().log_likelihood));
            CHECK(std::fabs(whole.report().log_posterior.back() - merged.report().log_posterior.back()) < 1e-8 * std::fabs(whole.report().log_posterior.back()));
            CHECK(whole.report().parameter_count == merged.report().parameter_count);
            CHECK(never_falls(merged.report()));
        }
    }
}

TEST_CASE("statistics of parts add up to those of the whole, whichever part comes first") {
    const FeatureTable table = every_family(300, 6);
    const Mixture mixture = checked_fit(table, start_of(300), {.covariance = CovarianceShape::free_block, .families = one_of_each(), .iterations_at_most = 3});
    const MixtureStatistics whole = expected_statistics(mixture, table);
    const std::vector<FeatureTable> parts = parts_of(table, {100, 180});
    MixtureStatistics forward, backward;
    for (std::size_t i = 0; i < 3; ++i) {
        forward.merge(expected_statistics(mixture, parts[i]));
        backward.merge(expected_statistics(mixture, parts[2 - i]));
    }
    const Mixture of_whole = maximise(whole);
    CHECK(difference(of_whole, maximise(forward)) < 1e-12);
    CHECK(difference(of_whole, maximise(backward)) < 1e-12);
    CHECK(std::fabs(whole.weight() - forward.weight()) < 1e-9);
    CHECK(furthest(whole.segment_weights(), forward.segment_weights()) < 1e-12);
    const std::vector<double> nats = mixture.log_likelihood(table);
    const double expected = std::inner_product(nats.begin(), nats.end(), table.weights().begin(), 0.0);
    CHECK(std::fabs(whole.log_likelihood() - expected) < 1e-9 * std::fabs(expected));

    SECTION("and a part that is taken out again leaves the others") {
        forward.subtract(expected_statistics(mixture, parts[1]));
        MixtureStatistics others = expected_statistics(mixture, parts[0]);
        others.merge(expected_statistics(mixture, parts[2]));
        CHECK(difference(maximise(others), maximise(forward)) < 1e-10);
    }
    SECTION("but who was not in them cannot be taken out") {
        MixtureStatistics few = expected_statistics(mixture, parts[1]);
        CHECK_THROWS_AS(few.subtract(whole), InvalidArgument);
    }
    SECTION("and threads do not change a bit") {
        for (const std::size_t threads : {1U, 2U, 4U}) CHECK(expected_statistics(mixture, table, {.threads = threads}) == whole);
    }
}

TEST_CASE("groups that are given are described from parts as from the whole") {
    const FeatureTable table = every_family(240, 8, 0);
    Matrix groups(240, 2);
    for (std::size_t i = 0; i < 240; ++i) groups(i, i % 2) = 1;
    const MixtureOptions options{.covariance = CovarianceShape::shared_block, .families = one_of_each()};
    const Mixture whole = describe_groups(table, groups, options);
    const std::vector<FeatureTable> parts = parts_of(table, {60});
    MixtureStatistics sums = given_statistics(whole, parts[0], groups.view().rows_from(0, 60));
    sums.merge(given_statistics(whole, parts[1], groups.view().rows_from(60, 180)));
    CHECK(difference(whole, maximise(sums, {.rounds = 200})) < 1e-6);  // Newton's steps end at a change of 1e-9
}

TEST_CASE("a part may list its levels otherwise, lack a column, or be empty; a level that nobody knew is an error") {
    const auto part = [](std::vector<std::string> levels, std::vector<std::uint32_t> values) {
        return table_of({codes("branch", ColumnKind::category, std::move(levels), std::move(values))});
    };
    const FeatureTable table = part({"north", "south", "west"}, {0, 0, 1, 2, 2, 2});
    const Mixture mixture = checked_fit(table, options(1));
    const MixtureStatistics here = expected_statistics(mixture, part({"north", "south", "west"}, {2, 0, unobserved_code}));
    CHECK(here == expected_statistics(mixture, part({"west", "north"}, {0, 1, unobserved_code})));
    CHECK(expected_statistics(mixture, table_of({numbers("other", ColumnKind::numeric, {1, 2})})).weight() == 2);
    CHECK(expected_statistics(mixture, table.rows({})).weight() == 0);
    CHECK_THROWS_AS(expected_statistics(mixture, part({"north", "east"}, {0, 1})), UnknownLevel);
    CHECK(expected_statistics(mixture, part({"north", "east"}, {0, 0})).weight() == 2);
}

TEST_CASE("statistics refuse what they cannot mean") {
    const FeatureTable table = every_family(60, 9);
    const Mixture one = checked_fit(table, options(1)), other = checked_fit(table, options(1, 2));
    MixtureStatistics sums = expected_statistics(one, table);
    CHECK_THROWS_WITH(sums.merge(expected_statistics(other, table)), Catch::Matchers::ContainsSubstring("under one mixture"));
    CHECK_THROWS_AS(maximise(MixtureStatistics()), InsufficientData);
    CHECK_THROWS_AS(maximise(sums, {.prior_customers = -1}), InvalidArgument);
    CHECK_THROWS_AS(maximise(sums, {.rounds = 0}), InvalidArgument);
    CHECK_THROWS_AS(expected_statistics(Mixture(), table), InvalidArgument);
    CHECK_THROWS_AS(given_statistics(one, table, Matrix(60, 1)), InvalidArgument);
    CHECK_THROWS_AS(fit_from_statistics(one, [&](const Mixture&) { return expected_statistics(other, table); }), InvalidArgument);
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS(fit_from_statistics(one, sum_of({table}), {}, {.stop = stop.get_token()}), Cancelled);
}
