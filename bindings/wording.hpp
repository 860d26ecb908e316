#pragma once

#include "record.hpp"

#include <dangol/core/language.hpp>

/// Words that users give in both languages.
namespace dangol::python {

/// The same words for both languages, or {"en": "Household", "ko": "가구"}.
template <>
struct Handy<Wording> : std::true_type {
    static std::string type_text() { return "Wording | collections.abc.Mapping[str, str] | str"; }
    static Wording read(std::string_view field, py::handle source) {
        if (py::isinstance<Wording>(source)) return source.cast<Wording>();
        if (py::isinstance<py::str>(source)) return {source.cast<std::string>(), source.cast<std::string>()};
        if (py::isinstance<py::dict>(source)) {
            const auto words = py::reinterpret_borrow<py::dict>(source);
            if (words.size() == 2 && words.contains("en") && words.contains("ko"))
                return {read_field<std::string>(field, words["en"]), read_field<std::string>(field, words["ko"])};
        }
        refuse_type(field, source, "a text, or {\"en\": …, \"ko\": …}");
    }
};

/// {"MEAT-PCKGD": {"en": "packaged meat", "ko": "포장육"}}, or a list of DisplayName.
template <>
struct Handy<std::vector<DisplayName>> : std::true_type {
    static std::string type_text() {
        return "collections.abc.Sequence[DisplayName] | collections.abc.Mapping[str, Wording | collections.abc.Mapping[str, str] | str]";
    }
    static std::vector<DisplayName> read(std::string_view field, py::handle source) {
        std::vector<DisplayName> names;
        if (!py::isinstance<py::dict>(source)) {
            try {
                return source.cast<std::vector<DisplayName>>();
            } catch (const py::cast_error&) {
                refuse_type(field, source, "a dict of names, {\"MEAT\": {\"en\": \"meat\", \"ko\": \"고기\"}}, or a list of DisplayName");
            }
        }
        for (const auto& [text, name] : py::reinterpret_borrow<py::dict>(source)) {
            const auto as_written = read_field<std::string>(field, text);
            names.push_back({as_written, Handy<Wording>::read("the name of " + as_written, name)});
        }
        return names;
    }
};

}  // namespace dangol::python
