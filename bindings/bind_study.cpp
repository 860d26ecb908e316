#include "bindings.hpp"
#include "feature_frame.hpp"
#include "frame.hpp"
#include "long_call.hpp"
#include "names_core.hpp"
#include "persona_choice.hpp"
#include "record.hpp"
#include "show.hpp"

#include <dangol/segments/most_probable.hpp>
#include <dangol/study/study.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace dangol::python {

template <>
struct NamesOf<StudyNote> {
    static constexpr const char* type = "StudyNote";
    static constexpr Enumerator<StudyNote> all[] = {{"no_leads", StudyNote::no_leads}, {"no_cost", StudyNote::no_cost},
                                                    {"no_outcomes", StudyNote::no_outcomes}, {"no_test_leads", StudyNote::no_test_leads},
                                                    {"consent_not_recorded", StudyNote::consent_not_recorded},
                                                    {"window_ended", StudyNote::window_ended},
                                                    {"declared_kinds_taken", StudyNote::declared_kinds_taken},
                                                    {"no_leads_to_learn_from", StudyNote::no_leads_to_learn_from},
                                                    {"none_converted", StudyNote::none_converted}, {"all_converted", StudyNote::all_converted},
                                                    {"no_test_outcomes", StudyNote::no_test_outcomes}, {"one_test_outcome", StudyNote::one_test_outcome},
                                                    {"no_permitted_leads", StudyNote::no_permitted_leads}};
};

namespace {

/// customer, segment, persona, probability: who is in which persona, of everyone in the base whom the plan would describe.
ArrowColumns member_columns(const Study& study, const CustomerBase& base, const Execution& execution) {
    const FeatureTable features = build_features(base.permitting(Purpose::profiling), study.plan, execution);
    const Matrix membership = study.segmentation.mixture.membership(features, execution);
    const Members found = members(study.personas, features, execution);
    std::vector<std::int64_t> segment;
    for (const std::uint32_t most : most_probable(membership)) segment.push_back(study.segmentation.ids.at(most).value);
    std::vector<std::string> aliases;
    for (const Persona& persona : study.personas.personas) aliases.push_back(persona.alias);
    return ArrowColumns({key_column(features.customers()), ArrowColumn::whole_numbers("segment", std::move(segment)),
                         ArrowColumn::categories("persona", found.persona, aliases), ArrowColumn::numbers("probability", found.probability)});
}

}  // namespace

void bind_study(py::module_& module) {
    bind_enumeration<StudyNote>(module, "What a study could not do.");
    using Asked = NextPeriodOptions;
    bind_record<Asked>(module, "NextPeriodOptions", "How ask_next_period() asks.",
                       {field("days_at_least", &Asked::days_at_least), field("visitors_at_least", &Asked::visitors_at_least), field("customers_at_most", &Asked::customers_at_most, 1),
                        field("shuffles", &Asked::shuffles, 1), field("seed", &Asked::seed)});
    bind_record<NextPeriod>(module, "NextPeriod", "Whether segments tell what customers did after the time that made them.",
                            {field("days", &NextPeriod::days), field("customers", &NextPeriod::customers), field("visits", &NextPeriod::visits)})
        .def("to_text", [](const NextPeriod& self, Choice<Language> language) { return to_text(self, language.value); }, py::arg("language") = "english")
        .def("how_we_know", [](const NextPeriod& self, Choice<Language> language) { return how_we_know(self, language.value); }, py::arg("language") = "english",
             "The shares explained and the p-values.")
        .def("__str__", [](const NextPeriod& self) { return to_text(self, Language::english); });
    using Options = StudyOptions;
    bind_record<Options>(module, "StudyOptions", "The options of every step of study().",
                         {field("count", &Options::count), field("declared_kinds", &Options::declared_kinds), field("declared", &Options::declared), field("judge", &Options::judge), field("personas", &Options::personas),
                          field("evidence", &Options::evidence), field("next_period", &Options::next_period), field("foreknowledge", &Options::foreknowledge), field("negatives", &Options::negatives), field("strangers", &Options::strangers), field("scorer", &Options::scorer),
                          field("quality", &Options::quality), field("leads_from", &Options::leads_from), field("test_leads_from", &Options::test_leads_from)});
    using Used = LeadsUsed;
    bind_record<Used>(module, "LeadsUsed", "Where every lead on record went: the other numbers add up to `recorded`.",
                      {field("recorded", &Used::recorded), field("not_permitted", &Used::not_permitted), field("too_early", &Used::too_early), field("learned", &Used::learned),
                       field("open", &Used::open), field("kept_back", &Used::kept_back), field("kept_back_open", &Used::kept_back_open)})
        .def("to_text", [](const Used& self, Choice<Language> language) { return to_text(self, language.value); }, py::arg("language") = "english")
        .def("__str__", [](const Used& self) { return to_text(self, Language::english); });
    bind_record<VisitHours>(module, "VisitHours", "Of how many visits the hour is on record, and how many are only dated.",
                            {field("visits", &VisitHours::visits), field("only_dated", &VisitHours::only_dated)})
        .def("to_text", [](const VisitHours& self, Choice<Language> language) { return to_text(self, language.value); }, py::arg("language") = "english")
        .def("__str__", [](const VisitHours& self) { return to_text(self, Language::english); });
    using S = Study;
    auto bound = bind_record<S>(module, "Study", "The whole way in one call: fitted values, no rows.",
                                {field("plan", &S::plan), field("account", &S::account), field("segmentation", &S::segmentation), field("declared", &S::declared), field("personas", &S::personas),
                                 field("negatives", &S::negatives), field("scorer", &S::scorer), field("quality", &S::quality), field("notes", &S::notes),
                                 field("foreknowledge", &S::foreknowledge), field("next_period", &S::next_period), field("strangers", &S::strangers), field("leads", &S::leads), field("hours", &S::hours)});
    bound.def("summary", [](const S& self, Choice<Language> language) { return to_text(self, language.value); }, py::arg("language") = "english",
              "What a person reads first.")
        .def("how_we_know", [](const S& self, Choice<Language> language) { return how_we_know(self, language.value); }, py::arg("language") = "english",
             "The numbers behind the verdict, the negative personas and the measure of the scores, a line each.")
        .def("__str__", [](const S& self) { return to_text(self, Language::english); })
        .def("all_warnings", [](const S& self) { return all_warnings(self); }, "What should make a reader careful, of everything that was fitted.")
        .def("warning_texts", [](const S& self, Choice<Language> language) { return warning_texts(self, language.value); }, py::arg("language") = "english",
              "The same in sentences, with the columns that seem to know how a lead ends.")
        .def("members",
             [](const S& self, const CustomerBase& base, std::size_t threads, const py::object& progress) {
                 return std::make_unique<Frame>(
                     long_call(threads, progress, [&](const Execution& execution) { return member_columns(self, base, execution); }));
             },
             py::arg("base"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none(), "Frame: customer, segment, persona, probability.");
    show_as(bound, [](const S& self) {
        return "Study of " + std::to_string(self.account.customers) + " customers: " + std::to_string(self.personas.personas.size()) + " personas, " +
               (self.scorer ? "with" : "without") + " scores";
    });
    module.def("rename", [](const S& study, const PersonaChoice& persona, std::string alias) { return rename(study, persona_of(study.personas, persona).id, std::move(alias)); },
               py::arg("study"), py::arg("persona"), py::arg("alias"), "The same study with another first name for one persona, on its card and beside its leads.");
    module.def("retitle", [](const S& study, const PersonaChoice& persona, std::string title) { return retitle(study, persona_of(study.personas, persona).id, std::move(title)); },
               py::arg("study"), py::arg("persona"), py::arg("title"), "The same study with another title for one persona, on its card and beside its leads.");
    module.def("annotate",
               [](const S& study, const PersonaChoice& persona, std::vector<std::string> notes) { return annotate(study, persona_of(study.personas, persona).id, std::move(notes)); },
               py::arg("study"), py::arg("persona"), py::arg("notes"), "The same study with the owner's own words on the card of one persona.");
    module.def(
        "ask_next_period",
        [](const Segmentation& segments, const FeatureTable& features, const PermittedBase& base, const Asked& options, std::size_t threads, const py::object& progress) {
            return long_call(threads, progress, [&](const Execution& execution) { return ask_next_period(segments, features, base, options, execution); });
        },
        py::arg("segments"), py::arg("features"), py::arg("base"), py::arg("options"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
    module.def(
        "study",
        [](const CustomerBase& base, const FeaturePlan& plan, const StudyOptions& options, std::size_t threads, const py::object& progress) {
            return long_call(threads, progress, [&](const Execution& execution) { return study(base, plan, options, execution); });
        },
        py::arg("base"), py::arg("plan"), py::arg("options"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
}

}  // namespace dangol::python
