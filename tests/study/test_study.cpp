#include <dangol/core/error.hpp>
#include <dangol/features/build_features.hpp>
#include <dangol/study/study.hpp>

#include "study/set_aside.hpp"
#include "support/world_records.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

using namespace dangol;
using dangol::worlds::Trade;
using dangol_tests::WorldRecords;
using dangol_tests::world_schema;
using Catch::Matchers::ContainsSubstring;

namespace {

const CalendarMoment tested_from{std::chrono::year(2024) / 7 / 1};

StudyOptions quick_options(const worlds::Truth& truth) {
    return {.count = {.most = 5},
            .judge = {.bootstrap_samples = 10},
            .evidence = {.bootstrap_samples = 20},
            .negatives = NegativePersonaOptions{.contact_cost = truth.contact_cost_krw, .conversion_margin = truth.conversion_margin_krw},
            .quality = {.bootstrap_samples = 100},
            .test_leads_from = tested_from};
}

FeaturePlan plan_of(const CustomerBase& base) {
    FeaturePlan plan = default_plan(base.permitting(Purpose::profiling));
    plan.visits_at_least = 3;
    return plan;
}

Study study_world(Trade trade, std::size_t customers, const Execution& execution = {}) {
    const WorldRecords records({.trade = trade, .customers = customers, .seed = 1});
    const CustomerBase base = collect(records.records(), world_schema());
    return study(base, plan_of(base), quick_options(records.world().truth), execution);
}

}  // namespace

TEST_CASE("planted truth: the whole way through the hanbok tailor finds whom not to chase, and scores later leads better than chance") {
    const WorldRecords records({.trade = Trade::hanbok, .customers = 600, .seed = 1});
    const CustomerBase base = collect(records.records(), world_schema());
    const Study found = study(base, plan_of(base), quick_options(records.world().truth));
    CHECK(found.segmentation.verdict == Verdict::natural);
    REQUIRE(found.personas.personas.size() == 3);
    CHECK(found.personas.claims_tested > 0);
    for (const Persona& persona : found.personas.personas) {
        CHECK(!persona.traits.empty());
        CHECK(persona.share_of_customers.interval.has_value());
        CHECK(persona.found_again > 0.9);
    }
    // The planted kind that only asks what a rental costs, and nobody else.
    REQUIRE(found.negatives.personas.size() == 1);
    CHECK(found.negatives.personas[0].kind == NegativeKind::cannot_become_customer);
    CHECK_THAT(to_text(found, Language::english), ContainsSubstring("what they need or can spend does not seem to fit what is sold (spends "));
    const FeatureTable customers = build_features(base.permitting(Purpose::profiling), found.plan);
    CHECK(dangol_tests::agreement_of_set_aside(found.personas, found.negatives, customers, records.world()) > 0.9);
    REQUIRE(found.scorer);
    REQUIRE(found.quality);
    CHECK(found.quality->auc.interval->low > 0.6);
    // Every lead of the table is found again.
    CHECK(found.leads.adds_up());
    const auto table = std::ranges::find(found.account.tables, TableKind::leads, &TableAccount::table);
    REQUIRE(table != found.account.tables.end());
    CHECK(found.leads.recorded == table->used);
    CHECK(found.leads.recorded - found.leads.not_permitted == base.permitting_both(Purpose::marketing, Purpose::profiling).leads().customer.size());
    CHECK(found.leads.not_permitted > 0);
    CHECK(found.leads.learned == found.scorer->report().leads);
    CHECK(found.leads.open == found.scorer->report().open_leads);
    CHECK(found.leads.learned == found.negatives.earlier_contacts + found.negatives.later_contacts);
    CHECK(found.leads.kept_back == found.quality->leads);
    CHECK(found.quality->calibration_slope.interval->contains(1));
    CHECK_THAT(to_text(found, Language::english), ContainsSubstring("3 kinds by nature"));
    CHECK_THAT(to_text(found, Language::korean), ContainsSubstring("영업 노력을 들이지 않습니다"));
}

TEST_CASE("a tailor with thirty customers: the records alone show one kind, so that those which were declared are taken and held against them") {
    const WorldRecords records({.trade = Trade::hanbok, .customers = 30, .seed = 2});
    const CustomerBase base = collect(records.records(), world_schema());
    const FeaturePlan plan{.features = {Frequency{Role::basis}, MonetaryValue{Role::basis}}};
    StudyOptions options = quick_options(records.world().truth);
    options.test_leads_from = {};
    const Study alone = study(base, plan, options);
    CHECK(alone.segmentation.verdict == Verdict::one_kind);
    CHECK_FALSE(alone.declared);

    const FeatureTable customers = build_features(base.permitting(Purpose::profiling), plan);
    const auto name_of = [&](Construct construct) {
        return std::ranges::find(customers.columns(), construct, &FeatureColumn::construct)->name;
    };
    const std::string visits = name_of(Construct::frequency), spend = name_of(Construct::monetary_value);
    const ColumnIndex at = customers.column(visits);
    double rate = 0, exposure = 0;
    for (std::size_t i = 0; i < customers.customer_count(); ++i) {
        rate += customers.numbers(at)[i];
        exposure += customers.exposures(at)[i];
    }
    rate /= exposure;
    options.declared_kinds = {{.name = "seldom", .expectations = {{.column = visits, .value = rate / 3}, {.column = spend, .value = 200'000}}},
                              {.name = "often", .expectations = {{.column = visits, .value = rate * 3}, {.column = spend, .value = 50'000}}}};
    const Study found = study(base, plan, options);
    CHECK(found.segmentation.verdict == Verdict::constructed);
    CHECK(found.segmentation.mixture.segment_count() == 2);
    REQUIRE(found.declared);
    CHECK(found.declared->segmentation == found.segmentation);
    CHECK(found.declared->more_for_natural == 120 - customers.customer_count());
    CHECK(std::find(found.notes.begin(), found.notes.end(), StudyNote::declared_kinds_taken) != found.notes.end());
    CHECK_THAT(to_text(found, Language::english), ContainsSubstring("the kinds that you declared were taken"));
    CHECK_THAT(to_text(found, Language::english), ContainsSubstring("customers more are needed"));
}

TEST_CASE("a slip in the options of any step is told before the first one begins") {
    WorldRecords records({.trade = Trade::alteration, .customers = 60, .seed = 3});
    const CustomerBase base = collect(records.records(), world_schema());
    const auto told_of = [&](auto slip) {
        StudyOptions options = quick_options(records.world().truth);
        slip(options);
        std::vector<std::string> steps;
        std::string field;
        try {
            static_cast<void>(study(base, plan_of(base), options, {.threads = 1, .progress = [&](const Progress& progress) { steps.emplace_back(progress.stage); }}));
        } catch (const InvalidArgument& error) {
            field = error.what();
        } catch (const UnknownColumn& error) {
            field = error.what();
        }
        INFO(field);
        CHECK(std::ranges::none_of(steps, [](const std::string& step) { return step == "looking for kinds of customer"; }));
        return field;
    };
    CHECK_THAT(told_of([](StudyOptions& options) { options.negatives->contact_cost = -3; }), ContainsSubstring("contact_cost"));
    CHECK_THAT(told_of([](StudyOptions& options) { options.negatives->satisfaction_scale = Interval{5, 1}; }), ContainsSubstring("satisfaction_scale"));
    CHECK_THAT(told_of([](StudyOptions& options) { options.negatives->satisfaction_scale = Interval{2, 5}; }), ContainsSubstring("a scale that holds all answers, such as 1"));
    CHECK_THAT(told_of([](StudyOptions& options) { options.leads_from = CalendarMoment{std::chrono::year(2024) / 8 / 1}; }),
               ContainsSubstring("test_leads_from is") && ContainsSubstring("but must be after leads_from, "));
    CHECK_THAT(told_of([](StudyOptions& options) { options.count.most = 0; }), ContainsSubstring("most"));
    CHECK_THAT(told_of([](StudyOptions& options) { options.judge.null_worlds = 3; }), ContainsSubstring("null_worlds"));
    CHECK_THAT(told_of([](StudyOptions& options) { options.personas.traits_at_most = 0; }), ContainsSubstring("traits_at_most"));
    CHECK_THAT(told_of([](StudyOptions& options) { options.evidence.bootstrap_samples = 1; }), ContainsSubstring("bootstrap_samples"));
    CHECK_THAT(told_of([](StudyOptions& options) { options.next_period.shuffles = 0; }), ContainsSubstring("shuffles"));
    CHECK_THAT(told_of([](StudyOptions& options) { options.foreknowledge.auc_at_least = 2; }), ContainsSubstring("auc_at_least"));
    CHECK_THAT(told_of([](StudyOptions& options) { options.strangers.tail = 2; }), ContainsSubstring("tail"));
    CHECK_THAT(told_of([](StudyOptions& options) { options.scorer.folds = 1; }), ContainsSubstring("folds"));
    CHECK_THAT(told_of([](StudyOptions& options) { options.quality.bootstrap_samples = 3; }), ContainsSubstring("bootstrap_samples"));
    CHECK_THAT(told_of([](StudyOptions& options) { options.declared_kinds = {{.name = "seldom"}}; }), ContainsSubstring("expectations"));
    CHECK_THAT(told_of([](StudyOptions& options) { options.declared.smallest_difference = 1; }), ContainsSubstring("without declared_kinds"));
    CHECK_THAT(told_of([](StudyOptions& options) { options.count.mixture.segment_count = 4; }), ContainsSubstring("mixture.segment_count is 4"));
    CHECK_THAT(told_of([](StudyOptions& options) { options.declared_kinds = {{.name = "seldom", .expectations = {{.column = "vists", .value = 1}}}}; }), ContainsSubstring("vists"));
}

TEST_CASE("consistency: a study decides nothing that its parts would not decide") {
    const WorldRecords records({.trade = Trade::alteration, .customers = 200, .seed = 3});
    const CustomerBase base = collect(records.records(), world_schema());
    StudyOptions options = quick_options(records.world().truth);  // each step with an option that is not its default
    options.personas.traits_at_most = 5;
    options.next_period.shuffles = 99;
    options.foreknowledge.conversions_per_period = 5;
    options.negatives->contacts_at_least = 60;
    options.strangers.bootstrap_samples = 50;
    options.scorer.folds = 5;
    options.leads_from = std::chrono::year(2023) / 6 / 1;
    const Study whole = study(base, plan_of(base), options);

    const PermittedBase profiled = base.permitting(Purpose::profiling);
    FeaturePlan until_test = plan_of(base);
    until_test.window.until = tested_from;
    const FeatureTable features = build_features(profiled, until_test);
    const Segmentation judged = judge_segments(find_segments(features, options.count), features, options.count, options.judge);
    const PersonaSet personas = test_personas(describe_personas(judged, features, options.personas), features, options.evidence);
    CHECK(whole.plan == features.plan());
    CHECK(whole.segmentation == judged);
    CHECK(whole.personas == personas);
    CHECK(whole.next_period == ask_next_period(judged, features, profiled, options.next_period));

    const PermittedBase marketing = base.permitting_both(Purpose::marketing, Purpose::profiling);
    const auto instant = [&](const CalendarMoment& day) { return base.permitting(Purpose::marketing).time_zone().instant(day.local_time()).instant; };
    const Instant from = instant(options.leads_from), tested = instant(tested_from);
    const LeadTable learned_from = build_leads(marketing, features.plan(), tested).contacted_from(from).contacted_before(tested);
    const LeadTable measured_on = build_leads(marketing, features.plan()).contacted_from(tested);
    CHECK(whole.foreknowledge == warn_of_foreknowledge(learned_from, options.foreknowledge));
    CHECK_FALSE(whole.foreknowledge == warn_of_foreknowledge(learned_from));
    CHECK(whole.strangers == ask_strangers(judged, features, learned_from, profiled, options.strangers));
    const NegativePersonaSet negatives = find_negative_personas(personas, learned_from, *options.negatives);
    CHECK(whole.negatives == negatives);
    const LeadScorer scorer = fit_lead_scorer(personas, negatives, learned_from, options.scorer);
    REQUIRE(whole.scorer);
    CHECK(*whole.scorer == scorer);
    CHECK(whole.quality == measure_ranking(scorer, measured_on, options.quality));
}

TEST_CASE("correctness: nothing but the measured quality sees the time of the test leads") {
    const WorldRecords records({.trade = Trade::hanbok, .customers = 200, .seed = 4});
    const CustomerBase base = collect(records.records(), world_schema());
    const StudyOptions options = quick_options(records.world().truth);
    FeaturePlan ends_there = plan_of(base);
    ends_there.window.until = tested_from;
    const Study ended = study(base, plan_of(base), options);
    CHECK(std::find(ended.notes.begin(), ended.notes.end(), StudyNote::window_ended) != ended.notes.end());
    Study asked = study(base, ends_there, options);
    CHECK(std::find(asked.notes.begin(), asked.notes.end(), StudyNote::window_ended) == asked.notes.end());
    asked.notes = ended.notes;
    CHECK(asked == ended);
}

TEST_CASE("consistency: a study has the same bits for any number of threads") {
    const Study one = study_world(Trade::hanbok, 150, {.threads = 1});
    CHECK(one == study_world(Trade::hanbok, 150, {.threads = 2}));
    CHECK(one == study_world(Trade::hanbok, 150, {.threads = 4}));
}

TEST_CASE("runability: a shop of thirty is told what cannot be said, not an error") {
    const Study found = study_world(Trade::hanbok, 30);
    CHECK(found.segmentation.verdict != Verdict::natural);
    CHECK(!to_text(found, Language::korean).empty());
}

TEST_CASE("runability: without leads or costs a study says what it left out") {
    const WorldRecords records({.trade = Trade::hanbok, .customers = 120, .seed = 2});
    Records without = records.records();
    without.leads = {};
    Schema schema = world_schema();
    schema.lead = {};
    const CustomerBase base = collect(without, schema);
    FeaturePlan plan = plan_of(base);
    StudyOptions options = quick_options(records.world().truth);
    const Study found = study(base, plan, options);
    CHECK(std::find(found.notes.begin(), found.notes.end(), StudyNote::no_leads) != found.notes.end());
    CHECK(!found.scorer);
    CHECK_THAT(to_text(found, Language::english), ContainsSubstring("nothing is scored"));

    const CustomerBase with_leads = collect(records.records(), world_schema());
    options.negatives.reset();
    const Study no_cost = study(with_leads, plan_of(with_leads), options);
    CHECK(std::find(no_cost.notes.begin(), no_cost.notes.end(), StudyNote::no_cost) != no_cost.notes.end());
}

TEST_CASE("runability: a study reports progress that never falls, and ends when it is asked to") {
    std::vector<double> fractions;
    (void)study_world(Trade::hanbok, 100, {.progress = [&](const Progress& p) { fractions.push_back(p.fraction); }});
    REQUIRE(fractions.size() > 5);
    CHECK(std::is_sorted(fractions.begin(), fractions.end()));
    CHECK(fractions.back() == 1);

    std::stop_source stop;
    const Execution stopping{.stop = stop.get_token(), .progress = [&](const Progress& p) {
                                 if (p.fraction > 0.3) stop.request_stop();
                             }};
    CHECK_THROWS_AS(study_world(Trade::hanbok, 300, stopping), Cancelled);
}
