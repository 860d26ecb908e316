#include "bindings.hpp"
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
                         {field("shop", &Options::shop), field("customer", &Options::customer), field("leads_title", &Options::leads_title),
                          field("leads_at_most", &Options::leads_at_most), field("others_at_most", &Options::others_at_most),
                          field("ledger_entries_at_most", &Options::ledger_entries_at_most), field("set_aside", &Options::set_aside)});
}

}  // namespace dangol::python
