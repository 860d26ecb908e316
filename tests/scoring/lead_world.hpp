#pragma once

#include <dangol/core/random.hpp>
#include <dangol/features/lead_table.hpp>
#include <dangol/personas/persona.hpp>
#include <dangol/segments/mixture.hpp>

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

/// A shop with two kinds of customers whose leads have every kind of column and a known law of response.
namespace lead_world {

using namespace dangol;

inline double logistic(double z) { return 1 / (1 + std::exp(-z)); }

inline Instant day(int number) { return Instant{} + std::chrono::days{18'000 + number}; }

struct Options {
    std::size_t customers = 1500;
    std::size_t leads_per_customer = 2;
    double intercept = -1.5;
    double visits_effect = 0.8;     ///< of log visits a week, standardised; visits make the segments too
    double response_effect = 0.6;   ///< of the logit of past responses
    double age_effect = 0.4;        ///< per level
    double campaign_effect = 0.5;   ///< of campaign B
    double missing_age = 0.3;       ///< share of leads
    double customer_deviation = 0;  ///< what leads of one customer share beyond their columns
    double open_share = 0;
};

struct World {
    PersonaSet personas = {};
    LeadTable leads = {};
    std::vector<double> truth = {};  ///< log-odds of each lead, given everything
};

inline FeatureData numbers(std::string name, ColumnKind kind, Construct construct, std::string detail = {}, std::string unit = {}) {
    FeatureData data;
    data.meaning = {.name = std::move(name), .kind = kind, .role = Role::descriptor, .construct = construct, .detail = std::move(detail), .unit = std::move(unit)};
    return data;
}

/// Two segments of a mixture over visits and basket, made by one M step from the true kinds.
inline PersonaSet personas_of(Random& random) {
    constexpr std::size_t customers = 2000;
    std::vector<std::int64_t> keys;
    FeatureData visits = numbers("visits", ColumnKind::count, Construct::frequency, {}, "visits");
    FeatureData basket = numbers("spend_per_visit", ColumnKind::positive, Construct::monetary_value, {}, "USD");
    visits.meaning.role = basket.meaning.role = Role::basis;
    Matrix membership(customers, 2);
    for (std::size_t i = 0; i < customers; ++i) {
        const bool regular = i % 2 == 0;
        keys.push_back(static_cast<std::int64_t>(i));
        visits.numbers.push_back(static_cast<double>(random.negative_binomial(regular ? 60 : 12, 6)));
        visits.exposures.push_back(200);
        basket.numbers.push_back(std::exp(random.normal(regular ? 2.8 : 3.6, 0.4)));
        membership(i, regular ? 0 : 1) = 1;
    }
    const FeatureTable table(keys, {visits, basket});
    PersonaSet set;
    set.segmentation.mixture = describe_groups(table, membership, {.segment_count = 2});
    set.segmentation.ids = {SegmentId{7}, SegmentId{9}};
    set.personas = {{.id = {3}, .segment = {7}, .alias = "Ada", .customers = 1000}, {.id = {5}, .segment = {9}, .alias = "Bo", .customers = 1000}};
    set.columns.assign(table.columns().begin(), table.columns().end());
    set.customers = customers;
    set.currency = "USD";
    return set;
}

inline World make(Random& random, const PersonaSet& personas, const Options& options = {}) {
    World world{.personas = personas};
    FeatureData visits = numbers("visits", ColumnKind::count, Construct::frequency, {}, "visits");
    FeatureData basket = numbers("spend_per_visit", ColumnKind::positive, Construct::monetary_value, {}, "USD");
    FeatureData recency = numbers("recency_days", ColumnKind::positive, Construct::recency, {}, "days");
    FeatureData responses = numbers("past_responses", ColumnKind::share, Construct::contact_history, "responses", "contacts");
    FeatureData rhythm = numbers("visit_rhythm", ColumnKind::composition, Construct::visit_rhythm, {}, "visits");
    rhythm.meaning.levels = {"weekday_morning", "weekday_evening", "weekend"};
    FeatureData age = numbers("age", ColumnKind::ordered_category, Construct::attribute, "age");
    age.meaning.levels = {"young", "middle", "old"};
    FeatureData campaign = numbers("campaign", ColumnKind::category, Construct::lead_attribute, "campaign");
    campaign.meaning.levels = {"A", "B", "C"};
    campaign.meaning.known_from = KnownFrom::lead;
    std::vector<std::int64_t> keys;
    std::vector<Instant> times;
    std::vector<LeadOutcome> outcomes;

    for (std::size_t c = 0; c < options.customers; ++c) {
        const bool regular = random.chance(0.4);
        const double own = random.normal(0, 1), propensity = random.beta(1.2, 6);
        const double deviation = random.normal(0, 1) * options.customer_deviation;
        const std::size_t age_level = random.categorical(std::vector{0.3, 0.4, 0.3});
        const bool age_known = !random.chance(options.missing_age);
        const double mean_basket = std::exp(random.normal(regular ? 2.8 : 3.6, 0.4));
        for (std::size_t l = 0; l < options.leads_per_customer; ++l) {
            const int time = static_cast<int>(random.below(40)) * 7;
            const double days = 60 + time;
            const double rate = (regular ? 0.3 : 0.06) * std::exp(0.5 * own);
            const std::uint64_t trials = random.below(8), type = random.below(3);
            const auto yes = static_cast<double>(random.binomial(trials, propensity));
            const auto count = static_cast<double>(random.poisson(rate * days));
            visits.numbers.push_back(count);
            visits.exposures.push_back(days);
            basket.numbers.push_back(count > 0 ? mean_basket : std::nan(""));
            recency.numbers.push_back(random.exponential(1 / rate));
            responses.numbers.push_back(yes);
            responses.exposures.push_back(static_cast<double>(trials));
            const std::vector<double> week = random.dirichlet(std::vector{4.0, 2.0, 3.0});
            for (const double part : week) rhythm.compositions.push_back(static_cast<float>(part));
            rhythm.exposures.push_back(std::max(1.0, count));
            age.codes.push_back(age_known ? static_cast<std::uint32_t>(age_level) : unobserved_code);
            campaign.codes.push_back(static_cast<std::uint32_t>(type));
            keys.push_back(static_cast<std::int64_t>(c));
            times.push_back(day(time));

            const double shrunk = (yes + 1) / (static_cast<double>(trials) + 6);
            double z = options.intercept + deviation;
            z += options.visits_effect * (std::log(rate) + 2.2);
            z += options.response_effect * (std::log(shrunk / (1 - shrunk)) + 1.6);
            z += options.age_effect * (static_cast<double>(age_level) - 1);
            z += type == 1 ? options.campaign_effect : 0;
            world.truth.push_back(z);
            const bool open = random.chance(options.open_share);
            outcomes.push_back(open                               ? LeadOutcome::open
                               : random.chance(logistic(z)) ? LeadOutcome::converted
                                                                  : LeadOutcome::not_converted);
        }
    }
    FeatureTable features(keys, {visits, basket, recency, responses, rhythm, age, campaign});
    world.leads = LeadTable(std::move(features), times, outcomes);
    return world;
}

inline std::vector<std::uint8_t> converted(const LeadTable& leads) {
    std::vector<std::uint8_t> y;
    for (const LeadOutcome outcome : leads.outcomes()) y.push_back(outcome == LeadOutcome::converted ? 1 : 0);
    return y;
}

/// The same leads, with other columns or outcomes.
inline LeadTable with_outcomes(const LeadTable& leads, std::vector<LeadOutcome> outcomes) {
    return {leads.features(), {leads.contacted_at().begin(), leads.contacted_at().end()}, std::move(outcomes)};
}

}  // namespace lead_world
