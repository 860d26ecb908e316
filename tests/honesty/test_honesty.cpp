#include <honesty/trials.hpp>
#include <honesty/worlds.hpp>

#include <dangol/segments/agreement.hpp>
#include <dangol/segments/mixture.hpp>
#include <dangol/segments/most_probable.hpp>
#include <dangol/segments/segmentation.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <algorithm>
#include <map>
#include <string>

// The trials of benchmarks/honesty in short: few worlds, small ones, the same each time. A count significantly beyond its bound fails.
using namespace dangol_honesty;
using Catch::Matchers::WithinAbs;

namespace {

void run(unsigned trial, std::size_t customers, const std::map<std::string, std::uint64_t>& worlds) {
    std::size_t run = 0;
    for (const Cell& cell : all_cells()) {
        const auto wanted = worlds.find(cell.world);
        if (cell.trial != trial || cell.customers != customers || wanted == worlds.end()) continue;
        ++run;
        std::vector<std::vector<Answer>> answers;
        for (std::uint64_t seed = 1; seed <= wanted->second; ++seed) answers.push_back(cell.run(seed, {}));
        for (std::size_t rule = 0; rule < cell.rules.size(); ++rule) {
            const Tally counted = tally(answers, rule);
            CAPTURE(cell.world, cell.customers, cell.rules[rule].question, counted.yes, counted.asked);
            CHECK(is_met(counted, cell.rules[rule]));
        }
    }
    CHECK(run == worlds.size());
}

}  // namespace

TEST_CASE("trial 1: one population is not called natural, whatever its columns are drawn from, and independent columns bear no claim") {
    run(1, 300, {{"independent", 4}, {"one factor, r = .4", 10}, {"skewed", 3}, {"overdispersed counts", 4}, {"overdispersed profiles", 6}});
}

TEST_CASE("trial 1, the whole way: of a shop without kinds nothing is called natural, nobody is set aside, and attributes bear no claim") {
    run(1, 700, {{"a shop, independent habits", 2}});
}

TEST_CASE("trial 2: three kinds with correlation inside each are three") { run(2, 300, {{"three kinds, r = .4 within", 2}}); }

TEST_CASE("trial 2, in columns of several sorts: two kinds are two") { run(2, 300, {{"two kinds in a number, a count, an amount and a flag", 4}}); }

TEST_CASE("trial 3: neither a column copied five times nor an empty profile hides two kinds") {
    run(3, 500, {{"a column copied five times", 2}});
    for (const std::uint64_t seed : {1U, 5U, 6U}) {  // refitting null worlds with 28 cells takes seconds: only the candidate
        const PlantedWorld world = empty_profile(500, seed);
        const dangol::Mixture candidate = dangol::find_segments(world.table).mixture;
        CHECK(candidate.segment_count() == 2);
        CHECK(candidate.shared_columns() == std::vector<std::string>{"week"});
        CHECK(dangol::adjusted_rand(dangol::most_probable(candidate.membership(world.table)), world.kinds) >= .7);
    }
}

TEST_CASE("trial 4: unequal tenure and unequal notes are no kinds") {
    run(4, 300, {{"equal rates, unequal tenure", 12}, {"equal rates, unequal notes", 12}});
}

TEST_CASE("trial 6: a column that makes the kinds and is an attribute too counts once") { run(6, 3'000, {{"columns shared by fit and attributes", 4}}); }

TEST_CASE("trial 7: strangers among leads raise an alarm, other shares do not") {
    run(7, 600, {{"300 leads of other shares, no strangers", 12}});
    run(7, 1'500, {{"600 leads of other shares, no strangers", 12}, {"600 leads of other shares, a tenth of them strangers", 12}});
}

TEST_CASE("trials 5, 7 and 8: rates by kind, shares among leads, whom not to chase") {
    run(5, 10'000, {{"the same, normal kinds", 40}});  // of kinds with long tails it is missed: docs/honesty.md
    run(7, 6'000, {{"shares .68, .30, .02; of leads .30, .50, .20", 4}});
    run(8, 4'000, {{"ten kinds at 4 %, break-even 2 %", 10}});
    run(8, 10'000, {{"one kind at 0.5 %, four at 4 %", 6}});
}

TEST_CASE("trial 10: of thirty customers no second kind is claimed from noise, and two kinds are proposed where there are two") {
    run(10, 30, {{"noise in eight columns", 40}, {"two kinds in four of eight columns", 40}});
}

TEST_CASE("who is told the kinds finds them: what a trial asks for can be had") {
    const auto oracle = [](const PlantedWorld& world, dangol::CovarianceShape shape) {
        dangol::Matrix truth(world.kinds.size(), *std::ranges::max_element(world.kinds) + std::size_t{1});
        for (std::size_t i = 0; i < world.kinds.size(); ++i) truth(i, world.kinds[i]) = 1;
        const dangol::Mixture told = dangol::describe_groups(world.table, truth, {.covariance = shape});
        return dangol::adjusted_rand(dangol::most_probable(told.membership(world.table)), world.kinds);
    };
    CHECK(oracle(three_correlated_kinds(20'000, 1), dangol::CovarianceShape::shared_block) >= .98);
    CHECK(oracle(two_kinds_in_mixed_columns(20'000, 1), dangol::CovarianceShape::diagonal) >= .95);
    CHECK(oracle(column_copied_five_times(20'000, 1), dangol::CovarianceShape::shared_block) >= .85);
    CHECK(oracle(empty_profile(20'000, 1), dangol::CovarianceShape::diagonal) >= .85);
    CHECK(oracle(two_kinds_in_four_of_eight(20'000, 1), dangol::CovarianceShape::diagonal) >= .85);
}

TEST_CASE("a bound is missed only by a count that it hardly leaves room for") {
    const Rule at_most{.bound = Rule::Bound::at_most, .rate = .05}, at_least{.bound = Rule::Bound::at_least, .rate = .9};
    CHECK_THAT(p_value({0, 200}, at_most), WithinAbs(1, 1e-9));
    CHECK_THAT(p_value({2, 6}, at_most), WithinAbs(.0327738, 1e-6));  // 1 − .95⁶ − 6 · .05 · .95⁵
    CHECK(is_met({15, 200}, at_most));
    CHECK_FALSE(is_met({16, 200}, at_most));
    CHECK(is_met({4, 6}, at_least));
    CHECK_FALSE(is_met({3, 6}, at_least));
    CHECK(is_met({0, 0}, at_least));  // nothing was asked
    CHECK(tally({{Answer::yes}, {Answer::no}, {Answer::not_asked}}, 0).asked == 2);
}
