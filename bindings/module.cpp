#include "bindings.hpp"

PYBIND11_MODULE(_core, module) {
    using namespace dangol::python;
    module.doc() = "The C++ library as Python sees it. Import dangol instead.";
    bind_errors(module);
    bind_core(module);
    bind_frames(module);
    bind_customers(module);
    bind_records(module);
    bind_features(module);
    bind_feature_table(module);
    bind_foreknowledge(module);
    bind_fold(module);
    bind_segments(module);
    bind_groupings(module);
    bind_validity(module);
    bind_lineage(module);
    bind_differences(module);
    bind_learning(module);
    bind_segment_counts(module);
    bind_personas(module);
    bind_scoring(module);
    bind_quality(module);
    bind_forgetting(module);
    bind_study(module);
    bind_archive(module);
    bind_pages(module);
    bind_report(module);
    bind_mistakes(module);
}
