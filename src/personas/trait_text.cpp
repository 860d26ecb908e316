#include <dangol/features/column_text.hpp>
#include <dangol/personas/trait.hpp>

#include "core/words.hpp"
#include "features/common_names.hpp"
#include "personas/compared.hpp"
#include "personas/ratio_scale.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>

namespace dangol::inline v0 {
namespace {

/// Whether a claim tells what it compares: ": $31 against $22".
enum class Amounts { told, left_out };

std::string capitalised(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

/// Where one side hardly does it there is no ratio to tell: "1% as often" of next to nothing, or "100 times" what is next to nothing.
enum class Hardly { neither, these, others };

Hardly hardly(const Trait& trait) {
    if (trait.measure != EffectMeasure::rate_ratio) return Hardly::neither;
    return is_at_most(trait.effect.value) ? Hardly::these : is_at_least(trait.effect.value) ? Hardly::others : Hardly::neither;
}

/// "3.0 times" above one, "40%" below: nobody says "0.4 times as often".
std::string ratio_words(const Estimate& effect, Language language) {
    return effect.value < 1 ? percent_text(effect.value, language) : times_text(effect.value, language);
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

/// What an offering or a channel is called, whether it is a part of a mix or a column of its own.
std::string thing_of(const Trait& trait, const FeatureColumn& column, Language language) {
    return trait.level ? level_label(column, *trait.level, language) : detail_label(column, language);
}

/// What they do more or less often than others, before "3 times as often": empty where it is no doing.
std::string english_doing(const Trait& trait, const FeatureColumn& column) {
    switch (column.construct) {
        case Construct::visit_rhythm: return "comes " + (trait.rhythm ? when_words(*trait.rhythm) : thing_of(trait, column, Language::english));
        case Construct::frequency: return "visits";
        case Construct::offering_mix: return "comes for " + thing_of(trait, column, Language::english);
        case Construct::channel_mix: return "comes by " + thing_of(trait, column, Language::english);
        case Construct::discount_share: return "uses " + (column.detail.empty() ? "discounts" : detail_label(column, Language::english));
        case Construct::companionship: return "comes " + (trait.level ? level_label(column, *trait.level, Language::english) : "in company");
        case Construct::seasonality: return "comes from " + thing_of(trait, column, Language::english);
        case Construct::planning: return "plans visits";
        case Construct::contact_history: return column.detail == "contacts" ? "was contacted" : column.detail == "responses" ? "responded to contacts" : "";
        default: return {};
    }
}

/// Of what the two sides of a doing are amounts: "of visits", "of what they come for".
std::string english_amounts(const FeatureColumn& column, const ToldSides& sides) {
    const std::string against = " against " + sides.elsewhere;
    switch (column.construct) {
        case Construct::frequency: return ": " + sides.here + against;
        case Construct::offering_mix:
            if (column.kind != ColumnKind::share) return ": " + sides.here + against + " of what they come for";
            break;
        case Construct::contact_history: return ": " + sides.here + (column.detail == "responses" ? " of them" : "") + against;
        default: break;
    }
    return ": " + sides.here + " of visits" + against;
}

std::string english_without_ratio(const Trait& trait, const FeatureColumn& column, const ToldSides& sides, Amounts amounts) {
    const bool told = amounts == Amounts::told, these = hardly(trait) == Hardly::these;
    const std::string plain = told ? ": " + sides.here + " against " + sides.elsewhere : std::string{};
    if (const std::string doing = english_doing(trait, column); !doing.empty())
        return (these ? "Hardly ever " + doing : capitalised(doing) + ", which others hardly ever do") + (told ? english_amounts(column, sides) : "");
    if (column.construct == Construct::monetary_value) return (these ? "Spends hardly anything per visit" : "Spends money on visits, others hardly any") + plain;
    const std::string name = label(column, Language::english);
    if (column.construct == Construct::event_frequency) return (these ? "Hardly any " + name : capitalised(name) + ", of which others have hardly any") + plain;
    return capitalised(name) + (told ? plain + " of others" : these ? ", far less than others" : ", far more than others");
}

/// Of ages the difference: nobody is "69% as old". None of other columns.
std::optional<std::string> years_apart(const Trait& trait, const FeatureColumn& column, Language language) {
    if (common_name(column.detail.empty() ? column.name : column.detail, column.unit, column.kind, Language::english) != "age" && label(column, language) != "나이") return {};
    const Sides sides = compared(trait);
    return number_text(std::fabs(sides.here - sides.elsewhere), language, 1);
}

std::string english_ratio(const Trait& trait, const FeatureColumn& column, Amounts amounts) {
    const ToldSides sides = told_sides(trait, column, Language::english);
    const auto& [here, there] = sides;
    if (hardly(trait) != Hardly::neither) return english_without_ratio(trait, column, sides, amounts);
    const std::string by = ratio_words(trait.effect, Language::english) + " as ";
    const auto told = [&](std::string text) { return amounts == Amounts::told ? text : std::string{}; };
    const std::string against = told(": " + here + " against " + there);
    if (const std::string doing = english_doing(trait, column); !doing.empty()) return capitalised(doing) + " " + by + "often as others" + told(english_amounts(column, sides));
    switch (column.construct) {
        case Construct::monetary_value: return "Spends " + by + "much per visit as others" + against;
        case Construct::recency: return "The last visit was " + by + "long ago as that of others" + against;
        case Construct::tenure: return "Has been a customer " + by + "long as others" + against;
        case Construct::visit_interval: {
            // On average, of those who came back: "usually", as the title and the card have it, is the middle of all.
            if (amounts == Amounts::left_out) return trait.effect.value < 1 ? "Comes back sooner than others" : "Stays away longer than others";
            if (trait.effect.value >= 1) return "Stays away " + by + "long as others" + against + " on average";
            const std::string time = percent_text(trait.effect.value, Language::english);
            return joined({"Comes back sooner than others, in ", time == "50%" ? "half the time" : time + " of the time", against, " on average"});
        }
        case Construct::visit_regularity: return "Visits " + by + "regularly as others";
        case Construct::contact_history: return "Last responded " + by + "long ago as others" + against;
        case Construct::event_frequency: return capitalised(label(column, Language::english)) + " " + by + "often as others" + against;
        case Construct::attribute:
            if (const auto years = years_apart(trait, column, Language::english); years && amounts == Amounts::told)
                return joined({capitalised(label(column, Language::english)), against, " of others, ", *years, trait.effect.value < 1 ? " years younger" : " years older"});
            [[fallthrough]];
        default: return capitalised(label(column, Language::english)) + told(against + " of others,") + " " + by + (amounts == Amounts::told ? "much" : "much as others");
    }
}

std::string korean_ratio(const Trait& trait, const FeatureColumn& column, Amounts amounts) {
    const auto [here, there] = told_sides(trait, column, Language::korean);
    const Hardly side = hardly(trait);
    const bool counted = side == Hardly::neither;  // "횟수가 3배", but "문의가 거의 없음"
    const auto what = [&]() -> std::string {
        switch (column.construct) {
            case Construct::visit_rhythm: return (trait.rhythm ? rhythm_label(*trait.rhythm, Language::korean) : thing_of(trait, column, Language::korean)) + (counted ? " 방문의 비율" : " 방문");
            case Construct::offering_mix: return with_particle(thing_of(trait, column, Language::korean), Particle::object) + (counted ? " 찾는 비율" : " 찾는 일");
            case Construct::channel_mix: return thing_of(trait, column, Language::korean) + " 이용";
            case Construct::discount_share: return (column.detail.empty() ? "할인" : detail_label(column, Language::korean)) + " 이용";
            case Construct::companionship:
                return trait.level ? level_label(column, *trait.level, Language::korean) + " 오는 방문" : label(column, Language::korean);
            case Construct::seasonality: return thing_of(trait, column, Language::korean) + " 방문";
            case Construct::recency: return "마지막 방문 뒤 지난 기간";
            case Construct::tenure: return "고객으로 지낸 기간";
            case Construct::contact_history:
                if (column.detail == "contacts") return counted ? "연락받은 횟수" : "연락받은 일";
                if (column.detail == "responses") return counted ? "연락에 답한 비율" : "연락에 답한 일";
                return "마지막 응답 뒤 지난 기간";
            default: {
                std::string name = label(column, Language::korean);
                constexpr std::string_view count = " 횟수";
                if (!counted && name.ends_with(count)) name.resize(name.size() - count.size());
                return name;
            }
        }
    }();
    const bool without_amounts = amounts == Amounts::left_out || column.construct == Construct::visit_regularity;
    const std::string_view average = column.construct == Construct::visit_interval ? "평균 " : "";  // of those who came back: "보통" is the middle of all
    const std::string against = without_amounts ? std::string{} : joined({": ", average, here, ", 다른 고객 ", there});
    const std::string subject = with_particle(what, Particle::subject);
    if (const auto years = years_apart(trait, column, Language::korean); years && amounts == Amounts::told)
        return joined({subject, " 다른 고객보다 ", *years, trait.effect.value < 1 ? "세 적습니다" : "세 많습니다", against});
    if (side == Hardly::neither) return subject + " 다른 고객의 " + ratio_words(trait.effect, Language::korean) + "입니다" + against;
    if (english_doing(trait, column).empty() && column.construct != Construct::event_frequency && column.construct != Construct::monetary_value)
        return subject + " 다른 고객보다 훨씬 " + (side == Hardly::these ? "작습니다" : "큽니다") + against;
    if (side == Hardly::these) return subject + " 거의 없습니다" + against;
    if (column.construct == Construct::offering_mix) {
        const std::string thing = thing_of(trait, column, Language::korean);
        if (amounts == Amounts::left_out) return with_particle(thing, Particle::object) + " 찾습니다. 다른 고객은 거의 찾지 않습니다";
        return joined({with_particle(thing, Particle::object), " 찾는 비율이 ", here, "입니다. 다른 고객은 ", with_particle(there, Particle::towards), " 거의 찾지 않습니다"});
    }
    if (constexpr std::string_view use = " 이용"; what.ends_with(use)) {  // of a discount or a channel
        const std::string thing = with_particle(what.substr(0, what.size() - use.size()), Particle::object);
        if (without_amounts) return thing + " 이용합니다. 다른 고객은 거의 이용하지 않습니다";
        return joined({thing, " 이용하는 비율이 ", here, "입니다. 다른 고객은 ", with_particle(there, Particle::towards), " 거의 이용하지 않습니다"});
    }
    if (without_amounts) return subject + " 있습니다. 다른 고객에게는 거의 없습니다";
    const bool share = column.construct == Construct::visit_rhythm || column.construct == Construct::seasonality;
    return joined({subject, " ", here, share ? "입니다. 다른 고객은 " : " 있습니다. 다른 고객은 ", with_particle(there, Particle::towards), " 거의 없습니다"});
}

/// In standard deviations, as far as it is sure: the end of the interval that lies nearer to none. "Much" of what may be next to nothing would claim too much.
double sure_size(const Estimate& effect) {
    if (!effect.interval) return std::fabs(effect.value);
    return std::max(0.0, effect.value > 0 ? effect.interval->low : -effect.interval->high);
}

std::string difference(const Trait& trait, const FeatureColumn& column, Amounts amounts, Language language) {
    const bool korean = language == Language::korean;
    const double size = sure_size(trait.effect);
    const bool more = trait.effect.value > 0;
    const std::string name = label(column, language);
    const auto [here, there] = told_sides(trait, column, language);
    if (korean) {
        const std::string how = size < 0.5 ? "다소" : size < 0.8 ? "뚜렷이" : "훨씬";
        return with_particle(name, Particle::subject) + " 다른 고객보다 " + how + (more ? " 높습니다" : " 낮습니다") + (amounts == Amounts::told ? ": " + here + ", 다른 고객 " + there : "");
    }
    if (column.construct == Construct::discount_share) {  // "lower share of the price saved by coupons": nobody talks like that
        const std::string by = column.detail.empty() ? "discounts" : detail_label(column, language);
        const std::string how = joined({size < 0.5 ? "somewhat " : size < 0.8 ? "clearly " : "much ", more ? "more" : "less"});
        return "Saves " + how + " of the price by " + by + " than others" + (amounts == Amounts::told ? ": " + here + " against " + there : "");
    }
    const std::string how = size < 0.5 ? "Somewhat" : size < 0.8 ? "Clearly" : "Much";
    return how + (more ? " higher " : " lower ") + name + " than others" + (amounts == Amounts::told ? ": " + here + " against " + there : "");
}

std::string proportion(const Trait& trait, const FeatureColumn& column, Language language) {
    const std::string name = label(column, language), level = trait.level ? level_label(column, *trait.level, language) : std::string{};
    const Sides sides = compared(trait);
    const std::string here = percent_text(sides.here, language), there = percent_text(sides.elsewhere, language);
    const std::string what = column.kind == ColumnKind::flag ? name : name + " " + level;
    return language == Language::korean ? what + ": " + here + ", 다른 고객 " + there : capitalised(what) + ": " + here + " against " + there + " of others";
}

/// Beside the days between visits no visits a month: one is the mean of each customer's own, the other of all visits together, in which who comes
/// often counts more. "Every 11 days" and "4 a month" may both be true of a kind, and read as a contradiction.
Amounts amounts_told(const FeatureColumn& column, std::span<const FeatureColumn> columns) {
    const bool has_days = std::any_of(columns.begin(), columns.end(), [](const FeatureColumn& each) { return each.construct == Construct::visit_interval; });
    return column.construct == Construct::frequency && has_days ? Amounts::left_out : Amounts::told;
}

std::string claim(const Trait& trait, const FeatureColumn& column, Amounts amounts, Language language) {
    switch (trait.measure) {
        case EffectMeasure::rate_ratio: return language == Language::korean ? korean_ratio(trait, column, amounts) : english_ratio(trait, column, amounts);
        case EffectMeasure::standardised_difference: return difference(trait, column, amounts, language);
        case EffectMeasure::risk_difference: return proportion(trait, column, language);
    }
    return {};
}

/// Near 0 more of them: an interval that ends at −0.03 does not reach 0.
std::string with_one_decimal(double value, Language language) {
    const double size = std::fabs(value);
    const std::string text = number_text(value, language, size == 0 || size >= 0.05 ? 1 : size >= 0.005 ? 2 : 3);
    return text.find('.') == std::string::npos && std::fabs(value) < 10 ? text + ".0" : text;
}

/// Near 1 two decimals: 1.02 is no "1.0".
std::string ratio_number(double ratio, Language language) { return ratio < 1.05 ? number_text(ratio, language, 2) : with_one_decimal(ratio, language); }

/// Of a ratio; below one in per cents, "33 to 47%". An end beyond the scale says so: "12 to 100 or more", "1% or less to 3%". Where one side hardly does it
/// the one end that is a number; empty where none is.
std::string ratio_range(const Trait& trait, const Interval& interval, Language language) {
    const bool share = trait.effect.value < 1;
    if (hardly(trait) == Hardly::these) {
        if (is_at_most(interval.high)) return {};
        const std::string most = interval.high < 1 ? percent_text(interval.high, language) : times_text(interval.high, language);
        return either(language, {"at most ", most, " of that of others"}, {"많아야 다른 고객의 ", most});
    }
    if (hardly(trait) == Hardly::others) {
        if (is_at_least(interval.low)) return {};
        const std::string least = interval.low < 1 ? percent_text(interval.low, language) : times_text(interval.low, language);
        return either(language, {"at least ", least, " that of others"}, {"적어도 다른 고객의 ", least});
    }
    const std::string unit = share ? "%" : "";
    const auto number = [&](double x, int decimals) { return share ? number_text(x * 100, language, decimals) : ratio_number(x, language); };
    const int decimals = number(interval.low, 0) == number(interval.high, 0) ? 1 : 0;  // not "2 to 2%"
    const auto end = [&](double x) {
        if (is_at_least(x)) return number(largest_ratio, 0) + unit + either(language, {" or more"}, {" 이상"});
        if (is_at_most(x)) return number(1 / largest_ratio, 0) + unit + either(language, {" or less"}, {" 이하"});
        return number(x, decimals);
    };
    const std::string low = end(interval.low), high = end(interval.high);
    if (low == high && (is_at_least(interval.low) || is_at_most(interval.low))) return low;
    return joined({range_text(low, high, language), is_at_least(interval.high) || is_at_most(interval.high) ? "" : unit});
}

/// The interval in the words of the effect: of a ratio below one per cents, of a difference of proportions percentage points.
std::string interval_words(const Trait& trait, const Interval& interval, Language language) {
    const bool korean = language == Language::korean;
    const auto range = [&](auto text, std::string_view unit) { return range_text(text(interval.low), text(interval.high), language) + std::string(unit); };
    switch (trait.measure) {
        case EffectMeasure::rate_ratio: return ratio_range(trait, interval, language);
        case EffectMeasure::risk_difference: return range([&](double x) { return number_text(x * 100, language); }, korean ? "%p" : " points");
        case EffectMeasure::standardised_difference: return range([&](double x) { return with_one_decimal(x, language); }, korean ? " 표준편차" : " standard deviations");
    }
    return {};
}

std::string evidence(const Trait& trait, Language language) {
    const bool korean = language == Language::korean;
    std::string text = " (";
    if (trait.cross_fitted) text += korean ? "이 특징 없이 나눈 결과, " : "grouping without it, ";
    const std::string range = trait.effect.interval ? interval_words(trait, *trait.effect.interval, language) : std::string{};
    if (!range.empty()) text += joined({korean ? "95% 구간 " : "95% interval ", range, "; "});
    const std::string count = number_text(trait.customers);
    return text + (korean ? "고객 " + count + "명)" : count + " customers)");
}

}  // namespace

std::string claim_text(const Trait& trait, std::span<const FeatureColumn> columns, Language language) {
    const FeatureColumn& column = columns[trait.column.value];
    return claim(trait, column, amounts_told(column, columns), language);
}

std::string brief_claim_text(const Trait& trait, std::span<const FeatureColumn> columns, Language language) {
    return claim(trait, columns[trait.column.value], Amounts::left_out, language);
}

std::string to_text(const Trait& trait, std::span<const FeatureColumn> columns, Language language) {
    return claim_text(trait, columns, language) + evidence(trait, language) + ".";
}

}  // namespace dangol::inline v0
