#pragma once

#include <pybind11/pybind11.h>

/// One function a layer, each in bind_<layer>.cpp; CONTRACT.md says what they all promise.
namespace dangol::python {

namespace py = pybind11;

void bind_errors(py::module_&);
void bind_core(py::module_&);
void bind_frames(py::module_&);
void bind_customers(py::module_&);
void bind_records(py::module_&);
void bind_features(py::module_&);
void bind_feature_table(py::module_&);
void bind_foreknowledge(py::module_&);
void bind_fold(py::module_&);
void bind_segments(py::module_&);
void bind_groupings(py::module_&);
void bind_validity(py::module_&);
void bind_lineage(py::module_&);
void bind_differences(py::module_&);
void bind_learning(py::module_&);
void bind_segment_counts(py::module_&);
void bind_personas(py::module_&);
void bind_scoring(py::module_&);
void bind_quality(py::module_&);
void bind_forgetting(py::module_&);
void bind_study(py::module_&);
void bind_archive(py::module_&);
void bind_pages(py::module_&);
void bind_report(py::module_&);
void bind_mistakes(py::module_&);  ///< after all others: it goes over what they made

}  // namespace dangol::python
