#include "arrays.hpp"
#include "bindings.hpp"
#include "long_call.hpp"
#include "names_core.hpp"
#include "names_groupings.hpp"
#include "record.hpp"

#include <dangol/segments/lineage.hpp>
#include <dangol/segments/three_step.hpp>

namespace dangol::python {
namespace {

void bind_three_step(py::module_& module) {
    bind_enumeration<Correction>(module, "How placement errors are undone.");
    bind_enumeration<Placement>(module, "How customers are placed.");
    using Options = ThreeStepOptions;
    bind_record<Options>(module, "ThreeStepOptions", "How an outcome is read by segment.",
                         {field("correction", &Options::correction), field("placement", &Options::placement), field("iterations_at_most", &Options::iterations_at_most),
                          field("tolerance", &Options::tolerance)});
    bind_record<OutcomeInSegment>(module, "OutcomeInSegment", "A number in one segment.",
                                  {field("mean", &OutcomeInSegment::mean), field("variance", &OutcomeInSegment::variance)});
    py::classh<LevelsBySegment>(module, "LevelsBySegment", "Shares of levels in each segment, segments × levels, with their 95 % intervals; NaN where there is none.")
        .def_property_readonly("shares", [](const py::object& self) { return view_of(self.cast<const LevelsBySegment&>().shares, self); })
        .def_property_readonly("low", [](const py::object& self) { return view_of(self.cast<const LevelsBySegment&>().low, self); })
        .def_property_readonly("high", [](const py::object& self) { return view_of(self.cast<const LevelsBySegment&>().high, self); })
        .def("__repr__", [](const LevelsBySegment& self) { return "LevelsBySegment of " + std::to_string(self.shares.rows()) + " segments and " + std::to_string(self.shares.columns()) + " levels"; });
    using Weights = std::optional<RowMajor<double>>;
    module.def(
        "outcome_by_segment",
        [](const RowMajor<double>& membership, const RowMajor<double>& outcome, const Weights& weights, const Options& options, std::size_t threads,
           const py::object& progress) {
            const auto rows = rows_of(membership, "membership");
            const auto values = values_of(outcome, "outcome"), mass = weights_of(weights);
            return long_call(threads, progress, [&](const Execution& execution) { return outcome_by_segment(rows, values, mass, options, execution); });
        },
        py::arg("membership"), py::arg("outcome"), py::arg("weights"), py::arg("options"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
    module.def(
        "levels_by_segment",
        [](const RowMajor<double>& membership, const RowMajor<std::uint32_t>& codes, std::size_t levels, const Weights& weights, const Options& options,
           std::size_t threads, const py::object& progress) {
            const auto rows = rows_of(membership, "membership");
            const auto values = values_of(codes, "codes");
            const auto mass = weights_of(weights);
            return long_call(threads, progress, [&](const Execution& execution) { return levels_by_segment(rows, values, levels, mass, options, execution); });
        },
        py::arg("membership"), py::arg("codes"), py::arg("levels"), py::arg("weights"), py::arg("options"), py::kw_only(), py::arg("threads") = 0,
        py::arg("progress") = py::none());
}

void bind_tracing(py::module_& module) {
    bind_enumeration<Fate>(module, "What became of a segment.");
    using Event = LineageEvent;
    bind_record<Event>(module, "LineageEvent", "One thing that happened to segments between two periods.",
                       {field("fate", &Event::fate), field("before", &Event::before), field("after", &Event::after), field("similarity", &Event::similarity),
                        field("noise_floor", &Event::noise_floor)})
        .def("to_text", [](const Event& self, Choice<Language> language) { return to_text(self, language.value); }, py::arg("language") = "english")
        .def("__str__", [](const Event& self) { return to_text(self, Language::english); });
    bind_record<LineageOptions>(module, "LineageOptions", "How a lineage is traced.", {field("refits", &LineageOptions::refits, 1), field("tail", &LineageOptions::tail), field("seed", &LineageOptions::seed)});
    bind_record<Lineage>(module, "Lineage", "Segments with ids that survived, and what happened to them.",
                         {field("segmentation", &Lineage::segmentation), field("events", &Lineage::events)});
    module.def(
        "trace_lineage",
        [](const Segmentation& before, const Segmentation& after, const FeatureTable& customers, const LineageOptions& options, std::size_t threads,
           const py::object& progress) {
            return long_call(threads, progress, [&](const Execution& execution) { return trace_lineage(before, after, customers, options, execution); });
        },
        py::arg("before"), py::arg("after"), py::arg("customers"), py::arg("options"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
}

}  // namespace

void bind_lineage(py::module_& module) {
    bind_three_step(module);
    bind_tracing(module);
    module.def(
        "estimate_shares",
        [](const Mixture& mixture, const FeatureTable& pool, std::size_t threads, const py::object& progress) {
            return owned_array(long_call(threads, progress, [&](const Execution& execution) { return estimate_shares(mixture, pool, execution); }));
        },
        py::arg("mixture"), py::arg("pool"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none(),
        "Shares of the segments in another pool (Saerens, Latinne & Decaestecker 2002).");
    module.def("with_shares", [](const Mixture& mixture, const RowMajor<double>& shares) { return mixture.with_shares(values_of(shares, "shares")); }, py::arg("mixture"),
               py::arg("shares"), "The same segments, spread otherwise.");
}

}  // namespace dangol::python
