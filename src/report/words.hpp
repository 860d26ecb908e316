#pragma once

#include <dangol/customers/quarantine.hpp>
#include <dangol/personas/persona.hpp>
#include <dangol/scoring/negative_persona.hpp>
#include <dangol/study/study.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Sentences that pages and documents share. Where nothing can be said they are empty, in both languages alike.
namespace dangol::inline v0::reporting {

/// The lines of a text, empty ones left out.
std::vector<std::string> lines_of(std::string_view text);

/// "used to form the kinds", "tested", "tested, itself left out": what entitles us to a claim.
std::string ground_text(const Trait&, Language);
std::string exact_ground_text(const Trait&, Language);  ///< … and the q of a tested one

/// How many of a persona's customers match its traits. A share that stands for fewer customers than k, or for all but
/// fewer, would be a count in disguise: it is told as "few" or "nearly all".
std::string prevalence_text(const Persona&, const PersonaSet&, Language);

std::string subtitle_text(const PersonaSet&, Language);        ///< how many customers, as of when
std::string subtitle_text(const Study&, Language);             ///< the same, of how many there are records of, where k allows to tell both
std::string described_text(const Study&, Language);            ///< why the two differ; empty where they do not
std::string account_text(const Study&, Language);              ///< where the rows went, as far as k allows to tell of people
std::string leads_text(const Study&, Language);                ///< what became of the leads, likewise
bool tells_refused_leads(const Study&);                        ///< how many are of customers who refused
std::string window_text(const PersonaSet&, Language);
std::string smallest_group_text(const PersonaSet&, Language);  ///< k, and whether the page may be shared

/// Whether the numbers of customers of several personas were rounded, so that they need not add up, and the sentence that says so.
bool rounds_customers(const PersonaSet&);
std::string rounded_numbers_text(const PersonaSet&, Language);


/// What was set aside, the most frequent reason first; one line each.
std::string set_aside_text(std::span<const Quarantine::Count>, Language);

}  // namespace dangol::inline v0::reporting
