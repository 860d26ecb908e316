#pragma once

#include "casters.hpp"
#include "enumerators.hpp"

#include <dangol/core/estimate.hpp>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <memory>
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

/// A pair of moments, the earlier first; None is not bounded.
template <>
struct Handy<Window> : std::true_type {
    static std::string type_text() { return "tuple[datetime.datetime | datetime.date | str | None, datetime.datetime | datetime.date | str | None]"; }
    static Window read(std::string_view field, py::handle source);
};

/// Two numbers, the lower first; a pair of them will do.
template <>
struct Handy<Interval> : std::true_type {
    static std::string type_text() { return "Interval | tuple[float, float]"; }
    static Interval read(std::string_view field, py::handle source);
};

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
    else if constexpr (std::is_base_of_v<py::detail::type_caster_generic, py::detail::make_caster<M>>) return py::type::of<M>().attr("__name__").template cast<std::string>();
    else return "int";  // identifiers
}

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

/// The largest number that a member can hold which counts something, from 0 on; 0 of all others.
template <class M>
constexpr std::uint64_t largest_count() {
    if constexpr (detail::Parts<M>::value) return largest_count<typename detail::Parts<M>::Value>();
    else if constexpr (std::is_unsigned_v<M> && !std::is_same_v<M, bool>) return std::numeric_limits<M>::max();
    else return 0;
}

/// How members of one type are shown, handed out and taken; made once for that type, whatever records it stands in.
struct Member {
    std::string (*type)();
    std::uint64_t largest;
    py::object (*get)(const void* member);
    void (*set)(void* member, std::string_view field, py::handle value);
};

template <class M>
constexpr Member member_of = {&type_text<M>, largest_count<M>(), [](const void* member) { return py::object(py::cast(*static_cast<const M*>(member))); },
                              [](void* member, std::string_view field, py::handle value) { *static_cast<M*>(member) = read_field<M>(field, value); }};

/// A member of a record whose type is forgotten: what all records do with their fields is compiled once (record.cpp), and not for
/// each of them.
struct RecordField {
    const char* name;
    const Member* member;
    std::ptrdiff_t offset;  ///< in bytes, from the beginning of the record
    unsigned least;         ///< of a member that counts: the smallest number that the library takes

    py::object get(const void* record) const { return member->get(static_cast<const std::byte*>(record) + offset); }
    void set(void* record, py::handle value) const { member->set(static_cast<std::byte*>(record) + offset, name, value); }
};

/// Remembers whose member it is, so that a field of another record does not compile.
template <class T>
struct Field : RecordField {};

template <class T, class M>
Field<T> field(const char* name, M T::*member, unsigned least = 0) {
    return {{name, &member_of<M>, std::bit_cast<std::ptrdiff_t>(member), least}};  // a pointer to a data member is its offset (Itanium C++ ABI, 2.3)
}

/// A record without its C++ type.
struct RecordType {
    std::string name;
    std::vector<RecordField> fields;
    const void* standard;                    ///< a record as C++ makes it by default
    const void* (*address)(py::handle);      ///< of the record in a Python object of this type
    bool (*equal)(const void*, const void*);

    std::string signature() const;  ///< of __init__
    void fill(void* record, const py::args& positional, const py::kwargs& named) const;
};

std::string shown(const py::object& value);  ///< repr, enumerators by their names

/// Gives the class its properties, __repr__, __eq__ and __reduce__.
void describe_record(const py::object& bound, const std::shared_ptr<const RecordType>& type);

/// @returns the class, for what it has beside its fields
template <class T>
py::class_<T> bind_record(py::module_& module, const char* name, const char* doc, std::initializer_list<Field<T>> fields) {
    static const T standard = {};
    const auto type = std::make_shared<const RecordType>(
        RecordType{name, {fields.begin(), fields.end()}, &standard, [](py::handle self) -> const void* { return &self.cast<const T&>(); },
                   [](const void* a, const void* b) { return *static_cast<const T*>(a) == *static_cast<const T*>(b); }});
    py::class_<T> bound(module, name, doc);
    py::options options;
    options.disable_function_signatures();
    bound.def(py::init([type](const py::args& positional, const py::kwargs& named) {
                  T record = {};
                  type->fill(&record, positional, named);
                  return record;
              }),
              type->signature().c_str());
    describe_record(bound, type);
    return bound;
}

}  // namespace dangol::python
