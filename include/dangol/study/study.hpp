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

/// The options of every step, and which leads train and which measure.
struct StudyOptions {
    SegmentCountOptions count = {};
    std::vector<DeclaredKind> declared_kinds = {};         ///< what staff say of their customers: held against the records, and taken where these alone
                                                           ///< show one kind, as those of a small shop mostly do
    DeclaredKindOptions declared = {};
    JudgeOptions judge = {};                               ///< its smallest_group is raised to that of the personas
    PersonaOptions personas = {};
    EvidenceOptions evidence = {};
    NextPeriodOptions next_period = {};
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
    no_leads,                ///< no lead table, or none permitted for marketing: nothing about scores
    no_cost,                 ///< no cost and margin: nobody is set aside
    no_outcomes,             ///< too few known outcomes to fit a score
    no_test_leads,           ///< nothing to measure the score on
    consent_not_recorded,    ///< no consent table: everyone was taken to permit
    window_ended,            ///< the plan's window reached into the test: it was ended where the test leads begin
    declared_kinds_taken     ///< the records alone show one kind: segments are those that were declared
};
DANGOL_EXPORT std::string to_text(StudyNote, Language);

/// The whole way in one call: fitted values, no rows. Nothing is decided here that the parts would not decide.
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
    bool operator==(const Study&) const = default;
};

[[nodiscard]] DANGOL_EXPORT Study study(const CustomerBase&, const FeaturePlan&, const StudyOptions& = {}, const Execution& = {});

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
