#pragma once

#include <dangol/personas/persona.hpp>
#include <dangol/scoring/negative_persona.hpp>

#include <cstddef>
#include <optional>
#include <string>

/// Which kind came nearest to being set aside, where none was.
namespace dangol::inline v0 {

struct NearestKind {
    PersonaId persona = {};
    double certainty = 0;                     ///< that contacts with it are not worth their cost: the highest of all kinds
    std::optional<std::size_t> more_contacts = {};  ///< about as many, answered at the same rate, are enough to set it aside; none: that cannot be told
};

/// None where k hides the answers of any kind: already which of two is nearer tells of them. None either where the nearest is not shown.
std::optional<NearestKind> nearest_kind(const NegativePersonaSet&, const PersonaSet&);

/// "Nearest comes “…”: that …", or that it is not told; ends with a space. Of a set in which nobody is set aside and there are responses.
std::string nearest_text(const NegativePersonaSet&, const PersonaSet&, Language);

}  // namespace dangol::inline v0
