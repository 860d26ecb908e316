#include "bindings.hpp"
#include "feature_frame.hpp"
#include "frame.hpp"
#include "long_call.hpp"
#include "names_core.hpp"
#include "names_segments.hpp"
#include "record.hpp"
#include "show.hpp"

#include <dangol/core/error.hpp>
#include <dangol/segments/most_probable.hpp>
#include <dangol/segments/segmentation.hpp>

#include <pybind11/numpy.h>
#include <pybind11/typing.h>

#include <memory>

namespace dangol::python {

/// {"visits": "poisson"}, or a list of FamilyChoice.
template <>
struct Handy<std::vector<FamilyChoice>> : std::true_type {
    static std::string type_text() { return "collections.abc.Sequence[FamilyChoice] | collections.abc.Mapping[str, Family | str]"; }
    static std::vector<FamilyChoice> read(std::string_view field, py::handle source) {
        std::vector<FamilyChoice> choices;
        if (!py::isinstance<py::dict>(source)) {
            try {
                return source.cast<std::vector<FamilyChoice>>();
            } catch (const py::cast_error&) {
                refuse_type(field, source, "a dict of columns and families, {\"visits\": \"poisson\"}");
            }
        }
        for (const auto& [column, family] : py::reinterpret_borrow<py::dict>(source)) {
            const auto name = read_field<std::string>(field, column);
            choices.push_back({name, read_field<Family>("the family of " + name, family)});
        }
        return choices;
    }
};

namespace {

using Rows = py::array_t<double, py::array::c_style | py::array::forcecast>;

py::array_t<double> array_of(Matrix matrix) {
    auto owned = std::make_unique<Matrix>(std::move(matrix));
    const std::size_t rows = owned->rows(), columns = owned->columns();
    double* data = owned->data();
    const py::capsule owner(owned.release(), [](void* held) { delete static_cast<Matrix*>(held); });
    return py::array_t<double>({rows, columns}, {columns * sizeof(double), sizeof(double)}, data, owner);
}

MatrixView<const double> view_of(const Rows& membership) {
    if (membership.ndim() != 2) {
        throw InvalidArgument("membership", static_cast<std::size_t>(membership.ndim()), "an array of two dimensions, customers × segments",
                              "give labels as a list of whole numbers or of names instead");
    }
    return {membership.data(), static_cast<std::size_t>(membership.shape(0)), static_cast<std::size_t>(membership.shape(1))};
}

using Numbers = py::typing::Dict<py::str, py::float_>;

Numbers by_name(const std::vector<FamilyParameter>& parameters) {
    Numbers named;
    for (const FamilyParameter& parameter : parameters) named[py::str(parameter.name)] = parameter.value;
    return named;
}

Numbers by_level(const Mixture& mixture, std::size_t segment, const std::string& column) {
    const ColumnIndex at = mixture.column(column);
    const std::vector<double> probabilities = mixture.level_probabilities(segment, at);
    Numbers named;
    for (std::size_t level = 0; level < probabilities.size(); ++level) named[py::str(mixture.columns()[at.value].levels[level])] = probabilities[level];
    return named;
}

void bind_mixture(py::module_& module) {
    bind_record<FamilyChoice>(module, "FamilyChoice", "An exception to the default family of one column.",
                              {field("column", &FamilyChoice::column), field("family", &FamilyChoice::family)});
    using Options = MixtureOptions;
    bind_record<Options>(module, "MixtureOptions", "What decides a mixture.",
                         {field("segment_count", &Options::segment_count, 1), field("covariance", &Options::covariance), field("block", &Options::block),
                          field("shared_columns", &Options::shared_columns), field("assignment", &Options::assignment),
                          field("families", &Options::families), field("prior_customers", &Options::prior_customers),
                          field("starts_at_most", &Options::starts_at_most, 1), field("iterations_at_most", &Options::iterations_at_most, 1),
                          field("tolerance", &Options::tolerance), field("seed", &Options::seed)});
    bind_record<FitReport>(module, "FitReport", "Why a fit ended, and how far it can be trusted.",
                           {field("termination", &FitReport::termination), field("iterations", &FitReport::iterations),
                            field("log_posterior", &FitReport::log_posterior), field("log_likelihood", &FitReport::log_likelihood),
                            field("parameter_count", &FitReport::parameter_count), field("bic", &FitReport::bic), field("starts", &FitReport::starts),
                            field("starts_at_best", &FitReport::starts_at_best), field("separation_share", &FitReport::separation_share),
                            field("warnings", &FitReport::warnings)});
    py::classh<Mixture>(module, "Mixture", "Segments as distributions over the basis columns. Immutable.")
        .def(py::init<>())
        .def_property_readonly("segment_count", &Mixture::segment_count)
        .def_property_readonly("columns", [](const Mixture& self) { return std::vector<FeatureColumn>(self.columns().begin(), self.columns().end()); })
        .def_property_readonly("families", [](const Mixture& self) { return std::vector<Family>(self.families().begin(), self.families().end()); })
        .def_property_readonly("shares", [](const Mixture& self) { return std::vector<double>(self.shares().begin(), self.shares().end()); })
        .def_property_readonly("covariance", &Mixture::covariance)
        .def_property_readonly("shared_columns", &Mixture::shared_columns)
        .def_property_readonly("report", [](const Mixture& self) { return self.report(); })
        .def_property_readonly("block", &Mixture::block, "Names of the columns that vary together; empty where none do.")
        .def_property_readonly("options", &Mixture::options, "How a refit finds the same estimate: segments, covariance, block, families, assignment and prior.")
        .def("parameters", [](const Mixture& self, std::size_t segment, const std::string& column) { return by_name(self.parameters(segment, self.column(column))); },
             py::arg("segment"), py::arg("column"), "Every number of the distribution of a column in a segment, by the names that docs/segments.md lists.")
        .def("expected_value", [](const Mixture& self, std::size_t segment, const std::string& column) { return self.expected_value(segment, self.column(column)); },
             py::arg("segment"), py::arg("column"), "Mean, rate per unit of exposure, or probability; NaN for categories and compositions.")
        .def("level_probabilities", by_level, py::arg("segment"), py::arg("column"), "Of categories and compositions, by level; empty for others.")
        .def("covariance_of", [](const Mixture& self, std::size_t segment) { return array_of(self.covariance_of(segment)); }, py::arg("segment"),
             "Within-segment covariance of `block`, in the columns' units; of amounts that of their logs.")
        .def("membership",
             [](const Mixture& self, const FeatureTable& customers, std::size_t threads, const py::object& progress) {
                 return array_of(long_call(threads, progress, [&](const Execution& execution) { return self.membership(customers, execution); }));
             },
             py::arg("customers"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none(),
             "p(segment | what is known of each customer), customers × segments; rows sum to 1.")
        .def("log_likelihood",
             [](const Mixture& self, const FeatureTable& customers, std::size_t threads, const py::object& progress) {
                 const std::vector<double> nats =
                     long_call(threads, progress, [&](const Execution& execution) { return self.log_likelihood(customers, execution); });
                 return py::array_t<double>(static_cast<py::ssize_t>(nats.size()), nats.data());
             },
             py::arg("customers"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none(), "In nats, per customer.")
        .def("__eq__", [](const Mixture& a, const Mixture& b) { return a == b; }, py::is_operator())
        .def("__repr__", [](const Mixture& self) {
            return "Mixture of " + std::to_string(self.segment_count()) + " segments over " + std::to_string(self.columns().size()) + " columns";
        });
}

/// Who is in which segment: the most probable one.
ArrowColumns member_columns(const Segmentation& segments, const FeatureTable& customers, const Matrix& membership) {
    std::vector<std::int64_t> segment;
    std::vector<double> probability;
    for (std::size_t row = 0; row < membership.rows(); ++row) {
        const MostProbable most = most_probable(membership.row(row));
        segment.push_back(segments.ids.at(most.segment).value);
        probability.push_back(most.probability);
    }
    return ArrowColumns({key_column(customers.customers()), ArrowColumn::whole_numbers("segment", std::move(segment)),
                         ArrowColumn::numbers("probability", std::move(probability))});
}

void bind_segmentation(py::module_& module) {
    using Trial = SegmentCountTrial;
    bind_record<Trial>(module, "SegmentCountTrial", "One number of segments that was tried.",
                       {field("segment_count", &Trial::segment_count), field("covariance", &Trial::covariance), field("bic", &Trial::bic), field("icl", &Trial::icl),
                        field("parameter_count", &Trial::parameter_count), field("log_likelihood", &Trial::log_likelihood),
                        field("confirmed", &Trial::confirmed), field("smallest_group", &Trial::smallest_group), field("shared_columns", &Trial::shared_columns)});
    bind_record<NullTest>(module, "NullTest", "The candidate against one population with the same margins and correlations.",
                          {field("gain", &NullTest::gain), field("null_gains", &NullTest::null_gains), field("p_value", &NullTest::p_value)});
    bind_record<ValleyTest>(module, "ValleyTest", "Whether there are fewer customers between two segments than in either of them.",
                            {field("candidate_segments", &ValleyTest::candidate_segments), field("separated_segments", &ValleyTest::separated_segments),
                             field("weakest_ratio", &ValleyTest::weakest_ratio), field("separated_by_times_too", &ValleyTest::separated_by_times_too)});
    bind_record<CutTrial>(module, "CutTrial", "One hard cut of the standardised basis that was tried.",
                          {field("segment_count", &CutTrial::segment_count), field("jaccard", &CutTrial::jaccard), field("smallest_group", &CutTrial::smallest_group)});
    using Count = SegmentCountOptions;
    bind_record<Count>(module, "SegmentCountOptions", "Which numbers of segments find_segments() tries.",
                       {field("least", &Count::least, 1), field("most", &Count::most, 1), field("covariance", &Count::covariance),
                        field("select_columns", &Count::select_columns), field("mixture", &Count::mixture)});
    using Judge = JudgeOptions;
    bind_record<Judge>(module, "JudgeOptions", "How judge_segments() judges.",
                       {field("null_worlds", &Judge::null_worlds, 19), field("significance", &Judge::significance),
                        field("valley_ratio_at_most", &Judge::valley_ratio_at_most), field("bootstrap_samples", &Judge::bootstrap_samples, 1),
                        field("jaccard_at_least", &Judge::jaccard_at_least), field("jaccard_drop_at_most", &Judge::jaccard_drop_at_most), field("cut_most", &Judge::cut_most), field("smallest_group", &Judge::smallest_group, 1),
                        field("segments_wanted", &Judge::segments_wanted, 1), field("seed", &Judge::seed)});
    using S = Segmentation;
    auto bound = bind_record<S>(module, "Segmentation", "A mixture, the tables by which its number of segments was chosen, and ids that survive a refit.",
                   {field("mixture", &S::mixture), field("ids", &S::ids), field("next_id", &S::next_id), field("trials", &S::trials), field("verdict", &S::verdict),
                    field("valley_test", &S::valley_test), field("null_test", &S::null_test), field("cuts", &S::cuts), field("stability", &S::stability),
                    field("cut_agreement", &S::cut_agreement), field("warnings", &S::warnings)});
    bound.def("to_text", [](const S& self, Choice<Language> language) { return to_text(self, language.value); }, py::arg("language") = "english",
              "The verdict and its reason.")
        .def("how_we_know", [](const S& self, Choice<Language> language) { return how_we_know(self, language.value); }, py::arg("language") = "english",
             "The numbers that the verdict rests on.")
        .def("__str__", [](const S& self) { return to_text(self, Language::english); })
        .def("members",
             [](const S& self, const FeatureTable& customers, std::size_t threads, const py::object& progress) {
                 return std::make_unique<Frame>(long_call(threads, progress, [&](const Execution& execution) {
                     return member_columns(self, customers, self.mixture.membership(customers, execution));
                 }));
             },
             py::arg("customers"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none(),
             "Frame: customer, segment, probability.");
    show_as(bound, [](const S& self) {
        return "Segmentation of " + std::to_string(self.mixture.segment_count()) + " segments, " + py::str(py::cast(self.verdict).attr("name")).cast<std::string>();
    });
}

}  // namespace

void bind_segments(py::module_& module) {
    bind_enumeration<Family>(module, "Which distribution describes a column inside a segment.");
    bind_enumeration<Assignment>(module, "Whether a customer belongs to several segments in part, or to one.");
    bind_enumeration<CovarianceShape>(module, "How the numeric columns vary together inside a segment.");
    bind_enumeration<Termination>(module, "Why a fit ended.");
    bind_enumeration<Verdict>(module, "What may be said about whether the kinds exist.");
    bind_mixture(module);
    bind_segmentation(module);
    module.def(
        "find_segments",
        [](const FeatureTable& features, const SegmentCountOptions& options, std::size_t threads, const py::object& progress) {
            return long_call(threads, progress, [&](const Execution& execution) { return find_segments(features, options, execution); });
        },
        py::arg("features"), py::arg("options"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
    module.def(
        "fit_mixture",
        [](const FeatureTable& features, const MixtureOptions& options, const std::optional<Rows>& start, std::size_t threads, const py::object& progress) {
            const MatrixView<const double> rows = start ? view_of(*start) : MatrixView<const double>();
            return long_call(threads, progress, [&](const Execution& execution) {
                return start ? fit_mixture(features, rows, options, execution) : fit_mixture(features, options, execution);
            });
        },
        py::arg("features"), py::arg("options"), py::kw_only(), py::arg("start") = py::none(), py::arg("threads") = 0,
        py::arg("progress") = py::none());
    module.def(
        "describe_groups",
        [](const FeatureTable& features, const Rows& membership, const MixtureOptions& options, std::size_t threads, const py::object& progress) {
            const MatrixView<const double> rows = view_of(membership);
            return long_call(threads, progress, [&](const Execution& execution) { return describe_groups(features, rows, options, execution); });
        },
        py::arg("features"), py::arg("membership"), py::arg("options"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
    module.def(
        "judge_segments",
        [](const Segmentation& candidate, const FeatureTable& features, const SegmentCountOptions& found, const JudgeOptions& options, std::size_t threads,
           const py::object& progress) {
            return long_call(threads, progress, [&](const Execution& execution) { return judge_segments(candidate, features, found, options, execution); });
        },
        py::arg("candidate"), py::arg("features"), py::arg("how_it_was_found"), py::arg("options"), py::kw_only(), py::arg("threads") = 0,
        py::arg("progress") = py::none());
    module.def(
        "adopt_groups",
        [](const FeatureTable& features, const Rows& membership, const MixtureOptions& options, std::size_t threads, const py::object& progress) {
            const MatrixView<const double> rows = view_of(membership);
            return long_call(threads, progress, [&](const Execution& execution) { return adopt_groups(features, rows, options, execution); });
        },
        py::arg("features"), py::arg("membership"), py::arg("options"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
}

}  // namespace dangol::python
