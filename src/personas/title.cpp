#include <dangol/features/column_text.hpp>
#include <dangol/personas/persona.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dangol::inline v0 {
namespace {

/// What a title is put together from: words before the noun, most telling first, and the noun.
struct TitleWords {
    std::vector<std::string> before = {};
    std::string noun = {};
};

std::string_view rhythm_adjective(RhythmPart part, bool korean) {
    switch (part) {
        case RhythmPart::weekend: return korean ? "주말의" : "weekend";
        case RhythmPart::morning: return korean ? "아침의" : "morning";
        case RhythmPart::midday: return korean ? "낮의" : "midday";
        case RhythmPart::afternoon: return korean ? "오후의" : "afternoon";
        case RhythmPart::evening: return korean ? "저녁의" : "evening";
        case RhythmPart::weekday_morning: return korean ? "평일 아침의" : "weekday-morning";
        case RhythmPart::weekend_afternoon: return korean ? "주말 오후의" : "weekend-afternoon";
    }
    return {};
}

TitleWords words_of(const Persona& persona, std::span<const FeatureColumn> columns, bool korean) {
    TitleWords words;
    const auto add = [&](std::string_view english, std::string_view in_korean) { words.before.emplace_back(korean ? in_korean : english); };
    const Language language = korean ? Language::korean : Language::english;
    for (const Trait& trait : persona.traits) {
        const FeatureColumn& column = columns[trait.column.value];
        const bool more = trait.standardised > 0;
        switch (column.construct) {
            case Construct::visit_rhythm:
                if (more && trait.rhythm) words.before.emplace_back(rhythm_adjective(*trait.rhythm, korean));
                break;
            case Construct::frequency: words.noun = more ? (korean ? "단골" : "regular") : (korean ? "가끔 오는 고객" : "occasional visitor"); break;
            case Construct::recency:
            case Construct::visit_interval:
                if (words.noun.empty()) words.noun = more ? (korean ? "가끔 오는 고객" : "occasional visitor") : (korean ? "단골" : "regular");
                break;
            case Construct::monetary_value: more ? add("big-basket", "한 번에 많이 사는") : add("small-basket", "조금씩 사는"); break;
            case Construct::discount_share: more ? add("bargain-minded", "할인을 챙기는") : add("full-price", "할인에 매이지 않는"); break;
            case Construct::companionship: more ? add("accompanied", "함께 오는") : add("solo", "혼자 오는"); break;
            case Construct::planning: more ? add("planning", "미리 정하고 오는") : add("spontaneous", "불쑥 들르는"); break;
            case Construct::offering_mix:
                if (more) {
                    const std::string what = trait.level ? level_label(column, *trait.level, language) : readable_name(column.detail);
                    words.before.push_back(korean ? with_particle(what, Particle::object) + " 찾는" : what + "-buying");
                }
                break;
            case Construct::channel_mix:
                if (more && trait.level) words.before.push_back(level_label(column, *trait.level, language) + (korean ? "로 만나는" : ""));
                break;
            default: break;
        }
    }
    if (words.noun.empty()) words.noun = korean ? "고객" : "customer";
    return words;
}

/// The first `count` words and the noun, the first letter large.
std::string join(const TitleWords& words, std::size_t count) {
    std::string title;
    for (std::size_t i = 0; i < std::min(count, words.before.size()); ++i) title += words.before[i] + " ";
    title += words.noun;
    if (title[0] >= 'a' && title[0] <= 'z') title[0] = static_cast<char>(title[0] - 'a' + 'A');
    return title;
}

}  // namespace

std::string title(const Persona& persona, const PersonaSet& set, Language language) {
    if (persona.title) return *persona.title;
    const bool korean = language == Language::korean;
    if (set.segmentation.mixture.segment_count() == 1) return korean ? "모든 고객" : "Everyone";
    const TitleWords mine = words_of(persona, set.columns, korean);
    // Two words tell most personas apart; as many more as it takes otherwise, and at last the alias.
    for (std::size_t count = 2; count <= std::max<std::size_t>(mine.before.size(), 2); ++count) {
        const std::string title = join(mine, count);
        const bool taken = std::any_of(set.personas.begin(), set.personas.end(), [&](const Persona& other) {
            return other.id != persona.id && (other.title ? *other.title : join(words_of(other, set.columns, korean), count)) == title;
        });
        if (!taken) return title;
    }
    return join(mine, 2) + " (" + persona.alias + ")";
}

}  // namespace dangol::inline v0
