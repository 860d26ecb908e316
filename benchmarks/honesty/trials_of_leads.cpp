// Trials 6 and 7: leads, who are no customers yet.
#include "honesty/draws.hpp"
#include "honesty/trials.hpp"

#include <dangol/features/lead_table.hpp>
#include <dangol/scoring/lead_scorer.hpp>
#include <dangol/scoring/ranking_quality.hpp>
#include <dangol/scoring/strangers.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

namespace dangol_honesty {
namespace {

using namespace dangol;
using Bound = Rule::Bound;

const std::vector<std::vector<double>> centres{{0, 0, 0}, {2.5, 2.5, 0}, {0, 2.5, 2.5}};
const std::vector<double> among_customers{.68, .30, .02}, among_leads{.30, .50, .20};

LeadTable leads_of(const FeatureTable& table, std::vector<LeadOutcome> outcomes = {}) {
    std::vector<Instant> times;
    for (std::size_t i = 0; i < table.customer_count(); ++i) times.push_back(Instant{} + std::chrono::hours{i});
    if (outcomes.empty()) outcomes.assign(times.size(), LeadOutcome::open);
    return LeadTable(table, std::move(times), std::move(outcomes));
}

/// The true kinds of the customers are told: what is tried is what is said of leads.
Segmentation segments_of(const Drawn& customers, const Execution& execution) {
    Segmentation segments{.mixture = describe_groups(customers.table, told(customers.kinds, 3), {.segment_count = 3}, execution), .verdict = Verdict::constructed};
    for (std::uint32_t k = 0; k < 3; ++k) segments.ids.push_back({k});
    return segments;
}

// 7. Shares in another pool.
Cell lead_shares() {
    constexpr std::size_t customers = 6'000;
    return {.trial = 7, .world = "shares .68, .30, .02; of leads .30, .50, .20", .customers = customers,
            .rules = {{"all shares within .02", Bound::at_least, .9}},
            .run = [](std::uint64_t seed, const Execution& execution) {
                Random random(seed, 21);
                const Drawn base = around(customers, centres, among_customers, random), leads = around(20'000, centres, among_leads, random);
                const std::vector<double> shares = estimate_shares(segments_of(base, execution).mixture, leads.table, execution);
                bool within = true;
                for (std::size_t kind = 0; kind < 3; ++kind) within = within && std::fabs(shares[kind] - among_leads[kind]) <= .02;
                return Answers{answer(within)};
            }};
}

/// 7. Strangers are a kind as far from these as these are from each other; a tenth of the leads, or none.
Cell strangers(std::size_t customers, std::size_t leads, double share, Rule rule) {
    const std::string who = share > 0 ? "a tenth of them strangers" : "no strangers";
    return {.trial = 7, .world = std::to_string(leads) + " leads of other shares, " + who, .customers = customers,
            .rules = {std::move(rule)},
            .run = [=](std::uint64_t seed, const Execution& execution) {
                Random random(seed, 23);
                std::vector<std::vector<double>> kinds = centres;
                kinds.push_back({-2.5, 0, 2.5});
                std::vector<double> shares = among_leads;
                for (double& each : shares) each *= 1 - share;
                shares.push_back(share);
                const Drawn base = around(customers, centres, among_customers, random), pool = around(leads, kinds, shares, random);
                return Answers{answer(ask_strangers(segments_of(base, execution), base.table, leads_of(pool.table), {.seed = seed}, execution).alarm)};
            }};
}

/// 6. What a lead is like makes its kind, and is a column too; both move the answer.
Cell shared_columns(std::size_t leads) {
    return {.trial = 6, .world = "columns shared by fit and attributes", .customers = leads,
            .rules = {{"calibration slope within .90–1.10", Bound::at_least, .9}, {"AUC within .01 of the oracle", Bound::at_least, .9}},
            .run = [=](std::uint64_t seed, const Execution& execution) {
                Random random(seed, 24);
                constexpr std::array<double, 3> of_kind{0, .8, -1};
                const Drawn base = around(2'000, centres, {.5, .3, .2}, random);
                PersonaSet personas{.segmentation = segments_of(base, execution)};
                for (std::uint32_t k = 0; k < 3; ++k) personas.personas.push_back({.id = {k}, .segment = {k}, .customers = 500});
                const auto contacted = [&](std::size_t count, std::vector<double>& probability) {
                    const Drawn drawn = around(count, centres, {.5, .3, .2}, random);
                    const auto habit = [&](const char* name) { return drawn.table.numbers(drawn.table.column(name)); };
                    const auto first = habit("habit 1"), third = habit("habit 3");
                    std::vector<LeadOutcome> outcomes;
                    for (std::size_t i = 0; i < count; ++i) {
                        const double z = -2 + .4 * first[i] - .3 * third[i] + of_kind[drawn.kinds[i]];
                        probability.push_back(1 / (1 + std::exp(-z)));
                        outcomes.push_back(random.chance(probability.back()) ? LeadOutcome::converted : LeadOutcome::not_converted);
                    }
                    return leads_of(drawn.table, std::move(outcomes));
                };
                std::vector<double> unused, truth;
                const LeadTable past = contacted(leads, unused), later = contacted(20'000, truth);
                const LeadScorer scorer = fit_lead_scorer(personas, {}, past, {.folds = 5, .seed = seed}, execution);
                const RankingQuality found = measure_ranking(scorer, later, {.bootstrap_samples = 0}, execution);
                std::vector<std::uint8_t> converted;
                for (const LeadOutcome outcome : later.outcomes()) converted.push_back(outcome == LeadOutcome::converted ? 1 : 0);
                const RankingQuality oracle = measure_ranking(truth, converted, later.customer_of(), {.bootstrap_samples = 0}, execution);
                const double slope = found.calibration_slope.value;
                return Answers{answer(.9 <= slope && slope <= 1.1), answer(found.auc.value >= oracle.auc.value - .01)};
            }};
}

}  // namespace

std::vector<Cell> cells_of_leads() {
    const Rule false_alarm{"alarm", Bound::at_most, .05}, found{"alarm", Bound::at_least, .8};
    return {shared_columns(3'000), shared_columns(10'000), lead_shares(), strangers(600, 300, 0, false_alarm), strangers(1'500, 600, 0, false_alarm), strangers(6'000, 2'000, 0, false_alarm),
            strangers(600, 300, .1, found), strangers(1'500, 600, .1, found), strangers(6'000, 2'000, .1, found)};
}

}  // namespace dangol_honesty
