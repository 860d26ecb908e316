#pragma once

#include <pybind11/pybind11.h>

#include <cstring>

namespace dangol::python {

/// Raises `type` with `text`. It may hold the name of a file, whose bytes need not be UTF-8: those that are not are shown as \xb0.
inline void set_error(PyObject* type, const char* text) {
    const auto length = static_cast<Py_ssize_t>(std::strlen(text));
    const auto words = pybind11::reinterpret_steal<pybind11::object>(PyUnicode_DecodeUTF8(text, length, "backslashreplace"));
    if (words) PyErr_SetObject(type, words.ptr());
}

}  // namespace dangol::python
