#include <dangol/customers/interaction_kind.hpp>

#include "customers/text_cells.hpp"

#include <array>
#include <string_view>

namespace dangol::inline v0 {
namespace {

struct KindWords {
    std::string_view name = {}, english = {}, korean = {};
};

constexpr std::array<KindWords, built_in_kinds> words_of_kinds{{{"visit", "visit", "방문"},
                                                            {"purchase", "purchase", "구매"},
                                                            {"inquiry", "inquiry", "문의"},
                                                            {"complaint", "complaint", "불만"},
                                                            {"feedback", "feedback", "후기"},
                                                            {"survey_answer", "survey answer", "설문"},
                                                            {"web_view", "web view", "웹 조회"},
                                                            {"app_event", "app event", "앱 사용"},
                                                            {"booking", "booking", "예약"},
                                                            {"no_show", "no-show", "노쇼"},
                                                            {"returned", "return", "반품"}}};

const KindWords& words_of(InteractionKind kind) noexcept { return words_of_kinds[static_cast<std::size_t>(kind)]; }

}  // namespace

std::string_view name_of(InteractionKind kind) noexcept { return words_of(kind).name; }

std::optional<InteractionKind> interaction_kind(std::string_view word) noexcept {
    for (std::size_t i = 0; i < words_of_kinds.size(); ++i) {
        const KindWords& words = words_of_kinds[i];
        if (same_word(word, words.name) || same_word(word, words.english) || word == words.korean) return static_cast<InteractionKind>(i);
    }
    return std::nullopt;
}

std::string to_text(InteractionKind kind, Language language) {
    return std::string(language == Language::korean ? words_of(kind).korean : words_of(kind).english);
}

}  // namespace dangol::inline v0
