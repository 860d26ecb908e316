#include "honesty/trials.hpp"

#include "honesty/shops.hpp"
#include "honesty/worlds.hpp"

#include <dangol/personas/persona.hpp>
#include <dangol/segments/agreement.hpp>
#include <dangol/segments/most_probable.hpp>
#include <dangol/segments/segmentation.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace dangol_honesty {
namespace {

using namespace dangol;
using Bound = Rule::Bound;
using World = PlantedWorld (*)(std::size_t customers, std::uint64_t seed);

constexpr double significance = .05;  // of a count beyond its bound

/// As study() judges, but for the number of null worlds and resamplings, which are the least that its defaults allow.
Segmentation judged(const FeatureTable& table, const JudgeOptions& options, const Execution& execution) {
    return judge_segments(find_segments(table, {}, execution), table, {}, options, execution);
}

/// Whether kinds are natural does not depend on cuts, nor on how stable they are: none is tried, and that is hardly asked.
constexpr JudgeOptions without_cuts{.bootstrap_samples = 1, .cut_most = 1};
constexpr JudgeOptions of_few{.bootstrap_samples = 20, .smallest_group = 5};  // the owner of a small shop asks for a smaller k

std::vector<std::uint32_t> groups_in(const Segmentation& found, const FeatureTable& table) { return most_probable(found.mixture.membership(table)); }

bool are_natural(const Segmentation& found, std::size_t kinds) {
    return found.verdict == Verdict::natural && found.mixture.segment_count() == kinds;
}

/// What is said of the kinds and carries a q below the rate of false discoveries.
std::vector<Trait> claims_of(const Segmentation& found, const FeatureTable& table, std::size_t smallest_group, const Execution& execution) {
    const PersonaSet described = describe_personas(found, table, {.smallest_group = smallest_group}, execution);
    std::vector<Trait> claims;
    if (described.personas.size() < 2) return claims;
    const PersonaSet tested = test_personas(described, table, {.bootstrap_samples = 20}, execution);
    for (const Persona& persona : tested.personas)
        std::ranges::copy_if(persona.traits, std::back_inserter(claims), [&](const Trait& trait) {
            return trait.ground == Ground::tested && trait.q_value <= tested.options.false_discovery_rate;
        });
    return claims;
}

struct CellMaker {
    unsigned trial = 0;
    std::vector<std::size_t> sizes = {};
    std::vector<Rule> rules = {};
};

template <class Run>
void add(std::vector<Cell>& cells, const CellMaker& maker, const std::string& name, World world, Run run) {
    for (const std::size_t customers : maker.sizes) {
        cells.push_back({.trial = maker.trial,
                         .world = name,
                         .customers = customers,
                         .worlds_in_full = customers >= 30'000 ? 50U : 200U,
                         .rules = maker.rules,
                         .run = [world, customers, run](std::uint64_t seed, const Execution& execution) {
                             return run(world(customers, seed), execution);
                         }});
    }
}

// 1. One population: nothing natural; where nothing depends on anything, no claim.
void add_null_worlds(std::vector<Cell>& cells) {
    const Rule natural{"called natural", Bound::at_most, .05};
    const CellMaker null{1, {300, 3'000, 30'000}, {natural}};
    const auto run = [](const PlantedWorld& world, const Execution& execution) {
        return Answers{answer(judged(world.table, without_cuts, execution).verdict == Verdict::natural)};
    };
    add(cells, {1, {300, 3'000, 30'000}, {natural, {"a claim with q", Bound::at_most, .05}}}, "independent", independent_habits,
        [](const PlantedWorld& world, const Execution& execution) {
            const Segmentation found = judged(world.table, {.bootstrap_samples = 20}, execution);
            return Answers{answer(found.verdict == Verdict::natural),
                           found.mixture.segment_count() > 1 ? answer(!claims_of(found, world.table, PersonaOptions{}.smallest_group, execution).empty())
                                                             : Answer::not_asked};
        });
    add(cells, null, "one factor, r = .4", one_factor, run);
    add(cells, null, "skewed", skewed_habits, run);
    add(cells, null, "overdispersed counts", overdispersed_counts, run);
    add(cells, null, "overdispersed profiles", overdispersed_profile, run);
}

// 1, the whole way: shops without kinds. Where one factor moves every habit, age goes with the rest of them.
void add_null_shops(std::vector<Cell>& cells) {
    const Rule natural{"called natural", Bound::at_most, .05}, set_aside{"somebody set aside", Bound::at_most, .05},
        claimed{"a claim about attributes", Bound::at_most, .05};
    struct Shop {
        worlds::Trade trade = {};
        std::string name = {};
        bool attributes_apart = true;
    };
    for (const Shop& shop : {Shop{worlds::Trade::null_independent, "a shop, independent habits"}, Shop{worlds::Trade::null_factor, "a shop, one factor", false},
                             Shop{worlds::Trade::null_skewed, "a shop, skewed habits"}}) {
        constexpr std::size_t customers = 700;  // with fewer "natural" would be barred
        cells.push_back({.trial = 1, .world = shop.name, .customers = customers, .rules = {natural, set_aside, claimed},
                         .run = [shop](std::uint64_t seed, const Execution& execution) {
                             const NullShopFindings found = study_null_shop(shop.trade, customers, seed, execution);
                             const bool asked = shop.attributes_apart && found.kinds > 1;
                             return Answers{answer(found.natural), answer(found.somebody_set_aside), asked ? answer(found.attribute_claimed) : Answer::not_asked};
                         }});
    }
}

// 2. Three kinds are three, at every size.
void add_planted_kinds(std::vector<Cell>& cells) {
    add(cells, {2, {300, 3'000, 30'000, 100'000}, {{"three natural kinds", Bound::at_least, .9}, {"adjusted Rand ≥ .95", Bound::at_least, .9}}},
        "three kinds, r = .4 within", three_correlated_kinds, [](const PlantedWorld& world, const Execution& execution) {
            const Segmentation found = judged(world.table, without_cuts, execution);
            return Answers{answer(are_natural(found, 3)), answer(adjusted_rand(groups_in(found, world.table), world.kinds) >= .95)};
        });
}

// 2, in columns of several sorts.
void add_kinds_in_mixed_columns(std::vector<Cell>& cells) {
    add(cells, {2, {300, 3'000}, {{"two natural kinds", Bound::at_least, .9}, {"adjusted Rand ≥ .90", Bound::at_least, .9}}},
        "two kinds in a number, a count, an amount and a flag", two_kinds_in_mixed_columns, [](const PlantedWorld& world, const Execution& execution) {
            const Segmentation found = judged(world.table, without_cuts, execution);
            return Answers{answer(are_natural(found, 2)), answer(adjusted_rand(groups_in(found, world.table), world.kinds) >= .9)};
        });
}

// 3. What means nothing does not hide what does.
void add_columns_without_meaning(std::vector<Cell>& cells) {
    const CellMaker maker{3, {500, 1'000, 3'000}, {{"two natural kinds", Bound::at_least, .9}, {"adjusted Rand ≥ .70", Bound::at_least, .9}}};
    const auto run = [](const PlantedWorld& world, const Execution& execution) {
        const Segmentation found = judged(world.table, without_cuts, execution);
        return Answers{answer(are_natural(found, 2)), answer(adjusted_rand(groups_in(found, world.table), world.kinds) >= .7)};
    };
    add(cells, maker, "a column copied five times", column_copied_five_times, run);
    add(cells, maker, "an empty profile of 28 cells", empty_profile, run);
}

// 4. For how long one was seen, and how much was written, are no kinds.
void add_unequal_exposure(std::vector<Cell>& cells) {
    const CellMaker maker{4, {300, 3'000}, {{"called natural", Bound::at_most, .05}}};
    const auto run = [](const PlantedWorld& world, const Execution& execution) {
        return Answers{answer(judged(world.table, without_cuts, execution).verdict == Verdict::natural)};
    };
    add(cells, maker, "equal rates, unequal tenure", unequal_tenure, run);
    add(cells, maker, "equal rates, unequal notes", unequal_notes, run);
}

// 10. Thirty customers.
void add_few_customers(std::vector<Cell>& cells) {
    add(cells, {10, {30}, {{"more than one kind proposed", Bound::at_most, .05}, {"called natural", Bound::at_most, .05}, {"a cut is found again", Bound::none}}},
        "noise in eight columns", noise_in_eight, [](const PlantedWorld& world, const Execution& execution) {
            const Segmentation proposed = find_segments(world.table, {}, execution);
            const Verdict verdict = judge_segments(proposed, world.table, {}, of_few, execution).verdict;
            return Answers{answer(proposed.mixture.segment_count() > 1), answer(verdict == Verdict::natural), answer(verdict == Verdict::reproducible)};
        });
    add(cells, {10, {30}, {{"two kinds proposed", Bound::at_least, .7}, {"claims all true", Bound::at_least, .95}}}, "two kinds in four of eight columns",
        two_kinds_in_four_of_eight, [](const PlantedWorld& world, const Execution& execution) {
            const Segmentation proposed = find_segments(world.table, {}, execution);
            Answer true_claims = Answer::not_asked;
            for (const Trait& claim : claims_of(proposed, world.table, of_few.smallest_group, execution))
                if (true_claims != Answer::no) true_claims = answer(claim.column.value < 4);
            return Answers{answer(proposed.mixture.segment_count() == 2), true_claims};
        });
}

double log_choose(double n, double k) { return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1); }

}  // namespace

std::vector<Cell> all_cells() {
    std::vector<Cell> cells;
    add_null_worlds(cells);
    add_null_shops(cells);
    add_planted_kinds(cells);
    add_kinds_in_mixed_columns(cells);
    add_columns_without_meaning(cells);
    add_unequal_exposure(cells);
    std::ranges::move(cells_of_use(), std::back_inserter(cells));
    std::ranges::move(cells_of_leads(), std::back_inserter(cells));
    add_few_customers(cells);
    std::ranges::stable_sort(cells, {}, &Cell::trial);
    return cells;
}

Tally tally(const std::vector<std::vector<Answer>>& worlds, std::size_t rule) {
    Tally sum;
    for (const std::vector<Answer>& world : worlds) {
        sum.asked += world[rule] == Answer::not_asked ? 0 : 1;
        sum.yes += world[rule] == Answer::yes ? 1 : 0;
    }
    return sum;
}

double p_value(const Tally& tally, const Rule& rule) {
    if (rule.bound == Bound::none) return 1;
    const auto n = static_cast<double>(tally.asked);
    const std::size_t from = rule.bound == Bound::at_most ? tally.yes : 0, to = rule.bound == Bound::at_most ? tally.asked : tally.yes;
    double sum = 0;
    for (std::size_t i = from; i <= to; ++i) {
        const auto k = static_cast<double>(i);
        sum += std::exp(log_choose(n, k) + k * std::log(rule.rate) + (n - k) * std::log1p(-rule.rate));
    }
    return std::min(sum, 1.0);
}

bool is_met(const Tally& tally, const Rule& rule) { return p_value(tally, rule) >= significance; }

}  // namespace dangol_honesty
