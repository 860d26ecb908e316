#include "features/common_names.hpp"

#include "core/ascii.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace dangol::inline v0 {
namespace {

enum class Values : std::uint8_t { any, number, category };

struct CommonName {
    std::string_view english = {}, korean = {};  ///< how it is said
    std::string_view written = {};               ///< how tables write it besides, between spaces, underscores for gaps
    Values values = Values::any;                 ///< what it is a name of
};

// Only what means one thing: "area" may be a part of town or square metres, "등급" of members or of meat, "source" anything.
constexpr std::array common_names{
    CommonName{"age", "나이", "연령"},
    CommonName{"age band", "나이대", "age_group age_range age_class 연령대 연령층"},
    CommonName{"gender", "성별", "sex", Values::category},
    CommonName{"year of birth", "태어난 해", "birth_year 출생연도 출생년도 생년", Values::number},
    CommonName{"children", "자녀 수", "kids child_count number_of_children n_children 자녀 자녀수 아이_수", Values::number},
    CommonName{"household size", "가구원 수", "family_size 가구원수 가족_수 가족수"},
    CommonName{"income", "소득", "household_income 가구_소득"},
    CommonName{"income band", "소득 구간", "income_group income_range 소득구간"},
    CommonName{"occupation", "직업", "job profession", Values::category},
    CommonName{"education", "학력", "education_level", Values::category},
    CommonName{"marital status", "혼인 상태", "혼인상태 결혼_여부 결혼여부", Values::category},
    CommonName{"region", "지역", "", Values::category},
    CommonName{"city", "도시", "town", Values::category},
    CommonName{"district", "구·동", "neighborhood neighbourhood 동네", Values::category},
    CommonName{"country", "나라", "국가", Values::category},
    CommonName{"distance", "거리", "", Values::number},
    CommonName{"membership tier", "회원 등급", "membership_level loyalty_tier 회원등급", Values::category},
    CommonName{"campaign", "캠페인", "", Values::category},
    CommonName{"campaign type", "캠페인 종류", "kind_of_campaign 캠페인종류 캠페인_유형", Values::category},
    CommonName{"lead source", "유입 경로", "유입경로 알게_된_경로", Values::category},
    CommonName{"channel", "채널", "", Values::category},
    CommonName{"device", "기기", "", Values::category},
    CommonName{"language", "언어", "", Values::category},
    CommonName{"staff", "담당 직원", "담당자 직원", Values::category},
};

bool are(Values values, ColumnKind kind) {
    switch (kind) {
        case ColumnKind::numeric:
        case ColumnKind::positive:
        case ColumnKind::count: return values != Values::category;
        case ColumnKind::category:
        case ColumnKind::ordered_category: return values != Values::number;
        default: return false;  // "children, yes" is no number of children
    }
}

/// Small letters, underscores for spaces and hyphens.
std::string written_alike(std::string_view name) {
    std::string text(name);
    for (char& c : text) {
        c = c == ' ' || c == '-' ? '_' : ascii::lower(c);
    }
    return text;
}

bool has_word(std::string_view words, std::string_view word) {
    for (std::size_t from = 0; from < words.size();) {
        const std::size_t end = std::min(words.find(' ', from), words.size());
        if (words.substr(from, end - from) == word) return true;
        from = end + 1;
    }
    return false;
}

}  // namespace

std::optional<std::string> common_name(std::string_view name, std::string_view unit, ColumnKind kind, Language language) {
    std::string key = written_alike(name);
    const std::string behind = unit.empty() ? std::string{} : "_" + written_alike(unit);
    if (!behind.empty() && key.size() > behind.size() && key.ends_with(behind)) key.resize(key.size() - behind.size());
    const auto found = std::find_if(common_names.begin(), common_names.end(), [&](const CommonName& each) {
        return are(each.values, kind) && (written_alike(each.english) == key || written_alike(each.korean) == key || has_word(each.written, key));
    });
    if (found == common_names.end()) return {};
    const bool in_korean = std::ranges::any_of(key, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    if (in_korean == (language == Language::korean)) return std::string(name.substr(0, key.size()));  // its owner's own word
    return std::string(language == Language::korean ? found->korean : found->english);
}

}  // namespace dangol::inline v0
