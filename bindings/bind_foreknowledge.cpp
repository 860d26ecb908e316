#include "bindings.hpp"
#include "long_call.hpp"
#include "names_core.hpp"
#include "record.hpp"

#include <dangol/features/foreknowledge.hpp>

namespace dangol::python {

void bind_foreknowledge(py::module_& module) {
    using Options = ForeknowledgeOptions;
    bind_record<Options>(module, "ForeknowledgeOptions", "From where on a column is warned of.",
                         {field("auc_at_least", &Options::auc_at_least), field("certainty_at_least", &Options::certainty_at_least),
                          field("auc_of_jump", &Options::auc_of_jump), field("conversions_per_period", &Options::conversions_per_period, 1)});
    bind_record<DecidingValue>(module, "DecidingValue", "A value at which the outcome is as good as certain.",
                               {field("value", &DecidingValue::value), field("leads", &DecidingValue::leads),
                                field("conversions", &DecidingValue::conversions)});
    using Warning = ForeknowledgeWarning;
    bind_record<Warning>(module, "ForeknowledgeWarning", "A column that seems to know how a lead ends, and why.",
                         {field("column", &Warning::column), field("auc", &Warning::auc), field("separates", &Warning::separates),
                          field("decides", &Warning::decides), field("jumps", &Warning::jumps), field("auc_of_previous", &Warning::auc_of_previous),
                          field("lowest_rate", &Warning::lowest_rate), field("highest_rate", &Warning::highest_rate)})
        .def("to_text", [](const Warning& self, Choice<Language> language) { return to_text(self, language.value); }, py::arg("language") = "english")
        .def("__str__", [](const Warning& self) { return to_text(self, Language::english); });
    using Report = ForeknowledgeReport;
    bind_record<Report>(module, "ForeknowledgeReport", "Which columns without a date were examined, and which are warned of.",
                        {field("warnings", &Report::warnings), field("examined", &Report::examined), field("confirmed", &Report::confirmed),
                         field("leads", &Report::leads), field("conversions", &Report::conversions), field("periods", &Report::periods)});
    module.def(
        "warn_of_foreknowledge",
        [](const LeadTable& leads, const std::optional<Options>& options) {
            return long_call(0, py::bool_(false), [&](const Execution& execution) { return warn_of_foreknowledge(leads, options.value_or(Options{}), execution); });
        },
        py::arg("leads"), py::arg("options") = py::none(),
        "Warns of columns that seem to know how a lead ends: only those without a date can. Confirm an honest one: table.with_known(column, \"in_time\").");
}

}  // namespace dangol::python
