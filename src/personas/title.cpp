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

// A trait compares with others; a title stands alone. So a word enters it only where the persona's own number bears it out, whatever others do:
// these are the numbers. Words that compare by themselves ("big-basket") need none.
constexpr double regular_within_days = 10;     // who comes less often than every ten days is no regular, however seldom others come
constexpr double much_of_visits = 0.3;         // "evening", "weekend", a channel: from this share of visits on
constexpr double much_of_a_narrow_part = 0.2;  // "weekend afternoon", "holiday"
constexpr double much_bought = 0.1;            // "for produce": from this part of what is bought, or of visits
constexpr double often_discounted = 0.2, deeply_discounted = 0.1;  // "bargain-minded": share of visits, share of the price
constexpr double hardly_discounted = 0.1, hardly_saved = 0.03;     // "full-price"
constexpr double most_visits = 0.5;            // "accompanied", "plan-ahead"; below it "solo", "spontaneous"
constexpr double answers_much = 0.5, answers_little = 0.1;
constexpr double long_days = 365, short_days = 180;  // "long-standing", "new"

/// A phrase before a noun, and as it reads where another follows: "조금씩 사는", "조금씩 사고". English has one form.
struct Phrase {
    std::string last = {}, going_on = {};
    bool behind = false;  ///< the noun: "customer for produce"
};

/// What a title is put together from: phrases, most telling first, when in the week, and how often they come.
struct TitleWords {
    std::vector<Phrase> phrases = {};
    std::string when = {};
    bool regular = false;
    std::string pace = {};  ///< of who is no regular: "every 2 weeks", "2주마다"
    std::string last = {};  ///< where only that is known: "last seen 3 months ago", "3개월 전에 다녀간"
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

bool holds_much(RhythmPart part, double share_of_visits) {
    const bool narrow = part == RhythmPart::weekend_afternoon || part == RhythmPart::holiday;
    return share_of_visits >= (narrow ? much_of_a_narrow_part : much_of_visits);
}

class TitleWriter {
public:
    TitleWriter(const Persona& persona, Language language) : persona_(persona), language_(language), korean_(language == Language::korean) {}

    TitleWords words_of(std::span<const FeatureColumn> columns) {
        for (const Trait& trait : persona_.traits) take(trait, columns[trait.column.value]);
        return std::move(words_);
    }

private:
    void add(std::string_view english, std::string_view stem, std::string_view ending = "는") {
        words_.phrases.push_back(korean_ ? Phrase{joined({stem, ending}), joined({stem, "고"})} : Phrase{std::string(english), std::string(english)});
    }

    void take(const Trait& trait, const FeatureColumn& column) {
        const bool more = trait.standardised > 0;
        const double here = trait.here.value;
        switch (column.construct) {
            case Construct::frequency:
                if (column.kind == ColumnKind::count && here > 0) take_pace(more, persona_.routine.interval_days ? persona_.routine.interval_days->value : 1 / here);
                break;
            case Construct::visit_interval: take_pace(!more, persona_.routine.interval_days ? persona_.routine.interval_days->value : here); break;
            case Construct::recency: {
                const std::string days = duration_text(here, language_);
                words_.last = either(language_, {"last seen ", days, " ago"}, {days, " 전에 다녀간"});
                break;
            }
            case Construct::visit_rhythm:
                if (more && trait.rhythm && words_.when.empty() && holds_much(*trait.rhythm, here)) words_.when = when_adjective(*trait.rhythm, korean_);
                break;
            case Construct::monetary_value: more ? add("big-basket", "한 번에 많이 사") : add("small-basket", "조금씩 사"); break;
            case Construct::discount_share: take_discount(column, more, here); break;
            case Construct::companionship:
                if (trait.level) break;  // a part of a mix: the sentence says it
                if (more && here >= most_visits) add("accompanied", "함께 오");
                if (!more && here < most_visits) add("solo", "혼자 오");
                break;
            case Construct::planning:
                if (more && here >= most_visits) add("plan-ahead", "미리 정하고 오");
                if (!more && here < most_visits) add("spontaneous", "불쑥 들르");
                break;
            case Construct::tenure:
                if (more && here >= long_days) add("long-standing", "오래 다니");
                if (!more && here <= short_days) add("new", "다닌 지 얼마 안 되");
                break;
            case Construct::visit_regularity:
                if (more && here >= regular_from_shape) add("steady", "꾸준히 오");
                if (!more && here < regular_from_shape) add("irregular", "들쭉날쭉 오");
                break;
            case Construct::satisfaction: more ? add("more contented", "더 만족하") : add("less contented", "덜 만족하"); break;
            case Construct::offering_mix:
                if (more && here >= much_bought) {
                    const std::string what = trait.level ? level_label(column, *trait.level, language_) : detail_label(column, language_);
                    add(what, with_particle(what, Particle::object) + " 찾");
                    words_.phrases.back().behind = !korean_;
                }
                break;
            case Construct::channel_mix:
                if (more && trait.level && here >= much_of_visits) {
                    const std::string what = level_label(column, *trait.level, language_);
                    add(what, with_particle(what, Particle::object) + " 쓰");
                }
                break;
            case Construct::contact_history:
                if (column.detail != "responses") break;
                if (more && here >= answers_much) add("responsive", "연락에 답하");
                if (!more && here <= answers_little) add("unresponsive", "연락에 답이 없");
                break;
            default: break;
        }
    }

    void take_pace(bool often, double days) {
        if (words_.regular || !words_.pace.empty()) return;
        words_.regular = often && days <= regular_within_days;
        const std::string every = duration_text(days, language_);
        if (!words_.regular) words_.pace = either(language_, {"every ", every}, {every, "마다"});
    }

    /// "Full-price" speaks of every discount: a column of one kind of them cannot bear it out.
    void take_discount(const FeatureColumn& column, bool more, double here) {
        const bool of_visits = column.kind == ColumnKind::share;
        if (more && here >= (of_visits ? often_discounted : deeply_discounted)) add("bargain-minded", "할인을 챙기");
        if (!more && column.detail.empty() && here <= (of_visits ? hardly_discounted : hardly_saved)) add("full-price", "거의 정가에 사");
    }

    const Persona& persona_;
    Language language_;
    bool korean_;
    TitleWords words_ = {};
};

TitleWords words_of(const Persona& persona, std::span<const FeatureColumn> columns, Language language) { return TitleWriter(persona, language).words_of(columns); }

/// "Big-basket evening visitor for bread, every 2 weeks".
std::string join_english(const TitleWords& words, std::size_t count) {
    std::string title, behind;
    for (std::size_t i = 0; i < std::min(count, words.phrases.size()); ++i) {
        const Phrase& phrase = words.phrases[i];
        if (phrase.behind) behind += (behind.empty() ? " for " : " and ") + phrase.last;
        else title += phrase.last + " ";
    }
    if (!words.when.empty()) title += words.when + " ";
    title += words.regular ? "regular" : words.pace.empty() ? "customer" : "visitor";
    title += behind;
    if (!words.regular && !words.pace.empty()) title += ", " + words.pace;
    else if (!words.regular && !words.last.empty()) title += ", " + words.last;
    if (title[0] >= 'a' && title[0] <= 'z') title[0] = static_cast<char>(title[0] - 'a' + 'A');
    return title;
}

/// "한 번에 많이 사고 2주마다 저녁에 오는 고객", "한 번에 많이 사는 저녁 단골".
std::string join_korean(const TitleWords& words, std::size_t count) {
    const bool coming = !words.regular && !words.pace.empty(), gone = !words.regular && !coming && !words.last.empty();
    std::string title;
    const std::size_t taken = std::min(count, words.phrases.size());
    for (std::size_t i = 0; i < taken; ++i) title += (i + 1 < taken || coming || gone ? words.phrases[i].going_on : words.phrases[i].last) + " ";
    if (coming) return title + words.pace + " " + (words.when.empty() ? "" : words.when + "에 ") + "오는 고객";
    if (gone) return title + (words.when.empty() ? "" : words.when + "에 오고 ") + words.last + " 고객";
    return title + (words.when.empty() ? "" : words.when + " ") + (words.regular ? "단골" : "고객");
}

/// The first `count` phrases, when in the week, and how often.
std::string join(const TitleWords& words, std::size_t count, Language language) {
    return language == Language::korean ? join_korean(words, count) : join_english(words, count);
}

}  // namespace

std::string title(const Persona& persona, const PersonaSet& set, Language language) {
    if (persona.title) return *persona.title;
    if (set.segmentation.mixture.segment_count() == 1) return either(language, {"Everyone"}, {"모든 고객"});
    const TitleWords mine = words_of(persona, set.columns, language);
    // One phrase tells most personas apart; as many more as it takes otherwise, and at last the alias.
    for (std::size_t count = 1; count <= std::max<std::size_t>(mine.phrases.size(), 1); ++count) {
        const std::string title = join(mine, count, language);
        const bool taken = std::any_of(set.personas.begin(), set.personas.end(), [&](const Persona& other) {
            return other.id != persona.id && (other.title ? *other.title : join(words_of(other, set.columns, language), count, language)) == title;
        });
        if (!taken) return title;
    }
    return join(mine, 1, language) + " (" + alias(persona, language) + ")";
}

}  // namespace dangol::inline v0
