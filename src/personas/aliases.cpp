#include "personas/aliases.hpp"

#include <dangol/core/error.hpp>
#include <dangol/personas/persona.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace dangol::inline v0 {
namespace {

constexpr std::array english_names{"Robin", "Alex", "Sam", "Jamie", "Casey", "Morgan", "Taylor", "Jordan", "Riley", "Quinn", "Avery", "Rowan"};
constexpr std::array korean_names{"하늘", "가람", "다온", "보람", "한결", "나래", "새봄", "아람", "이든", "라온", "겨울", "누리"};

Persona& persona_of(PersonaSet& set, PersonaId id) {
    const auto found = std::find_if(set.personas.begin(), set.personas.end(), [&](const Persona& p) { return p.id == id; });
    if (found == set.personas.end())
        throw InvalidArgument("persona", id.value, "the id of a persona of this set", "take one of PersonaSet::personas");
    return *found;
}

bool is_taken(const PersonaSet& set, std::string_view alias, PersonaId by_another_than) {
    return std::any_of(set.personas.begin(), set.personas.end(), [&](const Persona& p) { return p.id != by_another_than && p.alias == alias; });
}

}  // namespace

std::string alias_of(PersonaId id, Language language) {
    const std::size_t count = english_names.size(), round = id.value / count;
    std::string name = language == Language::korean ? korean_names[id.value % count] : english_names[id.value % count];
    if (round > 0) name.append(" ").append(std::to_string(round + 1));
    return name;
}

std::string alias(const Persona& persona, Language language) {
    // A name that the owner chose stays as it was written. One that happens to be the one given to this persona cannot be told from it.
    const bool given = persona.alias == alias_of(persona.id, Language::english) || persona.alias == alias_of(persona.id, Language::korean);
    return given ? alias_of(persona.id, language) : persona.alias;
}

PersonaSet carry_over(const PersonaSet& before, const PersonaSet& now) {
    PersonaSet carried = now;
    std::vector<PersonaId> fresh;
    for (Persona& persona : carried.personas) {
        const auto old = std::find_if(before.personas.begin(), before.personas.end(), [&](const Persona& p) { return p.segment == persona.segment; });
        if (old == before.personas.end()) {
            fresh.push_back(persona.id);
            continue;
        }
        persona.alias = old->alias;
        persona.title = old->title;
        persona.notes = old->notes;
    }
    for (const PersonaId id : fresh)
        for (std::uint32_t next = id.value; is_taken(carried, persona_of(carried, id).alias, id); ++next)
            persona_of(carried, id).alias = alias_of(PersonaId{next + 1}, carried.options.alias_language);
    return carried;
}

PersonaSet rename(const PersonaSet& set, PersonaId id, std::string alias) {
    PersonaSet renamed = set;
    persona_of(renamed, id).alias = std::move(alias);
    return renamed;
}

PersonaSet retitle(const PersonaSet& set, PersonaId id, std::string title) {
    PersonaSet retitled = set;
    persona_of(retitled, id).title = std::move(title);
    return retitled;
}

PersonaSet annotate(const PersonaSet& set, PersonaId id, std::vector<std::string> notes) {
    PersonaSet annotated = set;
    persona_of(annotated, id).notes = std::move(notes);
    return annotated;
}

}  // namespace dangol::inline v0
