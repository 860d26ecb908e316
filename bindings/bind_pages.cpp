#include "bindings.hpp"
#include "long_call.hpp"
#include "names_core.hpp"

#include <dangol/core/error.hpp>
#include <dangol/core/language.hpp>
#include <dangol/customers/account.hpp>
#include <dangol/customers/customer_base.hpp>
#include <dangol/report/report.hpp>

#include <pybind11/stl.h>

#include <string>

/// Pages of values that other files bound: the words are made here, the markup by dangol.report.
namespace dangol::python {
namespace {

/// A method of a class that another file bound.
template <class Function, class... More>
void add_method(const py::object& kind, const char* name, Function function, const More&... more) {
    kind.attr(name) = py::cpp_function(function, py::name(name), py::is_method(kind), more...);
}

ReportOptions options_of(const py::kwargs& named) {
    if (named.empty()) return {};
    return py::module_::import("dangol._core").attr("ReportOptions")(**named).cast<ReportOptions>();
}

std::string json_of(const Study& study, const LeadTable* leads, const CustomerBase* base, const py::kwargs& named) {
    ReportOptions options = options_of(named);
    if (base != nullptr) options.set_aside = base->set_aside().counts;
    const LeadTable ranked = leads == nullptr ? LeadTable() : *leads;
    return long_call(0, py::bool_(false), [&](const Execution& execution) { return to_json(study, ranked, options, execution); });
}

/// A page as text; `maker` is a function of dangol.report.
py::object page_of(const char* maker, const std::string& json, Language language) {
    return py::module_::import("dangol.report").attr(maker)(json, language == Language::korean ? "korean" : "english");
}

void write(const py::object& page, const py::object& path) { py::module_::import("dangol.report").attr("write_page")(page, path); }

py::object fragment(const std::string& json) { return py::module_::import("dangol.report").attr("report_fragment")(json); }

std::string preformatted(const std::string& text) {
    return "<pre>" + py::module_::import("html").attr("escape")(text).cast<std::string>() + "</pre>";
}

void page_personas(const py::object& kind) {
    add_method(kind, "to_json", [](const PersonaSet& self, const py::kwargs& options) { return to_json(self, options_of(options)); },
               "Every sentence, number and picture in both languages: docs/report-json.md. Options are those of ReportOptions.");
    add_method(kind, "to_markdown", [](const PersonaSet& self, Choice<Language> language) { return to_markdown(self, language.value); },
               py::arg("language") = "english", "The same facts as headings, sentences and lists.");
    add_method(kind, "to_html", [](const PersonaSet& self, const py::object& path, Choice<Language> language, const py::kwargs& options) {
                   write(page_of("personas_page", to_json(self, options_of(options)), language.value), path);
               }, py::arg("path"), py::arg("language") = "english", "A page a persona, to hang up. Options are those of ReportOptions.");
    add_method(kind, "_repr_html_", [](const PersonaSet& self) { return py::str(fragment(to_json(self))); });
}

void page_study(const py::object& kind) {
    add_method(kind, "to_json", &json_of, py::arg("leads") = py::none(), py::arg("base") = py::none(),
               "Every sentence, number and picture in both languages: docs/report-json.md. `leads` are ranked; `base` says what was set aside. Options are "
               "those of ReportOptions.");
    add_method(kind, "to_markdown", [](const Study& self, Choice<Language> language) { return to_markdown(self, language.value); },
               py::arg("language") = "english", "The same facts as headings, sentences and lists.");
    add_method(kind, "to_html",
               [](const Study& self, const py::object& folder, const LeadTable* leads, const CustomerBase* base, Choice<Language> language,
                  const py::kwargs& options) {
                   if (leads != nullptr && !self.scorer) {
                       throw InvalidArgument("leads", "a table of " + counted_text(leads->lead_count(), "lead", "leads"), "left out where the study has no scorer",
                                             "study.notes say why it has none; the personas can be written without leads");
                   }
                   const std::string json = json_of(self, leads, base, options);
                   const py::object into = py::module_::import("pathlib").attr("Path")(folder), personas = page_of("personas_page", json, language.value);
                   const py::object ranking = leads != nullptr ? page_of("leads_page", json, language.value) : py::object(py::none());
                   write(personas, into / py::str("personas.html"));  // only once there is nothing left that could fail
                   if (leads != nullptr) write(ranking, into / py::str("leads.html"));
               },
               py::arg("folder"), py::arg("leads") = py::none(), py::arg("base") = py::none(), py::arg("language") = "english",
               "Writes personas.html, and with `leads` the best of them as leads.html. Options are those of ReportOptions.");
    add_method(kind, "_repr_html_", [](const Study& self) { return py::str(fragment(to_json(self))); });
}

}  // namespace

void bind_pages(py::module_& module) {
    page_personas(module.attr("PersonaSet"));
    page_study(module.attr("Study"));
    add_method(module.attr("Segmentation"), "_repr_html_", [](const Segmentation& self) { return preformatted(to_text(self, Language::english)); });
    add_method(module.attr("Account"), "_repr_html_", [](const Account& self) { return preformatted(to_text(self, Language::english)); });
}

}  // namespace dangol::python
