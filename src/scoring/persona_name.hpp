#pragma once

#include <dangol/core/language.hpp>
#include <dangol/personas/persona.hpp>

#include <string>

#include "core/words.hpp"

namespace dangol::inline v0 {

/// A persona within a sentence, in quotation marks; empty when the set does not hold it.
inline std::string persona_name(const PersonaSet& personas, PersonaId id, Language language) {
    for (const Persona& persona : personas.personas) {
        if (persona.id == id) return joined({"“", title(persona, personas, language), "”"});
    }
    return {};
}

/// A kind is not named as that of a lead which is less likely to be of it than not.
inline constexpr double clear_fit_from = 0.5;

inline std::string fits_none_text(Language language) { return either(language, {"Fits none of the kinds clearly"}, {"뚜렷하게 가까운 유형이 없음"}); }

}  // namespace dangol::inline v0
