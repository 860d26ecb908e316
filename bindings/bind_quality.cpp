#include "bindings.hpp"
#include "long_call.hpp"
#include "names_core.hpp"
#include "record.hpp"

#include <dangol/scoring/ranking_quality.hpp>

#include <pybind11/numpy.h>

#include <span>

namespace dangol::python {
namespace {

template <class T>
using Column = py::array_t<T, py::array::c_style | py::array::forcecast>;

template <class T>
std::span<const T> span_of(const Column<T>& column) {
    return {column.data(), static_cast<std::size_t>(column.size())};
}

void bind_measures(py::module_& module) {
    using Quality = RankingQuality;
    bind_record<Quality>(module, "RankingQuality", "How good probabilities were on leads that did not make them. Intervals (95 %) resample whole customers.",
                         {field("leads", &Quality::leads), field("conversions", &Quality::conversions), field("customers", &Quality::customers),
                          field("base_rate", &Quality::base_rate), field("auc", &Quality::auc), field("average_precision", &Quality::average_precision),
                          field("log_loss", &Quality::log_loss), field("brier", &Quality::brier), field("calibration_intercept", &Quality::calibration_intercept),
                          field("calibration_slope", &Quality::calibration_slope), field("lift_at_tenth", &Quality::lift_at_tenth)})
        .def("to_text", [](const Quality& self, Choice<Language> language, std::size_t smallest_group) { return to_text(self, language.value, smallest_group); },
             py::arg("language") = "english", py::arg("smallest_group") = PersonaOptions{}.smallest_group, "In words; no measure where fewer than `smallest_group` customers, answers or others stand behind it.")
        .def("how_we_know", [](const Quality& self, Choice<Language> language, std::size_t smallest_group) { return how_we_know(self, language.value, smallest_group); },
             py::arg("language") = "english", py::arg("smallest_group") = PersonaOptions{}.smallest_group, "Every measure with its interval; empty where to_text() tells none.")
        .def("__str__", [](const Quality& self) {
            const std::string how = how_we_know(self, Language::english);
            return to_text(self, Language::english) + (how.empty() ? "" : "\n") + how;
        });
    using Difference = QualityDifference;
    bind_record<Difference>(module, "QualityDifference", "The same leads scored in two ways: differences first − second, resampled together.",
                            {field("auc", &Difference::auc), field("log_loss", &Difference::log_loss), field("brier", &Difference::brier)});
    bind_record<QualityOptions>(module, "QualityOptions", "How qualities are measured.",
                                {field("bootstrap_samples", &QualityOptions::bootstrap_samples), field("seed", &QualityOptions::seed)});
}

}  // namespace

void bind_quality(py::module_& module) {
    bind_measures(module);
    module.def(
        "measure_scorer",
        [](const LeadScorer& scorer, const LeadTable& leads, const QualityOptions& options, std::size_t threads, const py::object& progress) {
            return long_call(threads, progress, [&](const Execution& execution) { return measure_ranking(scorer, leads, options, execution); });
        },
        py::arg("scorer"), py::arg("leads"), py::arg("options"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
    module.def(
        "measure_probabilities",
        [](const Column<double>& probabilities, const Column<std::uint8_t>& converted, const Column<std::uint32_t>& customers, const QualityOptions& options,
           std::size_t threads, const py::object& progress) {
            const auto [p, y, of] = std::tuple(span_of(probabilities), span_of(converted), span_of(customers));
            return long_call(threads, progress,
                             [&, p = p, y = y, of = of](const Execution& execution) { return measure_ranking(p, y, of, options, execution); });
        },
        py::arg("probabilities"), py::arg("converted"), py::arg("customers"), py::arg("options"), py::kw_only(), py::arg("threads") = 0,
        py::arg("progress") = py::none());
    module.def(
        "compare_probabilities",
        [](const Column<double>& first, const Column<double>& second, const Column<std::uint8_t>& converted, const Column<std::uint32_t>& customers,
           const QualityOptions& options, std::size_t threads, const py::object& progress) {
            const auto [a, b, y, of] = std::tuple(span_of(first), span_of(second), span_of(converted), span_of(customers));
            return long_call(threads, progress, [&, a = a, b = b, y = y, of = of](const Execution& execution) {
                return compare_rankings(a, b, y, of, options, execution);
            });
        },
        py::arg("first"), py::arg("second"), py::arg("converted"), py::arg("customers"), py::arg("options"), py::kw_only(), py::arg("threads") = 0,
        py::arg("progress") = py::none());
}

}  // namespace dangol::python
