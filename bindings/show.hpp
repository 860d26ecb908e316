#pragma once

#include <pybind11/pybind11.h>

/// A short repr of its own for a record: `show_as(bind_record<…>(…), [](const T& self) { return …; })`.
namespace dangol::python {

template <class Class, class Text>
Class& show_as(Class&& bound, Text text) {
    bound.attr("__repr__") = pybind11::cpp_function(text, pybind11::name("__repr__"), pybind11::is_method(bound));
    return bound;
}

}  // namespace dangol::python
