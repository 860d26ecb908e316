#include <dangol/features/column_text.hpp>
#include <dangol/personas/trait.hpp>

#include <cmath>
#include <string>
#include <string_view>

namespace dangol::inline v0 {
namespace {

/// Mean or rate as a reader wants it; empty where the sentence says it otherwise.
std::string amount(const FeatureColumn& column, double value, Language language) {
    return value_text(column, value, column.construct == Construct::monetary_value ? column.unit : std::string_view{}, language);
}

std::string when_words(RhythmPart part) {
    const std::string noun = rhythm_label(part, Language::english);
    switch (part) {
        case RhythmPart::morning:
        case RhythmPart::afternoon:
        case RhythmPart::evening: return "in the " + noun.substr(0, noun.size() - 1);
        case RhythmPart::midday: return "at " + noun;
        default: return "on " + noun;
    }
}

std::string english_ratio(const Trait& trait, const FeatureColumn& column, std::string_view times) {
    const std::string by = std::string(times) + " as ";
    const std::string here = amount(column, trait.here.value, Language::english), there = amount(column, trait.elsewhere, Language::english);
    switch (column.construct) {
        case Construct::visit_rhythm: {
            if (trait.rhythm) return "Comes " + when_words(*trait.rhythm) + " " + by + "often as others";
            return "Has " + label(column, Language::english) + " " + by + "often as others: " + here + " against " + there;
        }
        case Construct::frequency: return "Visits " + by + "often as others: " + here + " times a month against " + there;
        case Construct::monetary_value: return "Spends " + by + "much per visit as others: " + here + " against " + there;
        case Construct::offering_mix:
        case Construct::channel_mix: {
            const std::string what = trait.level ? level_label(column, *trait.level, Language::english) : readable_name(column.detail);
            if (column.kind == ColumnKind::share) return "Buys " + what + " on " + here + " of visits against " + there + " (" + std::string(times) + " as often)";
            const std::string verb = column.construct == Construct::channel_mix ? "Comes by " : "Buys ";
            return verb + what + " " + by + "often as others: " + here + " against " + there;
        }
        case Construct::discount_share: return "Has " + label(column, Language::english) + " " + by + "often as others: " + here + " against " + there;
        case Construct::companionship: return "Comes in company " + by + "often as others: " + here + " of visits against " + there;
        case Construct::planning: return "Plans visits " + by + "often as others: " + here + " against " + there;
        case Construct::recency: return "The last visit lies " + by + "far back as of others: " + here + " against " + there;
        case Construct::tenure: return "Has been a customer " + by + "long as others: " + here + " against " + there;
        case Construct::visit_interval: return "Lets " + by + "much time pass between visits as others: " + here + " against " + there;
        case Construct::visit_regularity: return "Visits " + by + "regularly as others";
        default: return readable_name(label(column, Language::english)) + " is " + by + "high as of others: " + here + " against " + there;
    }
}

std::string korean_ratio(const Trait& trait, const FeatureColumn& column, std::string_view times) {
    const std::string by(times);
    const std::string here = amount(column, trait.here.value, Language::korean), there = amount(column, trait.elsewhere, Language::korean);
    const std::string compared = ": " + here + ", 다른 고객 " + there;
    switch (column.construct) {
        case Construct::visit_rhythm: {
            if (trait.rhythm) return rhythm_label(*trait.rhythm, Language::korean) + "에 다른 고객의 " + by + "로 옵니다";
            return with_particle(label(column, Language::korean), Particle::subject) + " 다른 고객의 " + by + "입니다" + compared;
        }
        case Construct::frequency: return "다른 고객의 " + by + "로 자주 옵니다" + compared;
        case Construct::monetary_value: return "한 번에 다른 고객의 " + by + "를 씁니다" + compared;
        case Construct::offering_mix:
        case Construct::channel_mix: {
            const std::string what = trait.level ? level_label(column, *trait.level, Language::korean) : readable_name(column.detail);
            const std::string verb = column.construct == Construct::channel_mix ? " 이용이 " : " 구매가 ";
            return what + verb + "다른 고객의 " + by + "입니다" + compared;
        }
        case Construct::companionship: return "다른 고객의 " + by + "로 누군가와 함께 옵니다" + compared;
        case Construct::planning: return "다른 고객의 " + by + "로 미리 정하고 옵니다" + compared;
        case Construct::recency: return "마지막 방문이 다른 고객의 " + by + "만큼 오래되었습니다" + compared;
        case Construct::tenure: return "다른 고객의 " + by + "만큼 오래된 고객입니다" + compared;
        case Construct::visit_interval: return "방문 간격이 다른 고객의 " + by + "입니다" + compared;
        case Construct::visit_regularity: return "다른 고객의 " + by + "로 규칙적으로 옵니다";
        default: {
            const std::string what = label(column, Language::korean);
            return with_particle(what, Particle::subject) + " 다른 고객의 " + by + "입니다" + compared;
        }
    }
}

std::string difference(const Trait& trait, const FeatureColumn& column, Language language) {
    const bool korean = language == Language::korean;
    const double size = std::fabs(trait.effect.value);
    const bool more = trait.effect.value > 0;
    const std::string name = label(column, language);
    const std::string here = amount(column, trait.here.value, language), there = amount(column, trait.elsewhere, language);
    if (korean) {
        const std::string how = size < 0.5 ? "다소" : size < 0.8 ? "뚜렷이" : "훨씬";
        return with_particle(name, Particle::subject) + " 다른 고객보다 " + how + (more ? " 높습니다" : " 낮습니다") + ": " + here + ", 다른 고객 " + there;
    }
    const std::string how = size < 0.5 ? "Somewhat" : size < 0.8 ? "Clearly" : "Much";
    return how + (more ? " higher " : " lower ") + name + " than others: " + here + " against " + there;
}

std::string proportion(const Trait& trait, const FeatureColumn& column, Language language) {
    const bool korean = language == Language::korean;
    const std::string name = label(column, language), level = trait.level ? level_label(column, *trait.level, language) : std::string{};
    const std::string here = percent_text(trait.here.value, language), there = percent_text(trait.elsewhere, language);
    const std::string what = column.kind == ColumnKind::flag ? name : name + " " + level;
    return korean ? what + ": " + here + ", 다른 고객 " + there : what + ": " + here + " against " + there + " of others";
}

std::string effect_number(const Trait& trait, double effect, Language language) {
    if (trait.measure == EffectMeasure::risk_difference) return number_text(effect * 100, language, 0);
    const bool fine = trait.measure == EffectMeasure::rate_ratio && effect < 0.1;
    const std::string text = number_text(effect, language, fine ? 2 : 1);
    return text.find('.') == std::string::npos && std::fabs(effect) < 10 ? text + ".0" : text;
}

std::string evidence(const Trait& trait, Language language) {
    const bool korean = language == Language::korean;
    std::string text = " (";
    if (const auto& interval = trait.effect.interval) {
        const std::string_view unit = trait.measure == EffectMeasure::risk_difference ? (korean ? "%p" : " points") : trait.measure == EffectMeasure::standardised_difference ? (korean ? " 표준편차" : " standard deviations") : "";
        text += (korean ? "95% 구간 " : "95% interval ") + range_text(effect_number(trait, interval->low, language), effect_number(trait, interval->high, language), language) + std::string(unit) + "; ";
    }
    const std::string count = number_text(trait.customers);
    return text + (korean ? "고객 " + count + "명)" : count + " customers)");
}

}  // namespace

std::string claim_text(const Trait& trait, std::span<const FeatureColumn> columns, Language language) {
    const FeatureColumn& column = columns[trait.column.value];
    switch (trait.measure) {
        case EffectMeasure::rate_ratio: {
            const std::string times = times_text(trait.effect.value, language);
            return language == Language::korean ? korean_ratio(trait, column, times) : english_ratio(trait, column, times);
        }
        case EffectMeasure::standardised_difference: return difference(trait, column, language);
        case EffectMeasure::risk_difference: return proportion(trait, column, language);
    }
    return {};
}

std::string to_text(const Trait& trait, std::span<const FeatureColumn> columns, Language language) {
    return claim_text(trait, columns, language) + evidence(trait, language) + ".";
}

}  // namespace dangol::inline v0
