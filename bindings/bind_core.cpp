#include "bindings.hpp"
#include "names_core.hpp"
#include "record.hpp"
#include "wording.hpp"

#include <dangol/core/estimate.hpp>
#include <dangol/core/version.hpp>

namespace dangol::python {

void bind_core(py::module_& module) {
    module.attr("version_text") = version_text;
    bind_enumeration<Language>(module, "The languages in which dangol speaks.");
    bind_record<Wording>(module, "Wording", "The same words in both languages.", {field("english", &Wording::english), field("korean", &Wording::korean)});
    bind_record<DisplayName>(module, "DisplayName", "What something in your tables is called where people read of it.",
                             {field("text", &DisplayName::text), field("name", &DisplayName::name)});
    bind_enumeration<WarningKind>(module, "What about a fit should make its reader careful.");
    auto warning = bind_record<FitWarning>(module, "FitWarning", "What about a fit should make its reader careful; to_text() says it in words.",
                                           {field("kind", &FitWarning::kind), field("column", &FitWarning::column), field("value", &FitWarning::value)});
    warning
        .def("to_text", [](const FitWarning& self, Choice<Language> language) { return to_text(self, language.value); }, py::arg("language") = "english",
             "One sentence: what is doubtful, and what can be done about it.")
        .def("__str__", [](const FitWarning& self) { return to_text(self, Language::english); });
    bind_record<Interval>(module, "Interval", "From low to high, both included.", {field("low", &Interval::low), field("high", &Interval::high)})
        .def("__contains__", &Interval::contains, py::arg("value"));
    bind_record<Estimate>(module, "Estimate", "A number together with how well it is known; no interval as long as nobody has computed it.",
                          {field("value", &Estimate::value), field("interval", &Estimate::interval)})
        .def("__float__", [](const Estimate& estimate) { return estimate.value; });
}

}  // namespace dangol::python
