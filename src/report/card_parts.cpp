#include <dangol/features/column_text.hpp>

#include <algorithm>
#include <string>

#include "personas/disclosure.hpp"
#include "personas/ratio_scale.hpp"
#include "report/cards.hpp"
#include "report/picture.hpp"
#include "report/words.hpp"
#include "scoring/contact_period.hpp"
#include "scoring/few_people.hpp"

namespace dangol::inline v0::reporting {
namespace {

Json figure(Json label, const Estimate& share, const PersonaSet& set) {
    Json part{{"label", std::move(label)}, {"value", in_both([&](Language language) { return told_share(share.value, set, language); })}};
    if (share.interval) {
        part["note"] = in_both([&](Language language) {
            const std::string range = percent_range(share, language);
            return either(language, {"95% interval ", range}, {"95% 구간 ", range});
        });
    }
    return part;
}

/// 1.02 is no "1.0", which lies on the line of no difference; of 41.5 times nobody knows the half.
std::string ratio_text(double ratio) { return signed_text(ratio, ratio < 1.05 ? 2 : ratio < 9.95 ? 1 : 0).substr(1); }

/// Where one side hardly does it there is no number of times: "hardly any [at most 0.82 times]".
std::string effect_without_ratio(const Trait& trait, Language language) {
    const bool these = is_at_most(trait.effect.value);
    std::string text = these ? either(language, {"hardly any"}, {"거의 없음"}) : either(language, {"others hardly any"}, {"다른 고객에게는 거의 없음"});
    if (!trait.effect.interval) return text;
    const double end = these ? trait.effect.interval->high : trait.effect.interval->low;
    if (these ? is_at_most(end) : is_at_least(end)) return text;
    const std::string number = ratio_text(end);
    return text + either(language, {these ? " [at most " : " [at least ", number, " times]"}, {" [", these ? "많아야 " : "적어도 ", number, "배]"});
}

/// "3.0 [2.4, 3.7] times", "+0.8 [0.6, 1.0] SD", "+12 [8, 16] points".
std::string effect_text(const Trait& trait, Language language) {
    const bool ratio = trait.measure == EffectMeasure::rate_ratio, points = trait.measure == EffectMeasure::risk_difference;
    if (ratio && (is_at_most(trait.effect.value) || is_at_least(trait.effect.value))) return effect_without_ratio(trait, language);
    const auto number = [&](double value) {
        if (!ratio) return signed_text(points ? 100 * value : value, points ? 0 : 1);
        if (is_at_least(value)) return std::string("≥100");
        if (is_at_most(value)) return std::string("≤0.01");
        return ratio_text(value);
    };
    std::string text = number(trait.effect.value);
    if (trait.effect.interval) text += joined({" [", number(trait.effect.interval->low), ", ", number(trait.effect.interval->high), "]"});
    if (ratio) return text + either(language, {" times"}, {"배"});
    return text + (points ? either(language, {" points"}, {"%p"}) : either(language, {" SD"}, {" 표준편차"}));
}

/// How far the persona's kind overlaps with itself when kinds are found anew: as the overview tells it, or where nothing was judged, from the refits
/// behind the ranges; 0: not known.
double overlap_of(const Persona& persona, const Segmentation& segmentation) {
    const auto at = static_cast<std::size_t>(std::find(segmentation.ids.begin(), segmentation.ids.end(), persona.segment) - segmentation.ids.begin());
    return at < segmentation.stability.size() ? segmentation.stability[at] : persona.found_again;
}

}  // namespace

std::string verdict_badge(Verdict verdict, Language language) {
    switch (verdict) {
        case Verdict::natural: return either(language, {"natural kinds"}, {"자연스러운 유형"});
        case Verdict::reproducible: return either(language, {"a reproducible cut"}, {"재현되는 구분"});
        case Verdict::constructed: return either(language, {"kinds by the owner's choice"}, {"주인이 정한 구분"});
        case Verdict::one_kind: return either(language, {"one kind"}, {"한 유형"});
        case Verdict::untested: return either(language, {"not yet judged"}, {"아직 판정하지 않음"});
    }
    return {};
}

Json card_head(const Persona& persona, const CardSource& source, bool negative) {
    const PersonaSet& set = source.personas;
    const auto name = [&](Language language) { return title(persona, set, language); };
    Json card{{"id", persona.id.value}, {"negative", negative}};
    card["eyebrow"] = in_both([&](Language language) {
        const std::string called = alias(persona, language);
        if (negative) return either(language, {"Whom not to chase · called “", called, "”"}, {"연락하지 않을 유형 · 별칭 “", called, "”"});
        return either(language, {"Called “", called, "”"}, {"별칭 “", called, "”"});
    });
    card["title"] = in_both(name);
    card["portrait"] = in_both([&](Language language) {
        return portrait(persona, set.columns, negative, either(language, {"Abstract picture of “", name(language), "”, no face"}, {"“", name(language), "”의 추상 그림"}));
    });
    const bool of_a_part = set.too_few > 0;  // shares are of those who are described
    card["figures"] = Json::array({figure(of_a_part ? in_both("of those described", "설명한 고객 중 비중") : in_both("of customers", "고객 비중"), persona.share_of_customers, set)});
    if (persona.share_of_value) card["figures"].push_back(figure(of_a_part ? in_both("of what they spend", "그 매출 중 비중") : in_both("of what is spent", "매출 비중"), *persona.share_of_value, set));
    const std::string all = number_text(set.customers), here = number_text(persona.customers);
    const bool about = rounds_customers(set) && persona.customers != set.customers;
    card["figures"].push_back({{"label", in_both("customers", "근거 고객")},
                               {"value", in_both((about ? "about " : "") + here, (about ? "약 " : "") + here + "명")},
                               {"note", of_a_part ? in_both("of " + all + " described", "설명한 " + all + "명 중") : in_both("of " + all, "전체 " + all + "명 중")}});
    card["verdict"] = in_both([&](Language language) {
        const std::string badge = capital(verdict_badge(set.segmentation.verdict, language));
        const double overlap = overlap_of(persona, set.segmentation);
        if (overlap <= 0 || set.segmentation.mixture.segment_count() < 2) return badge;  // everyone is always found again
        const std::string again = percent_text(std::min(overlap, 1 - 1e-9), language);  // "more than 99%": resamples are never certain
        return badge + either(language, {" · found again in customers drawn anew, overlapping ", again}, {" · 고객을 다시 뽑아도 ", again, " 겹치게 다시 나타남"});
    });
    return card;
}

Json trait_list(const Persona& persona, const CardSource& source) {
    Json traits = Json::array();
    const EffectReach reach = effect_reach(source.personas);
    for (const Trait& trait : persona.traits) {
        const auto sentence = [&](Language language) { return claim_text(trait, source.personas.columns, language); };
        traits.push_back({{"sentence", in_both(sentence)},
                          {"value", in_both([&](Language language) { return effect_text(trait, language); })},
                          {"svg", in_both([&](Language language) { return effect_line(trait, reach, joined({sentence(language), ", ", effect_text(trait, language)}), language); })},
                          {"less", trait.measure == EffectMeasure::rate_ratio ? trait.effect.value < 1 : trait.effect.value < 0},
                          {"ground", in_both([&](Language language) { return ground_text(trait, language); })}});
    }
    return traits;
}

Json receive_block(const Persona& persona) {
    Json receive{{"heading", in_both("How to receive them", "이렇게 맞이합니다")}, {"kind", "do"}, {"items", Json::array()}};
    for (const std::string& note : persona.notes) receive["items"].push_back(alike(note));
    if (persona.notes.empty()) {
        receive["kind"] = "plain";
        receive["note"] = in_both("Nobody has written this down yet. Add what your staff know: it stays when the personas are refreshed.",
                                  "아직 적어 둔 것이 없습니다. 직원이 아는 것을 더해 주세요. 페르소나를 새로 만들어도 남습니다.");
    }
    return receive;
}

Json footer_lines(const CardSource& source) {
    const PersonaSet& set = source.personas;
    Json lines = Json::array();
    if (set.window.until.given()) lines.push_back(in_both([&](Language language) { return window_text(set, language); }));
    lines.push_back(in_both([&](Language language) { return smallest_group_text(set, language); }));
    return lines;
}

Json contact_block(const SegmentResponse& response, const CardSource& source, const Json& heading) {
    const NegativePersonaSet& set = *source.negatives;
    const std::size_t k = source.personas.options.smallest_group;
    const ResponseTold told = told_of(response, set, k);
    const auto rate = [&](Language language) {
        if (!told.rate) return limits_text(told, set, language);
        const std::string value = percent_text(told.rate->value, language, 1), range = percent_range(*told.rate, language, 1);
        return either(language, {"estimated rate ", value, " (", range, ")"}, {"추정 응답률 ", value, " (", range, ")"});
    };
    const std::string contacts = number_text(told.contacts);
    Json block{{"heading", heading}, {"kind", "plain"}, {"items", Json::array()}};
    block["items"].push_back(in_both([&](Language language) {
        const std::string answered = count_among(told.answered, told.contacts, k, language), rated = rate(language);
        const std::string_view before = rated.empty() ? "" : "; ";
        return either(language, {capital(answered), " of ", contacts, " contacts were answered", before, rated}, {"연락 ", contacts, "건 중 ", answered, " 응답", rated.empty() ? "" : ", ", rated});
    }));
    block["items"].push_back(in_both([&](Language language) { return worth_text(told, set, language); }));
    if (told.rate || told.within) {
        block["svg"] = in_both([&](Language language) {
            const std::string even = percent_text(set.break_even_rate, language, 1), label = joined({rate(language), either(language, {"; break-even ", even}, {", 손익분기 ", even})});
            return told.rate ? rate_line(*told.rate, set.break_even_rate, label) : rate_within_line(*told.within, set.break_even_rate, label);
        });
    }
    block["note"] = in_both([&](Language language) {
        const std::string even = percent_text(set.break_even_rate, language, 1), cost = money_text(set.options.contact_cost, set.currency, language),
                          margin = money_text(set.options.conversion_margin, set.currency, language);
        const bool drawn = told.rate || told.within;
        return either(language, {drawn ? "Upright line: a" : "A", " contact pays from ", even, " on (assumed: ", cost, " a contact, ", margin, " margin an answer)"},
                      {drawn ? "세로줄: " : "", "응답률 ", even, "부터 연락 비용 회수 (가정: 연락 한 번 ", cost, ", 응답 한 건의 이익 ", margin, ")"}) + ". " + contacts_of_a_kind(set, source.personas, language);
    });
    return block;
}

}  // namespace dangol::inline v0::reporting
