#include "scoring/negative_kind.hpp"

#include <algorithm>
#include <optional>

#include "core/words.hpp"

namespace dangol::inline v0 {
namespace {

constexpr double next_to_nothing = 0.1;  // of what others spend a visit: they come, and buy hardly anything
constexpr double often_amiss = 0.1;      // of visits, that a complaint or a return follows

/// Holds beyond δ at the false discovery rate of all traits: what shows only by construction, or was not tested, decides nothing.
bool holds(const Trait& trait, const PersonaSet& set) {
    return trait.ground == Ground::tested && trait.q_value <= set.options.false_discovery_rate && trait.effect.interval.has_value();
}

const Estimate& own_number(const Trait& trait) { return trait.cross_fitted ? trait.cross_fitted->here : trait.here; }

bool speaks_of_fit(const Trait& trait, const FeatureColumn& column) {
    return column.construct == Construct::monetary_value && trait.measure == EffectMeasure::rate_ratio && trait.effect.value < 1;
}

bool speaks_of_view(const Trait& trait, const FeatureColumn& column) {
    switch (column.construct) {
        case Construct::satisfaction:
        case Construct::last_satisfaction: return trait.effect.value < 0;
        case Construct::complaints:
        case Construct::returns: return trait.effect.value > 1;
        default: return false;
    }
}

bool shows_misfit(const Trait& trait, const FeatureColumn& column) { return speaks_of_fit(trait, column) && trait.effect.interval->high <= next_to_nothing; }

/// Worse than others is not yet bad: the own number must bear it out.
bool shows_ill_view(const Trait& trait, const FeatureColumn& column, const std::optional<Interval>& scale) {
    const auto& own = own_number(trait).interval;
    if (!own || !speaks_of_view(trait, column)) return false;
    if (column.construct == Construct::complaints || column.construct == Construct::returns) return trait.effect.interval->low > 1 && own->low >= often_amiss;
    return scale && trait.effect.interval->high < 0 && own->high < (scale->low + scale->high) / 2;
}

/// "1 to 5" / "1~5점".
std::string scale_text(const Interval& scale, Language language) {
    return range_text(number_text(scale.low, language), number_text(scale.high, language), language) + either(language, {""}, {"점"});
}

std::string in_a_sentence(std::string claim) {
    if (!claim.empty() && claim[0] >= 'A' && claim[0] <= 'Z') claim[0] = static_cast<char>(claim[0] - 'A' + 'a');
    return claim;
}

}  // namespace

NegativeKind kind_of(const Persona& persona, const PersonaSet& set, const NegativePersonaOptions& options) {
    bool misfit = false, ill_view = false;
    for (const Trait& trait : persona.traits) {
        if (!holds(trait, set)) continue;
        const FeatureColumn& column = set.columns[trait.column.value];
        misfit = misfit || shows_misfit(trait, column);
        ill_view = ill_view || shows_ill_view(trait, column, options.satisfaction_scale);
    }
    if (misfit && ill_view) return NegativeKind::both;
    return misfit ? NegativeKind::cannot_become_customer : ill_view ? NegativeKind::holds_negative_view : NegativeKind::cannot_tell;
}

std::vector<const Trait*> shown_by(const NegativePersona& negative, const PersonaSet& set) {
    std::vector<const Trait*> traits;
    for (const Persona& persona : set.personas) {
        if (persona.id != negative.persona) continue;
        for (const Trait& trait : persona.traits) {
            const FeatureColumn& column = set.columns[trait.column.value];
            const bool of_fit = negative.kind != NegativeKind::holds_negative_view && speaks_of_fit(trait, column);
            const bool of_view = negative.kind != NegativeKind::cannot_become_customer && speaks_of_view(trait, column);
            if (negative.kind != NegativeKind::cannot_tell && holds(trait, set) && (of_fit || of_view)) traits.push_back(&trait);
        }
    }
    return traits;
}

/// Less content than others, or more complaints, and by their own number still not thinking ill: who reads the traits asks for it.
std::vector<std::string> not_yet_ill(const NegativePersona& negative, const std::optional<Interval>& scale, const PersonaSet& set, Language language) {
    std::vector<std::string> content, amiss, texts;
    for (const Persona& persona : set.personas) {
        if (persona.id != negative.persona) continue;
        for (const Trait& trait : persona.traits) {
            const FeatureColumn& column = set.columns[trait.column.value];
            if (!holds(trait, set) || !speaks_of_view(trait, column)) continue;
            const bool of_answers = column.construct == Construct::satisfaction || column.construct == Construct::last_satisfaction;
            (of_answers ? content : amiss).push_back(in_a_sentence(claim_text(trait, set.columns, language)));
        }
    }
    if (!content.empty() && scale)
        texts.push_back(either(language, {"Less content than others, but not surely below the middle of the scale from ", scale_text(*scale, language), " (", list_text(content, language), ")"},
                               {"다른 고객보다 덜 만족하지만, ", scale_text(*scale, language), " 척도의 중간보다 확실히 낮지는 않습니다 (", list_text(content, language), ")"}));
    if (!content.empty() && !scale)
        texts.push_back(either(language, {"Less content than others (", list_text(content, language), "); whether discontent cannot be told until somebody says which scale they answer on, such as 1 to 5"},
                               {"다른 고객보다 덜 만족합니다 (", list_text(content, language), "). 1점에서 5점까지처럼 몇 점 척도인지 알려 주기 전에는 불만인지 알 수 없습니다"}));
    if (!amiss.empty())
        texts.push_back(either(language, {"More goes amiss than with others, but not surely at a tenth of their visits (", list_text(amiss, language), ")"},
                               {"다른 고객보다 탈이 잦지만, 방문의 10분의 1에 확실히 이르지는 않습니다 (", list_text(amiss, language), ")"}));
    return texts;
}

std::vector<std::string> kind_texts(const NegativePersona& negative, const NegativePersonaOptions& options, const PersonaSet& set, Language language) {
    const bool ill = negative.kind == NegativeKind::holds_negative_view || negative.kind == NegativeKind::both;
    std::vector<std::string> texts, milder = ill ? std::vector<std::string>{} : not_yet_ill(negative, options.satisfaction_scale, set, language);
    if (negative.kind == NegativeKind::cannot_tell) {
        milder.push_back(either(language, {"Whether what is sold does not fit their needs or their purse, or they think ill of the shop, the records do not tell: ask those who meet them"},
                       {"필요나 형편이 맞지 않는지, 가게를 좋지 않게 보는지는 기록으로 알 수 없습니다. 직접 만나는 사람에게 물어보세요"}));
        return milder;
    }
    const auto because = [&](bool of_money) {
        std::vector<std::string> claims;
        for (const Trait* trait : shown_by(negative, set)) {
            if ((set.columns[trait->column.value].construct == Construct::monetary_value) == of_money) claims.push_back(in_a_sentence(claim_text(*trait, set.columns, language)));
        }
        return list_text(claims, language);
    };
    if (negative.kind != NegativeKind::holds_negative_view)
        texts.push_back(either(language, {"They come, but what they need or can spend does not seem to fit what is sold (", because(true), ")"},
                               {"오기는 하지만, 필요나 형편이 파는 것과 맞지 않는 듯합니다 (", because(true), ")"}));
    if (negative.kind != NegativeKind::cannot_become_customer)
        texts.push_back(either(language, {"They seem to think ill of the shop (", because(false), ")"}, {"가게를 좋지 않게 보는 듯합니다 (", because(false), ")"}));
    texts.insert(texts.end(), milder.begin(), milder.end());
    return texts;
}

}  // namespace dangol::inline v0
