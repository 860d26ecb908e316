#include <dangol/study/study.hpp>

#include <dangol/core/error.hpp>
#include <dangol/core/time.hpp>

#include "segments/option_checks.hpp"
#include "study/option_checks.hpp"
#include "study/visit_hours.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace dangol::inline v0 {
namespace {

/// Leads as a study uses them: those that train, with outcomes as they were known then, and those that test.
struct SplitLeads {
    LeadTable train = {};
    LeadTable test = {};
    std::size_t too_early = 0;
};

SplitLeads split_leads(const PermittedBase& base, const FeaturePlan& plan, const StudyOptions& options, const Execution& execution) {
    const auto instant = [&](const CalendarMoment& moment) { return base.time_zone().instant(moment.local_time()).instant; };
    LeadTable all = build_leads(base, plan, part_of(execution, 0, 0.5));
    const std::size_t permitted = all.lead_count();
    if (options.leads_from.given()) all = all.contacted_from(instant(options.leads_from));
    const std::size_t too_early = permitted - all.lead_count();
    if (!options.test_leads_from.given()) return {.train = std::move(all), .too_early = too_early};
    const Instant test_from = instant(options.test_leads_from);
    LeadTable then = build_leads(base, plan, test_from, part_of(execution, 0.5, 1));
    if (options.leads_from.given()) then = then.contacted_from(instant(options.leads_from));
    return {.train = then.contacted_before(test_from), .test = all.contacted_from(test_from), .too_early = too_early};
}

/// The leads whose outcome is known: how many they are, of how many customers, and how they ended.
struct KnownOutcomes {
    std::size_t leads = 0, converted = 0, customers = 0;

    explicit KnownOutcomes(const LeadTable& table) {
        std::vector<std::uint8_t> has_one(table.customer_count());
        for (std::size_t i = 0; i < table.lead_count(); ++i) {
            if (table.outcomes()[i] == LeadOutcome::open) continue;
            ++leads;
            if (table.outcomes()[i] == LeadOutcome::converted) ++converted;
            has_one[table.customer_of()[i]] = 1;
        }
        customers = static_cast<std::size_t>(std::ranges::count(has_one, 1));
    }
};

std::size_t used_rows(const Account& account, TableKind kind) {
    std::size_t rows = 0;
    for (const TableAccount& table : account.tables) rows += table.table == kind ? table.used : 0;
    return rows;
}

LeadsUsed count_leads(const SplitLeads& leads, std::size_t recorded) {
    LeadsUsed used{.recorded = recorded, .too_early = leads.too_early};
    used.open = static_cast<std::size_t>(std::ranges::count(leads.train.outcomes(), LeadOutcome::open));
    used.learned = leads.train.lead_count() - used.open;
    used.kept_back_open = static_cast<std::size_t>(std::ranges::count(leads.test.outcomes(), LeadOutcome::open));
    used.kept_back = leads.test.lead_count() - used.kept_back_open;
    used.not_permitted = recorded - std::min(recorded, used.too_early + leads.train.lead_count() + leads.test.lead_count());
    return used;
}

/// Why no score can be learned from these leads; none: it can.
std::optional<StudyNote> why_no_score(const LeadTable& leads, const LeadScorerOptions& options) {
    const KnownOutcomes known(leads);
    if (known.customers < options.folds) return StudyNote::no_outcomes;
    if (known.converted == 0) return StudyNote::none_converted;
    if (known.converted == known.leads) return StudyNote::all_converted;
    return {};
}

/// Why a score cannot be measured on these leads; none: it can.
std::optional<StudyNote> why_no_measure(const LeadTable& leads, const StudyOptions& options) {
    if (!options.test_leads_from.given()) return StudyNote::no_test_leads;
    const KnownOutcomes known(leads);
    if (known.leads == 0) return StudyNote::no_test_outcomes;
    if (known.converted == 0 || known.converted == known.leads) return StudyNote::one_test_outcome;
    return {};
}

/// Scores, and whom not to chase: what leads can say.
void learn_from_leads(Study& study, const FeatureTable& customers, const PermittedBase& profiled, const PermittedBase& base, const StudyOptions& options, const Execution& execution) {
    const SplitLeads leads = split_leads(base, study.plan, options, part_of(execution, 0, 0.1, "seeing each lead as on its day"));
    study.leads = count_leads(leads, study.leads.recorded);
    if (leads.train.lead_count() == 0) {
        study.notes.push_back(StudyNote::no_leads_to_learn_from);
        return;
    }
    study.foreknowledge = warn_of_foreknowledge(leads.train, options.foreknowledge, part_of(execution, 0.1, 0.1));
    study.strangers = ask_strangers(study.segmentation, customers, leads.train, profiled, options.strangers, part_of(execution, 0.1, 0.12, "asking whether leads are strangers"));
    if (options.negatives)
        study.negatives = find_negative_personas(study.personas, leads.train, *options.negatives, part_of(execution, 0.12, 0.2, "whom not to chase"));
    else
        study.notes.push_back(StudyNote::no_cost);
    if (const auto why = why_no_score(leads.train, options.scorer)) {
        study.notes.push_back(*why);
        return;
    }
    study.scorer = fit_lead_scorer(study.personas, study.negatives, leads.train, options.scorer, part_of(execution, 0.2, 0.8, "learning to score leads"));
    if (const auto why = why_no_measure(leads.test, options)) {
        study.notes.push_back(*why);
        return;
    }
    study.quality = measure_ranking(*study.scorer, leads.test, options.quality, part_of(execution, 0.8, 1, "measuring the scores"));
}

/// The day that ends the window is told under its own name, and not as an end that nobody gave.
void check_days(const FeaturePlan& plan, const StudyOptions& options) {
    const CalendarMoment& end = options.test_leads_from;
    const auto refuse_before = [&](const CalendarMoment& from, const std::string& what, const char* fix) {
        if (!from.given() || !end.given() || from.local_time() < end.local_time()) return;
        throw InvalidArgument("test_leads_from", iso_text(end.local_time()), "after " + what + ", " + iso_text(from.local_time()), fix);
    };
    refuse_before(plan.window.from, "the start of the plan's window", "name a later day");
    refuse_before(options.leads_from, "leads_from", "leads between the two are those that are learned from, so name a later day, or an earlier leads_from");
}

}  // namespace

Study study(const CustomerBase& base, const FeaturePlan& plan, const StudyOptions& options, const Execution& execution) {
    check_days(plan, options);
    check_options(options);
    check_leads_are_known(base);
    Study study{.account = base.account()};
    if (!study.account.consent_recorded) study.notes.push_back(StudyNote::consent_not_recorded);

    FeaturePlan unseen = plan;
    if (const CalendarMoment& end = options.test_leads_from; end.given() && !(plan.window.until.given() && plan.window.until.local_time() <= end.local_time())) {
        unseen.window.until = end;
        study.notes.push_back(StudyNote::window_ended);
    }
    JudgeOptions judge = options.judge;  // a cut into groups of which nothing may be said would be no use
    judge.smallest_group = std::max(judge.smallest_group, options.personas.smallest_group);

    const PermittedBase profiled = base.permitting(Purpose::profiling, Instant::max(), execution);
    if (options.negatives) check_answers(profiled, unseen, *options.negatives);
    const FeatureTable features = build_features(profiled, unseen, part_of(execution, 0, 0.02, "building features"));
    check_wanted(judge, features.customer_count());
    if (!options.declared_kinds.empty()) check_declared(features, options.declared_kinds, options.declared);
    study.plan = features.plan();
    study.hours = hours_of(profiled.visits());
    const Segmentation candidate = find_segments(features, options.count, part_of(execution, 0.02, 0.2, "looking for kinds of customer"));
    study.segmentation = judge_segments(candidate, features, options.count, judge, part_of(execution, 0.2, 0.6, "asking whether the kinds exist"));
    if (!options.declared_kinds.empty()) {
        study.declared = fit_declared_kinds(features, options.declared_kinds, options.declared, {.threads = execution.threads, .stop = execution.stop});
        if (study.segmentation.verdict == Verdict::one_kind) {
            study.segmentation = study.declared->segmentation;
            study.notes.push_back(StudyNote::declared_kinds_taken);
        }
    }
    const PersonaSet described = describe_personas(study.segmentation, features, options.personas, part_of(execution, 0.6, 0.61, "describing personas"));
    study.personas = test_personas(described, features, options.evidence, part_of(execution, 0.61, 0.78, "testing what is said of them"));
    study.next_period = ask_next_period(study.segmentation, features, profiled, options.next_period, part_of(execution, 0.78, 0.8, "asking what the kinds tell of the time afterwards"));

    const PermittedBase marketing = base.permitting_both(Purpose::marketing, Purpose::profiling, Instant::max(), execution);  // a lead is placed among personas
    const std::size_t recorded = used_rows(study.account, TableKind::leads);
    study.leads = {.recorded = recorded, .not_permitted = recorded};
    if (marketing.leads().customer.empty())
        study.notes.push_back(recorded > 0 ? StudyNote::no_permitted_leads : StudyNote::no_leads);
    else
        learn_from_leads(study, features, profiled, marketing, options, part_of(execution, 0.8, 1));
    report(execution, "done", 1);
    return study;
}

}  // namespace dangol::inline v0
