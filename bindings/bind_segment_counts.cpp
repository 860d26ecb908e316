#include "bindings.hpp"
#include "frame.hpp"
#include "long_call.hpp"
#include "names_core.hpp"
#include "names_groupings.hpp"
#include "names_segments.hpp"
#include "record.hpp"

#include <dangol/report/report.hpp>
#include <dangol/segments/bivariate_residuals.hpp>
#include <dangol/segments/declared_kinds.hpp>
#include <dangol/segments/segment_counts.hpp>

#include <limits>
#include <memory>

namespace dangol::python {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/// One row per number of segments.
ArrowColumns columns_of(const SegmentCountTable& table) {
    std::vector<std::int64_t> segments;
    std::vector<std::string> covariance, shared;
    std::vector<double> bic, icl, aic3, held_out, error, jaccard, gain, null_gain;
    std::vector<std::uint8_t> chosen;
    for (const SegmentCountRow& row : table.rows) {
        segments.push_back(static_cast<std::int64_t>(row.segment_count));
        for (const auto& each : NamesOf<CovarianceShape>::all) {
            if (each.value == row.covariance) covariance.emplace_back(each.name);
        }
        bic.push_back(row.bic);
        icl.push_back(row.icl);
        aic3.push_back(row.aic3);
        held_out.push_back(row.held_out);
        error.push_back(row.held_out_error);
        jaccard.push_back(row.weakest_jaccard.value_or(nothing));
        gain.push_back(row.gain);
        null_gain.push_back(row.null_gain.value_or(nothing));
        shared.push_back(list_text(row.shared_columns, Language::english));
        chosen.push_back(row.segment_count == table.chosen);
    }
    return ArrowColumns({ArrowColumn::whole_numbers("segments", std::move(segments)), ArrowColumn::text("covariance", covariance),
                         ArrowColumn::numbers("bic", std::move(bic)), ArrowColumn::numbers("icl", std::move(icl)), ArrowColumn::numbers("aic3", std::move(aic3)),
                         ArrowColumn::numbers("held_out", std::move(held_out)), ArrowColumn::numbers("held_out_error", std::move(error)),
                         ArrowColumn::numbers("weakest_jaccard", std::move(jaccard)), ArrowColumn::numbers("gain", std::move(gain)),
                         ArrowColumn::numbers("null_gain", std::move(null_gain)), ArrowColumn::text("shared_columns", shared),
                         ArrowColumn::flags("chosen", chosen)});
}

void bind_count_table(py::module_& module) {
    bind_enumeration<CountReason>(module, "Why a number of segments was chosen.");
    using Row = SegmentCountRow;
    bind_record<Row>(module, "SegmentCountRow", "One number of segments, in its better shape of covariance.",
                     {field("segment_count", &Row::segment_count), field("covariance", &Row::covariance), field("bic", &Row::bic), field("icl", &Row::icl),
                      field("aic3", &Row::aic3), field("held_out", &Row::held_out), field("held_out_error", &Row::held_out_error),
                      field("weakest_jaccard", &Row::weakest_jaccard), field("gain", &Row::gain), field("null_gain", &Row::null_gain), field("shared_columns", &Row::shared_columns)});
    using Table = SegmentCountTable;
    bind_record<Table>(module, "SegmentCountTable", "Everything that is commonly asked of each number of segments, and the choice with its reason.",
                       {field("rows", &Table::rows), field("chosen", &Table::chosen), field("reason", &Table::reason)})
        .def("to_frame", [](const Table& self) { return std::make_unique<Frame>(columns_of(self)); }, "One row per number of segments.")
        .def("to_json", [](const Table& self) { return to_json(self); }, "Every column of every row, the choice and its sentence.")
        .def("to_text", [](const Table& self, Choice<Language> language) { return to_text(self, language.value); }, py::arg("language") = "english")
        .def("__str__", [](const Table& self) { return to_text(self, Language::english); });
    using Options = SegmentCountTableOptions;
    bind_record<Options>(module, "SegmentCountTableOptions", "How numbers of segments are compared.",
                         {field("range", &Options::range), field("folds", &Options::folds, 2), field("bootstrap_samples", &Options::bootstrap_samples, 1),
                          field("jaccard_at_least", &Options::jaccard_at_least), field("null_worlds", &Options::null_worlds), field("seed", &Options::seed)});
    module.def(
        "tabulate_segment_counts",
        [](const FeatureTable& features, const Options& options, std::size_t threads, const py::object& progress) {
            return long_call(threads, progress, [&](const Execution& execution) { return tabulate_segment_counts(features, options, execution); });
        },
        py::arg("features"), py::arg("options"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
}

/// One row per pair of columns.
ArrowColumns columns_of(const BivariateResiduals& residuals, const Mixture& mixture) {
    std::vector<std::string> first, second;
    std::vector<double> correlation, statistic, q;
    std::vector<std::uint8_t> suggested, can_join;
    for (const BivariateResidual& pair : residuals.pairs) {
        first.push_back(mixture.columns()[pair.first.value].name);
        second.push_back(mixture.columns()[pair.second.value].name);
        correlation.push_back(pair.correlation);
        statistic.push_back(pair.statistic);
        q.push_back(pair.q_value);
        suggested.push_back(pair.suggested);
        can_join.push_back(pair.can_join_block);
    }
    return ArrowColumns({ArrowColumn::text("first", first), ArrowColumn::text("second", second), ArrowColumn::numbers("correlation", std::move(correlation)),
                         ArrowColumn::numbers("statistic", std::move(statistic)), ArrowColumn::numbers("q_value", std::move(q)),
                         ArrowColumn::flags("suggested", suggested), ArrowColumn::flags("can_join_block", can_join)});
}

void bind_residuals(py::module_& module) {
    using Pair = BivariateResidual;
    bind_record<Pair>(module, "BivariateResidual", "What is left of one pair of columns inside the segments.",
                      {field("first", &Pair::first), field("second", &Pair::second), field("statistic", &Pair::statistic),
                       field("degrees_of_freedom", &Pair::degrees_of_freedom), field("p_value", &Pair::p_value), field("q_value", &Pair::q_value),
                       field("correlation", &Pair::correlation), field("suggested", &Pair::suggested), field("can_join_block", &Pair::can_join_block)});
    using All = BivariateResiduals;
    bind_record<All>(module, "BivariateResiduals", "Which pairs of columns still go together inside the segments, and the block that they suggest.",
                     {field("pairs", &All::pairs), field("block", &All::block), field("left_out", &All::left_out), field("customers", &All::customers)})
        .def("to_frame", [](const All& self, const Mixture& mixture) { return std::make_unique<Frame>(columns_of(self, mixture)); }, py::arg("mixture"),
             "One row per pair, with the names of its columns.")
        .def("to_text", [](const All& self, const Mixture& mixture, Choice<Language> language) { return to_text(self, mixture, language.value); },
             py::arg("mixture"), py::arg("language") = "english");
    using Options = BivariateResidualOptions;
    bind_record<Options>(module, "BivariateResidualOptions", "Which pairs are suggested.",
                         {field("false_discovery_rate", &Options::false_discovery_rate), field("smallest_correlation", &Options::smallest_correlation),
                          field("rows_at_most", &Options::rows_at_most, 1)});
    module.def(
        "bivariate_residuals",
        [](const Mixture& mixture, const FeatureTable& features, const Options& options, std::size_t threads, const py::object& progress) {
            return long_call(threads, progress, [&](const Execution& execution) { return bivariate_residuals(mixture, features, options, execution); });
        },
        py::arg("mixture"), py::arg("features"), py::arg("options"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
    module.def(
        "adopt_block",
        [](const All& residuals, const FeatureTable& features, const SegmentCountOptions& found, std::size_t threads, const py::object& progress) {
            return long_call(threads, progress, [&](const Execution& execution) { return adopt_block(residuals, features, found, execution); });
        },
        py::arg("residuals"), py::arg("features"), py::arg("how_segments_were_found"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
}

void bind_declared_kinds(py::module_& module) {
    bind_enumeration<Standing>(module, "What the records say of an expectation.");
    bind_record<Expectation>(module, "Expectation", "One thing that is said of a kind of customer.",
                             {field("column", &Expectation::column), field("value", &Expectation::value), field("level", &Expectation::level),
                              field("spread", &Expectation::spread)});
    bind_record<DeclaredKind>(module, "DeclaredKind", "A kind of customer as staff describe it, and as how many customers the description weighs.",
                              {field("name", &DeclaredKind::name), field("expectations", &DeclaredKind::expectations), field("customers", &DeclaredKind::customers)});
    using Evidence = ExpectationEvidence;
    bind_record<Evidence>(module, "ExpectationEvidence", "What the records say of one expectation, found without it.",
                          {field("column", &Evidence::column), field("level", &Evidence::level), field("declared", &Evidence::declared), field("found", &Evidence::found),
                           field("tolerance", &Evidence::tolerance), field("standing", &Evidence::standing), field("more_needed", &Evidence::more_needed)});
    bind_record<KindEvidence>(module, "KindEvidence", "A declared kind and what the records say of it.",
                              {field("name", &KindEvidence::name), field("segment", &KindEvidence::segment), field("customers", &KindEvidence::customers),
                               field("expectations", &KindEvidence::expectations)});
    using D = DeclaredSegments;
    bind_record<D>(module, "DeclaredSegments", "Segments that were declared, held against the records.",
                   {field("segmentation", &D::segmentation), field("kinds", &D::kinds), field("customers", &D::customers), field("more_for_natural", &D::more_for_natural)})
        .def("to_text", [](const D& self, Choice<Language> language) { return to_text(self, language.value); }, py::arg("language") = "english")
        .def("__str__", [](const D& self) { return to_text(self, Language::english); });
    using Options = DeclaredKindOptions;
    bind_record<Options>(module, "DeclaredKindOptions", "How declared kinds are fitted and held against the records.",
                         {field("mixture", &Options::mixture), field("smallest_difference", &Options::smallest_difference)});
    module.def(
        "fit_declared_kinds",
        [](const FeatureTable& features, const std::vector<DeclaredKind>& kinds, const Options& options, std::size_t threads, const py::object& progress) {
            return long_call(threads, progress, [&](const Execution& execution) { return fit_declared_kinds(features, kinds, options, execution); });
        },
        py::arg("features"), py::arg("kinds"), py::arg("options"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none());
}

}  // namespace

void bind_segment_counts(py::module_& module) {
    bind_declared_kinds(module);
    bind_count_table(module);
    bind_residuals(module);
}

}  // namespace dangol::python
