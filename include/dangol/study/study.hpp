#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/language.hpp>
#include <dangol/customers/account.hpp>
#include <dangol/customers/customer_base.hpp>
#include <dangol/export.hpp>
#include <dangol/features/build_features.hpp>
#include <dangol/features/feature_plan.hpp>
#include <dangol/features/foreknowledge.hpp>
#include <dangol/personas/persona.hpp>
#include <dangol/scoring/lead_scorer.hpp>
#include <dangol/scoring/negative_persona.hpp>
#include <dangol/scoring/ranking_quality.hpp>
#include <dangol/scoring/strangers.hpp>
#include <dangol/segments/declared_kinds.hpp>
#include <dangol/segments/segmentation.hpp>
#include <dangol/study/next_period.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dangol::inline v0 {

/// The options of every step, and which leads learn and which measure.
struct StudyOptions {
    SegmentCountOptions count = {};
    std::vector<DeclaredKind> declared_kinds = {};         ///< what staff say of their customers: held against the records; and taken in their place
                                                           ///< where these alone show one kind, as those of a small shop mostly do
    DeclaredKindOptions declared = {};
    JudgeOptions judge = {};                               ///< its smallest_group is raised to that of the personas
    PersonaOptions personas = {};
    EvidenceOptions evidence = {};
    NextPeriodOptions next_period = {};
    ForeknowledgeOptions foreknowledge = {};
    std::optional<NegativePersonaOptions> negatives = {};  ///< none: no cost and margin known, nobody is set aside
    StrangerOptions strangers = {};
    LeadScorerOptions scorer = {};
    QualityOptions quality = {};
    CalendarMoment leads_from = {};                        ///< earlier leads are only contact history; not given: all that have history before them
    CalendarMoment test_leads_from = {};                   ///< leads from here on only measure the scores; nothing else sees this moment or
                                                           ///< later: neither segments, nor outcomes; next_period alone counts the visits from then on, and
                                                           ///< decides nothing. Not given: all leads train
    bool operator==(const StudyOptions&) const = default;
};

/// What a study could not do, and why; to_text() says it in words.
enum class StudyNote : std::uint8_t {
    no_leads,                ///< none on record: nothing about scores, nor of whom not to chase
    no_cost,                 ///< no cost and margin: nobody is set aside
    no_outcomes,             ///< known of the leads of fewer customers than LeadScorerOptions::folds: no score
    no_test_leads,           ///< StudyOptions::test_leads_from is not given: nothing to measure the score on
    consent_not_recorded,    ///< no consent table: everyone was taken to permit
    window_ended,            ///< the plan's window reached into the test: it was ended where the test leads begin
    declared_kinds_taken,    ///< the records alone show one kind: segments are those that were declared
    no_leads_to_learn_from,  ///< there are leads, but all before leads_from, or from test_leads_from on: as no_leads
    none_converted,          ///< of the leads that learn and whose outcome is known: no score
    all_converted,           ///< likewise
    no_test_outcomes,        ///< of no lead from test_leads_from on the outcome is known: the score is not measured
    one_test_outcome,        ///< they all ended alike: the score is not measured
    no_permitted_leads       ///< there are leads, but of nobody who permits both marketing and profiling: as no_leads
};
DANGOL_EXPORT std::string to_text(StudyNote, Language);

/// Where every lead on record went, so that the numbers on the pages can be held against the table that was given.
struct LeadsUsed {
    std::size_t recorded = 0;       ///< rows of the table of leads that could be used; all others together
    std::size_t not_permitted = 0;  ///< of customers who do not permit both marketing and profiling
    std::size_t too_early = 0;      ///< before StudyOptions::leads_from: contact history only
    std::size_t learned = 0;        ///< outcome known in time: what scores and negative personas learn from, where they can
    std::size_t open = 0;           ///< still open on the day up to which was learned: learned from by nobody
    std::size_t kept_back = 0;      ///< from StudyOptions::test_leads_from on, outcome known by now: they only measure the score, where there is one
    std::size_t kept_back_open = 0; ///< from then on, but still open: used by nobody
    bool operator==(const LeadsUsed&) const = default;
    bool adds_up() const noexcept { return recorded == not_permitted + too_early + learned + open + kept_back + kept_back_open; }
};
DANGOL_EXPORT std::string to_text(const LeadsUsed&, Language);  ///< empty where there are no leads

/// Of how many of the visits that may be used the hour is on record. What is only dated has a day of the week and no time of day.
struct VisitHours {
    std::size_t visits = 0;
    std::size_t only_dated = 0;
    double share_only_dated() const noexcept { return visits > 0 ? static_cast<double>(only_dated) / static_cast<double>(visits) : 0; }
    bool operator==(const VisitHours&) const = default;
};
DANGOL_EXPORT std::string to_text(const VisitHours&, Language);  ///< empty where every hour is known

/// What study() found: fitted values, no rows.
struct Study {
    FeaturePlan plan = {};
    Account account = {};
    Segmentation segmentation = {};
    std::optional<DeclaredSegments> declared = {};         ///< what the records say of what was declared; none: nothing was
    PersonaSet personas = {};
    NegativePersonaSet negatives = {};
    std::optional<LeadScorer> scorer = {};                 ///< none without leads that have outcomes
    std::optional<RankingQuality> quality = {};            ///< on the test leads
    std::vector<StudyNote> notes = {};                     ///< what was left out, and why
    ForeknowledgeReport foreknowledge = {};                ///< columns of the leads that learn which seem to know how a lead ends
    std::optional<NextPeriod> next_period = {};            ///< whether the kinds tell what customers did after the window; none: everyone is one kind
    std::optional<StrangerReport> strangers = {};          ///< whether the leads that learn are people whom the kinds know; none without leads
    LeadsUsed leads = {};                                  ///< how many there are, and what became of them
    VisitHours hours = {};
    bool operator==(const Study&) const = default;
};

/// The whole way in one call, from what customers permit: build_features(), find_segments(), judge_segments(), fit_declared_kinds(),
/// describe_personas(), test_personas(), ask_next_period(); then of the leads build_leads(), warn_of_foreknowledge(), ask_strangers(),
/// find_negative_personas(), fit_lead_scorer(), measure_ranking(). Each is given its options and what the ones before it made, as anybody could do by
/// hand. What study() decides itself is only what goes where, and says it in a note:
///  - JudgeOptions::smallest_group is at least that of the personas, for a cut into groups of which nothing may be said is of no use;
///  - with `test_leads_from` the plan's window ends there at the latest, leads learn with their outcomes as known then, and later ones measure;
///  - declared kinds become the segments where the verdict on the records alone is Verdict::one_kind;
///  - a step whose data are not there, or too few, is left out, so that too few leads never cost anybody the personas.
/// The options of every step, the days, whether answers lie beyond the declared scale of satisfaction, and whether anything is known of anybody contacted, are looked at
/// before the first step begins.
/// Costs what its steps cost: mostly judging (JudgeOptions) and testing (EvidenceOptions), each many fits of the segments.
/// @throws InsufficientData (no customer with a visit in the window, nobody permits profiling, no column to tell customers apart by), BadInput (none of
/// those who were contacted is in another table), InvalidArgument, UnknownColumn, ProtectedAttribute and FutureLeak as its steps, Cancelled
[[nodiscard]] DANGOL_EXPORT Study study(const CustomerBase&, const FeaturePlan&, const StudyOptions& = {}, const Execution& = {});

/// The same study with another alias or title for one persona, or with what its owner knows of it: in the personas and in the scorer, so that cards, ranked
/// leads and texts carry it. @throws InvalidArgument when there is no such persona
[[nodiscard]] DANGOL_EXPORT Study rename(const Study&, PersonaId, std::string alias);
[[nodiscard]] DANGOL_EXPORT Study retitle(const Study&, PersonaId, std::string title);
[[nodiscard]] DANGOL_EXPORT Study annotate(const Study&, PersonaId, std::vector<std::string> notes);

/// What should make a reader careful, of everything that was fitted; each once. What to_text(NegativePersonaSet) says is left to it.
DANGOL_EXPORT std::vector<FitWarning> all_warnings(const Study&);

/// Each of them, and each column that seems to know how a lead ends, in a sentence.
DANGOL_EXPORT std::vector<std::string> warning_texts(const Study&, Language);

/// What the verdict, the next period, the negative personas and the measure of the scores rest on, with the numbers: a line each.
DANGOL_EXPORT std::string how_we_know(const Study&, Language);

/// What a person reads first: how many kinds and what may be said of them, each persona in a sentence, whom not to chase,
/// how good the scores were, what to be careful about; and at last how we know.
DANGOL_EXPORT std::string to_text(const Study&, Language);

}  // namespace dangol::inline v0
