#include "record.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>
#include <utility>

namespace dangol::python {
namespace {

[[noreturn]] void raise(const char* type, const std::string& sentence) {
    const py::object exception = py::module_::import("dangol.errors").attr(type);
    PyErr_SetString(exception.ptr(), sentence.c_str());
    throw py::error_already_set();
}
[[noreturn]] void raise_wrong_type(const std::string& sentence) { raise("WrongType", sentence); }

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

/// The type of a member when it is handed out: enumerators and times are themselves then.
std::string returned_text(std::string text) {
    text = text.substr(0, text.find(" | collections.abc.Mapping"));  // taken, never given
    text = replaced(text, " | tuple[float, float]", "");
    text = replaced(text, "datetime.datetime | datetime.date | str", "datetime.datetime");
    text = replaced(text, "collections.abc.Sequence", "list");
    return replaced(text, " | str", "");
}

[[noreturn]] void refuse_option(const RecordType& type, const std::string& option) {
    std::vector<std::string> options;
    for (const RecordField& each : type.fields) options.emplace_back(each.name);
    const std::string closest = closest_name(option, options);
    raise_wrong_type(type.name + " has no option \"" + option + "\": " +
                     (closest.empty() ? "it has " + quoted_list(options) + "." : "did you mean \"" + closest + "\"?"));
}

[[noreturn]] void refuse_count(const RecordType& type, std::size_t given) {
    raise_wrong_type(type.name + " takes at most " + std::to_string(type.fields.size()) + " values, not " + std::to_string(given) + ".");
}

/// A whole number that its member cannot hold: what it must be, and what it is when nothing is said.
void refuse_out_of_range(const RecordField& field, const void* standard, py::handle given) {
    if (field.member->largest == 0 || !PyIndex_Check(given.ptr())) return;
    const auto value = py::reinterpret_steal<py::object>(PyNumber_Index(given.ptr()));  // of NumPy's numbers too
    if (!value) return PyErr_Clear();
    const bool too_small = value < py::int_(0);
    if (!too_small && value <= py::int_(field.member->largest)) return;
    const py::object otherwise = field.get(standard);
    const std::string fix = otherwise.is_none() ? "leave it out" : "leave it out for " + py::repr(otherwise).cast<std::string>();
    int beyond = 0;
    const long long number = PyLong_AsLongLongAndOverflow(value.ptr(), &beyond);
    const ShownValue shown = beyond == 0 ? ShownValue(number) : ShownValue(py::str(value).cast<std::string>());
    if (too_small) throw InvalidArgument(field.name, shown, "at least " + std::to_string(field.least), fix);
    throw InvalidArgument(field.name, shown, "at most " + std::to_string(field.member->largest), fix);
}

/// A moment is read by a caster, which does not know for what.
void set_named(const RecordField& field, void* record, py::handle value) {
    constexpr std::string_view nameless = "a moment is ";
    try {
        field.set(record, value);
    } catch (const InvalidArgument& error) {
        const std::string sentence = error.text();
        if (!sentence.starts_with(nameless)) throw;
        raise("InvalidArgument", std::string(field.name) + " is " + sentence.substr(nameless.size()));
    }
}

/// What differs from the defaults.
std::string record_text(const RecordType& type, const void* record) {
    std::string text;
    for (const RecordField& each : type.fields) {
        const py::object value = each.get(record);
        if (value.equal(each.get(type.standard))) continue;
        text += (text.empty() ? "" : ", ") + std::string(each.name) + "=" + shown(value);
    }
    return type.name + "(" + text + ")";
}

/// A day as it was written, where it is no more than that.
std::string day_text(const CalendarMoment& moment) {
    const std::string text = iso_text(moment.local_time());
    return text.ends_with(" 00:00:00") ? text.substr(0, text.size() - 9) : text;
}

/// What is meant by the words of other libraries for kinds of column.
std::string meant_by(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 14> words{{
        {"cat", "category"}, {"categorical", "category"}, {"nominal", "category"}, {"ordinal", "ordered_category"}, {"number", "numeric"}, {"float", "numeric"}, {"double", "numeric"},
        {"int", "count"}, {"integer", "count"}, {"bool", "flag"}, {"boolean", "flag"}, {"binary", "flag"}, {"str", "text"}, {"string", "text"}}};
    const auto word = std::ranges::find(words, name, &std::pair<std::string_view, std::string_view>::first);
    return word == words.end() ? std::string() : std::string(word->second);
}

}  // namespace

void refuse_name(std::string_view field, std::string_view name, const std::vector<std::string>& candidates) {
    std::string closest = meant_by(name);
    if (std::ranges::find(candidates, closest) == candidates.end()) closest = closest_name(name, candidates);
    const auto begins_so = [&](const std::string& candidate) { return name.size() >= 2 && candidate.starts_with(name); };  // "ko"
    if (closest.empty() && std::ranges::count_if(candidates, begins_so) == 1) closest = *std::ranges::find_if(candidates, begins_so);
    throw InvalidArgument(field, name, "one of " + quoted_list(candidates),
                          closest.empty() ? "choose one of them" : "write \"" + closest + "\"");
}

void refuse_type(std::string_view field, py::handle source, const std::string& needed) {
    const auto given = py::type::of(source).attr("__name__").cast<std::string>();
    auto shown = replaced(py::repr(source).cast<std::string>(), "dangol._core.", "dangol.");
    if (shown.size() > 80) shown = "of type " + given;
    raise_wrong_type(std::string(field) + " is " + shown + ", but must be " + spoken(needed) +
                     py::module_::import("dangol._mistakes").attr("number_in_words")(std::string(field), needed, source).cast<std::string>() + ".");
}

Window Handy<Window>::read(std::string_view field, py::handle source) {
    Window window;
    try {
        window = source.cast<Window>();
    } catch (const py::cast_error&) {
        refuse_type(field, source, "a pair of days, such as (\"2024-01-01\", \"2025-01-01\"), None where it is not bounded");
    }
    if (window.from.given() && window.until.given() && !(window.from.local_time() < window.until.local_time())) {
        throw InvalidArgument(field, day_text(window.from) + " … " + day_text(window.until), "a pair whose end lies after its start",
                              "exchange or correct them");
    }
    return window;
}

Interval Handy<Interval>::read(std::string_view field, py::handle source) {
    Interval interval;
    if (py::isinstance<Interval>(source)) {
        interval = source.cast<Interval>();
    } else {
        py::detail::make_caster<std::pair<double, double>> pair;
        if (py::isinstance<py::str>(source) || !pair.load(source, true)) refuse_type(field, source, "an Interval or a pair of numbers, such as Interval(1, 5) or (1, 5)");
        std::tie(interval.low, interval.high) = py::detail::cast_op<std::pair<double, double>>(pair);
    }
    if (interval.low > interval.high) {
        const std::string low = ShownValue(interval.low).shown(), high = ShownValue(interval.high).shown();
        throw InvalidArgument(field, low + " to " + high, "a pair whose lower end comes first", "write (" + high + ", " + low + ")");
    }
    return interval;
}

std::string shown(const py::object& value) {
    const bool named = py::isinstance(value, py::module_::import("enum").attr("Enum"));
    return py::repr(named ? py::object(value.attr("name")) : value).cast<std::string>();
}

std::string RecordType::signature() const {
    std::string text = "__init__(self: " + name;
    for (const RecordField& each : fields) {
        const py::object value = each.get(standard);
        const bool plain = value.is_none() || py::isinstance<py::str>(value) || py::isinstance<py::int_>(value) || py::isinstance<py::float_>(value);
        text += ", " + std::string(each.name) + ": " + each.member->type() + " = " + (plain ? py::repr(value).cast<std::string>() : "...");
    }
    return text + ") -> None";
}

void RecordType::fill(void* record, const py::args& positional, const py::kwargs& named) const {
    if (positional.size() > fields.size()) refuse_count(*this, positional.size());
    const auto take = [&](const RecordField& field, py::handle value) {
        refuse_out_of_range(field, standard, value);
        set_named(field, record, value);
    };
    for (std::size_t i = 0; i < positional.size(); ++i) take(fields[i], positional[i]);
    for (const auto& [key, value] : named) {
        const auto option = key.cast<std::string>();
        std::size_t at = 0;
        while (at < fields.size() && fields[at].name != option) ++at;
        if (at == fields.size()) refuse_option(*this, option);
        if (at < positional.size()) raise_wrong_type(name + " takes \"" + option + "\" once, but it is given by place and by name.");
        take(fields[at], value);
    }
}

void describe_record(const py::object& bound, const std::shared_ptr<const RecordType>& type) {
    // Of the type by construction: Python calls these for its objects alone, and for others only who goes out of the way.
    const auto record_in = [type, of = py::handle(bound)](py::handle self) {
        if (!py::isinstance(self, of)) refuse_type("self", self, type->name);
        return type->address(self);
    };
    const auto define = [&](const char* name, auto&& function, const std::string& doc) {
        bound.attr(name) = py::cpp_function(std::forward<decltype(function)>(function), py::name(name), py::is_method(bound), doc.c_str());
    };
    const py::handle property(reinterpret_cast<PyObject*>(&PyProperty_Type));
    for (const RecordField& each : type->fields) {
        const std::string getter = "(self: " + type->name + ") -> " + returned_text(each.member->type());
        bound.attr(each.name) = property(py::cpp_function([record_in, each](py::handle self) { return each.get(record_in(self)); },
                                                          py::is_method(bound), getter.c_str()));
    }
    define("__repr__", [record_in, type](py::handle self) { return record_text(*type, record_in(self)); }, "__repr__(self: " + type->name + ") -> str");
    define("__eq__",
           [record_in, type, of = py::handle(bound)](py::handle self, py::handle other) -> py::object {
               if (!py::isinstance(other, of)) return py::reinterpret_borrow<py::object>(Py_NotImplemented);
               return py::bool_(type->equal(record_in(self), record_in(other)));
           },
           "__eq__(self: " + type->name + ", other: object) -> bool");
    bound.attr("__hash__") = py::none();  // as of every class that defines ==
    // A record is its class, called with its fields: so copy and pickle make it again, and its checks run.
    define("__reduce__",
           [record_in, type](py::handle self) {
               const void* record = record_in(self);
               py::tuple values(type->fields.size());
               for (std::size_t i = 0; i < values.size(); ++i) values[i] = type->fields[i].get(record);
               return py::make_tuple(py::type::of(self), values);
           },
           "__reduce__(self: " + type->name + ") -> tuple");
}

}  // namespace dangol::python
