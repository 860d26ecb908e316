// Trials 5 and 8: what is said with segments once they stand.
#include "honesty/draws.hpp"
#include "honesty/trials.hpp"

#include <dangol/features/lead_table.hpp>
#include <dangol/scoring/negative_persona.hpp>
#include <dangol/segments/kmeans.hpp>
#include <dangol/segments/three_step.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

namespace dangol_honesty {
namespace {

using namespace dangol;
using Bound = Rule::Bound;

double normal(Random& random) { return random.normal(); }

// 5. Outcomes of overlapping kinds. The fit starts from the kinds, so that its segments have their numbers; it then goes its own way.
// Normal kinds are the fitter's own family: what they reach is the correction's doing, and what else is missed that of the tails.
Cell outcome_rates(std::string world, double (*draw)(Random&)) {
    constexpr std::size_t customers = 10'000;
    constexpr std::array<double, 3> rates{.30, .08, .01};
    Cell cell{.trial = 5, .world = std::move(world), .customers = customers};
    for (const double rate : rates)
        for (const Bound bound : {Bound::at_least, Bound::at_most})
            cell.rules.push_back({"interval holds " + std::to_string(rate).substr(1, 3), bound, bound == Bound::at_least ? .92 : .98});
    cell.run = [rates, draw](std::uint64_t seed, const Execution& execution) {
        Random random(seed, 20);
        const Drawn world = around(customers, {{0, 0, 0, 0}, {2, 2, 0, 0}, {0, 0, 2, 2}}, {.5, .3, .2}, random, draw);
        std::vector<double> outcome;
        for (const std::uint32_t kind : world.kinds) outcome.push_back(random.chance(rates[kind]) ? 1 : 0);
        const Mixture fit = fit_mixture(world.table, told(world.kinds, 3), {.segment_count = 3}, execution);
        const auto found = outcome_by_segment(fit.membership(world.table, execution), outcome, {});
        Answers answers;
        for (std::size_t kind = 0; kind < rates.size(); ++kind) answers.insert(answers.end(), 2, answer(found[kind].mean.interval->contains(rates[kind])));
        return answers;
    };
    return cell;
}

constexpr double far_apart = 8, overlapping = 3;  // standard deviations from one kind to the next: of 3, one contact in nine is nearest to a kind that is not its own

/// Kinds in a row, each contacted equally often, who convert at their own rates.
NegativePersonaSet set_aside(const std::vector<double>& rates, std::size_t contacts_each, double apart, std::uint64_t seed, const Execution& execution, double break_even = .02) {
    Random random(seed, 22);
    const std::size_t kinds = rates.size();
    std::vector<std::vector<double>> centres;
    for (std::size_t k = 0; k < kinds; ++k) centres.push_back({apart * static_cast<double>(k), 0});
    const Drawn contacted = around(kinds * contacts_each, centres, std::vector<double>(kinds, 1.0), random);
    std::vector<Instant> times;
    std::vector<LeadOutcome> outcomes;
    for (std::size_t i = 0; i < contacted.kinds.size(); ++i) {
        times.push_back(Instant{} + std::chrono::hours{i});
        outcomes.push_back(random.chance(rates[contacted.kinds[i]]) ? LeadOutcome::converted : LeadOutcome::not_converted);
    }
    PersonaSet personas;
    personas.segmentation.verdict = Verdict::natural;
    personas.segmentation.mixture = describe_groups(contacted.table, told(contacted.kinds, kinds), {.segment_count = kinds}, execution);
    for (std::uint32_t k = 0; k < kinds; ++k) {
        personas.segmentation.ids.push_back({k});
        personas.personas.push_back({.id = {k}, .segment = {k}, .customers = contacts_each});
    }
    return find_negative_personas(personas, LeadTable(contacted.table, std::move(times), std::move(outcomes)), {.contact_cost = 100 * break_even, .conversion_margin = 100}, execution);
}

Cell nobody_planted(std::string world, double apart) {
    return {.trial = 8, .world = std::move(world), .customers = 4'000, .rules = {{"anybody set aside", Bound::at_most, .05}},
            .run = [apart](std::uint64_t seed, const Execution& execution) {
                return Answers{answer(!set_aside(std::vector<double>(10, .04), 400, apart, seed, execution).personas.empty())};
            }};
}

Cell one_planted(std::string world, double apart) {
    return {.trial = 8, .world = std::move(world), .customers = 10'000,
            .rules = {{"that kind set aside", Bound::at_least, .9}, {"another one set aside", Bound::at_most, .05}},
            .run = [apart](std::uint64_t seed, const Execution& execution) {
                const NegativePersonaSet found = set_aside({.005, .04, .04, .04, .04}, 2'000, apart, seed, execution);
                const auto is_planted = [](const NegativePersona& negative) { return negative.persona.value == 0; };
                return Answers{answer(std::ranges::any_of(found.personas, is_planted)), answer(!std::ranges::all_of(found.personas, is_planted))};
            }};
}

// What is given up are the contacts placed with a kind. Where many of another one are among them these pay, though the kind itself does not.
Cell paying_all_the_same() {
    return {.trial = 8, .world = "a kind at 0.5 % among whose contacts others make 3 %, break-even 2 %", .customers = 3'000, .rules = {{"anybody set aside", Bound::at_most, .05}},
            .run = [](std::uint64_t seed, const Execution& execution) { return Answers{answer(!set_aside({.005, .60}, 1'500, 2, seed, execution, .02).personas.empty())}; }};
}

// One population, cut in three; who lies further out answers more often. The lowest group answers at a fifth above the break-even.
Cell continuum() {
    return {.trial = 8, .world = "one continuum cut in three, the lowest a fifth above the break-even", .customers = 6'000, .rules = {{"anybody set aside", Bound::at_most, .05}},
            .run = [](std::uint64_t seed, const Execution& execution) {
                Random random(seed, 23);
                const Drawn contacted = around(6'000, {{0, 0, 0, 0}}, {1.0}, random, normal);
                PersonaSet personas;
                personas.segmentation.verdict = Verdict::reproducible;
                personas.segmentation.mixture = describe_groups(contacted.table, told(fit_kmeans(contacted.table, {.segment_count = 3, .seed = seed}, execution).groups, 3),
                                                                {.segment_count = 3}, execution);
                const Matrix membership = personas.segmentation.mixture.membership(contacted.table, execution);
                std::array<double, 3> sums{}, counts{};
                std::vector<Instant> times;
                std::vector<LeadOutcome> outcomes;
                for (std::size_t i = 0; i < membership.rows(); ++i) {
                    double far = 0;
                    for (std::size_t c = 0; c < contacted.table.columns().size(); ++c) far += contacted.table.numbers(id_at<ColumnIndex>(c))[i];
                    const double rate = 1 / (1 + std::exp(3 - 0.5 * far));
                    const auto row = membership.row(i);
                    const auto group = static_cast<std::size_t>(std::ranges::max_element(row) - row.begin());
                    sums[group] += rate;
                    counts[group] += 1;
                    times.push_back(Instant{} + std::chrono::hours{i});
                    outcomes.push_back(random.chance(rate) ? LeadOutcome::converted : LeadOutcome::not_converted);
                }
                double lowest = 1;
                for (std::uint32_t k = 0; k < 3; ++k) {
                    if (counts[k] > 0) lowest = std::min(lowest, sums[k] / counts[k]);
                    personas.segmentation.ids.push_back({k});
                    personas.personas.push_back({.id = {k}, .segment = {k}, .customers = static_cast<std::size_t>(counts[k])});
                }
                const LeadTable leads(contacted.table, std::move(times), std::move(outcomes));
                return Answers{answer(!find_negative_personas(personas, leads, {.contact_cost = lowest / 1.2, .conversion_margin = 1}, execution).personas.empty())};
            }};
}

// 8. Whom not to chase. The last quarter of the contacts measures errors only: 2,000 contacts are 1,500 that flag.
std::vector<Cell> negative_personas() {
    return {nobody_planted("ten kinds at 4 %, break-even 2 %", far_apart), nobody_planted("the same, kinds that overlap", overlapping),
            one_planted("one kind at 0.5 %, four at 4 %", far_apart), one_planted("the same kinds, which overlap", overlapping), paying_all_the_same(), continuum()};
}

}  // namespace

std::vector<Cell> cells_of_use() {
    std::vector<Cell> cells{outcome_rates("outcome rates .30, .08, .01", student), outcome_rates("the same, normal kinds", normal)};
    std::ranges::move(negative_personas(), std::back_inserter(cells));
    return cells;
}

}  // namespace dangol_honesty
