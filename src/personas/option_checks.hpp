#pragma once

#include <dangol/personas/persona.hpp>

/// What the steps of this layer ask of their options, for those who ask before the first of them begins. @throws InvalidArgument
namespace dangol::inline v0 {

void check_options(const PersonaOptions&);
void check_options(const EvidenceOptions&);

}  // namespace dangol::inline v0
