#include "arrays.hpp"
#include "bindings.hpp"
#include "long_call.hpp"
#include "record.hpp"

#include <dangol/segments/agreement.hpp>
#include <dangol/segments/validity.hpp>

namespace dangol::python {
namespace {

using Labels = RowMajor<std::uint32_t>;

template <double measure(std::span<const std::uint32_t>, std::span<const std::uint32_t>)>
void bind_agreement(py::module_& module, const char* name, const char* doc) {
    module.def(name, [](const Labels& a, const Labels& b) {
                   const auto first = values_of(a, "the first grouping"), second = values_of(b, "the second grouping");
                   return without_gil([&] { return measure(first, second); });
               },
               py::arg("a"), py::arg("b"), doc);
}

/// On the calling thread alone: what `regroup` does needs the interpreter, sample after sample, and there Ctrl-C is noticed.
py::array_t<double> stability_of(const Labels& groups, std::size_t group_count, const py::function& regroup, std::size_t samples, std::uint64_t seed) {
    const auto labels = values_of(groups, "groups");
    const auto again = [&](std::span<const double> times_drawn, std::size_t sample) {
        const py::gil_scoped_acquire held;
        const auto found = regroup(owned_array(std::vector<double>(times_drawn.begin(), times_drawn.end())), sample).cast<Labels>();
        const auto values = values_of(found, "what regroup returned");
        return std::vector<std::uint32_t>(values.begin(), values.end());
    };
    return owned_array(without_gil([&] { return bootstrap_stability(labels, group_count, samples, again, seed, {.threads = 1}); }));
}

}  // namespace

void bind_validity(py::module_& module) {
    bind_agreement<adjusted_rand>(module, "adjusted_rand", "Pairs that two groupings treat alike, corrected for chance: 1 the same, 0 unrelated.");
    bind_agreement<normalized_mutual_information>(module, "normalized_mutual_information", "What one grouping says about the other, 0 to 1; not corrected for chance.");
    bind_agreement<variation_of_information>(module, "variation_of_information", "A distance between groupings in nats; 0 for the same.");
    module.def("relative_entropy", [](const RowMajor<double>& membership) {
                   const auto rows = rows_of(membership, "membership");
                   return without_gil([&] { return relative_entropy(rows); });
               },
               py::arg("membership"),
               "1 when everyone surely belongs to one segment, 0 when nobody can be placed.");
    module.def(
        "silhouettes",
        [](const RowMajor<double>& points, const Labels& groups, std::size_t threads, const py::object& progress) {
            const auto rows = rows_of(points, "points");
            const auto labels = values_of(groups, "groups");
            return owned_array(long_call(threads, progress, [&](const Execution& execution) { return silhouettes(rows, labels, execution); }));
        },
        py::arg("points"), py::arg("groups"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
    module.def(
        "silhouettes_of_table",
        [](const FeatureTable& features, const Labels& groups, std::size_t threads, const py::object& progress) {
            const auto labels = values_of(groups, "groups");
            return owned_array(long_call(threads, progress, [&](const Execution& execution) { return silhouettes(features, labels, execution); }));
        },
        py::arg("features"), py::arg("groups"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
    module.def("bootstrap_stability", &stability_of, py::arg("groups"), py::arg("group_count"), py::arg("regroup"), py::arg("samples") = 50, py::arg("seed") = 0);
    module.def(
        "silhouette",
        [](const RowMajor<double>& points, const Labels& groups, std::size_t rows_at_most, std::uint64_t seed, std::size_t threads, const py::object& progress) {
            const auto rows = rows_of(points, "points");
            const auto labels = values_of(groups, "groups");
            return long_call(threads, progress, [&](const Execution& execution) { return silhouette(rows, labels, rows_at_most, seed, execution); });
        },
        py::arg("points"), py::arg("groups"), py::arg("rows_at_most") = 0, py::arg("seed") = 0, py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
    module.def(
        "silhouette_of_table",
        [](const FeatureTable& features, const Labels& groups, std::size_t rows_at_most, std::uint64_t seed, std::size_t threads, const py::object& progress) {
            const auto labels = values_of(groups, "groups");
            return long_call(threads, progress, [&](const Execution& execution) { return silhouette(features, labels, rows_at_most, seed, execution); });
        },
        py::arg("features"), py::arg("groups"), py::arg("rows_at_most") = 0, py::arg("seed") = 0, py::kw_only(), py::arg("threads") = 0,
        py::arg("progress") = py::none());
    module.def("calinski_harabasz",
               [](const RowMajor<double>& points, const Labels& groups, std::size_t threads, const py::object& progress) {
                   const auto rows = rows_of(points, "points");
                   const auto labels = values_of(groups, "groups");
                   return long_call(threads, progress, [&](const Execution& execution) { return calinski_harabasz(rows, labels, execution); });
               },
               py::arg("points"), py::arg("groups"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
    module.def("calinski_harabasz_of_table",
               [](const FeatureTable& features, const Labels& groups, std::size_t threads, const py::object& progress) {
                   const auto labels = values_of(groups, "groups");
                   return long_call(threads, progress, [&](const Execution& execution) { return calinski_harabasz(features, labels, execution); });
               },
               py::arg("features"), py::arg("groups"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
    module.def("davies_bouldin",
               [](const RowMajor<double>& points, const Labels& groups, std::size_t threads, const py::object& progress) {
                   const auto rows = rows_of(points, "points");
                   const auto labels = values_of(groups, "groups");
                   return long_call(threads, progress, [&](const Execution& execution) { return davies_bouldin(rows, labels, execution); });
               },
               py::arg("points"), py::arg("groups"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
    module.def("davies_bouldin_of_table",
               [](const FeatureTable& features, const Labels& groups, std::size_t threads, const py::object& progress) {
                   const auto labels = values_of(groups, "groups");
                   return long_call(threads, progress, [&](const Execution& execution) { return davies_bouldin(features, labels, execution); });
               },
               py::arg("features"), py::arg("groups"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
    using Criterion = CriterionValidity;
    bind_record<Criterion>(module, "CriterionValidity", "Whether a grouping tells something about the next period.",
                           {field("explained", &Criterion::explained), field("explained_at_random", &Criterion::explained_at_random), field("p_value", &Criterion::p_value),
                            field("explained_by_baseline", &Criterion::explained_by_baseline), field("explained_beyond", &Criterion::explained_beyond),
                            field("beyond_at_random", &Criterion::beyond_at_random), field("p_value_beyond", &Criterion::p_value_beyond)});
    module.def(
        "criterion_validity",
        [](const Labels& groups, const RowMajor<double>& outcome, const std::vector<Labels>& baseline, std::size_t shuffles, std::uint64_t seed, std::size_t threads,
           const py::object& progress) {
            const auto g = values_of(groups, "groups");
            std::vector<std::vector<std::uint32_t>> b;
            for (const Labels& grouping : baseline) {
                const auto labels = values_of(grouping, "baseline");
                b.emplace_back(labels.begin(), labels.end());
            }
            const auto y = values_of(outcome, "outcome");
            return long_call(threads, progress, [&](const Execution& execution) { return criterion_validity(g, y, b, shuffles, seed, execution); });
        },
        py::arg("groups"), py::arg("outcome"), py::arg("baseline"), py::arg("shuffles") = 199, py::arg("seed") = 0, py::kw_only(), py::arg("threads") = 0,
        py::arg("progress") = py::none());
    module.def("rfm_quintiles",
               [](const RowMajor<double>& recency, const RowMajor<double>& frequency, const RowMajor<double>& monetary, std::size_t threads, const py::object& progress) {
                   const auto r = values_of(recency, "recency"), f = values_of(frequency, "frequency"), m = values_of(monetary, "monetary");
                   py::list fifths;
                   for (std::vector<std::uint32_t>& grouping : long_call(threads, progress, [&](const Execution& execution) { return rfm_quintiles(r, f, m, execution); })) fifths.append(owned_array(std::move(grouping)));
                   return fifths;
               },
               py::arg("recency"), py::arg("frequency"), py::arg("monetary"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none(), "The fifths of recency, of frequency, of monetary value.");
}

}  // namespace dangol::python
