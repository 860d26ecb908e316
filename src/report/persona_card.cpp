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

Json actions_of(const Persona& persona, const CardSource& source) {
    const PersonaSet& set = source.personas;
    Json blocks = Json::array();
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
        if (source.visits_only_dated > 0) blocks.back()["note"] = in_both([&](Language language) { return hours_note(source, language); });
        for (const std::size_t cell : busiest(persona.routine)) {
            blocks.back()["items"].push_back(in_both([&](Language language) {
                const std::string share = percent_text(persona.routine.share_here[cell], language, 1);  // three that add up to what the week says
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
    blocks.push_back(receive_block(persona));
    return blocks;
}

}  // namespace

Json persona_card(const Persona& persona, const CardSource& source) {
    const PersonaSet& set = source.personas;
    Json card = card_head(persona, source, false);
    card["lede"] = in_both([&](Language language) {
        if (set.segmentation.mixture.segment_count() == 1)
            return either(language, {"One page for everyone: these customers do not fall into kinds, or are too few to tell."}, {"모든 고객을 한 장에 담았습니다. 유형으로 나뉘지 않거나, 나누기에는 아직 고객이 적습니다."});
        if (persona.traits.empty())
            return either(language, {"No difference from others is sure enough to be told: what looks different here may be chance."}, {"다른 고객과의 차이 가운데 확실하다고 할 만한 것이 없습니다. 여기서 달라 보이는 것은 우연일 수 있습니다."});
        std::string text;
        for (const Trait* trait : first_to_say(persona, set)) text += joined({text.empty() ? "" : " ", brief_claim_text(*trait, set.columns, language), "."});
        return text;
    });
    card["facts"] = facts_of(persona, set);
    card["routine"] = week_part(persona, source);
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
