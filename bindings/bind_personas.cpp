#include "bindings.hpp"
#include "feature_frame.hpp"
#include "frame.hpp"
#include "long_call.hpp"
#include "names_core.hpp"
#include "names_personas.hpp"
#include "persona_choice.hpp"
#include "record.hpp"
#include "show.hpp"

#include <dangol/core/error.hpp>
#include <dangol/personas/persona.hpp>

#include <memory>

namespace dangol::python {
namespace {

void bind_facts(py::module_& module) {
    bind_record<Routine>(module, "Routine", "When they come: share of visits by weekday (Monday first) and daypart (morning, midday, afternoon, evening).",
                         {field("known", &Routine::known), field("share_here", &Routine::share_here), field("share_elsewhere", &Routine::share_elsewhere),
                          field("interval_days", &Routine::interval_days), field("regularity", &Routine::regularity),
                          field("in_company", &Routine::in_company)});
    bind_record<OpenQuestion>(module, "OpenQuestion", "Something the data cannot say about this persona.",
                              {field("column", &OpenQuestion::column), field("known_of", &OpenQuestion::known_of)});
    bind_record<SoughtOffering>(module, "SoughtOffering", "A part of what a persona comes for, whether or not others come for it as much.",
                                {field("column", &SoughtOffering::column), field("level", &SoughtOffering::level), field("share", &SoughtOffering::share)});
    bind_record<JointPrevalence>(module, "JointPrevalence", "How well the traits hold together in single customers.",
                                 {field("all", &JointPrevalence::all), field("most", &JointPrevalence::most)});
    bind_record<CrossFitted>(module, "CrossFitted", "The two sides of a claim among customers who were placed without its column.",
                             {field("here", &CrossFitted::here), field("elsewhere", &CrossFitted::elsewhere)});
    bind_record<Trait>(module, "Trait", "One claim about a persona, with everything needed to doubt it.",
                       {field("aspect", &Trait::aspect), field("column", &Trait::column), field("level", &Trait::level), field("rhythm", &Trait::rhythm), field("here", &Trait::here),
                        field("elsewhere", &Trait::elsewhere), field("cross_fitted", &Trait::cross_fitted), field("standardised", &Trait::standardised),
                        field("measure", &Trait::measure), field("effect", &Trait::effect),
                        field("customers", &Trait::customers), field("ground", &Trait::ground), field("q_value", &Trait::q_value)});
    auto persona = bind_record<Persona>(module, "Persona", "A segment written down as one person. It describes a group, never a customer.",
                                        {field("id", &Persona::id), field("segment", &Persona::segment), field("alias", &Persona::alias), field("title", &Persona::title),
                                         field("customers", &Persona::customers), field("share_of_customers", &Persona::share_of_customers),
                                         field("share_of_value", &Persona::share_of_value), field("traits", &Persona::traits),
                                         field("prevalence", &Persona::prevalence), field("routine", &Persona::routine),
                                         field("to_find_out", &Persona::to_find_out), field("notes", &Persona::notes), field("found_again", &Persona::found_again),
                                         field("spend_per_visit", &Persona::spend_per_visit), field("sought", &Persona::sought)});
    show_as(persona, [](const Persona& self) { return "Persona(id=" + std::to_string(self.id.value) + ", alias=" + shown(py::cast(self.alias)) + ")"; });
}

ArrowColumns member_columns(const PersonaSet& personas, const FeatureTable& customers, const Members& members) {
    std::vector<std::string> aliases;
    for (const Persona& persona : personas.personas) aliases.push_back(persona.alias);
    return ArrowColumns({key_column(customers.customers()), ArrowColumn::categories("persona", members.persona, aliases),
                         ArrowColumn::numbers("probability", members.probability)});
}

void bind_set(py::module_& module) {
    bind_record<PersonaOptions>(module, "PersonaOptions", "How describe_personas() describes.",
                                {field("smallest_group", &PersonaOptions::smallest_group, 1), field("false_discovery_rate", &PersonaOptions::false_discovery_rate),
                                 field("traits_at_most", &PersonaOptions::traits_at_most, 1),
                                 field("smallest_difference_sd", &PersonaOptions::smallest_difference_sd), field("smallest_ratio", &PersonaOptions::smallest_ratio),
                                 field("smallest_risk_difference", &PersonaOptions::smallest_risk_difference), field("alias_language", &PersonaOptions::alias_language)});
    using Evidence = EvidenceOptions;
    bind_record<Evidence>(module, "EvidenceOptions", "How test_personas() tests.",
                          {field("bootstrap_samples", &Evidence::bootstrap_samples, 20), field("seed", &Evidence::seed)});
    using Set = PersonaSet;
    auto bound = bind_record<Set>(module, "PersonaSet", "The personas of a segmentation, with what is needed to read and to reuse them.",
                                  {field("segmentation", &Set::segmentation), field("personas", &Set::personas), field("columns", &Set::columns),
                                   field("options", &Set::options), field("customers", &Set::customers), field("too_few", &Set::too_few),
                                   field("window", &Set::window), field("currency", &Set::currency), field("claims_tested", &Set::claims_tested),
                                   field("warnings", &Set::warnings)});
    bound.def("to_text", [](const Set& self, Choice<Language> language) { return to_text(self, language.value); }, py::arg("language") = "english",
              "The verdict, then each persona in a sentence.")
        .def("__str__", [](const Set& self) { return to_text(self, Language::english); })
        .def("all_warnings", [](const Set& self) { return all_warnings(self); }, "What should make a reader careful, from the fit to the tests.")
        .def("__len__", [](const Set& self) { return self.personas.size(); })
        .def("__iter__", [](const py::object& self) { return py::typing::Iterator<Persona>(py::iter(self.attr("personas"))); }, "The personas, the largest first.")
        .def("__getitem__", [](const Set& self, const PersonaChoice& persona) { return persona_of(self, persona); }, py::arg("persona"), "By id or alias.")
        .def("title", [](const Set& self, const PersonaChoice& persona, Choice<Language> language) { return title(persona_of(self, persona), self, language.value); },
             py::arg("persona"), py::arg("language") = "english")
        .def("alias", [](const Set& self, const PersonaChoice& persona, Choice<Language> language) { return alias(persona_of(self, persona), language.value); },
             py::arg("persona"), py::arg("language") = "english", "The first name on a page in that language; one that you chose stays as it is.")
        .def("paragraph", [](const Set& self, const PersonaChoice& persona, Choice<Language> language) { return to_text(persona_of(self, persona), self, language.value); },
             py::arg("persona"), py::arg("language") = "english", "Who they are, how they differ, when they come.")
        .def("sentences",
             [](const Set& self, const PersonaChoice& persona, Choice<Language> language) {
                 std::vector<std::string> sentences;
                 for (const Trait& trait : persona_of(self, persona).traits) sentences.push_back(to_text(trait, self.columns, language.value));
                 return sentences;
             },
             py::arg("persona"), py::arg("language") = "english", "One for each trait, most telling first.")
        .def("members",
             [](const Set& self, const FeatureTable& customers, std::size_t threads, const py::object& progress) {
                 return std::make_unique<Frame>(long_call(threads, progress, [&](const Execution& execution) {
                     return member_columns(self, customers, members(self, customers, execution));
                 }));
             },
             py::arg("customers"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none(),
             "Frame: customer, persona (its alias; missing: in none shown), probability.");
    show_as(bound, [](const Set& self) {
        return "PersonaSet of " + std::to_string(self.personas.size()) + " personas over " + std::to_string(self.customers) + " customers";
    });
}

}  // namespace

const Persona& persona_of(const PersonaSet& set, const PersonaChoice& which) {
    std::vector<std::string> aliases;
    for (const Persona& persona : set.personas) {
        if (which.index() == 0 ? persona.id.value == std::get<0>(which) : persona.alias == std::get<1>(which)) return persona;
        aliases.push_back(persona.alias);
    }
    if (which.index() == 1) refuse_name("persona", std::get<1>(which), aliases);
    std::string ids;
    for (const Persona& persona : set.personas) ids += (ids.empty() ? "" : ", ") + std::to_string(persona.id.value);
    throw InvalidArgument("persona", std::get<0>(which), ids.empty() ? "one that is there" : "one of " + ids, "look at personas.personas");
}

void bind_personas(py::module_& module) {
    bind_enumeration<Aspect>(module, "Which question about the person a trait answers.");
    bind_enumeration<EffectMeasure>(module, "How an effect is measured.");
    bind_enumeration<Ground>(module, "What entitles us to a claim.");
    bind_facts(module);
    bind_set(module);
    module.def(
        "describe_personas",
        [](const Segmentation& segments, const FeatureTable& features, const PersonaOptions& options, std::size_t threads, const py::object& progress) {
            return long_call(threads, progress, [&](const Execution& execution) { return describe_personas(segments, features, options, execution); });
        },
        py::arg("segments"), py::arg("features"), py::arg("options"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
    module.def(
        "test_personas",
        [](const PersonaSet& personas, const FeatureTable& features, const EvidenceOptions& options, std::size_t threads, const py::object& progress) {
            return long_call(threads, progress, [&](const Execution& execution) { return test_personas(personas, features, options, execution); });
        },
        py::arg("personas"), py::arg("features"), py::arg("options"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
    module.def("rename", [](const PersonaSet& set, const PersonaChoice& persona, std::string alias) { return rename(set, persona_of(set, persona).id, std::move(alias)); },
               py::arg("personas"), py::arg("persona"), py::arg("alias"), "The same set with another first name for one persona; it survives a refit.");
    module.def("carry_over", &carry_over, py::arg("before"), py::arg("now"),
               "What the owner wrote into `before`, written into a new description of the same segments.");
    module.def("retitle", [](const PersonaSet& set, const PersonaChoice& persona, std::string title) { return retitle(set, persona_of(set, persona).id, std::move(title)); },
               py::arg("personas"), py::arg("persona"), py::arg("title"), "The same set with another title for one persona; it survives a refit.");
    module.def("annotate",
               [](const PersonaSet& set, const PersonaChoice& persona, std::vector<std::string> notes) { return annotate(set, persona_of(set, persona).id, std::move(notes)); },
               py::arg("personas"), py::arg("persona"), py::arg("notes"), "The same set with the owner's own words about one persona.");
}

}  // namespace dangol::python
