#include "bindings.hpp"
#include "feature_frame.hpp"
#include "frame.hpp"
#include "lead_reader.hpp"
#include "long_call.hpp"
#include "names_core.hpp"
#include "names_scoring.hpp"
#include "record.hpp"
#include "show.hpp"

#include <dangol/core/error.hpp>
#include <dangol/scoring/lead_scorer.hpp>
#include <dangol/scoring/strangers.hpp>

#include <map>
#include <memory>
#include <optional>

namespace dangol::python {
namespace {

/// Why a lead has its score, with the lead and the scorer that its words need.
struct Explanation {
    LeadScorer scorer;
    Lead lead;
    ScoreLedger ledger;
};

Explanation explain(const LeadScorer& scorer, Lead lead) {
    ScoreLedger ledger = scorer.explain(lead);
    return {scorer, std::move(lead), std::move(ledger)};
}

void bind_negatives(py::module_& module) {
    using Errors = SetAsideErrors;
    bind_record<Errors>(module, "SetAsideErrors", "What an error of setting a group aside costs, and whether the data can say so.",
                        {field("would_convert", &Errors::would_convert), field("converters_lost", &Errors::converters_lost),
                         field("contacts", &Errors::contacts), field("later_data", &Errors::later_data)});
    using Response = SegmentResponse;
    bind_record<Response>(module, "SegmentResponse", "What the contacts with one segment say about its worth.",
                          {field("segment", &Response::segment), field("customers", &Response::customers),
                           field("contacts", &Response::contacts), field("conversions", &Response::conversions),
                           field("conversion_rate", &Response::conversion_rate), field("value_per_contact", &Response::value_per_contact),
                           field("probability_not_worth", &Response::probability_not_worth)});
    bind_record<NegativePersona>(module, "NegativePersona", "A segment on which effort is not worth its cost: no effort, service as ever.",
                                 {field("id", &NegativePersona::id), field("persona", &NegativePersona::persona), field("response", &NegativePersona::response),
                                  field("errors", &NegativePersona::errors), field("kind", &NegativePersona::kind)});
    using Options = NegativePersonaOptions;
    bind_record<Options>(module, "NegativePersonaOptions", "What a contact costs, what a conversion earns, and how sure one must be.",
                         {field("contact_cost", &Options::contact_cost), field("conversion_margin", &Options::conversion_margin),
                          field("certainty", &Options::certainty), field("contacts_at_least", &Options::contacts_at_least),
                          field("exploration_share", &Options::exploration_share), field("errors_from", &Options::errors_from),
                          field("satisfaction_scale", &Options::satisfaction_scale), field("seed", &Options::seed)});
    using Set = NegativePersonaSet;
    auto bound = bind_record<Set>(module, "NegativePersonaSet", "Whom not to chase, or that nobody qualifies, with the contacts that say so.",
                                  {field("personas", &Set::personas), field("responses", &Set::responses), field("earlier_contacts", &Set::earlier_contacts),
                                   field("later_contacts", &Set::later_contacts), field("overall_rate", &Set::overall_rate),
                                   field("break_even_rate", &Set::break_even_rate), field("options", &Set::options), field("currency", &Set::currency),
                                   field("warnings", &Set::warnings)});
    bound.def("__len__", [](const Set& self) { return self.personas.size(); })
        .def("__iter__", [](const py::object& self) { return py::typing::Iterator<NegativePersona>(py::iter(self.attr("personas"))); }, "Those set aside.")
        .def("to_text", [](const Set& self, const PersonaSet& personas, Choice<Language> language) { return to_text(self, personas, language.value); },
             py::arg("personas"), py::arg("language") = "english")
        .def("how_we_know", [](const Set& self, const PersonaSet& personas, Choice<Language> language) { return how_we_know(self, personas, language.value); },
             py::arg("personas"), py::arg("language") = "english", "Intervals, certainty and both errors, a line each.");
    show_as(bound, [](const Set& self) { return "NegativePersonaSet of " + std::to_string(self.personas.size()) + " of " + std::to_string(self.responses.size()) + " segments"; });
}

void bind_strangers(py::module_& module) {
    using Options = StrangerOptions;
    bind_record<Options>(module, "StrangerOptions", "From when on leads count as strangers.",
                         {field("tail", &Options::tail), field("share_at_least", &Options::share_at_least), field("auc_at_least", &Options::auc_at_least),
                          field("significance", &Options::significance), field("compared_at_least", &Options::compared_at_least),
                          field("people_at_most", &Options::people_at_most, 2), field("bootstrap_samples", &Options::bootstrap_samples, 20), field("seed", &Options::seed)});
    using Report = StrangerReport;
    bind_record<Report>(module, "StrangerReport", "Whether leads are people whom the segments know, in whatever shares, or strangers.",
                        {field("leads", &Report::leads), field("customers", &Report::customers), field("none_of_these", &Report::none_of_these),
                         field("p_value", &Report::p_value), field("auc", &Report::auc), field("alarm", &Report::alarm)})
        .def("to_text", [](const Report& self, std::size_t smallest_group, Choice<Language> language) { return to_text(self, language.value, smallest_group); },
             py::arg("smallest_group") = PersonaOptions{}.smallest_group, py::arg("language") = "english")
        .def("how_we_know", [](const Report& self, std::size_t smallest_group, Choice<Language> language) { return how_we_know(self, language.value, smallest_group); },
             py::arg("smallest_group") = PersonaOptions{}.smallest_group, py::arg("language") = "english");
    module.def(
        "ask_strangers",
        [](const Segmentation& segments, const FeatureTable& customers, const LeadTable& leads, const std::optional<PermittedBase>& records, const Options& options, std::size_t threads,
           const py::object& progress) {
            return long_call(threads, progress, [&](const Execution& execution) {
                return records ? ask_strangers(segments, customers, leads, *records, options, execution) : ask_strangers(segments, customers, leads, options, execution);
            });
        },
        py::arg("segments"), py::arg("customers"), py::arg("leads"), py::arg("records"), py::arg("options"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
}

void bind_scores(py::module_& module) {
    bind_record<PointScale>(module, "PointScale", "Points at even odds, and points that double the odds.",
                            {field("points_at_even_odds", &PointScale::points_at_even_odds), field("points_to_double_odds", &PointScale::points_to_double_odds)});
    bind_record<Grade>(module, "Grade", "Fit (A best … D) and engagement (1 best … 4).", {field("fit", &Grade::fit), field("engagement", &Grade::engagement)})
        .def("__str__", [](const Grade& self) { return std::string(1, self.fit) + std::to_string(self.engagement); });
    bind_record<LeadScore>(module, "LeadScore", "P(a lead converts), given that it is contacted: not the effect of contacting it.",
                           {field("log_odds", &LeadScore::log_odds), field("probability", &LeadScore::probability), field("points", &LeadScore::points),
                            field("probability_interval", &LeadScore::probability_interval), field("grade", &LeadScore::grade),
                            field("disposition", &LeadScore::disposition), field("closest_persona", &LeadScore::closest_persona),
                            field("closest_probability", &LeadScore::closest_probability), field("negative_match", &LeadScore::negative_match),
                            field("contact_propensity", &LeadScore::contact_propensity)});
    using Options = LeadScorerOptions;
    bind_record<Options>(module, "LeadScorerOptions", "How fit_lead_scorer() fits.",
                         {field("penalty", &Options::penalty), field("calibration_share", &Options::calibration_share),
                          field("engagement_half_life_days", &Options::engagement_half_life_days), field("folds", &Options::folds, 2),
                          field("scale", &Options::scale), field("seed", &Options::seed)});
    using Report = ScorerReport;
    bind_record<Report>(module, "ScorerReport", "What a scorer was fitted on, and how.",
                        {field("leads", &Report::leads), field("conversions", &Report::conversions), field("customers", &Report::customers),
                         field("open_leads", &Report::open_leads), field("base_rate", &Report::base_rate), field("penalty", &Report::penalty),
                         field("calibration_slope", &Report::calibration_slope), field("calibration_intercept", &Report::calibration_intercept),
                         field("found_slope", &Report::found_slope), field("found_intercept", &Report::found_intercept),
                         field("lead_shares", &Report::lead_shares), field("segment_rates", &Report::segment_rates),
                         field("folded_columns", &Report::folded_columns), field("protected_columns", &Report::protected_columns),
                         field("outcome_columns", &Report::outcome_columns), field("warnings", &Report::warnings)});
    py::classh<Explanation>(module, "Explanation", "Why a lead has its score. The score is the sum of the entries, first to last.")
        .def_property_readonly("log_odds", [](const Explanation& self) { return self.ledger.log_odds(); })
        .def_property_readonly("points", [](const Explanation& self) { return self.ledger.points(); }, "Whole points per entry.")
        .def("frame",
             [](const Explanation& self, Choice<Language> language) {
                 std::vector<std::string> reasons;
                 std::vector<double> log_odds;
                 std::vector<std::int64_t> points;
                 std::vector<std::uint8_t> known;
                 for (const int each : self.ledger.points()) points.push_back(each);
                 for (const LedgerEntry& entry : self.ledger.entries) {
                     reasons.push_back(to_text(entry, self.scorer, self.lead, language.value));
                     log_odds.push_back(entry.log_odds);
                     known.push_back(entry.known ? 1 : 0);
                 }
                 return std::make_unique<Frame>(ArrowColumns({ArrowColumn::text("reason", reasons), ArrowColumn::numbers("log_odds", std::move(log_odds)),
                                                              ArrowColumn::whole_numbers("points", std::move(points)), ArrowColumn::flags("known", known)}));
             },
             py::arg("language") = "english", "Frame: reason, log_odds, points, known; one row an entry.")
        .def("to_text", [](const Explanation& self, Choice<Language> language) { return to_text(self.ledger, self.scorer, self.lead, language.value); },
             py::arg("language") = "english")
        .def("advice", [](const Explanation& self, Choice<Language> language) { return why_this_advice(self.scorer.score(self.lead), self.scorer, language.value); },
             py::arg("language") = "english", "Why the lead is to be pursued, nurtured or set aside.")
        .def("__str__", [](const Explanation& self) { return to_text(self.ledger, self.scorer, self.lead, Language::english); })
        .def("__repr__", [](const Explanation& self) { return "Explanation of " + std::to_string(self.ledger.entries.size()) + " entries"; });
}

/// Scores beside the leads they belong to. A persona that is not shown (too few customers) stays missing.
ArrowColumns score_columns(const LeadScorer& scorer, const LeadTable& leads, const std::vector<LeadScore>& scores) {
    static const std::vector<std::string> dispositions{"pursue", "nurture", "set_aside", "explore"};
    std::vector<std::string> aliases;
    std::map<std::uint32_t, std::uint32_t> position_of;
    for (const Persona& persona : scorer.personas().personas) {
        position_of[persona.id.value] = static_cast<std::uint32_t>(aliases.size());
        aliases.push_back(persona.alias);
    }
    std::vector<double> log_odds, probability, low, high, propensity;
    std::vector<std::int64_t> points;
    std::vector<std::string> grade;
    std::vector<std::uint32_t> disposition, persona;
    std::vector<std::uint8_t> negative;
    for (const LeadScore& score : scores) {
        log_odds.push_back(score.log_odds);
        probability.push_back(score.probability);
        low.push_back(score.probability_interval.low);
        high.push_back(score.probability_interval.high);
        points.push_back(score.points);
        grade.push_back(std::string(1, score.grade.fit) + std::to_string(score.grade.engagement));
        disposition.push_back(static_cast<std::uint32_t>(score.disposition));
        const auto found = position_of.find(score.closest_persona.value);
        persona.push_back(found == position_of.end() ? unobserved_code : found->second);
        negative.push_back(score.negative_match ? 1 : 0);
        propensity.push_back(score.contact_propensity);
    }
    std::vector<ArrowColumn> columns{key_column(leads.features().customers()), ArrowColumn::times("contacted_at", leads.contacted_at(), TimeZone())};
    if (!leads.source_rows().empty()) {
        columns.push_back(ArrowColumn::whole_numbers("source_row", std::vector<std::int64_t>(leads.source_rows().begin(), leads.source_rows().end())));
    }
    columns.insert(columns.end(), {ArrowColumn::numbers("log_odds", std::move(log_odds)), ArrowColumn::numbers("probability", std::move(probability)),
                                   ArrowColumn::numbers("probability_low", std::move(low)), ArrowColumn::numbers("probability_high", std::move(high)),
                                   ArrowColumn::whole_numbers("points", std::move(points)), ArrowColumn::text("grade", grade),
                                   ArrowColumn::categories("disposition", disposition, dispositions),
                                   ArrowColumn::categories("closest_persona", persona, aliases), ArrowColumn::flags("negative", negative),
                                   ArrowColumn::numbers("contact_propensity", std::move(propensity))});
    return ArrowColumns(std::move(columns));
}

void bind_scorer(py::module_& module) {
    py::classh<LeadScorer>(module, "LeadScorer", "P(a lead converts), from whatever is known of it. Immutable.")
        .def(py::init<>())
        .def_property_readonly("columns", [](const LeadScorer& self) { return std::vector<FeatureColumn>(self.columns().begin(), self.columns().end()); })
        .def_property_readonly("report", [](const LeadScorer& self) { return self.report(); })
        .def_property_readonly("personas", [](const LeadScorer& self) { return self.personas(); })
        .def_property_readonly("negatives", [](const LeadScorer& self) { return self.negatives(); })
        .def("score",
             [](const LeadScorer& self, const LeadTable& leads, std::size_t threads, const py::object& progress) {
                 return std::make_unique<Frame>(
                     long_call(threads, progress, [&](const Execution& execution) { return score_columns(self, leads, self.score(leads, execution)); }));
             },
             py::arg("leads"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none(),
             "Frame: customer, contacted_at, log_odds, probability with its interval, points, grade, disposition, closest_persona, negative, "
             "contact_propensity (with which probability the draw lets it be contacted: keep it beside the contact).")
        .def("score_one", [](const LeadScorer& self, const py::dict& lead, Instant as_of, const py::object& customer) {
                 return self.score(lead_from(self, lead, as_of, customer));
             }, py::arg("lead"), py::kw_only(), py::arg("as_of"), py::arg("customer") = py::none(),
             "From a dict of what is known: {\"children\": 2, \"visits\": (12, 180), \"town\": \"Busan\"}; a pair is a value and the exposure behind it.")
        .def("explain", [](const LeadScorer& self, const py::dict& lead, Instant as_of, const py::object& customer) {
                 return explain(self, lead_from(self, lead, as_of, customer));
             }, py::arg("lead"), py::kw_only(), py::arg("as_of"), py::arg("customer") = py::none())
        .def("explain", [](const LeadScorer& self, std::size_t row, const LeadTable& leads) {
                 if (row >= leads.lead_count()) throw InvalidArgument("row", row, "below " + std::to_string(leads.lead_count()), "rows count from 0");
                 return explain(self, self.lead(leads, row));
             }, py::arg("row"), py::arg("leads"), "Why a row of a table of leads has its score.")
        .def("__eq__", [](const LeadScorer& a, const LeadScorer& b) { return a == b; }, py::is_operator())
        .def("__repr__", [](const LeadScorer& self) {
            return "LeadScorer over " + std::to_string(self.columns().size()) + " columns, fitted on " + std::to_string(self.report().leads) + " leads";
        });
}

}  // namespace

void bind_scoring(py::module_& module) {
    bind_enumeration<Disposition>(module, "What to do with a lead.");
    bind_enumeration<NegativeKind>(module, "Which of the two kinds a negative persona is, as far as tested traits tell.");
    bind_negatives(module);
    bind_strangers(module);
    bind_scores(module);
    bind_scorer(module);
    module.def("what_scores_say", [](Choice<Language> language) { return what_scores_say(language.value); }, py::arg("language") = "english",
               "What no score says, once for a whole page of them: response is not effect.");
    module.def(
        "find_negative_personas",
        [](const PersonaSet& personas, const LeadTable& leads, const NegativePersonaOptions& options, std::size_t threads, const py::object& progress) {
            return long_call(threads, progress, [&](const Execution& execution) { return find_negative_personas(personas, leads, options, execution); });
        },
        py::arg("personas"), py::arg("leads"), py::arg("options"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
    module.def(
        "fit_lead_scorer",
        [](const PersonaSet& personas, const NegativePersonaSet& negatives, const LeadTable& leads, const LeadScorerOptions& options, std::size_t threads,
           const py::object& progress) {
            return long_call(threads, progress, [&](const Execution& execution) { return fit_lead_scorer(personas, negatives, leads, options, execution); });
        },
        py::arg("personas"), py::arg("negatives"), py::arg("leads"), py::arg("options"), py::kw_only(), py::arg("threads") = 0,
        py::arg("progress") = py::none());
}

}  // namespace dangol::python
