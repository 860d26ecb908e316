#include <dangol/features/column_text.hpp>
#include <dangol/personas/persona.hpp>

#include "core/words.hpp"
#include "personas/telling_time.hpp"
#include "personas/who_came.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dangol::inline v0 {
namespace {

// A trait compares with others; a title stands alone. So a word enters it only where the persona's own number bears it out, whatever others do:
// these are the numbers. Words that compare by themselves ("big-basket") need none.
constexpr double regular_within_days = 10;     // who comes less often than every ten days is no regular, however seldom others come
constexpr double much_bought = 0.1;            // "for produce": from this part of what is bought, or of visits
constexpr double often_discounted = 0.2, deeply_discounted = 0.1;  // "bargain-minded": share of visits, share of the price
constexpr double hardly_discounted = 0.1, hardly_saved = 0.03;     // "full-price"
constexpr double most_visits = 0.5;            // "accompanied", "plan-ahead"; below it "solo", "spontaneous"
constexpr double answers_much = 0.5, answers_little = 0.1;
constexpr double long_days = 365, short_days = 180;  // "long-standing", "new"
constexpr double most_customers = 0.5;         // "with children": a part of the persona's customers
constexpr double same_staff = 0.5;             // "staff-loyal": share of visits
constexpr double clear_change = 0.1;           // "coming more often": logarithm of the rate, a year
constexpr double long_absent = 2;              // in intervals of their own
constexpr std::size_t telling_parts = 2;       // a title is made of so many, where there are: what they do, when, how often

/// A phrase before a noun, and as it reads where another follows: "조금씩 쓰는", "조금씩 쓰고". English has one form.
struct Phrase {
    std::string last = {}, going_on = {};
    std::string_view behind = {};  ///< the noun, with this before it: "customer for produce"
    std::string sought = {};       ///< what they come for: "빵과 우유를 찾는", not "빵을 찾고 우유를 찾는"
};

/// What a title is put together from: phrases, most telling first, when in the week, and how often they come.
struct TitleWords {
    std::vector<Phrase> phrases = {};
    std::string when = {};
    bool regular = false;
    std::string pace = {};  ///< of who is no regular: "every 2 weeks", "2주마다"
    std::vector<Phrase> beside_others = {};  ///< what only compares, most telling first: taken where nothing stands by itself
    std::vector<Phrase> at_last = {};  ///< what comparing words there are where nothing else tells
    bool differs = false;      ///< there are traits, whether or not there are words for them
    bool seldom_come = false;  ///< of most of them no visit is on record: what is said of visits is said of the few

    std::size_t parts(std::size_t count) const {
        return std::min(count, phrases.size()) + (when.empty() ? 0 : 1) + (regular || !pace.empty() ? 1 : 0);
    }
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
    TitleWriter(const Persona& persona, Language language) : persona_(persona), language_(language), korean_(language == Language::korean) {}

    TitleWords words_of(std::span<const FeatureColumn> columns) {
        pace_days_ = {};
        words_.differs = !persona_.traits.empty();
        words_.seldom_come = who_came(persona_, columns).has_value();
        if (const auto& days = persona_.routine.interval_days) pace_days_ = days->value;
        const bool intervals_told = std::ranges::find(columns, Construct::visit_interval, &FeatureColumn::construct) != columns.end();
        for (const Trait& trait : persona_.traits) {
            const FeatureColumn& column = columns[trait.column.value];
            const bool is_rate = column.construct == Construct::frequency && column.kind == ColumnKind::count && trait.here.value > 0;
            if (!pace_days_ && !intervals_told && is_rate) pace_days_ = 1 / trait.here.value;  // what else there is to go by
            take(trait, column);
        }
        if (words_.parts(words_.phrases.size()) == 0 && words_.beside_others.empty()) words_.beside_others = std::exchange(words_.at_last, {});
        return std::move(words_);
    }

private:
    Phrase phrase(std::string_view english, std::string_view stem, std::string_view ending) const {
        return korean_ ? Phrase{joined({stem, ending}), joined({stem, "고"})} : Phrase{std::string(english), std::string(english)};
    }
    void add(std::string_view english, std::string_view stem, std::string_view ending = "는") { words_.phrases.push_back(phrase(english, stem, ending)); }
    void add_behind(std::string_view preposition, std::string_view english, std::string_view stem, std::string_view ending = "는") {
        add(english, stem, ending);
        if (!korean_) words_.phrases.back().behind = preposition;
    }
    /// ", more for bread than others" / "남보다 빵을 더 찾는".
    void compare(std::string_view english, std::string_view stem, std::string_view ending = "는") {
        words_.beside_others.push_back(phrase(joined({english, " than others"}), joined({"남보다 ", stem}), ending));
    }
    std::string thing_of(const Trait& trait, const FeatureColumn& column) const {
        return trait.level ? level_label(column, *trait.level, language_) : detail_label(column, language_);
    }

    void take(const Trait& trait, const FeatureColumn& column) {
        const bool more = trait.standardised > 0;
        const double here = trait.here.value;
        switch (column.construct) {
            case Construct::frequency:
                if (column.kind == ColumnKind::count && here > 0) take_pace(more);
                break;
            case Construct::visit_interval: take_pace(!more); break;
            // A title hangs on a wall: "last seen 5 weeks ago" would be wrong tomorrow.
            case Construct::recency: more ? compare("away for longer", "오래 오지 않") : compare("here more recently", "최근까지 오"); break;
            case Construct::visit_rhythm:
                if (more && trait.rhythm && words_.when.empty() && holds_much(*trait.rhythm, here)) words_.when = when_adjective(*trait.rhythm, korean_);
                else if (trait.rhythm) compare_when(*trait.rhythm, more);
                break;
            case Construct::monetary_value: more ? add("big-basket", "한 번에 많이 쓰") : add("small-basket", "조금씩 쓰"); break;
            case Construct::discount_share: take_discount(column, more, here); break;
            case Construct::companionship:
                if (trait.level) break;  // a part of a mix: the sentence says it
                if (more) here >= most_visits ? add("accompanied", "함께 오") : compare("more often in company", "더 자주 함께 오");
                else here < most_visits ? add("solo", "혼자 오") : compare("more often alone", "더 자주 혼자 오");
                break;
            case Construct::planning:
                if (more) here >= most_visits ? add("plan-ahead", "미리 정하고 오") : compare("more often planned", "더 자주 미리 정하고 오");
                else here < most_visits ? add("spontaneous", "불쑥 들르") : compare("more spontaneous", "더 자주 불쑥 들르");
                break;
            case Construct::tenure:
                if (more) here >= long_days ? add("long-standing", "오래 다니") : compare("known for longer", "오래 다니");
                else here <= short_days ? add("new", "다닌 지 얼마 안 되") : compare("newer", "더 최근에 오기 시작하");
                break;
            case Construct::visit_regularity:
                if (more) here >= regular_from_shape ? add("steady", "꾸준히 오") : compare("steadier", "더 꾸준히 오");
                else here < regular_from_shape ? add("irregular", "들쭉날쭉 오") : compare("less steady", "덜 꾸준히 오");
                break;
            case Construct::satisfaction: more ? add("more contented", "더 만족하") : add("less contented", "덜 만족하"); break;
            case Construct::last_satisfaction: more ? add("more contented", "더 만족하") : add("less contented", "덜 만족하"); break;
            case Construct::offering_mix: take_offering(thing_of(trait, column), more, here); break;
            case Construct::channel_mix: if (trait.level) take_channel(thing_of(trait, column), more, here); break;
            case Construct::seasonality:
                if (more && trait.level && here >= much_of_visits) add_behind("from", thing_of(trait, column), joined({thing_of(trait, column), "에 오"}));
                break;
            case Construct::contact_history:
                if (column.detail != "responses") break;
                if (more) here >= answers_much ? add("responsive", "연락에 답하") : compare("answering more often", "연락에 더 답하");
                else here <= answers_little ? add("unresponsive", "연락에 답이 없") : compare("answering less often", "연락에 덜 답하");
                break;
            case Construct::event_frequency: {
                std::string what = label(column, language_);  // "inquiries", "문의 횟수"; of a kind of the shop's own "checkouts, how often"
                if (what.ends_with(", how often")) what.resize(what.size() - std::string_view(", how often").size());
                words_.at_last.push_back(phrase(joined({more ? "with more " : "with fewer ", what, " than others"}),
                                                joined({"남보다 ", with_particle(what, Particle::subject), more ? " 많" : " 적"}), "은"));
                break;
            }
            case Construct::no_shows:
                words_.at_last.push_back(phrase(more ? "keeping fewer appointments than others" : "keeping more appointments than others", more ? "남보다 예약을 자주 어기" : "남보다 예약을 잘 지키", "는"));
                break;
            case Construct::visit_trend:
                if (more && here >= clear_change) add("ever more frequent", "점점 자주 오");
                if (!more && here <= -clear_change) add("ever rarer", "점점 뜸하게 오");
                break;
            case Construct::overdue:
                if (more && here >= long_absent) add("long-absent", "한동안 오지 않");
                break;
            case Construct::staff_loyalty:
                if (more && here >= same_staff) add("staff-loyal", "같은 직원을 찾");
                break;
            case Construct::observation:
                if (more && here >= much_of_visits) add_behind("noted for", thing_of(trait, column), joined({"“", thing_of(trait, column), "” 모습을 보이"}));
                break;
            case Construct::offering_breadth: more ? compare("coming for more things", "여러 가지를 찾") : compare("coming for fewer things", "적은 가지를 찾"); break;
            case Construct::visit_duration: more ? compare("staying longer", "오래 머무르") : compare("staying shorter", "짧게 머무르"); break;
            case Construct::attribute: take_attribute(trait, column, more, here); break;
            default: break;
        }
    }

    /// A pace only where most of them have one.
    void take_pace(bool often) {
        if (words_.regular || !words_.pace.empty()) return;
        if (!pace_days_) return often ? compare("here more often", "더 자주 오") : compare("here less often", "더 드물게 오");
        const double days = *pace_days_;
        words_.regular = often && days <= regular_within_days;
        const std::string every = duration_text(days, language_);
        if (!words_.regular) words_.pace = either(language_, {"every ", every}, {every, "마다"});
    }

    /// "Full-price" speaks of every discount: a column of one kind of them cannot bear it out.
    void take_discount(const FeatureColumn& column, bool more, double here) {
        const bool of_visits = column.kind == ColumnKind::share;
        const std::string what = column.detail.empty() ? (korean_ ? "할인" : "discounts") : detail_label(column, language_);
        const std::string used = with_particle(what, Particle::object);
        if (more && here >= (of_visits ? often_discounted : deeply_discounted)) add("bargain-minded", "할인을 챙기");
        else if (!more && column.detail.empty() && here <= (of_visits ? hardly_discounted : hardly_saved)) add("full-price", "거의 정가에 사");
        else compare(joined({"using ", what, more ? " more" : " less"}), joined({used, more ? " 더 쓰" : " 덜 쓰"}));
    }

    void take_offering(const std::string& what, bool more, double here) {
        const std::string object = with_particle(what, Particle::object);
        if (more && here >= much_bought) {
            add_behind("for", what, joined({object, " 찾"}));
            words_.phrases.back().sought = what;
        }
        else compare(joined({more ? "more for " : "less for ", what}), joined({object, more ? " 더 찾" : " 덜 찾"}));
    }

    void take_channel(const std::string& what, bool more, double here) {
        if (more && here >= much_of_visits) return add(what, joined({with_particle(what, Particle::object), " 쓰"}));
        words_.at_last.push_back(phrase(joined({more ? "more by " : "less by ", what, " than others"}), joined({"남보다 ", with_particle(what, Particle::object), more ? " 더 쓰" : " 덜 쓰"}), "는"));
    }

    /// "Customer with children", "Customer with age band 60+": of most of them.
    void take_attribute(const Trait& trait, const FeatureColumn& column, bool more, double here) {
        if (trait.measure != EffectMeasure::risk_difference || !more) return;
        const std::string name = label(column, language_), what = column.kind == ColumnKind::flag || !trait.level ? name : joined({name, " ", level_label(column, *trait.level, language_)});
        if (here >= most_customers) words_.phrases.push_back(korean_ ? Phrase{what + "인", what + "이고"} : Phrase{what, what, "with"});
        else words_.beside_others.push_back(korean_ ? Phrase{joined({"남보다 ", what, "인 이가 많은"}), joined({"남보다 ", what, "인 이가 많고"})} : Phrase{joined({"more often with ", what, " than others"})});
    }

    void compare_when(RhythmPart part, bool more) {
        const std::string when = rhythm_label(part, language_);
        const std::string english = joined({more ? "more " : "less ", part == RhythmPart::midday ? "at " : "on ", when, " than others"});
        words_.beside_others.push_back(phrase(english, more ? joined({"남보다 ", when, "에 더 오"}) : joined({when, "에는 덜 오"}), "는"));
    }

    const Persona& persona_;
    std::optional<double> pace_days_ = {};  // between visits, where most have a pace
    Language language_;
    bool korean_;
    TitleWords words_ = {};
};

TitleWords words_of(const Persona& persona, std::span<const FeatureColumn> columns, Language language) { return TitleWriter(persona, language).words_of(columns); }

/// The first of them.
std::vector<Phrase> chosen(const TitleWords& words, std::size_t count) {
    return {words.phrases.begin(), words.phrases.begin() + static_cast<std::ptrdiff_t>(std::min(count, words.phrases.size()))};
}

/// "Big-basket evening visitor for bread, every 2 weeks"; "Visitor, every 3 months, less for bread than others".
std::string join_english(const TitleWords& words, std::size_t count) {
    std::string title, behind;
    std::string_view preposition;
    for (const Phrase& phrase : chosen(words, count)) {
        if (phrase.behind.empty()) title += phrase.last + " ";
        else behind += joined({" ", phrase.behind == std::exchange(preposition, phrase.behind) ? "and" : phrase.behind, " ", phrase.last});
    }
    if (!words.when.empty()) title += words.when + " ";
    title += words.regular ? "regular" : words.pace.empty() ? "customer" : "visitor";
    title += behind;
    if (!words.regular && !words.pace.empty()) title += ", " + words.pace;
    if (words.parts(count) < telling_parts && !words.beside_others.empty()) title += ", " + words.beside_others.front().last;
    else if (words.parts(count) == 0) title += words.differs ? " with few differences" : " with no sure difference";
    if (words.seldom_come && words.parts(count) > 0) title += ", if they come";
    if (title[0] >= 'a' && title[0] <= 'z') title[0] = static_cast<char>(title[0] - 'a' + 'A');
    return title;
}

/// "한 번에 많이 쓰고 2주마다 저녁에 오는 고객", "한 번에 많이 쓰는 저녁 단골".
std::string join_korean(const TitleWords& words, std::size_t count) {
    const bool coming = !words.regular && !words.pace.empty();
    std::vector<Phrase> phrases = chosen(words, count);
    if (words.parts(count) < telling_parts && !words.beside_others.empty()) phrases.push_back(words.beside_others.front());
    std::string title = words.seldom_come && words.parts(count) > 0 ? "온다면 " : "";
    for (std::size_t i = 0; i < phrases.size(); ++i) {
        const bool is_last = i + 1 == phrases.size(), with_next = !is_last && !phrases[i].sought.empty() && !phrases[i + 1].sought.empty();
        title += (with_next ? with_particle(phrases[i].sought, Particle::together) : !is_last || coming ? phrases[i].going_on : phrases[i].last) + " ";
    }
    if (coming) return title + words.pace + " " + (words.when.empty() ? "" : words.when + "에 ") + "오는 고객";
    if (title.empty() && words.parts(count) == 0) return words.differs ? "다른 점이 적은 고객" : "차이가 확실하지 않은 고객";
    return title + (words.when.empty() ? "" : words.when + " ") + (words.regular ? "단골" : "고객");
}

/// At least `count` phrases, and as many as it takes for two telling parts; when in the week, and how often.
std::string join(const TitleWords& words, std::size_t count, Language language) {
    while (words.parts(count) < telling_parts && count < words.phrases.size()) ++count;
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
