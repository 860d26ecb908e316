#pragma once

#include <dangol/personas/persona.hpp>

#include <cstdint>
#include <string>
#include <variant>

namespace dangol::python {

/// A persona as Python names it: by id or alias.
using PersonaChoice = std::variant<std::uint32_t, std::string>;

/// @throws InvalidArgument, naming those there are
const Persona& persona_of(const PersonaSet&, const PersonaChoice&);

}  // namespace dangol::python
