// What a card unfolds: every claim whole, with interval, customers and test.
#include <algorithm>
#include <string>

#include "report/cards.hpp"
#include "report/words.hpp"

namespace dangol::inline v0::reporting {
namespace {

Json claim_with_ground(const Trait& trait, const PersonaSet& set) {
    return in_both([&](Language language) {
        const std::string claim = to_text(trait, set.columns, language);
        return trait.ground == Ground::tested ? joined({claim, " ", capital(exact_ground_text(trait, language)), "."}) : claim;
    });
}

bool any(const Persona& persona, auto&& is) { return std::any_of(persona.traits.begin(), persona.traits.end(), is); }

}  // namespace

Json evidence_of(const Persona& persona, const PersonaSet& set) {
    const auto tested = static_cast<std::size_t>(std::count_if(persona.traits.begin(), persona.traits.end(), [](const Trait& trait) { return trait.ground == Ground::tested; }));
    Json sentences = Json::array();
    for (const Trait& trait : persona.traits) sentences.push_back(claim_with_ground(trait, set));
    if (any(persona, [](const Trait& trait) { return trait.ground == Ground::by_construction; }))
        sentences.push_back(in_both("Used to form the kinds: the kinds were made by this, so that they differ in it is no finding; how much is an estimate.",
                                    "구분에 쓴 특징: 이 특징으로 나누었으므로 차이 자체는 발견이 아니며, 차이의 크기를 추정한 값입니다."));
    if (any(persona, [](const Trait& trait) { return trait.cross_fitted.has_value(); }))
        sentences.push_back(in_both("Tested, itself left out: the kinds were made by this too, so customers were sorted again by everything else, and the difference is the one "
                                    "found there; in the kinds as they are it is mostly larger.",
                                    "이 특징 없이 검정함: 구분에 쓴 특징이므로 이 특징을 빼고 나머지만으로 고객을 다시 나누어 잰 차이입니다. 실제 구분에서는 대개 이보다 큽니다."));
    if (tested > 0) {
        const std::string shown = number_text(tested), all = number_text(set.claims_tested);
        sentences.push_back(in_both([&](Language language) {
            const std::string rate = percent_text(set.options.false_discovery_rate, language);
            return either(language, {shown, tested == 1 ? " of these is" : " of these are", " tested; of all claims that pass among the ", all, " tested, at most ", rate, " are expected to be false (q: the rate at which this one just passes)."},
                          {"이 가운데 ", shown, "개를 검정했습니다. 검정한 ", all, "개 주장 가운데 통과한 것에서 잘못된 주장의 비율을 ", rate, " 이하로 제한했습니다 (q: 이 주장이 통과하는 가장 낮은 비율)."});
        }));
    }
    if (any(persona, [](const Trait& trait) { return trait.measure == EffectMeasure::standardised_difference; }))
        sentences.push_back(in_both("SD: standard deviations between customers; 0.2 is a small difference, 0.8 a large one.", "표준편차: 고객 사이의 흩어짐을 단위로 한 차이로, 0.2는 작고 0.8은 큽니다."));
    if (persona.found_again > 0 && set.segmentation.mixture.segment_count() > 1) {
        const std::string again = number_text(persona.found_again, Language::english, 2);
        sentences.push_back(in_both("Found anew: mean Jaccard similarity " + again + " of this kind with itself in the refits that the ranges come from, which start from the kinds as they are; the overview and the foot of the card tell of kinds found from nothing. 1 is the same customers, below 0.6 a kind is not trusted.",
                                    "새로 찾음: 범위를 얻은 재적합(지금의 유형에서 출발)에서 다시 찾은 이 유형과의 평균 자카드 유사도 " + again + ". 개요와 카드 아래의 값은 처음부터 새로 찾았을 때의 것입니다. 1이면 똑같고 0.6 미만이면 믿지 않습니다."));
    }
    return {{"summary", in_both("What these claims rest on", "이 주장들의 근거")}, {"sentences", sentences}};
}

}  // namespace dangol::inline v0::reporting
