#include "bindings.hpp"
#include "names_core.hpp"
#include "record.hpp"

#include <dangol/core/estimate.hpp>
#include <dangol/core/version.hpp>

namespace dangol::python {

void bind_core(py::module_& module) {
    module.attr("version_text") = version_text;
    bind_enumeration<Language>(module, "The languages in which dangol speaks.");
    bind_record<Interval>(module, "Interval", "From low to high, both included.", {field("low", &Interval::low), field("high", &Interval::high)})
        .def("__contains__", &Interval::contains, py::arg("value"));
    bind_record<Estimate>(module, "Estimate", "A number together with how well it is known; no interval as long as nobody has computed it.",
                          {field("value", &Estimate::value), field("interval", &Estimate::interval)})
        .def("__float__", [](const Estimate& estimate) { return estimate.value; });
}

}  // namespace dangol::python
