#pragma once

#include <dangol/scoring/negative_persona.hpp>

#include <string>

#include "core/words.hpp"
#include "scoring/contacts.hpp"

/// Which contacts are counted where: those of a kind are earlier ones, those that test it are later, and the rate of all is of both.
namespace dangol::inline v0 {

inline constexpr double earlier_share = 0.75;  ///< of the leads by time; the rest measures the errors unless errors_from says otherwise

/// Which contacts count with a kind (placed_from()).
inline std::string counted_with_a_kind(Verdict verdict, Language language) {
    const std::string from = percent_text(placed_from(verdict), language);
    return either(language, {"those at least ", from, " certain to be of the kind when contacted"}, {"연락할 때 그 유형일 확률이 ", from, " 이상이던 것만"});
}

inline std::string contacts_of_a_kind(const NegativePersonaSet& set, const PersonaSet& personas, Language language) {
    const std::string counted = counted_with_a_kind(personas.segmentation.verdict, language);
    const std::string all = number_text(set.earlier_contacts + set.later_contacts), earlier = number_text(set.earlier_contacts), later = number_text(set.later_contacts);
    if (set.later_contacts > 0) {
        return either(language, {"Counted among the first ", earlier, " of the ", all, " contacts whose outcome is known, ", counted, "; the ", later, " after them only test this"},
                      {"연락은 결과를 아는 ", all, "건 가운데 앞선 ", earlier, "건에서, ", counted, " 세었습니다. 그 뒤의 ", later, "건은 이 판단이 맞는지 보는 데만 씁니다"});
    }
    return either(language, {"Counted among all ", all, " contacts whose outcome is known", set.options.errors_from ? "" : ", which were made at one time", ", ", counted, "; none is left to test this"},
                  {"연락은 결과를 아는 ", all, "건", set.options.errors_from ? "" : " (모두 한때에 한 연락)", " 가운데, ", counted, " 세었습니다. 이 판단을 시험할 나중의 연락은 없습니다"});
}

inline std::string later_contacts(const NegativePersona& negative, const NegativePersonaSet& set, Language language) {
    const std::string later = number_text(set.later_contacts), theirs = number_text(negative.errors.contacts);
    return either(language, {"Later contacts: of the ", later, " that test this, the ", theirs, " with this kind"},
                  {"이후의 연락: 판단이 맞는지 보는 ", later, "건 가운데 이 유형에 한 ", theirs, "건"});
}

}  // namespace dangol::inline v0
