#pragma once

#include <dangol/core/error.hpp>

#include "src/core/enumerators.hpp"

#include <pybind11/native_enum.h>
#include <pybind11/pybind11.h>

#include <cstddef>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

/// Enumerators at the Python edge: each is an enum.Enum, and wherever one is taken its name does as well ("profiling" for
/// Purpose.profiling). Names are listed once, in the NamesOf of the layer's binding file.
namespace dangol::python {

namespace py = pybind11;

template <class E>
struct Enumerator {
    const char* name;
    E value;
};

/// Specialised for each enumeration: `type`, its name in Python, and `all`, a constexpr array of Enumerator<E>.
template <class E>
struct NamesOf;

template <class E>
concept Named = requires { NamesOf<E>::all; };

[[noreturn]] void refuse_name(std::string_view field, std::string_view name, const std::vector<std::string>& candidates);

/// An enumerator or its name. `field` is what the error text calls it. @returns false for anything else
template <Named E>
bool read_enumerator(std::string_view field, py::handle source, E& value) {
    if (!py::isinstance<py::str>(source)) {
        py::detail::make_caster<E> caster;
        if (!caster.load(source, false)) return false;
        value = py::detail::cast_op<E&>(caster);
        return true;
    }
    const auto name = source.cast<std::string>();
    std::vector<std::string> candidates;
    for (const Enumerator<E>& each : NamesOf<E>::all) {
        if (name == each.name) {
            value = each.value;
            return true;
        }
        candidates.emplace_back(each.name);
    }
    refuse_name(field, name, candidates);
}

/// A parameter that takes an enumerator or its name.
template <Named E>
struct Choice {
    E value = {};
};

template <Named E>
void bind_enumeration(py::module_& module, const char* doc) {
    static_assert(has_enumerators<E, std::size(NamesOf<E>::all)>(), "an enumerator has no name in Python");
    py::native_enum<E> type(module, NamesOf<E>::type, "enum.Enum", doc);
    for (const Enumerator<E>& each : NamesOf<E>::all) type.value(each.name, each.value);
    type.finalize();
}

}  // namespace dangol::python

namespace pybind11::detail {

template <class E>
struct type_caster<dangol::python::Choice<E>> {
    PYBIND11_TYPE_CASTER(dangol::python::Choice<E>, make_caster<E>::name + const_name(" | str"));

    bool load(handle source, bool) { return dangol::python::read_enumerator(dangol::python::NamesOf<E>::type, source, value.value); }
    static handle cast(dangol::python::Choice<E> choice, return_value_policy policy, handle parent) {
        return make_caster<E>::cast(choice.value, policy, parent);
    }
};

}  // namespace pybind11::detail
