#include "record.hpp"

namespace dangol::python {
namespace {

[[noreturn]] void raise_wrong_type(const std::string& sentence) {
    const py::object type = py::module_::import("dangol.errors").attr("WrongType");
    PyErr_SetString(type.ptr(), sentence.c_str());
    throw py::error_already_set();
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
    return text;
}

/// As a reader of an error would say it.
std::string spoken(std::string type) {
    type = replaced(type, "collections.abc.Sequence", "list");
    type = replaced(type, "datetime.", "");
    return replaced(type, " | ", " or ");
}

std::string quoted_list(const std::vector<std::string>& names) {
    std::string all;
    for (const std::string& each : names) all += (all.empty() ? "\"" : ", \"") + each + "\"";
    return all;
}

}  // namespace

void refuse_name(std::string_view field, std::string_view name, const std::vector<std::string>& candidates) {
    const std::string closest = closest_name(name, candidates);
    throw InvalidArgument(field, name, "one of " + quoted_list(candidates),
                          closest.empty() ? "choose one of them" : "write \"" + closest + "\"");
}

void refuse_type(std::string_view field, py::handle source, const std::string& needed) {
    const auto given = py::type::of(source).attr("__name__").cast<std::string>();
    auto shown = py::repr(source).cast<std::string>();
    if (shown.size() > 80) shown = "of type " + given;
    raise_wrong_type(std::string(field) + " is " + shown + ", but must be " + spoken(needed) + ".");
}

void refuse_option(const std::string& type, const std::string& option, const std::vector<std::string>& options) {
    const std::string closest = closest_name(option, options);
    raise_wrong_type(type + " has no option \"" + option + "\": " +
                     (closest.empty() ? "it has " + quoted_list(options) + "." : "did you mean \"" + closest + "\"?"));
}

void refuse_count(const std::string& type, std::size_t given, std::size_t options) {
    raise_wrong_type(type + " takes at most " + std::to_string(options) + " values, not " + std::to_string(given) + ".");
}

std::string shown(const py::object& value) {
    const bool named = py::isinstance(value, py::module_::import("enum").attr("Enum"));
    return py::repr(named ? py::object(value.attr("name")) : value).cast<std::string>();
}

std::string record_signature(const std::string& type, const std::vector<std::pair<std::string, std::string>>& fields,
                             const std::vector<py::object>& defaults) {
    std::string text = "__init__(self: " + type;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const py::object& value = defaults[i];
        const bool plain = value.is_none() || py::isinstance<py::str>(value) || py::isinstance<py::int_>(value) || py::isinstance<py::float_>(value);
        text += ", " + fields[i].first + ": " + fields[i].second + " = " + (plain ? py::repr(value).cast<std::string>() : "...");
    }
    return text + ") -> None";
}

std::string returned_text(std::string text) {
    text = text.substr(0, text.find(" | collections.abc.Mapping"));  // taken, never given
    text = replaced(text, "datetime.datetime | datetime.date | str", "datetime.datetime");
    text = replaced(text, "collections.abc.Sequence", "list");
    return replaced(text, " | str", "");
}

}  // namespace dangol::python
