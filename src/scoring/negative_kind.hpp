#pragma once

#include <dangol/core/language.hpp>
#include <dangol/scoring/negative_persona.hpp>

#include <string>
#include <vector>

/// Which of two kinds a negative persona is, from what was tested of it.
namespace dangol::inline v0 {

/// The options declare on which scale customers answer how content they are.
NegativeKind kind_of(const Persona&, const PersonaSet&, const NegativePersonaOptions&);

/// The persona's tested traits that speak for its kind; none where it cannot be told.
std::vector<const Trait*> shown_by(const NegativePersona&, const PersonaSet&);

/// A sentence for each kind it is, or that the records do not tell; without full stop.
std::vector<std::string> kind_texts(const NegativePersona&, const NegativePersonaOptions&, const PersonaSet&, Language);

}  // namespace dangol::inline v0
