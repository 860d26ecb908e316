#pragma once

#include <dangol/scoring/negative_persona.hpp>

#include <string>

#include "core/words.hpp"

/// Which contacts are counted where: those of a kind are earlier ones, those that test it are later, and the rate of all is of both.
namespace dangol::inline v0 {

inline std::string contacts_of_a_kind(const NegativePersonaSet& set, Language language) {
    if (set.options.errors_from) return either(language, {"Counted: contacts before the day from which later ones test this"}, {"시험하기로 정한 날보다 앞선 연락만 셈"});
    return either(language, {"Counted: the earlier three quarters of the contacts with an outcome, or all if made at once"},
                  {"결과를 아는 연락 가운데 앞선 4분의 3을 셈 (한때의 연락뿐이면 전부)"});
}

inline std::string later_contacts(const NegativePersonaSet& set, Language language) {
    if (set.options.errors_from) return either(language, {"Later contacts: from the day on that was set for it"}, {"이후의 연락: 정해 둔 날부터의 연락"});
    return either(language, {"Later contacts: the last quarter, not counted above"},
                  {"이후의 연락: 위에서 세지 않은 나중의 4분의 1"});
}

}  // namespace dangol::inline v0
