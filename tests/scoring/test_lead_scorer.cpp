#include "lead_world.hpp"

#include <dangol/core/error.hpp>
#include <dangol/scoring/lead_scorer.hpp>
#include <dangol/scoring/ranking_quality.hpp>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace dangol;
using namespace lead_world;
using Catch::Approx;
using Catch::Matchers::ContainsSubstring;

namespace {

const PersonaSet& shop() {
    static const PersonaSet personas = [] {
        Random random(100);
        return personas_of(random);
    }();
    return personas;
}

std::vector<double> oracle(const World& world) {
    std::vector<double> p;
    for (const double z : world.truth) p.push_back(logistic(z));
    return p;
}

/// The leads with one more column.
LeadTable with_column(const LeadTable& leads, FeatureColumn meaning, std::vector<double> values) {
    const FeatureTable& f = leads.features();
    std::vector<FeatureData> columns;
    for (std::size_t c = 0; c < f.columns().size(); ++c) {
        const auto column = id_at<ColumnIndex>(c);
        FeatureData data{.meaning = f.columns()[c], .exposures = {f.exposures(column).begin(), f.exposures(column).end()}};
        const BitView observed = f.observed(column);
        switch (data.meaning.kind) {
            case ColumnKind::category:
            case ColumnKind::ordered_category:
                data.codes.assign(f.codes(column).begin(), f.codes(column).end());
                for (std::size_t i = 0; i < observed.size(); ++i) data.codes[i] = observed[i] ? data.codes[i] : unobserved_code;
                break;
            case ColumnKind::composition: {
                const auto parts = f.compositions(column);
                data.compositions.assign(parts.data(), parts.data() + parts.rows() * parts.columns());
                break;
            }
            default:
                data.numbers.assign(f.numbers(column).begin(), f.numbers(column).end());
                for (std::size_t i = 0; i < observed.size(); ++i) data.numbers[i] = observed[i] ? data.numbers[i] : std::nan("");
        }
        columns.push_back(std::move(data));
    }
    columns.push_back({.meaning = std::move(meaning), .numbers = std::move(values)});
    return {FeatureTable(f.customers(), std::move(columns)),
            {leads.contacted_at().begin(), leads.contacted_at().end()},
            {leads.outcomes().begin(), leads.outcomes().end()}};
}

}  // namespace

TEST_CASE("a score ranks new leads nearly as well as the law that made them, and is calibrated") {
    // Trial 6: visits make the segments, and so the fit, and are a column of the score as well. Counted twice, the slope would be .5.
    Random random(1);
    const World past = make(random, shop(), {.customers = 3000}), next = make(random, shop(), {.customers = 8000, .leads_per_customer = 1});
    const LeadScorer scorer = fit_lead_scorer(past.personas, {}, past.leads);
    const auto y = converted(next.leads);
    const RankingQuality ours = measure_ranking(scorer, next.leads, {.bootstrap_samples = 0});
    const RankingQuality best = measure_ranking(oracle(next), y, next.leads.customer_of(), {.bootstrap_samples = 0});
    CHECK(ours.auc.value > best.auc.value - 0.015);  // the oracle also knows every age and the true rates
    CHECK(ours.calibration_slope.value > 0.90);
    CHECK(ours.calibration_slope.value < 1.10);
    CHECK(std::fabs(ours.calibration_intercept.value) < 0.12);
    CHECK(scorer.report().leads == 6000);
    CHECK(scorer.report().customers == 3000);
    CHECK(scorer.report().warnings.empty());
    CHECK(scorer.report().lead_shares[0] == Approx(0.4).margin(0.06));
}

TEST_CASE("copies of a column change nothing: exact ones are folded, evidence counts once") {
    Random random(2);
    const World past = make(random, shop(), {.customers = 1200}), next = make(random, shop(), {.customers = 2000});
    const LeadScorer once = fit_lead_scorer(past.personas, {}, past.leads);
    const auto copy = [](const LeadTable& leads) {
        const auto values = leads.features().numbers(leads.features().column("recency_days"));
        FeatureColumn meaning = leads.features().columns()[leads.features().column("recency_days").value];
        meaning.name = "days_since_visit";
        return with_column(leads, meaning, {values.begin(), values.end()});
    };
    const LeadScorer twice = fit_lead_scorer(past.personas, {}, copy(past.leads));
    CHECK(twice.report().folded_columns == std::vector<std::string>{"days_since_visit"});
    const auto a = once.score(next.leads), b = twice.score(copy(next.leads));
    for (std::size_t i = 0; i < 50; ++i) CHECK(b[i].log_odds == Approx(a[i].log_odds).margin(1e-12));
}

TEST_CASE("the ledger sums to the score, bit for bit, and one by one gives what a table gives") {
    Random random(3);
    const World past = make(random, shop()), next = make(random, shop(), {.customers = 400});
    const LeadScorer scorer = fit_lead_scorer(past.personas, {}, past.leads);
    const auto scores = scorer.score(next.leads);
    for (std::size_t i = 0; i < scores.size(); ++i) {
        const Lead lead = scorer.lead(next.leads, i);
        CHECK(scorer.score(lead) == scores[i]);
        const ScoreLedger ledger = scorer.explain(lead);
        CHECK(ledger.log_odds() == scores[i].log_odds);
        const auto points = ledger.points();
        CHECK(std::accumulate(points.begin(), points.end(), 0) == scores[i].points);
        CHECK(ledger.entries.size() == 2 + 7);
        CHECK(scores[i].probability_interval.contains(scores[i].probability));
        CHECK((scores[i].closest_persona == PersonaId{3} || scores[i].closest_persona == PersonaId{5}));
    }
    CHECK(scores == scorer.score(next.leads, {.threads = 1}));
    CHECK(scores == scorer.score(next.leads, {.threads = 4}));
}

TEST_CASE("a fit has the same bits for 1, 2 and 4 threads") {
    Random random(4);
    const World past = make(random, shop(), {.customers = 700});
    const LeadScorer one = fit_lead_scorer(past.personas, {}, past.leads, {.folds = 4}, {.threads = 1});
    CHECK(one == fit_lead_scorer(past.personas, {}, past.leads, {.folds = 4}, {.threads = 2}));
    CHECK(one == fit_lead_scorer(past.personas, {}, past.leads, {.folds = 4}, {.threads = 4}));
    CHECK_FALSE(one == fit_lead_scorer(past.personas, {}, past.leads, {.folds = 4, .seed = 1}, {.threads = 4}));
}

TEST_CASE("a lead of whom nothing is known starts near the base rate, and its interval is wide") {
    Random random(5);
    const World past = make(random, shop(), {.customers = 2500, .missing_age = 0});
    const LeadScorer scorer = fit_lead_scorer(past.personas, {}, past.leads);
    const Lead blank = scorer.blank_lead(day(300));
    const LeadScore unknown = scorer.score(blank);
    CHECK(unknown.probability == Approx(scorer.report().base_rate).margin(0.05));
    CHECK(scorer.explain(blank).entries[0].log_odds == Approx(std::log(scorer.report().base_rate / (1 - scorer.report().base_rate))).margin(0.05));
    const Lead known = scorer.lead(past.leads, 1);
    const auto width = [](const LeadScore& s) {
        return std::log(s.probability_interval.high / (1 - s.probability_interval.high)) - std::log(s.probability_interval.low / (1 - s.probability_interval.low));
    };
    CHECK(width(unknown) > 3 * width(scorer.score(known)));

    // What becomes known narrows it; and speaks only for itself.
    Lead partly = scorer.blank_lead(day(300));
    partly.set(scorer.column("past_responses"), 4, 5);
    CHECK(width(scorer.score(partly)) < width(unknown));
    CHECK(scorer.score(partly).log_odds > unknown.log_odds + 0.5);
    partly.forget(scorer.column("past_responses"));
    CHECK(scorer.score(partly) == unknown);
    for (const LedgerEntry& entry : scorer.explain(blank).entries) {
        if (std::holds_alternative<ColumnIndex>(entry.source)) CHECK_FALSE(entry.known);
    }
}

TEST_CASE("open leads do not train") {
    Random random(6);
    const World past = make(random, shop(), {.customers = 900, .open_share = 0.3});
    std::vector<std::uint32_t> closed;
    for (std::uint32_t i = 0; i < past.leads.lead_count(); ++i) {
        if (past.leads.outcomes()[i] != LeadOutcome::open) closed.push_back(i);
    }
    const LeadScorer with_open = fit_lead_scorer(past.personas, {}, past.leads);
    CHECK(with_open.report().open_leads == past.leads.lead_count() - closed.size());
    CHECK(with_open.report().leads == closed.size());
    const auto a = with_open.score(past.leads), b = fit_lead_scorer(past.personas, {}, past.leads.rows(closed)).score(past.leads);
    CHECK(a == b);
}

TEST_CASE("intervals of a lead's probability cover it in 95 % of worlds", "[slow]") {
    // Everything known, and a law of columns that the regression can represent exactly: the intervals are about estimation, not about
    // what no column tells.
    Random random(7);
    int covered = 0, asked = 0;
    for (int world_number = 0; world_number < 60; ++world_number) {
        Options options{.customers = 1000, .visits_effect = 0, .response_effect = 0, .age_effect = 0.6, .campaign_effect = 0.9, .missing_age = 0};
        const World past = make(random, shop(), options);
        options.customers = 20;
        const World next = make(random, shop(), options);
        const LeadScorer scorer = fit_lead_scorer(past.personas, {}, past.leads, {.folds = 4});
        const auto scores = scorer.score(next.leads);
        for (std::size_t i = 0; i < scores.size(); ++i, ++asked) {
            covered += scores[i].probability_interval.contains(logistic(next.truth[i])) ? 1 : 0;
        }
    }
    INFO("covered " << covered << " of " << asked);
    CHECK(covered >= 0.90 * asked);
    CHECK(covered <= 0.99 * asked);
}

TEST_CASE("grades part the leads in quarters; costs decide whom to pursue") {
    Random random(8);
    const World past = make(random, shop());
    NegativePersonaSet costs;
    costs.break_even_rate = 0.3;
    const LeadScorer scorer = fit_lead_scorer(past.personas, costs, past.leads);
    const auto scores = scorer.score(past.leads);
    std::size_t best_fit = 0, most_engaged = 0, pursued = 0;
    for (const LeadScore& score : scores) {
        best_fit += score.grade.fit == 'A' ? 1 : 0;
        most_engaged += score.grade.engagement == 1 ? 1 : 0;
        pursued += score.disposition == Disposition::pursue ? 1 : 0;
        CHECK((score.disposition == Disposition::pursue) == (score.probability >= 0.3));
    }
    const auto n = static_cast<double>(scores.size());
    CHECK(static_cast<double>(best_fit) == Approx(0.25 * n).margin(0.03 * n));
    CHECK(static_cast<double>(most_engaged) == Approx(0.25 * n).margin(0.01 * n));
    CHECK(pursued > 0);
    CHECK(pursued < scores.size());
}

TEST_CASE("leads of a negative persona are set aside, but for a random share that the same lead always belongs to") {
    Random random(9);
    const World past = make(random, shop());
    NegativePersonaSet negatives;
    negatives.personas = {{.id = {5}, .persona = {5}}};
    negatives.options.exploration_share = 0.2;
    const LeadScorer scorer = fit_lead_scorer(past.personas, negatives, past.leads);
    const auto scores = scorer.score(past.leads);
    double aside = 0, explored = 0;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        CHECK(scores[i].negative_match.has_value() == (scores[i].closest_persona == PersonaId{5}));
        if (!scores[i].negative_match) continue;
        aside += scores[i].disposition == Disposition::set_aside ? 1 : 0;
        explored += scores[i].disposition == Disposition::explore ? 1 : 0;
        CHECK((scores[i].disposition == Disposition::set_aside || scores[i].disposition == Disposition::explore));
    }
    CHECK(explored / (aside + explored) == Approx(0.2).margin(0.04));
    // The gate adds nothing to the score.
    const auto without = fit_lead_scorer(past.personas, {}, past.leads).score(past.leads);
    for (std::size_t i = 0; i < 100; ++i) CHECK(without[i].log_odds == scores[i].log_odds);

    Lead lead = scorer.lead(past.leads, 0);
    const Disposition drawn = scorer.score(lead).disposition;
    lead.set(scorer.column("age"), scorer.level(scorer.column("age"), "old"));
    if (scorer.score(lead).negative_match) CHECK(scorer.score(lead).disposition == drawn);
}

TEST_CASE("what would have come of all leads is found again from those that the draw let be contacted, by their propensities") {
    Random random(9);
    const World past = make(random, shop());
    NegativePersonaSet negatives;
    negatives.personas = {{.id = {5}, .persona = {5}}};
    negatives.options.exploration_share = 0.2;
    const auto scores = fit_lead_scorer(past.personas, negatives, past.leads).score(past.leads);
    double all = 0, weighted = 0, leads = 0;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        CHECK(scores[i].contact_propensity == (scores[i].negative_match ? 0.2 : 1.0));
        const double converted = past.leads.outcomes()[i] == LeadOutcome::converted ? 1 : 0;
        all += converted;
        if (scores[i].disposition == Disposition::set_aside) continue;
        weighted += converted / scores[i].contact_propensity;
        leads += 1 / scores[i].contact_propensity;
    }
    const auto n = static_cast<double>(scores.size());
    CHECK(leads == Approx(n).margin(0.04 * n));
    CHECK(weighted == Approx(all).margin(0.06 * all));
}

TEST_CASE("protected attributes and outcomes never enter a score") {
    Random random(10);
    const World past = make(random, shop(), {.customers = 600});
    std::vector<double> secret;
    for (std::size_t i = 0; i < past.leads.lead_count(); ++i) secret.push_back(past.leads.outcomes()[i] == LeadOutcome::converted ? 1.0 : random.uniform());
    const LeadTable with_protected =
        with_column(past.leads, {.name = "faith", .role = Role::descriptor, .sensitivity = Sensitivity::protected_attribute}, secret);
    const LeadScorer scorer = fit_lead_scorer(past.personas, {}, with_protected);
    CHECK(scorer.report().protected_columns == std::vector<std::string>{"faith"});
    CHECK(scorer.score(past.leads) == fit_lead_scorer(past.personas, {}, past.leads).score(past.leads));
    CHECK_THROWS_AS(scorer.column("faith"), ProtectedAttribute);

    const LeadTable with_outcome = with_column(past.leads, {.name = "redeemed_amount", .role = Role::outcome}, secret);
    const LeadScorer honest = fit_lead_scorer(past.personas, {}, with_outcome);
    CHECK(honest.report().outcome_columns == std::vector<std::string>{"redeemed_amount"});
    CHECK_THROWS_AS(honest.column("redeemed_amount"), FutureLeak);

    // As the basis of the segments they are refused: the fit would carry them in.
    const std::string basis = "visits";
    std::vector<FeatureData> columns;
    const FeatureTable& f = past.leads.features();
    const auto visits = f.column(basis);
    FeatureColumn meaning = f.columns()[visits.value];
    meaning.sensitivity = Sensitivity::protected_attribute;
    const FeatureTable only_visits(f.customers(), {{.meaning = meaning,
                                                    .numbers = {f.numbers(visits).begin(), f.numbers(visits).end()},
                                                    .exposures = {f.exposures(visits).begin(), f.exposures(visits).end()}}});
    const LeadTable marked(only_visits, {past.leads.contacted_at().begin(), past.leads.contacted_at().end()},
                           {past.leads.outcomes().begin(), past.leads.outcomes().end()});
    CHECK_THROWS_AS(fit_lead_scorer(past.personas, {}, marked), ProtectedAttribute);
}

TEST_CASE("a scorer works without personas, and without any usable column") {
    Random random(12);
    const World past = make(random, shop(), {.customers = 500});
    const LeadScorer scorer = fit_lead_scorer({}, {}, past.leads);
    CHECK(scorer.explain(scorer.lead(past.leads, 0)).entries.size() == 1 + 7);
    CHECK(scorer.score(past.leads)[0].closest_probability == 0);
    const LeadTable bare(past.leads.features().with_columns({}), {past.leads.contacted_at().begin(), past.leads.contacted_at().end()},
                         {past.leads.outcomes().begin(), past.leads.outcomes().end()});
    const LeadScorer base = fit_lead_scorer({}, {}, bare);
    CHECK(base.score(bare)[3].probability == Approx(base.report().base_rate).epsilon(1e-6));
}

TEST_CASE("a lead refuses what its column does not hold") {
    Random random(13);
    const World past = make(random, shop(), {.customers = 300});
    const LeadScorer scorer = fit_lead_scorer(past.personas, {}, past.leads);
    Lead lead = scorer.blank_lead(day(0));
    const std::vector<float> whole{.5F, .25F, .25F}, lacking{.5F, .25F, .1F}, two{.5F, .5F};
    CHECK_THROWS_AS(lead.set(scorer.column("age"), 3.0), ColumnKindMismatch);
    CHECK_THROWS_AS(lead.set(scorer.column("visits"), LevelIndex{0}), ColumnKindMismatch);
    CHECK_THROWS_AS(lead.set(scorer.column("visits"), whole, 3), ColumnKindMismatch);
    CHECK_THROWS_WITH(lead.set(scorer.column("visits"), -1, 30), ContainsSubstring("visits is -1"));
    CHECK_THROWS_WITH(lead.set(scorer.column("visits"), 1, 0), ContainsSubstring("visits exposure is 0"));
    CHECK_THROWS_WITH(lead.set(scorer.column("visits"), 12.0), ContainsSubstring("visits exposure is \"not given\"") && ContainsSubstring("(12, 365)"));
    CHECK_THROWS_WITH(lead.set(scorer.column("past_responses"), 4, 3), ContainsSubstring("past_responses is 4"));
    CHECK_THROWS_WITH(lead.set(scorer.column("past_responses"), 0.5), ContainsSubstring("past_responses trials is \"not given\"") && ContainsSubstring("(2, 4)"));
    CHECK_THROWS_WITH(lead.set(scorer.column("past_responses"), 3), ContainsSubstring("past_responses trials is \"not given\""));
    for (const double all_or_none : {0.0, 1.0}) CHECK_NOTHROW(lead.set(scorer.column("past_responses"), all_or_none));
    CHECK_THROWS_WITH(lead.set(scorer.column("recency_days"), -2.0), ContainsSubstring("at least 0"));
    CHECK_THROWS_WITH(lead.set(scorer.column("recency_days"), 1.0 / 0.0), ContainsSubstring("finite"));
    CHECK_THROWS_WITH(lead.set(scorer.column("visit_rhythm"), lacking, 3), ContainsSubstring("sum to 1"));
    CHECK_THROWS_WITH(lead.set(scorer.column("visit_rhythm"), two, 3), ContainsSubstring("visit_rhythm is 2"));
    CHECK_THROWS_WITH(lead.set(scorer.column("age"), LevelIndex{3}), ContainsSubstring("age is 3"));
    CHECK_THROWS_AS(lead.set(ColumnIndex{99}, 1.0), InvalidArgument);
    CHECK_THROWS_AS(scorer.column("agee"), UnknownColumn);
    CHECK_THROWS_AS(scorer.level(scorer.column("age"), "ancient"), UnknownLevel);
    CHECK_THROWS_AS(scorer.lead(past.leads, past.leads.lead_count()), InvalidArgument);
    lead.set(scorer.column("visit_rhythm"), whole, 12);
    lead.set(scorer.column("recency_days"), std::nan(""));
    CHECK(lead.known(scorer.column("visit_rhythm")));
    CHECK_FALSE(lead.known(scorer.column("recency_days")));

    // A lead of another scorer is not guessed at.
    const LeadScorer other = fit_lead_scorer({}, {}, LeadTable(past.leads.features().with_columns({}), {past.leads.contacted_at().begin(), past.leads.contacted_at().end()},
                                                               {past.leads.outcomes().begin(), past.leads.outcomes().end()}));
    CHECK(std::isnan(other.score(lead).log_odds));
    CHECK_THROWS_AS(other.explain(lead), InvalidArgument);
}

TEST_CASE("what cannot be fitted is refused in one sentence") {
    Random random(14);
    const World past = make(random, shop(), {.customers = 60});
    const std::size_t n = past.leads.lead_count();
    const auto fit = [&](const LeadTable& leads, const LeadScorerOptions& options = {}) { return fit_lead_scorer(past.personas, {}, leads, options); };
    CHECK_THROWS_AS(fit(with_outcomes(past.leads, std::vector(n, LeadOutcome::converted))), InsufficientData);
    CHECK_THROWS_AS(fit(with_outcomes(past.leads, std::vector(n, LeadOutcome::not_converted))), InsufficientData);
    CHECK_THROWS_AS(fit(with_outcomes(past.leads, std::vector(n, LeadOutcome::open))), InsufficientData);
    CHECK_THROWS_AS(fit(LeadTable()), InsufficientData);
    CHECK_THROWS_AS(fit(past.leads, {.folds = 61}), InsufficientData);
    CHECK_THROWS_WITH(fit(past.leads, {.folds = 1}), ContainsSubstring("folds is 1"));
    CHECK_THROWS_WITH(fit(past.leads, {.penalty = 0}), ContainsSubstring("penalty is 0"));
    CHECK_THROWS_WITH(fit(past.leads, {.calibration_share = 1}), ContainsSubstring("calibration_share is 1"));
    CHECK_THROWS_WITH(fit(past.leads, {.engagement_half_life_days = -3}), ContainsSubstring("engagement_half_life_days is -3"));
    CHECK_THROWS_WITH(fit(past.leads, {.scale = {.points_to_double_odds = 0}}), ContainsSubstring("points_to_double_odds is 0"));
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS(fit_lead_scorer(past.personas, {}, past.leads, {}, {.stop = stop.get_token()}), Cancelled);
}
