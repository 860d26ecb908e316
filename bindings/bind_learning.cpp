#include "arrays.hpp"
#include "bindings.hpp"
#include "long_call.hpp"
#include "names_core.hpp"
#include "names_groupings.hpp"
#include "record.hpp"

#include <dangol/segments/mixture_statistics.hpp>
#include <dangol/segments/segment_erasure.hpp>
#include <dangol/segments/stepwise.hpp>

namespace dangol::python {
namespace {

void bind_statistics(py::module_& module) {
    using Statistics = MixtureStatistics;
    py::classh<Statistics>(module, "MixtureStatistics", "Sums over customers, from which an M step makes the next mixture. Those of parts merge into those of the whole.")
        .def(py::init<>())
        .def_property_readonly("mixture", [](const Statistics& self) { return self.mixture(); }, "Under which they were taken.")
        .def_property_readonly("weight", &Statistics::weight, "Of the customers, all together.")
        .def_property_readonly("segment_weights", [](const Statistics& self) { return std::vector<double>(self.segment_weights().begin(), self.segment_weights().end()); })
        .def_property_readonly("log_likelihood", &Statistics::log_likelihood, "Of the customers under the mixture, in nats.")
        .def("merge", &Statistics::merge, py::arg("other"), "Takes in the sums of other customers under the same mixture.")
        .def("subtract", &Statistics::subtract, py::arg("other"), "Takes out customers whose sums are in it.")
        .def("__copy__", [](const Statistics& self) { return self; })
        .def("__eq__", [](const Statistics& a, const Statistics& b) { return a == b; }, py::is_operator())
        .def("__repr__", [](const Statistics& self) {
            return "MixtureStatistics of weight " + py::str(py::float_(self.weight())).cast<std::string>() + " in " + std::to_string(self.segment_weights().size()) + " segments";
        });
    bind_record<MaximisationOptions>(module, "MaximisationOptions", "How an M step is done.",
                                     {field("prior_customers", &MaximisationOptions::prior_customers), field("rounds", &MaximisationOptions::rounds, 1)});
    using Rows = std::optional<RowMajor<double>>;
    module.def(
        "expected_statistics",
        [](const Mixture& mixture, const FeatureTable& customers, const Rows& membership, std::size_t threads, const py::object& progress) {
            const auto rows = membership ? rows_of(*membership, "membership") : MatrixView<const double>();
            return long_call(threads, progress, [&](const Execution& execution) {
                return membership ? given_statistics(mixture, customers, rows, execution) : expected_statistics(mixture, customers, execution);
            });
        },
        py::arg("mixture"), py::arg("customers"), py::kw_only(), py::arg("membership") = py::none(), py::arg("threads") = 0, py::arg("progress") = py::none(),
        "The E step: memberships of these customers under the mixture, or those given, and their sums.");
    module.def(
        "maximise", [](const Statistics& statistics, const MaximisationOptions& options) { return without_gil([&] { return maximise(statistics, options); }); },
        py::arg("statistics"), py::arg("options"));
    module.def(
        "fit_from_statistics",
        [](const Mixture& start, const py::function& of_all, const MixtureOptions& options) {
            return fit_from_statistics(start, [&](const Mixture& mixture) { return of_all(mixture).cast<Statistics>(); }, options);
        },
        py::arg("start"), py::arg("of_all"), py::arg("options"));
}

void bind_stepwise(py::module_& module) {
    using Running = RunningSegmentation;
    bind_record<Running>(module, "RunningSegmentation", "A segmentation that goes on learning, with the sums that it learned from.",
                         {field("segmentation", &Running::segmentation), field("statistics", &Running::statistics), field("customers", &Running::customers),
                          field("updates", &Running::updates)});
    bind_record<StepwiseOptions>(module, "StepwiseOptions", "How far a step goes.",
                                 {field("exponent", &StepwiseOptions::exponent), field("least_step", &StepwiseOptions::least_step),
                                  field("prior_customers", &StepwiseOptions::prior_customers)});
    module.def(
        "begin_stepwise",
        [](const Segmentation& segmentation, const FeatureTable& fitted_on, std::size_t threads, const py::object& progress) {
            return long_call(threads, progress, [&](const Execution& execution) { return begin_stepwise(segmentation, fitted_on, execution); });
        },
        py::arg("segmentation"), py::arg("fitted_on"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none(),
        "A segmentation with the sums of the customers that it was fitted on: update_segments() goes on from it.");
    module.def(
        "update_segments",
        [](const Running& running, const FeatureTable& newcomers, const StepwiseOptions& options, std::size_t threads, const py::object& progress) {
            return long_call(threads, progress, [&](const Execution& execution) { return update_segments(running, newcomers, options, execution); });
        },
        py::arg("running"), py::arg("newcomers"), py::arg("options"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
}

void bind_erasure(py::module_& module) {
    bind_enumeration<ErasureWay>(module, "How customers were forgotten.");
    using E = SegmentErasure;
    bind_record<E>(module, "SegmentErasure", "Segments after customers asked to be forgotten.",
                   {field("segmentation", &E::segmentation), field("way", &E::way), field("erased", &E::erased), field("difference", &E::difference),
                    field("same_optimum", &E::same_optimum), field("too_small", &E::too_small)})
        .def("to_text", [](const E& self, Choice<Language> language) { return to_text(self, language.value); }, py::arg("language") = "english")
        .def("__str__", [](const E& self) { return to_text(self, Language::english); });
    using Options = SegmentErasureOptions;
    bind_record<Options>(module, "SegmentErasureOptions", "How segments forget.",
                         {field("prior_customers", &Options::prior_customers), field("smallest_group", &Options::smallest_group), field("seed", &Options::seed)});
    module.def(
        "erase_by_refit",
        [](const Segmentation& segmentation, const FeatureTable& remaining, std::size_t erased, const Options& options, std::size_t threads, const py::object& progress) {
            return long_call(threads, progress, [&](const Execution& execution) { return erase_by_refit(segmentation, remaining, erased, options, execution); });
        },
        py::arg("segmentation"), py::arg("remaining"), py::arg("erased"), py::arg("options"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
    module.def(
        "erase_by_subtraction",
        [](const Segmentation& segmentation, MixtureStatistics& kept, const FeatureTable& erased, const Options& options, std::size_t threads,
           const py::object& progress) {
            return long_call(threads, progress, [&](const Execution& execution) { return erase_by_subtraction(segmentation, kept, erased, options, execution); });
        },
        py::arg("segmentation"), py::arg("kept"), py::arg("erased"), py::arg("options"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
}

}  // namespace

void bind_learning(py::module_& module) {
    bind_statistics(module);
    bind_stepwise(module);
    bind_erasure(module);
}

}  // namespace dangol::python
