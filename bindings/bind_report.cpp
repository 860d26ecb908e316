#include "bindings.hpp"
#include "long_call.hpp"
#include "names_core.hpp"
#include "record.hpp"

#include <dangol/report/report.hpp>

namespace dangol::python {

/// The same words for both languages, or {"en": "Household", "ko": "가구"}.
template <>
struct Handy<Wording> : std::true_type {
    static std::string type_text() { return "Wording | collections.abc.Mapping[str, str] | str"; }
    static Wording read(std::string_view field, py::handle source) {
        if (py::isinstance<Wording>(source)) return source.cast<Wording>();
        if (py::isinstance<py::str>(source)) return {source.cast<std::string>(), source.cast<std::string>()};
        if (py::isinstance<py::dict>(source)) {
            const auto words = py::reinterpret_borrow<py::dict>(source);
            if (words.size() == 2 && words.contains("en") && words.contains("ko"))
                return {read_field<std::string>(field, words["en"]), read_field<std::string>(field, words["ko"])};
        }
        refuse_type(field, source, "a text, or {\"en\": …, \"ko\": …}");
    }
};

void bind_report(py::module_& module) {
    bind_record<Wording>(module, "Wording", "The same words in both languages.", {field("english", &Wording::english), field("korean", &Wording::korean)});
    using Options = ReportOptions;
    bind_record<Options>(module, "ReportOptions", "How a report speaks of this shop.",
                         {field("shop", &Options::shop), field("customer", &Options::customer), field("leads", &Options::leads),
                          field("leads_at_most", &Options::leads_at_most), field("others_at_most", &Options::others_at_most),
                          field("ledger_entries_at_most", &Options::ledger_entries_at_most)});
    module.def("report_json", [](const PersonaSet& personas, const Options& options) { return to_json(personas, options); }, py::arg("personas"),
               py::arg("options") = Options{}, "The report of personas as JSON, every sentence in both languages.");
    module.def(
        "report_json",
        [](const Study& study, const LeadTable& leads, const Options& options, std::size_t threads, const py::object& progress) {
            return long_call(threads, progress, [&](const Execution& execution) { return to_json(study, leads, options, execution); });
        },
        py::arg("study"), py::arg("leads") = LeadTable(), py::arg("options") = Options{}, py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none(),
        "The report of a study as JSON; `leads` are ranked where it has a scorer.");
}

}  // namespace dangol::python
