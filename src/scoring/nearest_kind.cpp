#include "scoring/nearest_kind.hpp"

#include <dangol/core/statistics.hpp>

#include <algorithm>
#include <cmath>

#include "core/words.hpp"
#include "scoring/contact_period.hpp"
#include "scoring/contacts.hpp"
#include "scoring/few_people.hpp"
#include "scoring/persona_name.hpp"

namespace dangol::inline v0 {
namespace {

constexpr double times_at_most = 10;  // as many contacts as there are: beyond that the same rate is a guess

/// 134 is said as 140: no more is known.
double two_figures(double count) {
    double step = 1;
    while (count / step >= 100) step *= 10;
    return std::ceil(count / step) * step;
}

/// How far the rate lies below the break-even, in standard deviations, grows with the root of the contacts; that the rates of others draw on it less and less is left out,
/// so that these are rather more than are needed. Of a natural kind of which the contacts counted do not
/// yet say that they are probably not worth their cost, the probability is not that which decides.
std::optional<std::size_t> more_contacts(const SegmentResponse& response, const NegativePersonaSet& set, Verdict verdict) {
    if (set.options.errors_from) return {};  // which contacts decide is the shop's own word: more of them may decide nothing
    const double p = response.probability_not_worth, counted = static_cast<double>(response.contacts);
    double needed = static_cast<double>(set.options.contacts_at_least);
    if (p < set.options.certainty) {
        if (p <= 0.5 || (verdict == Verdict::natural && p < probably_not_worth)) return {};
        const double ratio = normal_quantile(set.options.certainty) / normal_quantile(p);
        needed = std::max(needed, counted * ratio * ratio);
    }
    if (needed > times_at_most * counted) return {};
    const double made = counted * (1 + static_cast<double>(set.later_contacts) / std::max(1.0, static_cast<double>(set.earlier_contacts)));
    const double more = needed / earlier_share - made;
    return more >= 1 ? std::optional(static_cast<std::size_t>(two_figures(more))) : std::nullopt;
}

}  // namespace

std::optional<NearestKind> nearest_kind(const NegativePersonaSet& set, const PersonaSet& personas) {
    if (set.responses.empty() || hides_any(set, personas.segmentation.ids.size(), personas.options.smallest_group)) return {};
    const auto nearest = std::max_element(set.responses.begin(), set.responses.end(), [](const SegmentResponse& a, const SegmentResponse& b) { return a.probability_not_worth < b.probability_not_worth; });
    for (const Persona& persona : personas.personas) {
        if (persona.segment == nearest->segment) return NearestKind{persona.id, nearest->probability_not_worth, more_contacts(*nearest, set, personas.segmentation.verdict)};
    }
    return {};
}

std::string nearest_text(const NegativePersonaSet& set, const PersonaSet& personas, Language language) {
    const std::size_t k = personas.options.smallest_group;
    if (hides_any(set, personas.segmentation.ids.size(), k)) {
        const std::string few = number_text(k);
        return either(language, {"Which kind comes nearest is not told: it would give away a number under ", few, ". "},
                      {"어느 유형이 가장 가까운지는 말하지 않습니다. ", few, "건 미만의 수가 드러나기 때문입니다. "});
    }
    const std::optional<NearestKind> nearest = nearest_kind(set, personas);
    if (!nearest) return {};
    const std::string name = persona_name(personas, nearest->persona, language), asked = percent_text(set.options.certainty, language, 1);
    const bool enough = nearest->certainty >= set.options.certainty;
    const double rounded = enough || nearest->certainty < 0.001 ? nearest->certainty : std::floor(nearest->certainty * 1000 + 1e-6) / 1000;  // 94.96% is not yet 95%
    const std::string sure = percent_text(rounded, language, 1);
    std::string text = either(language, {"Nearest comes ", name, ": that contacts with it are not worth their cost has a probability of ", sure, ", where ", asked, " is asked for"},
                              {"제외에 가장 가까운 유형은 ", name, "입니다. 연락이 비용만큼의 값을 하지 못할 확률은 ", sure, "이고, ", asked, " 이상일 때만 제외합니다"});
    if (enough) text += either(language, {", of more contacts than there are"}, {". 다만 아직 연락이 모자랍니다"});
    text += ". ";
    if (nearest->more_contacts) {
        const std::string more = number_text(*nearest->more_contacts);
        text += either(language, {"About ", more, " more contacts with others of this kind, answered at the same rate, would be enough to set it aside. "},
                       {"이 유형의 다른 고객들과 연락이 약 ", more, "건 더 있고 응답률이 지금과 같다면, 제외하기에 충분합니다. "});
    }
    return text;
}

}  // namespace dangol::inline v0
