#include <dangol/features/column_text.hpp>
#include <dangol/personas/persona.hpp>

#include "core/words.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dangol::inline v0 {
namespace {

/// A phrase before a noun, and as it reads where another follows: "조금씩 사는", "조금씩 사고". English has one form.
struct Phrase {
    std::string last = {}, going_on = {};
    bool behind = false;  ///< the noun: "customer for produce"
};

/// What a title is put together from: phrases, most telling first, when in the week, and the noun.
struct TitleWords {
    std::vector<Phrase> phrases = {};
    std::string when = {};
    std::string noun = {};
};

std::string_view when_adjective(RhythmPart part, bool korean) {
    switch (part) {
        case RhythmPart::weekend: return korean ? "주말" : "weekend";
        case RhythmPart::morning: return korean ? "아침" : "morning";
        case RhythmPart::midday: return korean ? "낮" : "midday";
        case RhythmPart::afternoon: return korean ? "오후" : "afternoon";
        case RhythmPart::evening: return korean ? "저녁" : "evening";
        case RhythmPart::weekday_morning: return korean ? "평일 아침" : "weekday-morning";
        case RhythmPart::weekend_afternoon: return korean ? "주말 오후" : "weekend-afternoon";
        case RhythmPart::holiday: return korean ? "공휴일" : "holiday";
    }
    return {};
}

class TitleWriter {
public:
    explicit TitleWriter(bool korean) : korean_(korean) {}

    TitleWords words_of(const Persona& persona, std::span<const FeatureColumn> columns) {
        for (const Trait& trait : persona.traits) take(trait, columns[trait.column.value]);
        if (words_.noun.empty()) words_.noun = korean_ ? "고객" : "customer";
        return std::move(words_);
    }

private:
    void add(std::string_view english, std::string_view stem, std::string_view ending = "는") {
        words_.phrases.push_back(korean_ ? Phrase{joined({stem, ending}), joined({stem, "고"})} : Phrase{std::string(english), std::string(english)});
    }

    void take(const Trait& trait, const FeatureColumn& column) {
        const bool more = trait.standardised > 0;
        const Language language = korean_ ? Language::korean : Language::english;
        switch (column.construct) {
            case Construct::frequency: words_.noun = coming(more); break;
            case Construct::recency:
            case Construct::visit_interval:
                if (words_.noun.empty()) words_.noun = coming(!more);
                break;
            case Construct::visit_rhythm:
                if (more && trait.rhythm && words_.when.empty()) words_.when = when_adjective(*trait.rhythm, korean_);
                break;
            case Construct::monetary_value: more ? add("big-basket", "한 번에 많이 사") : add("small-basket", "조금씩 사"); break;
            case Construct::discount_share: more ? add("bargain-minded", "할인을 챙기") : add("full-price", "할인에 매이지 않"); break;
            case Construct::companionship:
                if (trait.level) break;  // a part of a mix: the sentence says it
                more ? add("accompanied", "함께 오") : add("solo", "혼자 오"); break;
            case Construct::planning: more ? add("planning", "미리 정하고 오") : add("spontaneous", "불쑥 들르"); break;
            case Construct::tenure: more ? add("long-standing", "오래 다니") : add("new", "다닌 지 얼마 안 되"); break;
            case Construct::visit_regularity: more ? add("steady", "꾸준히 오") : add("irregular", "들쭉날쭉 오"); break;
            case Construct::satisfaction: more ? add("contented", "만족도가 높", "은") : add("less contented", "만족도가 낮", "은"); break;
            case Construct::offering_mix:
                if (more) {
                    const std::string what = trait.level ? level_label(column, *trait.level, language) : detail_label(column, language);
                    add(what, with_particle(what, Particle::object) + " 찾");
                    words_.phrases.back().behind = !korean_;
                }
                break;
            case Construct::channel_mix:
                if (more && trait.level) {
                    const std::string what = level_label(column, *trait.level, language);
                    add(what, with_particle(what, Particle::object) + " 쓰");
                }
                break;
            case Construct::contact_history:
                if (column.detail == "responses") more ? add("responsive", "연락에 답하") : add("unresponsive", "연락에 답이 없");
                break;
            default: break;
        }
    }

    std::string coming(bool often) const { return often ? (korean_ ? "단골" : "regular") : (korean_ ? "가끔 오는 고객" : "occasional visitor"); }

    bool korean_;
    TitleWords words_ = {};
};

TitleWords words_of(const Persona& persona, std::span<const FeatureColumn> columns, bool korean) { return TitleWriter(korean).words_of(persona, columns); }

/// The first `count` phrases, when in the week, and the noun; the first letter large.
std::string join(const TitleWords& words, std::size_t count, bool korean) {
    std::string title, behind;
    const std::size_t taken = std::min(count, words.phrases.size());
    for (std::size_t i = 0; i < taken; ++i) {
        const Phrase& phrase = words.phrases[i];
        if (phrase.behind) behind += (behind.empty() ? " for " : " and ") + phrase.last;
        else title += (i + 1 < taken ? phrase.going_on : phrase.last) + " ";
    }
    const bool verbal = korean && words.noun.starts_with("가끔");  // "주말에 가끔 오는 고객"
    if (!words.when.empty()) title += words.when + (verbal ? "에 " : " ");
    title += words.noun + behind;
    if (title[0] >= 'a' && title[0] <= 'z') title[0] = static_cast<char>(title[0] - 'a' + 'A');
    return title;
}

}  // namespace

std::string title(const Persona& persona, const PersonaSet& set, Language language) {
    if (persona.title) return *persona.title;
    const bool korean = language == Language::korean;
    if (set.segmentation.mixture.segment_count() == 1) return korean ? "모든 고객" : "Everyone";
    const TitleWords mine = words_of(persona, set.columns, korean);
    // One phrase tells most personas apart; as many more as it takes otherwise, and at last the alias.
    for (std::size_t count = 1; count <= std::max<std::size_t>(mine.phrases.size(), 1); ++count) {
        const std::string title = join(mine, count, korean);
        const bool taken = std::any_of(set.personas.begin(), set.personas.end(), [&](const Persona& other) {
            return other.id != persona.id && (other.title ? *other.title : join(words_of(other, set.columns, korean), count, korean)) == title;
        });
        if (!taken) return title;
    }
    return join(mine, 1, korean) + " (" + persona.alias + ")";
}

}  // namespace dangol::inline v0
