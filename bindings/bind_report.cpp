#include "bindings.hpp"
#include "record.hpp"
#include "wording.hpp"

#include <dangol/report/report.hpp>

namespace dangol::python {

void bind_report(py::module_& module) {
    using Options = ReportOptions;
    bind_record<Options>(module, "ReportOptions", "How a report speaks of this shop.",
                         {field("shop", &Options::shop), field("customer", &Options::customer), field("leads_title", &Options::leads_title),
                          field("leads_at_most", &Options::leads_at_most), field("others_at_most", &Options::others_at_most),
                          field("ledger_entries_at_most", &Options::ledger_entries_at_most), field("set_aside", &Options::set_aside)});
}

}  // namespace dangol::python
