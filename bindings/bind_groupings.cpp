#include "arrays.hpp"
#include "bindings.hpp"
#include "long_call.hpp"
#include "names_groupings.hpp"
#include "names_segments.hpp"
#include "record.hpp"
#include "show.hpp"

#include <dangol/segments/kmeans.hpp>
#include <dangol/segments/kprototypes.hpp>
#include <dangol/segments/nmf.hpp>

#include <optional>
#include <string>

namespace dangol::python {
namespace {

using Weights = std::optional<RowMajor<double>>;
using Start = std::optional<RowMajor<double>>;

template <class Result>
void bind_outcome(py::classh<Result>& bound) {
    bound.def_property_readonly("termination", [](const Result& self) { return self.termination; })
        .def_property_readonly("iterations", [](const Result& self) { return self.iterations; })
        .def_property_readonly("starts", [](const Result& self) { return self.starts; })
        .def("__eq__", [](const Result& a, const Result& b) { return a == b; }, py::is_operator());
}

template <class T>
void bind_kmeans_of(py::module_& module, const char* suffix) {
    module.def(
        (std::string("fit_kmeans_") + suffix).c_str(),
        [](const RowMajor<T>& points, const Weights& weights, const Start& start, const KMeansOptions& options, std::size_t threads, const py::object& progress) {
            const MatrixView<const T> rows = rows_of(points, "points");
            const auto mass = weights_of(weights);
            const auto from = start ? rows_of(*start, "start") : MatrixView<const double>{};
            return long_call(threads, progress, [&](const Execution& execution) {
                return start ? fit_kmeans(rows, mass, from, options, execution) : fit_kmeans(rows, mass, options, execution);
            });
        },
        py::arg("points"), py::arg("weights"), py::arg("start"), py::arg("options"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
    module.def(
        (std::string("kmeans_seeds_") + suffix).c_str(),
        [](const RowMajor<T>& points, const Weights& weights, std::size_t segment_count, std::uint64_t seed, std::size_t threads) {
            const MatrixView<const T> rows = rows_of(points, "points");
            const auto mass = weights_of(weights);
            return owned_array(long_call(threads, py::bool_(false), [&](const Execution& execution) { return kmeans_seeds(rows, mass, segment_count, seed, 0, execution); }));
        },
        py::arg("points"), py::arg("weights"), py::arg("segment_count"), py::arg("seed"), py::kw_only(), py::arg("threads") = 0);
    module.def(
        (std::string("nearest_centres_") + suffix).c_str(),
        [](const RowMajor<T>& points, const RowMajor<double>& centres, std::size_t threads) {
            const MatrixView<const T> rows = rows_of(points, "points");
            const MatrixView<const double> to = rows_of(centres, "centres");
            return owned_array(long_call(threads, py::bool_(false), [&](const Execution& execution) { return nearest_centres(rows, to, execution); }));
        },
        py::arg("points"), py::arg("centres"), py::kw_only(), py::arg("threads") = 0);
}

void bind_kmeans(py::module_& module) {
    using Options = KMeansOptions;
    bind_record<Options>(module, "KMeansOptions", "What decides k-means.",
                         {field("segment_count", &Options::segment_count, 1), field("starts", &Options::starts, 1), field("iterations_at_most", &Options::iterations_at_most, 1),
                          field("tolerance", &Options::tolerance), field("batch_rows", &Options::batch_rows), field("seed", &Options::seed)});
    py::classh<KMeans> bound(module, "KMeans", "Centres, and the nearest of them for every row.");
    bound.def_property_readonly("centres", [](const py::object& self) { return view_of(self.cast<const KMeans&>().centres, self); })
        .def_property_readonly("groups", [](const py::object& self) { return view_of<std::uint32_t>(self.cast<const KMeans&>().groups, self); })
        .def_property_readonly("inertia", [](const KMeans& self) { return self.inertia; })
        .def("__repr__", [](const KMeans& self) { return "KMeans of " + std::to_string(self.centres.rows()) + " groups of " + std::to_string(self.groups.size()) + " rows"; });
    bind_outcome(bound);
    bind_kmeans_of<double>(module, "double");
    bind_kmeans_of<float>(module, "single");
    module.def(
        "fit_kmeans_table",
        [](const FeatureTable& features, const Options& options, std::size_t threads, const py::object& progress) {
            return long_call(threads, progress, [&](const Execution& execution) { return fit_kmeans(features, options, execution); });
        },
        py::arg("features"), py::arg("options"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
}

void bind_kprototypes(py::module_& module) {
    using Options = KPrototypesOptions;
    bind_record<Options>(module, "KPrototypesOptions", "What decides k-prototypes.",
                         {field("segment_count", &Options::segment_count, 1), field("gamma", &Options::gamma), field("starts", &Options::starts, 1),
                          field("iterations_at_most", &Options::iterations_at_most, 1), field("seed", &Options::seed)});
    py::classh<KPrototypes> bound(module, "KPrototypes", "Means and modes, and the nearest of them for every row.");
    bound.def_property_readonly("centres", [](const py::object& self) { return view_of(self.cast<const KPrototypes&>().centres, self); })
        .def_property_readonly("modes",
                               [](const py::object& self) {
                                   const auto& modes = self.cast<const KPrototypes&>();
                                   const auto groups = static_cast<py::ssize_t>(modes.centres.rows());
                                   const auto categories = groups > 0 ? static_cast<py::ssize_t>(modes.modes.size()) / groups : 0;
                                   return view_of<std::uint32_t>(modes.modes, self).reshape({groups, categories});
                               })
        .def_property_readonly("groups", [](const py::object& self) { return view_of<std::uint32_t>(self.cast<const KPrototypes&>().groups, self); })
        .def_property_readonly("cost", [](const KPrototypes& self) { return self.cost; })
        .def_property_readonly("gamma", [](const KPrototypes& self) { return self.gamma; })
        .def("__repr__", [](const KPrototypes& self) { return "KPrototypes of " + std::to_string(self.centres.rows()) + " groups of " + std::to_string(self.groups.size()) + " rows"; });
    bind_outcome(bound);
    module.def(
        "fit_kprototypes",
        [](const RowMajor<double>& numbers, const RowMajor<std::uint32_t>& codes, const Weights& weights, const std::optional<KPrototypes>& start, const Options& options,
           std::size_t threads, const py::object& progress) {
            const MixedRows rows{.numbers = rows_of(numbers, "numbers"), .codes = rows_of(codes, "codes")};
            const auto mass = weights_of(weights);
            return long_call(threads, progress, [&](const Execution& execution) {
                return start ? fit_kprototypes(rows, mass, start->centres, start->modes, options, execution) : fit_kprototypes(rows, mass, options, execution);
            });
        },
        py::arg("numbers"), py::arg("codes"), py::arg("weights"), py::arg("start"), py::arg("options"), py::kw_only(), py::arg("threads") = 0,
        py::arg("progress") = py::none());
    module.def(
        "fit_kprototypes_table",
        [](const FeatureTable& features, const Options& options, std::size_t threads, const py::object& progress) {
            return long_call(threads, progress, [&](const Execution& execution) { return fit_kprototypes(features, options, execution); });
        },
        py::arg("features"), py::arg("options"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
    module.def(
        "nearest_prototypes",
        [](const RowMajor<double>& numbers, const RowMajor<std::uint32_t>& codes, const RowMajor<double>& centres, const RowMajor<std::uint32_t>& modes, double gamma,
           std::size_t threads) {
            const MixedRows rows{.numbers = rows_of(numbers, "numbers"), .codes = rows_of(codes, "codes")};
            const MatrixView<const double> places = rows_of(centres, "centres");
            KPrototypes prototypes{.centres = Matrix(places.rows(), places.columns()), .modes = {modes.data(), modes.data() + modes.size()}, .gamma = gamma};
            std::copy_n(places.data(), places.rows() * places.columns(), prototypes.centres.data());
            return owned_array(long_call(threads, py::bool_(false), [&](const Execution& execution) { return nearest_prototypes(rows, prototypes, execution); }));
        },
        py::arg("numbers"), py::arg("codes"), py::arg("centres"), py::arg("modes"), py::arg("gamma"), py::kw_only(), py::arg("threads") = 0);
}

void bind_nmf(py::module_& module) {
    bind_enumeration<NmfLoss>(module, "What a factorisation minimises.");
    using Options = NmfOptions;
    bind_record<Options>(module, "NmfOptions", "What decides a factorisation.",
                         {field("archetype_count", &Options::archetype_count, 1), field("loss", &Options::loss), field("starts", &Options::starts, 1),
                          field("iterations_at_most", &Options::iterations_at_most, 1), field("tolerance", &Options::tolerance), field("seed", &Options::seed)});
    py::classh<Nmf> bound(module, "Nmf", "Behaviour archetypes, and how every customer mixes them.");
    bound.def_property_readonly("weights", [](const py::object& self) { return view_of(self.cast<const Nmf&>().weights, self); })
        .def_property_readonly("archetypes", [](const py::object& self) { return view_of(self.cast<const Nmf&>().archetypes, self); })
        .def_property_readonly("loss", [](const Nmf& self) { return self.loss; })
        .def("memberships", [](const Nmf& self) { return owned_array(without_gil([&] { return memberships_of(self); })); },
             "Of every customer, the part of what is explained that each archetype explains; rows sum to 1.")
        .def("__repr__", [](const Nmf& self) { return "Nmf of " + std::to_string(self.archetypes.rows()) + " archetypes of " + std::to_string(self.weights.rows()) + " rows"; });
    bind_outcome(bound);
    module.def(
        "fit_nmf",
        [](const RowMajor<double>& points, const Start& weights, const Start& archetypes, const Options& options, std::size_t threads, const py::object& progress) {
            const MatrixView<const double> rows = rows_of(points, "points");
            const auto w = weights ? rows_of(*weights, "weights") : MatrixView<const double>{};
            const auto h = archetypes ? rows_of(*archetypes, "archetypes") : MatrixView<const double>{};
            return long_call(threads, progress, [&](const Execution& execution) {
                return weights && archetypes ? fit_nmf(rows, w, h, options, execution) : fit_nmf(rows, options, execution);
            });
        },
        py::arg("points"), py::arg("weights"), py::arg("archetypes"), py::arg("options"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
    module.def(
        "nmf_weights",
        [](const RowMajor<double>& points, const RowMajor<double>& archetypes, const Options& options, std::size_t threads) {
            const MatrixView<const double> rows = rows_of(points, "points"), h = rows_of(archetypes, "archetypes");
            return owned_array(long_call(threads, py::bool_(false), [&](const Execution& execution) { return nmf_weights(rows, h, options, execution); }));
        },
        py::arg("points"), py::arg("archetypes"), py::arg("options"), py::kw_only(), py::arg("threads") = 0);
}

}  // namespace

void bind_groupings(py::module_& module) {
    bind_kmeans(module);
    bind_kprototypes(module);
    bind_nmf(module);
}

}  // namespace dangol::python
