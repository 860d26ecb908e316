#include "bindings.hpp"
#include "long_call.hpp"
#include "names_core.hpp"
#include "names_groupings.hpp"
#include "record.hpp"

#include <dangol/personas/persona_erasure.hpp>
#include <dangol/scoring/scorer_erasure.hpp>

namespace dangol::python {

void bind_forgetting(py::module_& module) {
    using P = PersonaErasure;
    bind_record<P>(module, "PersonaErasure", "Personas after customers asked to be forgotten.",
                   {field("personas", &P::personas), field("segments", &P::segments), field("gone", &P::gone)});
    using S = ScorerErasure;
    bind_record<S>(module, "ScorerErasure", "A scorer after customers asked to be forgotten.",
                   {field("scorer", &S::scorer), field("largest_difference", &S::largest_difference)});
    module.def(
        "erase_from_personas",
        [](const PersonaSet& before, const FeatureTable& remaining, const CustomerKeys& erased, const EvidenceOptions& options, std::size_t threads, const py::object& progress) {
            return long_call(threads, progress, [&](const Execution& execution) { return erase_from_personas(before, remaining, erased, options, execution); });
        },
        py::arg("before"), py::arg("remaining"), py::arg("erased"), py::arg("options"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
    module.def(
        "erase_from_scorer",
        [](const LeadScorer& before, const PersonaSet& personas, const LeadTable& remaining, const CustomerKeys& erased, std::size_t threads, const py::object& progress) {
            return long_call(threads, progress, [&](const Execution& execution) { return erase_from_scorer(before, personas, remaining, erased, execution); });
        },
        py::arg("before"), py::arg("personas"), py::arg("remaining"), py::arg("erased"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none(),
        "Negative personas found again and a scorer fitted and calibrated again on the leads that remain: the one that never saw the erased.");
}

}  // namespace dangol::python
