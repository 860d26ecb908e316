#include "arrays.hpp"
#include "bindings.hpp"
#include "long_call.hpp"
#include "names_core.hpp"
#include "record.hpp"

#include <dangol/segments/segment_bootstrap.hpp>
#include <dangol/segments/separation.hpp>
#include <dangol/segments/unusualness.hpp>

namespace dangol::python {
namespace {

void bind_intervals(py::module_& module) {
    bind_record<NamedEstimate>(module, "NamedEstimate", "A number under its name, with its interval.",
                               {field("name", &NamedEstimate::name), field("estimate", &NamedEstimate::estimate)});
    using Column = ColumnEstimates;
    bind_record<Column>(module, "ColumnEstimates", "What a segment says of one column.",
                        {field("column", &Column::column), field("expected_value", &Column::expected_value), field("levels", &Column::levels),
                         field("parameters", &Column::parameters)});
    using Segment = SegmentEstimates;
    bind_record<Segment>(module, "SegmentEstimates", "Share and parameters of a segment, with 95 % intervals.",
                         {field("segment", &Segment::segment), field("share", &Segment::share), field("columns", &Segment::columns)});
    using Options = SegmentBootstrapOptions;
    bind_record<Options>(module, "SegmentBootstrapOptions", "How many samples of customers are drawn.", {field("samples", &Options::samples, 20), field("seed", &Options::seed)});
    module.def(
        "bootstrap_segments",
        [](const Segmentation& segments, const FeatureTable& customers, const Options& options, std::size_t threads, const py::object& progress) {
            return long_call(threads, progress, [&](const Execution& execution) { return bootstrap_segments(segments, customers, options, execution); });
        },
        py::arg("segments"), py::arg("customers"), py::arg("options"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
}

}  // namespace

/// How segments differ from each other, and customers from what segments expect.
void bind_differences(py::module_& module) {
    using Column = ColumnSeparation;
    bind_record<Column>(module, "ColumnSeparation", "What one column tells of which of two segments somebody belongs to.",
                        {field("column", &Column::column), field("nats", &Column::nats), field("share", &Column::share)});
    module.def(
        "separation",
        [](const Mixture& mixture, std::size_t a, std::size_t b, const FeatureTable& customers, std::size_t threads, const py::object& progress) {
            return long_call(threads, progress, [&](const Execution& execution) { return separation(mixture, a, b, customers, execution); });
        },
        py::arg("mixture"), py::arg("a"), py::arg("b"), py::arg("customers"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none(),
        "What separates the segments at positions a and b, one entry per column: nats per customer, and its share of all columns.");
    bind_record<UnusualnessOptions>(module, "UnusualnessOptions", "How finely unusualness is resolved.",
                                    {field("draws", &UnusualnessOptions::draws, 19), field("seed", &UnusualnessOptions::seed)});
    module.def(
        "unusualness",
        [](const Mixture& mixture, const FeatureTable& customers, const UnusualnessOptions& options, std::size_t threads, const py::object& progress) {
            const std::vector<double> shares = long_call(threads, progress, [&](const Execution& execution) { return unusualness(mixture, customers, options, execution); });
            return owned_array(shares);
        },
        py::arg("mixture"), py::arg("customers"), py::arg("options"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
    bind_intervals(module);
}

}  // namespace dangol::python
