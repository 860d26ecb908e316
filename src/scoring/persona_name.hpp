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

}  // namespace dangol::inline v0
