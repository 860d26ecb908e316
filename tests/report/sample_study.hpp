#pragma once

#include <dangol/report/report.hpp>

#include "scoring/lead_world.hpp"

#include <string>
#include <vector>

/// Facts written by hand, so that every number of a report can be checked against them.
namespace report_sample {

using namespace dangol;

inline std::vector<std::string> week_cells() {
    std::vector<std::string> cells;
    for (const char* day : {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}) {
        for (const char* part : {"_morning", "_midday", "_afternoon", "_evening"}) cells.push_back(std::string(day) + part);
    }
    return cells;
}

inline Trait comes_on_weekday_mornings() {
    return {.aspect = Aspect::routine, .column = {2}, .rhythm = RhythmPart::weekday_morning, .here = {0.6}, .elsewhere = 0.2, .standardised = 1.1,
            .measure = EffectMeasure::rate_ratio, .effect = {3.0, Interval{2.4, 3.7}}, .customers = 950, .ground = Ground::by_construction};
}

inline Trait spends_less() {
    return {.aspect = Aspect::money, .column = {1}, .here = {12.5}, .elsewhere = 25, .standardised = -0.6, .measure = EffectMeasure::rate_ratio,
            .effect = {0.5, Interval{0.4, 0.6}}, .customers = 210, .ground = Ground::by_construction};
}

inline Trait has_a_garden() {
    return {.aspect = Aspect::who, .column = {3}, .here = {0.63}, .elsewhere = 0.41, .standardised = 0.4, .measure = EffectMeasure::risk_difference,
            .effect = {0.22, Interval{0.15, 0.29}}, .customers = 180, .ground = Ground::tested, .q_value = 0.031};
}

/// Two personas over the segments of the test world: Ada with everything, Bo with nothing beyond a share.
inline PersonaSet personas() {
    Random random(1);
    PersonaSet set = lead_world::personas_of(random);
    set.segmentation.verdict = Verdict::reproducible;
    set.segmentation.stability = {0.91, 0.82};
    set.columns.push_back({.name = "weekday_morning_visits", .kind = ColumnKind::share, .construct = Construct::visit_rhythm, .detail = "weekday_morning", .unit = "visits"});
    set.columns.push_back({.name = "garden", .kind = ColumnKind::flag, .role = Role::descriptor, .detail = "garden"});
    set.columns.push_back({.name = "visit_rhythm", .kind = ColumnKind::composition, .levels = week_cells(), .construct = Construct::visit_rhythm, .unit = "visits"});
    set.window = {.from = std::chrono::year{2023} / 1 / 1, .until = std::chrono::year{2024} / 4 / 1};
    set.claims_tested = 12;

    Persona& ada = set.personas[0];
    ada.share_of_customers = {0.22, Interval{0.19, 0.25}};
    ada.share_of_value = Estimate{0.37, Interval{0.32, 0.42}};
    ada.traits = {comes_on_weekday_mornings(), spends_less(), has_a_garden()};
    ada.prevalence = {.all = 0.222, .most = 0.61};
    ada.routine.known = true;
    ada.routine.share_here.fill(0.6 / 27);
    ada.routine.share_here[4] = 0.4;  // Tuesday morning
    ada.routine.share_elsewhere.fill(1.0 / 28);
    ada.routine.interval_days = Estimate{42};
    ada.routine.regularity = 2.14;
    ada.to_find_out = {{.column = {3}, .known_of = 0}};
    ada.notes = {"Have the last order at hand"};
    ada.found_again = 0.91;
    set.personas[1].share_of_customers = {0.78, Interval{0.75, 0.81}};
    return set;
}

/// A study whose contacts single Bo out, with a scorer that was really fitted.
inline Study study(LeadTable* leads = nullptr) {
    Study study{.personas = personas()};
    study.segmentation = study.personas.segmentation;
    study.account = {.tables = {{.table = TableKind::interactions, .read = 1000, .used = 990, .set_aside = 10}}, .consent_recorded = true, .customers = 2000};
    const SegmentResponse ada{.segment = {7}, .customers = 180, .contacts = 300, .conversions = 60, .conversion_rate = {0.2, Interval{0.16, 0.25}}, .value_per_contact = {2.4}};
    const SegmentResponse bo{.segment = {9}, .customers = 160, .contacts = 251, .conversions = 2, .conversion_rate = {0.008, Interval{0.002, 0.02}}, .value_per_contact = {-1.06},
                             .probability_not_worth = 0.998};
    study.negatives = {.personas = {{.id = {0}, .persona = {5}, .response = bo,
                                     .errors = {.would_convert = Estimate{0.01, Interval{0.002, 0.05}}, .converters_lost = Estimate{0.03, Interval{0.01, 0.08}}, .contacts = 90, .later_data = true}}},
                       .responses = {ada, bo},
                       .earlier_contacts = 560,
                       .later_contacts = 180,
                       .overall_rate = {0.11, Interval{0.09, 0.14}},
                       .break_even_rate = 1.2 / 18,
                       .options = {.contact_cost = 1.2, .conversion_margin = 18},
                       .currency = "USD"};
    Random random(2);
    lead_world::World world = lead_world::make(random, study.personas, {.customers = 300});
    study.scorer = fit_lead_scorer(study.personas, study.negatives, world.leads, {.penalty = 1.0});
    study.quality = measure_ranking(*study.scorer, world.leads, {.bootstrap_samples = 0});
    study.notes = {StudyNote::consent_not_recorded};
    if (leads != nullptr) *leads = world.leads;
    return study;
}

}  // namespace report_sample
