#pragma once

#include "casters.hpp"
#include "enumerators.hpp"

#include <dangol/core/estimate.hpp>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

/// The library's open aggregates in Python: facts and options alike. `bind_record` makes a class with keyword arguments that have
/// the defaults of C++, read-only attributes, a repr of what differs from the defaults, ==, and pickling; all from one
/// list of fields, so that nothing about them is written twice.
namespace dangol::python {

/// How a member reads at the Python edge, for stubs and for errors: "int", "Role | str | None".
template <class M>
std::string type_text();

/// From Python; refuses with a sentence that names the field.
template <class M>
M read_field(std::string_view field, py::handle source);

[[noreturn]] void refuse_type(std::string_view field, py::handle source, const std::string& needed);

namespace detail {

template <class>
struct Parts : std::false_type {};
template <class V>
struct Parts<std::optional<V>> : std::true_type {
    using Value = V;
};
template <class>
struct Elements : std::false_type {};
template <class V>
struct Elements<std::vector<V>> : std::true_type {
    using Value = V;
};
template <class V, std::size_t N>
struct Elements<std::array<V, N>> : std::true_type {
    using Value = V;
};
template <class>
struct Alternatives : std::false_type {};
template <class... V>
struct Alternatives<std::variant<V...>> : std::true_type {
    static std::string text() {
        std::string all;
        ((all += (all.empty() ? "" : " | ") + type_text<V>()), ...);
        return all;
    }
};

}  // namespace detail

/// Specialised where Python has a handier form of a member than the list of records that C++ has (a dict of names, say).
template <class M>
struct Handy : std::false_type {};

template <class M>
std::string type_text() {
    if constexpr (Handy<M>::value) return Handy<M>::type_text();
    else if constexpr (detail::Parts<M>::value) return type_text<typename detail::Parts<M>::Value>() + " | None";
    else if constexpr (detail::Elements<M>::value) return "collections.abc.Sequence[" + type_text<typename detail::Elements<M>::Value>() + "]";
    else if constexpr (detail::Alternatives<M>::value) return detail::Alternatives<M>::text();
    else if constexpr (Named<M>) return std::string(NamesOf<M>::type) + " | str";
    else if constexpr (std::is_same_v<M, bool>) return "bool";
    else if constexpr (std::is_floating_point_v<M>) return "float";
    else if constexpr (std::is_same_v<M, char>) return "str";
    else if constexpr (std::is_integral_v<M>) return "int";
    else if constexpr (std::is_same_v<M, std::string>) return "str";
    else if constexpr (std::is_same_v<M, CalendarMoment>) return "datetime.datetime | datetime.date | str | None";
    else if constexpr (std::is_same_v<M, Instant>) return "datetime.datetime | datetime.date | str";
    else if constexpr (std::is_same_v<M, Window>) return "tuple[datetime.datetime | datetime.date | str | None, datetime.datetime | datetime.date | str | None]";
    else if constexpr (std::is_base_of_v<py::detail::type_caster_generic, py::detail::make_caster<M>>) return py::type::of<M>().attr("__name__").template cast<std::string>();
    else return "int";  // identifiers
}

/// The same when it is handed out: enumerators and times are themselves then.
std::string returned_text(std::string text);

template <class M>
M read_field(std::string_view field, py::handle source) {
    if constexpr (Handy<M>::value) {
        return Handy<M>::read(field, source);
    } else if constexpr (Named<M>) {
        M value = {};
        if (!read_enumerator(field, source, value)) refuse_type(field, source, type_text<M>());
        return value;
    } else if constexpr (detail::Parts<M>::value) {
        if (source.is_none()) return std::nullopt;
        return read_field<typename detail::Parts<M>::Value>(field, source);
    } else {
        try {
            return source.cast<M>();
        } catch (const py::cast_error&) {
            refuse_type(field, source, type_text<M>());
        }
    }
}

template <class T>
struct Field {
    std::string name;
    std::string type;
    std::function<py::object(const T&)> get;
    std::function<void(T&, py::handle)> set;
};

template <class T, class M>
Field<T> field(const char* name, M T::*member) {
    return {name, type_text<M>(), [member](const T& record) { return py::cast(record.*member); },
            [name, member](T& record, py::handle value) { record.*member = read_field<M>(name, value); }};
}

/// What all records have in common, told apart from their type so that it compiles once.
[[noreturn]] void refuse_option(const std::string& type, const std::string& option, const std::vector<std::string>& options);
[[noreturn]] void refuse_count(const std::string& type, std::size_t given, std::size_t options);
std::string record_signature(const std::string& type, const std::vector<std::pair<std::string, std::string>>& fields,
                             const std::vector<py::object>& defaults);

template <class T>
std::vector<std::string> names_of(const std::vector<Field<T>>& fields) {
    std::vector<std::string> names;
    for (const Field<T>& each : fields) names.push_back(each.name);
    return names;
}

template <class T>
T record_of(const std::string& type, const std::vector<Field<T>>& fields, const py::args& positional, const py::kwargs& named) {
    if (positional.size() > fields.size()) refuse_count(type, positional.size(), fields.size());
    T record = {};
    for (std::size_t i = 0; i < positional.size(); ++i) fields[i].set(record, positional[i]);
    for (const auto& [key, value] : named) {
        const auto name = key.template cast<std::string>();
        std::size_t at = 0;
        while (at < fields.size() && fields[at].name != name) ++at;
        if (at == fields.size() || at < positional.size()) refuse_option(type, name, names_of(fields));
        fields[at].set(record, value);
    }
    return record;
}

std::string shown(const py::object& value);  ///< repr, enumerators by their names

template <class T>
std::string record_text(const std::string& type, const std::vector<Field<T>>& fields, const T& record) {
    const T standard = {};
    std::string text;
    for (const Field<T>& each : fields) {
        const py::object value = each.get(record);
        if (value.equal(each.get(standard))) continue;
        text += (text.empty() ? "" : ", ") + each.name + "=" + shown(value);
    }
    return type + "(" + text + ")";
}

/// @returns the class, for what it has beside its fields
template <class T>
py::classh<T> bind_record(py::module_& module, const char* type, const char* doc, std::vector<Field<T>> fields) {
    py::classh<T> bound(module, type, doc);
    std::vector<std::pair<std::string, std::string>> types;
    std::vector<py::object> defaults;
    for (const Field<T>& each : fields) {
        types.emplace_back(each.name, each.type);
        defaults.push_back(each.get(T{}));
    }
    const std::string signature = record_signature(type, types, defaults);
    py::options options;
    options.disable_function_signatures();
    const std::string name = type;
    bound.def(py::init([name, fields](const py::args& positional, const py::kwargs& named) {
                  return record_of<T>(name, fields, positional, named);
              }),
              signature.c_str());
    for (const Field<T>& each : fields) {
        const std::string getter = "(self: " + name + ") -> " + returned_text(each.type);
        bound.def_property_readonly(each.name.c_str(), py::cpp_function([get = each.get](const T& record) { return get(record); }, getter.c_str()));
    }
    options.enable_function_signatures();
    bound.def("__repr__", [name, fields](const T& record) { return record_text(name, fields, record); });
    bound.def("__eq__", [](const T& a, const T& b) { return a == b; }, py::is_operator());
    bound.def(py::pickle(
        [fields](const T& record) {
            py::tuple state(fields.size());
            for (std::size_t i = 0; i < fields.size(); ++i) state[i] = fields[i].get(record);
            return state;
        },
        [name, fields](const py::tuple& state) {
            if (state.size() != fields.size()) refuse_count(name, state.size(), fields.size());
            T record = {};
            for (std::size_t i = 0; i < fields.size(); ++i) fields[i].set(record, state[i]);
            return record;
        }));
    return bound;
}

}  // namespace dangol::python
