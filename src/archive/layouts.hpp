#pragma once

#include <dangol/features/feature_fold.hpp>
#include <dangol/segments/lineage.hpp>
#include <dangol/segments/segment_counts.hpp>
#include <dangol/segments/stepwise.hpp>
#include <dangol/study/study.hpp>

#include "archive/aggregate.hpp"
#include "archive/layouts_of_records.hpp"
#include "scoring/design.hpp"

#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

/// What archives hold of features and of all that is made of them; records and what they rest on: layouts_of_records.hpp, where the lists are explained.
namespace dangol::inline v0::archiving {

// features
template <class T, class AnyFeature>
inline constexpr bool is_one_of = false;
template <class T, class... F>
inline constexpr bool is_one_of<T, std::variant<F...>> = (std::same_as<T, F> || ...);
template <class T>
concept OnlyRole = is_one_of<T, Feature> && member_count<T>() == 1;
template <OnlyRole T>
inline constexpr auto fields_of<T> = members(&T::role);
template <>
inline constexpr auto fields_of<Frequency> = members(&Frequency::role, &Frequency::last_days);
template <>
inline constexpr auto fields_of<MonetaryValue> = members(&MonetaryValue::role, &MonetaryValue::last_days);
template <>
inline constexpr auto fields_of<VisitVariability> = members(&VisitVariability::intervals_at_least, &VisitVariability::role);
template <>
inline constexpr auto fields_of<Overdue> = members(&Overdue::intervals_at_least, &Overdue::role);
template <>
inline constexpr auto fields_of<VisitTrend> = members(&VisitTrend::visits_at_least, &VisitTrend::role);
template <>
inline constexpr auto fields_of<ObservationShare> = members(&ObservationShare::code, &ObservationShare::role);
template <>
inline constexpr auto fields_of<CompanyMix> = members(&CompanyMix::family_words, &CompanyMix::role);
template <>
inline constexpr auto fields_of<VisitRhythm> = members(&VisitRhythm::role, &VisitRhythm::holidays);
template <>
inline constexpr auto fields_of<ContactHistory> = members(&ContactHistory::role, &ContactHistory::open_windows);
template <>
inline constexpr auto fields_of<VisitIntervals> = members(&VisitIntervals::intervals_at_least, &VisitIntervals::role);
template <>
inline constexpr auto fields_of<RhythmShare> = members(&RhythmShare::part, &RhythmShare::role, &RhythmShare::holidays);
template <>
inline constexpr auto fields_of<OfferingMix> = members(&OfferingMix::parts_at_most, &OfferingMix::role);
template <>
inline constexpr auto fields_of<OfferingShare> = members(&OfferingShare::offering, &OfferingShare::role);
template <>
inline constexpr auto fields_of<ChannelMix> = members(&ChannelMix::parts_at_most, &ChannelMix::role, &ChannelMix::counted);
template <>
inline constexpr auto fields_of<ChannelSwitching> = members(&ChannelSwitching::role, &ChannelSwitching::counted);
template <>
inline constexpr auto fields_of<EventFrequency> = members(&EventFrequency::kind, &EventFrequency::role);
template <>
inline constexpr auto fields_of<DiscountShare> = members(&DiscountShare::discount, &DiscountShare::role);
template <>
inline constexpr auto fields_of<DiscountDepth> = members(&DiscountDepth::discount, &DiscountDepth::role);
template <>
inline constexpr auto fields_of<Attribute> = members(&Attribute::name, &Attribute::role);
template <>
inline constexpr auto fields_of<FeatureColumn> =
    members(&FeatureColumn::name, &FeatureColumn::kind, &FeatureColumn::levels, &FeatureColumn::period, &FeatureColumn::role,
            &FeatureColumn::known_from, &FeatureColumn::sensitivity, &FeatureColumn::construct, &FeatureColumn::detail, &FeatureColumn::unit,
            &FeatureColumn::known, &FeatureColumn::display_names);
template <>
inline constexpr auto fields_of<FeaturePlan> = members(&FeaturePlan::window, &FeaturePlan::features, &FeaturePlan::holidays, &FeaturePlan::visits_at_least,
                                                       &FeaturePlan::observed_from, &FeaturePlan::counted, &FeaturePlan::settled_columns);
template <>
inline constexpr auto fields_of<BuildAccount> = members(&BuildAccount::customers, &BuildAccount::left_out, &BuildAccount::visits_used,
                                                        &BuildAccount::visits_outside, &BuildAccount::visits_of_left_out);

template <>
inline constexpr auto fields_of<DecidingValue> = members(&DecidingValue::value, &DecidingValue::leads, &DecidingValue::conversions);
template <>
inline constexpr auto fields_of<ForeknowledgeWarning> =
    members(&ForeknowledgeWarning::column, &ForeknowledgeWarning::auc, &ForeknowledgeWarning::separates, &ForeknowledgeWarning::decides,
            &ForeknowledgeWarning::jumps, &ForeknowledgeWarning::auc_of_previous, &ForeknowledgeWarning::lowest_rate,
            &ForeknowledgeWarning::highest_rate);
template <>
inline constexpr auto fields_of<ForeknowledgeReport> =
    members(&ForeknowledgeReport::warnings, &ForeknowledgeReport::examined, &ForeknowledgeReport::confirmed, &ForeknowledgeReport::leads,
            &ForeknowledgeReport::conversions, &ForeknowledgeReport::periods);

// segments
template <>
inline constexpr auto fields_of<FitReport> =
    members(&FitReport::termination, &FitReport::iterations, &FitReport::log_posterior, &FitReport::log_likelihood, &FitReport::parameter_count,
            &FitReport::bic, &FitReport::starts, &FitReport::starts_at_best, &FitReport::separation_share, &FitReport::warnings);
template <>
inline constexpr auto fields_of<SegmentCountTrial> =
    members(&SegmentCountTrial::segment_count, &SegmentCountTrial::covariance, &SegmentCountTrial::bic, &SegmentCountTrial::icl,
            &SegmentCountTrial::parameter_count, &SegmentCountTrial::log_likelihood, &SegmentCountTrial::confirmed,
            &SegmentCountTrial::smallest_group, &SegmentCountTrial::shared_columns);
template <>
inline constexpr auto fields_of<NullTest> = members(&NullTest::gain, &NullTest::null_gains, &NullTest::p_value);
template <>
inline constexpr auto fields_of<ValleyTest> =
    members(&ValleyTest::candidate_segments, &ValleyTest::separated_segments, &ValleyTest::weakest_ratio, &ValleyTest::separated_by_times_too);
template <>
inline constexpr auto fields_of<CutTrial> = members(&CutTrial::segment_count, &CutTrial::jaccard, &CutTrial::smallest_group);
template <>
inline constexpr auto fields_of<Segmentation> =
    members(&Segmentation::mixture, &Segmentation::ids, &Segmentation::next_id, &Segmentation::trials, &Segmentation::verdict, &Segmentation::valley_test,
            &Segmentation::null_test, &Segmentation::cuts, &Segmentation::stability, &Segmentation::cut_agreement, &Segmentation::warnings);
template <>
inline constexpr auto fields_of<ExpectationEvidence> =
    members(&ExpectationEvidence::column, &ExpectationEvidence::level, &ExpectationEvidence::declared, &ExpectationEvidence::found,
            &ExpectationEvidence::tolerance, &ExpectationEvidence::standing, &ExpectationEvidence::more_needed);
template <>
inline constexpr auto fields_of<KindEvidence> =
    members(&KindEvidence::name, &KindEvidence::segment, &KindEvidence::customers, &KindEvidence::expectations);
template <>
inline constexpr auto fields_of<DeclaredSegments> =
    members(&DeclaredSegments::segmentation, &DeclaredSegments::kinds, &DeclaredSegments::customers, &DeclaredSegments::more_for_natural);
template <>
inline constexpr auto fields_of<RunningSegmentation> = members(&RunningSegmentation::segmentation, &RunningSegmentation::statistics,
                                                               &RunningSegmentation::customers, &RunningSegmentation::updates);
template <>
inline constexpr auto fields_of<LineageEvent> =
    members(&LineageEvent::fate, &LineageEvent::before, &LineageEvent::after, &LineageEvent::similarity, &LineageEvent::noise_floor);
template <>
inline constexpr auto fields_of<Lineage> = members(&Lineage::segmentation, &Lineage::events);
template <>
inline constexpr auto fields_of<SegmentCountRow> =
    members(&SegmentCountRow::segment_count, &SegmentCountRow::covariance, &SegmentCountRow::bic, &SegmentCountRow::icl, &SegmentCountRow::aic3,
            &SegmentCountRow::held_out, &SegmentCountRow::held_out_error, &SegmentCountRow::weakest_jaccard, &SegmentCountRow::gain,
            &SegmentCountRow::null_gain, &SegmentCountRow::shared_columns);
template <>
inline constexpr auto fields_of<SegmentCountTable> = members(&SegmentCountTable::rows, &SegmentCountTable::chosen, &SegmentCountTable::reason);

// personas
template <>
inline constexpr auto fields_of<CrossFitted> = members(&CrossFitted::here, &CrossFitted::elsewhere);
template <>
inline constexpr auto fields_of<Trait> =
    members(&Trait::aspect, &Trait::column, &Trait::level, &Trait::rhythm, &Trait::here, &Trait::elsewhere, &Trait::cross_fitted,
            &Trait::standardised, &Trait::measure, &Trait::effect, &Trait::customers, &Trait::ground, &Trait::q_value);
template <>
inline constexpr auto fields_of<Routine> = members(&Routine::known, &Routine::share_here, &Routine::share_elsewhere, &Routine::interval_days,
                                                   &Routine::regularity, &Routine::in_company);
template <>
inline constexpr auto fields_of<OpenQuestion> = members(&OpenQuestion::column, &OpenQuestion::known_of);
template <>
inline constexpr auto fields_of<SoughtOffering> = members(&SoughtOffering::column, &SoughtOffering::level, &SoughtOffering::share);
template <>
inline constexpr auto fields_of<JointPrevalence> = members(&JointPrevalence::all, &JointPrevalence::most);
template <>
inline constexpr auto fields_of<Persona> =
    members(&Persona::id, &Persona::segment, &Persona::alias, &Persona::title, &Persona::customers, &Persona::share_of_customers,
            &Persona::share_of_value, &Persona::traits, &Persona::prevalence, &Persona::routine, &Persona::to_find_out, &Persona::notes,
            &Persona::found_again, &Persona::spend_per_visit, &Persona::sought);
template <>
inline constexpr auto fields_of<PersonaOptions> = members(&PersonaOptions::smallest_group, &PersonaOptions::false_discovery_rate,
                                                          &PersonaOptions::traits_at_most, &PersonaOptions::smallest_difference_sd,
                                                          &PersonaOptions::smallest_ratio, &PersonaOptions::smallest_risk_difference,
                                                          &PersonaOptions::alias_language);
template <>
inline constexpr auto fields_of<PersonaSet> =
    members(&PersonaSet::segmentation, &PersonaSet::personas, &PersonaSet::columns, &PersonaSet::options, &PersonaSet::customers,
            &PersonaSet::too_few, &PersonaSet::claims_tested, &PersonaSet::warnings, &PersonaSet::window, &PersonaSet::currency);

// scoring
template <>
inline constexpr auto fields_of<SetAsideErrors> = members(&SetAsideErrors::would_convert, &SetAsideErrors::converters_lost,
                                                          &SetAsideErrors::contacts, &SetAsideErrors::later_data);
template <>
inline constexpr auto fields_of<SegmentResponse> =
    members(&SegmentResponse::segment, &SegmentResponse::customers, &SegmentResponse::contacts, &SegmentResponse::conversions,
            &SegmentResponse::conversion_rate, &SegmentResponse::value_per_contact, &SegmentResponse::probability_not_worth);
template <>
inline constexpr auto fields_of<NegativePersona> =
    members(&NegativePersona::id, &NegativePersona::persona, &NegativePersona::response, &NegativePersona::errors, &NegativePersona::kind);
template <>
inline constexpr auto fields_of<NegativePersonaOptions> =
    members(&NegativePersonaOptions::contact_cost, &NegativePersonaOptions::conversion_margin, &NegativePersonaOptions::certainty,
            &NegativePersonaOptions::contacts_at_least, &NegativePersonaOptions::exploration_share, &NegativePersonaOptions::errors_from,
            &NegativePersonaOptions::satisfaction_scale, &NegativePersonaOptions::seed);
template <>
inline constexpr auto fields_of<NegativePersonaSet> =
    members(&NegativePersonaSet::personas, &NegativePersonaSet::responses, &NegativePersonaSet::earlier_contacts, &NegativePersonaSet::later_contacts, &NegativePersonaSet::overall_rate, &NegativePersonaSet::break_even_rate,
            &NegativePersonaSet::options, &NegativePersonaSet::currency, &NegativePersonaSet::warnings);
template <>
inline constexpr auto fields_of<StrangerReport> = members(&StrangerReport::leads, &StrangerReport::customers, &StrangerReport::none_of_these, &StrangerReport::p_value,
                                                          &StrangerReport::auc, &StrangerReport::alarm);
template <>
inline constexpr auto fields_of<PointScale> = members(&PointScale::points_at_even_odds, &PointScale::points_to_double_odds);
template <>
inline constexpr auto fields_of<LeadScorerOptions> =
    members(&LeadScorerOptions::penalty, &LeadScorerOptions::calibration_share, &LeadScorerOptions::engagement_half_life_days,
            &LeadScorerOptions::folds, &LeadScorerOptions::scale, &LeadScorerOptions::seed);
template <>
inline constexpr auto fields_of<ScorerReport> =
    members(&ScorerReport::leads, &ScorerReport::conversions, &ScorerReport::customers, &ScorerReport::open_leads, &ScorerReport::base_rate,
            &ScorerReport::penalty, &ScorerReport::calibration_slope, &ScorerReport::calibration_intercept, &ScorerReport::found_slope,
            &ScorerReport::found_intercept, &ScorerReport::lead_shares, &ScorerReport::segment_rates, &ScorerReport::folded_columns,
            &ScorerReport::protected_columns, &ScorerReport::outcome_columns, &ScorerReport::warnings);
template <>
inline constexpr auto fields_of<RankingQuality> =
    members(&RankingQuality::leads, &RankingQuality::conversions, &RankingQuality::customers, &RankingQuality::base_rate, &RankingQuality::auc,
            &RankingQuality::average_precision, &RankingQuality::log_loss, &RankingQuality::brier, &RankingQuality::calibration_intercept,
            &RankingQuality::calibration_slope, &RankingQuality::lift_at_tenth);

// study
template <>
inline constexpr auto fields_of<CriterionValidity> =
    members(&CriterionValidity::explained, &CriterionValidity::explained_at_random, &CriterionValidity::p_value, &CriterionValidity::explained_by_baseline,
            &CriterionValidity::explained_beyond, &CriterionValidity::beyond_at_random, &CriterionValidity::p_value_beyond);
template <>
inline constexpr auto fields_of<NextPeriod> = members(&NextPeriod::days, &NextPeriod::customers, &NextPeriod::visits);
template <>
inline constexpr auto fields_of<VisitHours> = members(&VisitHours::visits, &VisitHours::only_dated);
template <>
inline constexpr auto fields_of<LeadsUsed> =
    members(&LeadsUsed::recorded, &LeadsUsed::not_permitted, &LeadsUsed::too_early, &LeadsUsed::learned, &LeadsUsed::open, &LeadsUsed::kept_back, &LeadsUsed::kept_back_open);
template <>
inline constexpr auto fields_of<Study> = members(&Study::plan, &Study::account, &Study::segmentation, &Study::declared, &Study::personas, &Study::negatives,
                                                 &Study::scorer, &Study::quality, &Study::notes, &Study::foreknowledge, &Study::next_period, &Study::strangers, &Study::leads, &Study::hours);

/// The last enumerator of each enumeration that is archived; smaller numbers are all enumerators.
template <class Enum>
inline constexpr Enum last_of{};
template <>
inline constexpr auto last_of<KeyKind> = KeyKind::booking_name;
template <>
inline constexpr auto last_of<TableKind> = TableKind::competitors;
template <>
inline constexpr auto last_of<UnusableReason> = UnusableReason::contradicting_outcome;
template <>
inline constexpr auto last_of<InteractionKind> = InteractionKind::returned;
template <>
inline constexpr auto last_of<CountsAs> = CountsAs::event;
template <>
inline constexpr auto last_of<NegativeAmounts> = NegativeAmounts::returns;
template <>
inline constexpr auto last_of<DateOrder> = DateOrder::year_first;
template <>
inline constexpr auto last_of<DecimalMark> = DecimalMark::comma;
template <>
inline constexpr auto last_of<UnzonedTimes> = UnzonedTimes::utc;
template <>
inline constexpr auto last_of<CustomerList> = CustomerList::complete;
template <>
inline constexpr auto last_of<Purpose> = Purpose::training;
template <>
inline constexpr auto last_of<ColumnKind> = ColumnKind::text;
template <>
inline constexpr auto last_of<Sensitivity> = Sensitivity::protected_attribute;
template <>
inline constexpr auto last_of<Role> = Role::outcome;
template <>
inline constexpr auto last_of<KnownWhen> = KnownWhen::afterwards;
template <>
inline constexpr auto last_of<KnownFrom> = KnownFrom::lead;
template <>
inline constexpr auto last_of<Construct> = Construct::event_frequency;
template <>
inline constexpr auto last_of<RhythmPart> = RhythmPart::holiday;
template <>
inline constexpr auto last_of<HolidayRule> = HolidayRule::own_part;
template <>
inline constexpr auto last_of<OpenWindows> = OpenWindows::elapsed;
template <>
inline constexpr auto last_of<ObservedFrom> = ObservedFrom::first_visit;
template <>
inline constexpr auto last_of<CountedInteractions> = CountedInteractions::all;
template <>
inline constexpr auto last_of<LeadOutcome> = LeadOutcome::converted;
template <>
inline constexpr auto last_of<Language> = Language::korean;
template <>
inline constexpr auto last_of<WarningKind> = WarningKind::regression_not_converged;
template <>
inline constexpr auto last_of<Family> = Family::multinomial;
template <>
inline constexpr auto last_of<CovarianceShape> = CovarianceShape::free_block;
template <>
inline constexpr auto last_of<Assignment> = Assignment::hard;
template <>
inline constexpr auto last_of<Termination> = Termination::one_step;
template <>
inline constexpr auto last_of<Verdict> = Verdict::one_kind;
template <>
inline constexpr auto last_of<Standing> = Standing::contradicted;
template <>
inline constexpr auto last_of<Fate> = Fate::vanished;
template <>
inline constexpr auto last_of<CountReason> = CountReason::not_found_again;
template <>
inline constexpr auto last_of<Aspect> = Aspect::response;
template <>
inline constexpr auto last_of<EffectMeasure> = EffectMeasure::risk_difference;
template <>
inline constexpr auto last_of<Ground> = Ground::untested;
template <>
inline constexpr auto last_of<NegativeKind> = NegativeKind::both;
template <>
inline constexpr auto last_of<Transform> = Transform::circle;
template <>
inline constexpr auto last_of<StudyNote> = StudyNote::no_permitted_leads;

}  // namespace dangol::inline v0::archiving
