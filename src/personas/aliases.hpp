#pragma once

#include <dangol/core/identifiers.hpp>
#include <dangol/core/language.hpp>

#include <string>

namespace dangol::inline v0 {

/// A first name that belongs to no gender, the same for the same persona: a name that says more would be a claim.
std::string alias_of(PersonaId, Language);

}  // namespace dangol::inline v0
