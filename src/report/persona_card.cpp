#include <dangol/features/column_text.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "report/cards.hpp"
#include "report/who_they_are.hpp"
#include "report/words.hpp"

namespace dangol::inline v0::reporting {
namespace {

constexpr std::size_t sentences_in_lede = 2, questions_at_most = 6;

/// What they do themselves comes first; how often the shop wrote to them says little of who they are.
std::vector<const Trait*> first_to_say(const Persona& persona, const PersonaSet& set) {
    std::vector<const Trait*> traits;
    for (const Trait& trait : persona.traits) traits.push_back(&trait);
    std::stable_partition(traits.begin(), traits.end(), [&](const Trait* trait) { return set.columns[trait->column.value].construct != Construct::contact_history; });
    traits.resize(std::min(traits.size(), sentences_in_lede));
    return traits;
}

Json evidence_of(const Persona& persona, const PersonaSet& set) {
    const auto tested = static_cast<std::size_t>(std::count_if(persona.traits.begin(), persona.traits.end(), [](const Trait& trait) { return trait.ground == Ground::tested; }));
    Json sentences = Json::array();
    for (const Trait& trait : persona.traits) sentences.push_back(in_both([&](Language language) { return to_text(trait, set.columns, language); }));
    if (tested > 0) {
        const std::string shown = number_text(tested), all = number_text(set.claims_tested);
        sentences.push_back(in_both([&](Language language) {
            const std::string rate = percent_text(set.options.false_discovery_rate, language);
            return either(language, {shown, " of these are tested; among all ", all, " claims tested, at most ", rate, " of those made are expected to be false."},
                          {"이 가운데 ", shown, "개를 검정했고, 검정한 ", all, "개 주장 중 잘못된 주장의 비율을 ", rate, " 이하로 제한했습니다."});
        }));
    }
    if (std::any_of(persona.traits.begin(), persona.traits.end(), [](const Trait& trait) { return trait.cross_fitted.has_value(); }))
        sentences.push_back(in_both("Tested without it: the feature made the groups, so customers were grouped again by the other features alone, and the difference is "
                                    "the one found there; in the groups as they are it is mostly larger.",
                                    "이 특징 없이 검정함: 구분에 쓴 특징이므로 이 특징을 빼고 나머지만으로 고객을 다시 나누어 잰 차이입니다. 실제 구분에서는 대개 이보다 큽니다."));
    sentences.push_back(in_both("By construction: the feature made the groups, so that they differ in it is no finding; how much is an estimate.",
                                "구분에 쓴 특징: 이 특징으로 나누었으므로 차이 자체는 발견이 아니며, 차이의 크기를 추정한 값입니다."));
    return {{"summary", in_both("What these claims rest on", "이 주장들의 근거")}, {"sentences", sentences}};
}

Json actions_of(const Persona& persona, const CardSource& source) {
    const PersonaSet& set = source.personas;
    Json blocks = Json::array();
    Json receive{{"heading", in_both("How to receive them", "이렇게 맞이합니다")}, {"kind", "do"}, {"items", Json::array()}};
    for (const std::string& note : persona.notes) receive["items"].push_back(alike(note));
    if (persona.notes.empty()) {
        receive["kind"] = "plain";
        receive["note"] = in_both("Nobody has written this down yet. Add what your staff know: it stays when the personas are refreshed.",
                                  "아직 적어 둔 것이 없습니다. 직원이 아는 것을 더해 주세요. 페르소나를 새로 만들어도 남습니다.");
    }
    std::vector<const Trait*> bought;
    for (const Trait& trait : persona.traits) {
        if (set.columns[trait.column.value].construct == Construct::offering_mix && trait.standardised > 0) bought.push_back(&trait);
    }
    if (!bought.empty()) {
        blocks.push_back({{"heading", in_both("What they come for, more than others", "다른 고객보다 더 찾는 것")}, {"kind", "do"}, {"items", Json::array()}});
        for (const Trait* trait : bought) {
            const FeatureColumn& column = set.columns[trait->column.value];
            blocks.back()["items"].push_back(in_both([&](Language language) {
                return capital(trait->level ? level_label(column, *trait->level, language) : detail_label(column, language));
            }));
        }
    }
    if (const FeatureColumn* rhythm = rhythm_of(set); rhythm != nullptr && persona.routine.known) {
        blocks.push_back({{"heading", in_both("When they are here", "만날 수 있는 때")}, {"kind", "plain"}, {"items", Json::array()}});
        for (const std::size_t cell : busiest(persona.routine)) {
            blocks.back()["items"].push_back(in_both([&](Language language) {
                const std::string share = percent_text(persona.routine.share_here[cell], language);
                return capital(level_label(*rhythm, id_at<LevelIndex>(cell), language)) + either(language, {" (", share, " of visits)"}, {" (방문의 ", share, ")"});
            }));
        }
    }
    if (source.negatives != nullptr) {
        for (const SegmentResponse& response : source.negatives->responses) {
            if (response.segment == persona.segment && response.customers >= std::max<std::size_t>(set.options.smallest_group, 1))
                blocks.push_back(contact_block(response, source, in_both("When you contact them", "연락하면")));
        }
    }
    blocks.push_back(receive);
    return blocks;
}

}  // namespace

Json persona_card(const Persona& persona, const CardSource& source) {
    const PersonaSet& set = source.personas;
    Json card = card_head(persona, source, false);
    card["lede"] = in_both([&](Language language) {
        std::string text;
        for (const Trait* trait : first_to_say(persona, set)) text += joined({text.empty() ? "" : " ", brief_claim_text(*trait, set.columns, language), "."});
        return text;
    });
    card["facts"] = facts_of(persona, set);
    card["routine"] = week_part(persona, set);
    card["traits"] = trait_list(persona, source);
    if (!persona.traits.empty()) {
        card["evidence"] = evidence_of(persona, set);
        card["prevalence"] = in_both([&](Language language) { return prevalence_text(persona, set, language); });
    }
    card["to_find_out"] = Json::array();
    for (std::size_t q = 0; q < std::min(persona.to_find_out.size(), questions_at_most); ++q) {
        card["to_find_out"].push_back(in_both([&](Language language) { return capital(to_text(persona.to_find_out[q], set, language)); }));
    }
    card["action"] = actions_of(persona, source);
    card["footer"] = footer_lines(source);
    return card;
}

}  // namespace dangol::inline v0::reporting
