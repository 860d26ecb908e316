#include "features/common_names.hpp"

#include "core/ascii.hpp"

#include <algorithm>
#include <array>

namespace dangol::inline v0 {
namespace {

struct CommonName {
    std::string_view english = {}, korean = {};  ///< how it is said
    std::string_view written = {};               ///< how tables write it besides, between spaces, underscores for gaps
};

constexpr std::array common_names{
    CommonName{"age", "나이", "연령"},
    CommonName{"age band", "나이대", "age_group age_range age_class 연령대 연령층"},
    CommonName{"gender", "성별", "sex"},
    CommonName{"year of birth", "태어난 해", "birth_year 출생연도 출생년도 생년"},
    CommonName{"children", "자녀 수", "kids child_count number_of_children n_children 자녀 자녀수 아이_수"},
    CommonName{"household size", "가구원 수", "family_size 가구원수 가족_수 가족수"},
    CommonName{"income", "소득", "household_income 가구_소득"},
    CommonName{"income band", "소득 구간", "income_group income_range 소득구간"},
    CommonName{"occupation", "직업", "job profession"},
    CommonName{"education", "학력", "education_level"},
    CommonName{"marital status", "결혼 여부", "married 결혼여부 혼인_상태"},
    CommonName{"region", "지역", "area"},
    CommonName{"city", "도시", "town"},
    CommonName{"district", "구·동", "neighborhood neighbourhood 동네"},
    CommonName{"country", "나라", "국가"},
    CommonName{"distance", "거리", ""},
    CommonName{"membership tier", "회원 등급", "tier membership membership_level 등급 회원등급"},
    CommonName{"campaign", "캠페인", ""},
    CommonName{"campaign type", "캠페인 종류", "kind_of_campaign 캠페인종류 캠페인_유형"},
    CommonName{"source", "유입 경로", "lead_source 유입경로 알게_된_경로"},
    CommonName{"channel", "경로", "채널"},
    CommonName{"device", "기기", ""},
    CommonName{"language", "언어", ""},
    CommonName{"staff", "담당 직원", "담당자 직원"},
};

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

std::optional<std::string> common_name(std::string_view name, std::string_view unit, Language language) {
    std::string key = written_alike(name);
    const std::string behind = unit.empty() ? std::string{} : "_" + written_alike(unit);
    if (!behind.empty() && key.size() > behind.size() && key.ends_with(behind)) key.resize(key.size() - behind.size());
    const auto found = std::find_if(common_names.begin(), common_names.end(), [&](const CommonName& each) {
        return written_alike(each.english) == key || written_alike(each.korean) == key || has_word(each.written, key);
    });
    if (found == common_names.end()) return {};
    const bool in_korean = std::ranges::any_of(key, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    if (in_korean == (language == Language::korean)) return std::string(name.substr(0, key.size()));  // its owner's own word
    return std::string(language == Language::korean ? found->korean : found->english);
}

}  // namespace dangol::inline v0
