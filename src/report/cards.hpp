#pragma once

#include <dangol/personas/persona.hpp>
#include <dangol/scoring/negative_persona.hpp>

#include "report/text_pair.hpp"

/// The page about one persona, as docs/report-json.md describes it.
namespace dangol::inline v0::reporting {

/// What a card is made from; `negatives` is none where no leads were studied.
struct CardSource {
    const PersonaSet& personas;
    const NegativePersonaSet* negatives = nullptr;
    double visits_only_dated = 0;  ///< share of all visits; no time of day is told of them
};

Json persona_card(const Persona&, const CardSource&);
Json negative_card(const Persona&, const NegativePersona&, const CardSource&);

// Parts that both kinds of card share.
Json card_head(const Persona&, const CardSource&, bool negative);
Json trait_list(const Persona&, const CardSource&);
Json evidence_of(const Persona&, const PersonaSet&);  ///< unfolds: what entitles us to the traits, with the numbers
Json receive_block(const Persona&);                   ///< the owner's own words about how to receive them
Json footer_lines(const CardSource&);
Json contact_block(const SegmentResponse&, const CardSource&, const Json& heading);  ///< what contacts with them brought
std::string verdict_badge(Verdict, Language);

}  // namespace dangol::inline v0::reporting
