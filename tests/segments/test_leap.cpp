#include "tables.hpp"

#include "segments/em.hpp"
#include "segments/leap.hpp"

#include <dangol/segments/groups.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

using namespace dangol;
using namespace dangol::testing;
using Catch::Matchers::WithinAbs;

namespace {

/// Two kinds that overlap in a number, a count, an hour and a town, so that EM takes long.
FeatureTable overlapping(std::size_t customers) {
    Random random(4);
    std::vector<double> x, visits, hours;
    std::vector<std::uint32_t> towns;
    for (std::size_t i = 0; i < customers; ++i) {
        const double second = random.chance(0.4) ? 1 : 0;
        x.push_back(random.normal() + 1.2 * second);
        visits.push_back(static_cast<double>(random.poisson(2 + 1.5 * second)));
        hours.push_back(std::fmod(38 + 3 * random.normal() + 3 * second, 24));
        towns.push_back(random.chance(second > 0 ? 0.6 : 0.3) ? 1 : static_cast<std::uint32_t>(2 * random.below(2)));
    }
    FeatureData hour = numbers("hour", ColumnKind::cyclic, hours);
    hour.meaning.period = 24;
    return table_of({numbers("x", ColumnKind::numeric, x), numbers("visits", ColumnKind::count, visits), hour,
                     codes("town", ColumnKind::category, {"a", "b", "c"}, towns)});
}

FitState begun(const PreparedTable& table, const MixtureOptions& how) {
    Random random(1);
    Matrix start(table.rows(), 2);
    for (std::size_t i = 0; i < start.rows(); ++i) start(i, 1) = 1 - (start(i, 0) = random.uniform());
    return describe(table, {.values = start}, 3, how, {});
}

}  // namespace

TEST_CASE("correctness: a run that leaps ends in fewer passes, nowhere falls, and ends no lower than one that takes each step") {
    const FeatureTable customers = overlapping(2000);
    for (const CovarianceShape shape : {CovarianceShape::diagonal, CovarianceShape::free_block}) {
        MixtureOptions how = options(2);
        how.covariance = shape;
        const PreparedTable table = prepare(customers, how, {});
        const EmLimits steps{.iterations_at_most = 5000, .tolerance = 1e-9};
        EmLimits leaps = steps;
        leaps.leaps = true;
        const FitRun each = run_em(table, begun(table, how), how, steps, {}), leapt = run_em(table, begun(table, how), how, leaps, {});
        CAPTURE(each.iterations, leapt.iterations);
        REQUIRE(each.iterations > 100);
        CHECK(2 * leapt.iterations < each.iterations);
        CHECK(leapt.termination == Termination::converged);
        CHECK(leapt.log_posterior() >= each.log_posterior() - 1e-4);
        for (std::size_t i = 1; i < leapt.trace.size(); ++i) REQUIRE(leapt.trace[i] >= leapt.trace[i - 1] - 1e-9 * std::fabs(leapt.trace[i - 1]));
    }
}

TEST_CASE("correctness: a leap goes as far as the steps say, keeps every parameter in its range, and moves nothing that stood still") {
    const MixtureOptions how = options(2);
    const PreparedTable table = prepare(overlapping(300), how, {});
    const FitState before = begun(table, how);
    FitState after = before;
    const PreparedColumn& x = table.columns[0];
    after.parameters(0, x.first_parameter) += 0.01 * x.scale;
    after.shares = {before.shares[0] * 1.02, 1 - before.shares[0] * 1.02};
    const LeapPlan plan(table);
    const FitState near = plan.leap(before, after, 3), far = plan.leap(before, after, 1e6);
    CHECK_THAT(near.parameters(0, x.first_parameter), WithinAbs(before.parameters(0, x.first_parameter) + 0.04 * x.scale, 1e-12));
    CHECK_THAT(far.parameters(0, x.first_parameter), WithinAbs(after.parameters(0, x.first_parameter) + 0.7 * x.scale, 1e-12));
    for (const FitState* to : {&near, &far}) CHECK_THAT(to->shares[0] + to->shares[1], WithinAbs(1, 1e-12));
    CHECK(near.shares[0] > after.shares[0]);
    for (std::size_t p = 0; p < table.parameter_count; ++p) CHECK(far.parameters(1, p) == before.parameters(1, p));
    CHECK_THAT(steps_left(0.25, 1), WithinAbs(1, 1e-12));    // half a step each time: as far again
    CHECK_THAT(steps_left(0.81, 1), WithinAbs(9, 1e-9));
}
