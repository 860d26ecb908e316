#pragma once

#include "enumerators.hpp"

#include <dangol/core/language.hpp>

/// Names of enumerators that several layers take.
namespace dangol::python {

template <>
struct NamesOf<Language> {
    static constexpr const char* type = "Language";
    static constexpr Enumerator<Language> all[] = {{"english", Language::english}, {"korean", Language::korean}};
};

}  // namespace dangol::python
