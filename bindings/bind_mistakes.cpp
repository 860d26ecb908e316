#include "bindings.hpp"
#include "error_text.hpp"

#include <dangol/core/error.hpp>

#include <pybind11/stl.h>

#include <cstddef>
#include <exception>
#include <optional>
#include <string>
#include <vector>

/// What becomes of calls that cannot be made. pybind11 answers them with the types of C++; here each answer is handed to
/// python/dangol/_mistakes.py, which names the argument, what was given, what is wanted, and how to get from one to the other. All of
/// pybind11's functions go through one dispatcher, so one function around it serves all of them, and costs the calls that can be made nothing
/// but a look at their arguments.
namespace dangol::python {
namespace {

using Call = PyObject* (*)(PyObject*, PyObject* const*, Py_ssize_t, PyObject*);

Call dispatcher = nullptr;  ///< pybind11's own

/// `T.__new__(T)` alone makes an object without content, at which pybind11 would look all the same.
bool is_unmade(PyObject* object) {
    if (Py_TYPE(Py_TYPE(object)) != py::detail::get_internals().default_metaclass) return false;
    return reinterpret_cast<py::detail::instance*>(object)->get_value_and_holder().value_ptr() == nullptr;
}

/// Of whoever shows it, a debugger say, a text; of all others an error.
PyObject* answer_unmade(PyObject* object, const std::string& function) {
    const std::string type = py::type::of(py::handle(object)).attr("__name__").cast<std::string>();
    if (function == "__repr__" || function == "__str__") return py::str("<" + type + " without content>").release().ptr();
    const py::object error = py::module_::import("dangol._mistakes").attr("unmade")(type);
    PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(error.ptr())), error.ptr());
    return nullptr;
}

/// None of an error that cannot say itself in UTF-8, as one of the user's own that holds the name of a file which is none.
std::optional<std::string> text_of(const py::object& error) {
    const auto words = py::reinterpret_steal<py::object>(PyObject_Str(error.ptr()));
    const char* text = words ? PyUnicode_AsUTF8(words.ptr()) : nullptr;
    if (text != nullptr) return text;
    PyErr_Clear();
    return std::nullopt;
}

/// The error of a call that no overload takes, in words, and of a moment that cannot be read, the argument; every other stays as it is.
void explain(const py::detail::function_record& function, PyObject* const* arguments, std::size_t by_place, PyObject* names) {
    py::error_already_set failure;
    const std::optional<std::string> words_of_failure = text_of(failure.value());
    if (!words_of_failure) return failure.restore();
    const std::string& sentence = *words_of_failure;
    const bool unexplained = failure.type().ptr() == PyExc_TypeError && sentence.starts_with(std::string(function.name) + "(): incompatible ");
    const bool nameless = sentence.starts_with("a moment is ");
    if (!unexplained && !nameless) return failure.restore();
    std::vector<std::string> signatures;
    for (const auto* overload = &function; overload != nullptr; overload = overload->next) signatures.emplace_back(overload->signature);
    py::list placed;
    for (std::size_t i = 0; i < by_place; ++i) placed.append(py::handle(arguments[i]));
    py::dict named;
    for (std::size_t i = 0; names != nullptr && i < static_cast<std::size_t>(PyTuple_GET_SIZE(names)); ++i) {
        named[py::handle(PyTuple_GET_ITEM(names, static_cast<Py_ssize_t>(i)))] = py::handle(arguments[by_place + i]);
    }
    const py::object owner = function.scope && py::isinstance<py::type>(function.scope) ? py::str(function.scope.attr("__name__")) : py::str();
    const py::module_ words = py::module_::import("dangol._mistakes");
    const py::object error = nameless ? words.attr("named_moment")(signatures, placed, named, sentence)
                                      : words.attr("explained")(std::string(function.name), owner, signatures, placed, named);
    PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(error.ptr())), error.ptr());
}

PyObject* call(PyObject* self, PyObject* const* arguments, Py_ssize_t count, PyObject* names) {
    const py::detail::function_record& function = *py::detail::function_record_ptr_from_PyObject(self);
    const auto by_place = static_cast<std::size_t>(PyVectorcall_NARGS(static_cast<std::size_t>(count)));
    const std::size_t all = by_place + (names == nullptr ? 0 : static_cast<std::size_t>(PyTuple_GET_SIZE(names)));
    try {
        for (std::size_t i = function.is_constructor ? 1 : 0; i < all; ++i) {  // what a constructor is given first, it makes
            if (is_unmade(arguments[i])) return answer_unmade(arguments[i], function.name);
        }
        PyObject* result = dispatcher(self, arguments, count, names);
        if (result == nullptr) explain(function, arguments, by_place, names);
        return result;
    } catch (py::error_already_set& error) {
        error.restore();
    } catch (const std::exception& error) {  // Python calls this one, and what leaves it would end the process
        set_error(PyExc_RuntimeError, error.what());
    }
    return nullptr;
}

/// Puts ours around pybind11's. A function that is called in another way, by a pybind11 to come, keeps its own words.
void put_around(py::handle function) {
    const py::handle plain = py::detail::get_function(function);
    if (!plain || !PyCFunction_Check(plain.ptr())) return;
    if (py::detail::function_record_ptr_from_PyObject(PyCFunction_GET_SELF(plain.ptr())) == nullptr) return;
    PyMethodDef& method = *reinterpret_cast<PyCFunctionObject*>(plain.ptr())->m_ml;
    const auto own = reinterpret_cast<Call>(reinterpret_cast<void (*)()>(method.ml_meth));
    if (method.ml_flags != (METH_FASTCALL | METH_KEYWORDS) || own == call) return;
    if (dispatcher == nullptr) dispatcher = own;
    if (own == dispatcher) method.ml_meth = reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(call));
}

void put_around_all_of(const py::object& type) {
    for (const py::handle member : type.attr("__dict__").attr("values")()) {
        const auto property = reinterpret_cast<PyTypeObject*>(&PyProperty_Type);
        if (Py_TYPE(member.ptr()) == property) put_around(member.attr("fget"));
        else if (Py_TYPE(member.ptr()) == &PyStaticMethod_Type) put_around(member.attr("__func__"));
        else put_around(member);
    }
}

/// What keeps itself by no archive says what to keep instead, where it is pickled or copied.
void refuse_pickling(const py::object& type) {
    if (type.attr("__dict__").contains("__reduce__")) return;
    type.attr("__reduce__") = py::cpp_function(
        [](const py::object& self) -> py::tuple {
            const py::object error = py::module_::import("dangol._mistakes").attr("unkept")(py::type::of(self).attr("__name__"));
            PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(error.ptr())), error.ptr());
            throw py::error_already_set();
        },
        py::name("__reduce__"), py::is_method(type));
}

/// What is returned and never called into being says who returns it.
void refuse_calling(const py::object& type) {
    const py::object own = type.attr("__dict__").attr("get")("__init__", py::none());
    if (!own.is_none() && Py_TYPE(own.ptr()) != &PyWrapperDescr_Type) return;  // that is pybind11's, which has no constructor to call
    py::options options;
    options.disable_function_signatures();
    type.attr("__init__") = py::cpp_function(
        [](const py::detail::value_and_holder& self, const py::args&, const py::kwargs&) {
            const py::handle made(reinterpret_cast<PyObject*>(self.inst));
            const py::object error = py::module_::import("dangol._mistakes").attr("unmakeable")(py::type::handle_of(made).attr("__name__"));
            PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(error.ptr())), error.ptr());
            throw py::error_already_set();
        },
        py::name("__init__"), py::is_method(type), py::detail::is_new_style_constructor(), "Initialize self.  See help(type(self)) for accurate signature.");  // as of every class without a constructor
}

}  // namespace

void bind_mistakes(py::module_& module) {
    module.def("_closest_name", [](const std::string& name, const std::vector<std::string>& candidates) { return closest_name(name, candidates); },
               py::arg("name"), py::arg("candidates"), "The candidate that was probably meant; empty where none was.");
    for (const py::handle member : module.attr("__dict__").attr("values")()) {
        if (Py_TYPE(member.ptr()) == py::detail::get_internals().default_metaclass) {
            const auto type = py::reinterpret_borrow<py::object>(member);
            refuse_pickling(type);
            put_around_all_of(type);
            refuse_calling(type);  // of an object that is not made, so with nothing around it
        } else {
            put_around(member);
        }
    }
}

}  // namespace dangol::python
