#pragma once

#include <dangol/scoring/negative_persona.hpp>

#include <string>

#include "core/words.hpp"

/// Which contacts are counted where: those of a kind are earlier ones, those that test it are later, and the rate of all is of both.
namespace dangol::inline v0 {

inline std::string contacts_of_a_kind(const NegativePersonaSet& set, Language language) {
    if (set.options.errors_from) return either(language, {"Counted: contacts before the day from which later ones test this"}, {"이후의 연락으로 시험하기로 한 날보다 앞선 연락만 셈"});
    return either(language, {"Counted: the earlier three quarters of the contacts whose outcome is known (all, where they were made at one moment); the later quarter tests this"},
                  {"결과가 알려진 연락 가운데 앞선 4분의 3을 셈 (한때에 한 연락뿐이면 전부). 나중의 4분의 1은 시험에 씀"});
}

inline std::string later_contacts(const NegativePersonaSet& set, Language language) {
    if (set.options.errors_from) return either(language, {"Later contacts: from the day on that was set for it, none of them counted in the judgement"}, {"이후의 연락: 정해 둔 날부터의 연락으로, 판단에는 쓰지 않음"});
    return either(language, {"Later contacts: the last quarter of those whose outcome is known, none of them counted in the judgement"},
                  {"이후의 연락: 결과가 알려진 연락 가운데 나중의 4분의 1로, 판단에는 쓰지 않음"});
}

}  // namespace dangol::inline v0
