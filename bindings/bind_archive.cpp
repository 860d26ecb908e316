#include "bindings.hpp"

#include <dangol/archive/archive.hpp>

#include <pybind11/stl/filesystem.h>

#include <span>
#include <string_view>

namespace dangol::python {
namespace {

template <class T>
py::bytes bytes_of(const T& value) {
    const std::vector<std::byte> bytes = to_bytes(value);
    return py::bytes(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

template <class T>
T value_of(const py::bytes& bytes) {
    const auto text = static_cast<std::string_view>(bytes);
    return from_bytes<T>(std::as_bytes(std::span(text.data(), text.size())));
}

/// save, load, to_bytes, from_bytes and pickling of one type, all through the archive.
template <class T>
void keep(py::module_& module, const char* type) {
    const py::object kind = module.attr(type);
    const auto method = [&](const char* name, auto function, const auto&... more) {
        kind.attr(name) = py::cpp_function(function, py::name(name), py::is_method(kind), more...);
    };
    method("save", [](const T& self, const std::filesystem::path& path) {
        const py::gil_scoped_release without_gil;
        save(path, self);
    }, py::arg("path"), "Keeps it in a file, written whole or not at all.");
    method("to_bytes", &bytes_of<T>);
    method("__reduce__", [](const py::object& self) -> py::tuple {
        const py::object back = py::module_::import("dangol._kept").attr("from_bytes");
        return py::make_tuple(back, py::make_tuple(py::type::of(self), bytes_of(self.cast<const T&>())));
    });
    kind.attr("load") = py::staticmethod(py::cpp_function([](const std::filesystem::path& path) {
        const py::gil_scoped_release without_gil;
        return load<T>(path);
    }, py::name("load"), py::scope(kind), py::arg("path"), "Reads what save() kept; refuses anything else."));
    kind.attr("from_bytes") = py::staticmethod(py::cpp_function(&value_of<T>, py::name("from_bytes"), py::scope(kind), py::arg("bytes")));
}

}  // namespace

void bind_archive(py::module_& module) {
    keep<FeaturePlan>(module, "FeaturePlan");
    keep<FeatureTable>(module, "FeatureTable");
    keep<LeadTable>(module, "LeadTable");
    keep<Mixture>(module, "Mixture");
    keep<Segmentation>(module, "Segmentation");
    keep<PersonaSet>(module, "PersonaSet");
    keep<NegativePersonaSet>(module, "NegativePersonaSet");
    keep<LeadScorer>(module, "LeadScorer");
    keep<Study>(module, "Study");
    keep<FeatureFold>(module, "FeatureFold");
    keep<MixtureStatistics>(module, "MixtureStatistics");
    keep<RunningSegmentation>(module, "RunningSegmentation");
    keep<Lineage>(module, "Lineage");
    keep<SegmentCountTable>(module, "SegmentCountTable");
    keep<Permission>(module, "Permission");
    keep<Identities>(module, "Identities");
}

}  // namespace dangol::python
