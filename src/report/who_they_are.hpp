#pragma once

#include <dangol/personas/persona.hpp>

#include <cstddef>
#include <string>
#include <vector>

#include "report/cards.hpp"
#include "report/text_pair.hpp"

/// The left of a card: who they are and when they come, whether they are to be won or left alone.
namespace dangol::inline v0::reporting {

/// How often and with whom they come, then what the traits say of relationship, money, mood and person, as facts.
Json facts_of(const Persona&, const PersonaSet&);

/// What they come for more than others, or less, as facts: its part, beside that of others. Records may be purchases, or only enquiries.
Json bought_of(const Persona&, const PersonaSet&);

/// Their week as a picture with its caption; null where it is not known.
Json week_part(const Persona&, const CardSource&);

/// Of which visits times of day are told; empty where of all.
std::string hours_note(const CardSource&, Language);

/// The column that names the parts of the week, if there is one.
const FeatureColumn* rhythm_of(const PersonaSet&);

/// The parts of the week with the most visits, most first.
std::vector<std::size_t> busiest(const Routine&);

}  // namespace dangol::inline v0::reporting
