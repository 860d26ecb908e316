#pragma once

#include <dangol/core/language.hpp>
#include <dangol/export.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dangol::inline v0 {

/// What an interaction was. A visit and a purchase count as visits: frequency, recency, intervals and amounts are made of them alone.
/// The others are events: they say something about a customer without the customer having come and been served.
enum class InteractionKind : std::uint8_t {
    visit,
    purchase,
    inquiry,
    complaint,
    feedback,
    survey_answer,
    web_view,
    app_event,
    booking,
    no_show,
    returned  ///< goods brought back; its amount is what was refunded
};

inline constexpr std::size_t built_in_kinds = 11;

/// Whether interactions of a kind of your own count as visits.
enum class CountsAs : std::uint8_t { visit, event };

/// A word of the kind column that is not one of ours: another word for one of our kinds, or the name of a kind of your own.
struct KindWord {
    std::string word = {};                               ///< as it stands in the column, in any case
    std::optional<InteractionKind> same_as = {};         ///< not given: a kind of your own, which is called by its word
    CountsAs counts_as = CountsAs::event;                ///< of a kind of your own
    bool operator==(const KindWord&) const = default;
};

constexpr CountsAs counts_as(InteractionKind kind) noexcept {
    return kind == InteractionKind::visit || kind == InteractionKind::purchase ? CountsAs::visit : CountsAs::event;
}

/// "no_show": the enumerator's name, which is also how a column may write it. Korean words do as well: 방문, 구매, 문의, 불만, 후기,
/// 설문, 웹 조회, 앱 사용, 예약, 노쇼, 반품.
DANGOL_EXPORT std::string_view name_of(InteractionKind kind) noexcept;
DANGOL_EXPORT std::optional<InteractionKind> interaction_kind(std::string_view word) noexcept;  ///< by its English or Korean word, in any case
DANGOL_EXPORT std::string to_text(InteractionKind kind, Language language);

}  // namespace dangol::inline v0
