#include <dangol/features/column_text.hpp>
#include <dangol/personas/persona.hpp>
#include <dangol/segments/most_probable.hpp>

#include "core/words.hpp"
#include "personas/disclosure.hpp"

#include <algorithm>
#include <string>

namespace dangol::inline v0 {
namespace {

std::string share_text(const Estimate& share, const PersonaSet& set, Language language) {
    std::string text = told_share(share.value, set, language);
    const auto same = [&](double end) { return percent_text(end, language) == percent_text(share.value, language); };
    if (share.interval && !(same(share.interval->low) && same(share.interval->high))) {
        text += language == Language::korean ? "(95% 구간 " : " (95% interval ";
        text += range_text(percent_text(share.interval->low, language), percent_text(share.interval->high, language), language);
        text += ")";
    }
    return text;
}

/// Where kinds are withheld the shares are of those who are described: they add up to all of them, and not to all customers.
std::string shares_sentence(const Persona& persona, const PersonaSet& set, Language language) {
    const bool of_a_part = set.too_few > 0;
    // Then in coarse steps: 30%, 30%, 30% and 10% of the money, in steps of 20%, read as 40%, 40%, 40% and none.
    const auto told = [&](const Estimate& share) { return share_text(share, set, language); };
    const std::string customers = told(persona.share_of_customers);
    std::string text = either(language, {customers, of_a_part ? " of the customers described" : " of customers"}, {of_a_part ? "설명한 고객의 " : "고객의 ", customers});
    if (!persona.share_of_value) return text;
    const std::string value = told(*persona.share_of_value);
    return text + either(language, {", ", value, of_a_part ? " of what they spend" : " of what is spent"}, {of_a_part ? ", 그 매출의 " : ", 매출의 ", value});
}

std::string routine_sentence(const Routine& routine, Language language) {
    if (!routine.interval_days) return {};
    const bool korean = language == Language::korean;
    const std::string every = duration_text(routine.interval_days->value, language);
    return korean ? " 보통 " + every + "마다 옵니다." : " Usually comes every " + every + ".";
}

std::string smallness_sentence(const PersonaOptions& options, bool korean) {
    if (options.smallest_group >= 5) return {};
    const std::string k = std::to_string(options.smallest_group);
    return korean ? "고객 " + k + "명짜리 무리까지 다루었으니 가게 안의 메모로만 쓰고 밖에 내보이지 마세요."
                  : "Groups of as few as " + counted_text(options.smallest_group, "customer", "customers") + " are described: for the shop's own notebook only, not to be shared.";
}

std::string too_small_sentence(const PersonaSet& set, bool korean) {
    const std::string customers = number_text(set.customers), k = number_text(set.options.smallest_group);
    const bool too_few_in_all = set.customers < 2 * set.options.smallest_group;  // not two groups of k
    const bool can_be_lowered = set.options.smallest_group > 3;
    if (korean)
        return (too_few_in_all ? std::string("고객이 아직 적어, ") : "고객이 약 " + customers + "명이지만, ") + k + "명보다 적은 무리는 드러내지 않는다는 규칙을 지키면 페르소나를 쓸 수 없습니다. 기록이 더 쌓이기를 기다리세요" +
               (can_be_lowered ? ". 가게 안에서만 볼 메모라면 3명짜리 무리까지 다루도록 정할 수 있습니다." : ".");
    return (too_few_in_all ? std::string("With so few customers") : "Among about " + customers + " customers") + ", no persona can be written without saying something about fewer than " + k +
           " people: wait for more records" + (can_be_lowered ? ", or allow groups of as few as 3 customers, for a notebook that stays in the shop." : ".");
}

std::string paragraph(const Persona& persona, const PersonaSet& set, Language language) {
    const bool korean = language == Language::korean;
    std::string text = joined({title(persona, set, language), korean ? " · 별칭 " : " · called ", alias(persona, language), ": ", shares_sentence(persona, set, language), "."});
    for (std::size_t t = 0; t < std::min<std::size_t>(persona.traits.size(), 3); ++t) text += joined({" ", to_text(persona.traits[t], set.columns, language)});
    const bool interval_said = std::any_of(persona.traits.begin(), persona.traits.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(persona.traits.size(), 3)),
                                           [&](const Trait& trait) { return set.columns[trait.column.value].construct == Construct::visit_interval; });
    return interval_said ? text : text + routine_sentence(persona.routine, language);
}

}  // namespace

std::string to_text(const Persona& persona, const PersonaSet& set, Language language) {
    const std::string smallness = smallness_sentence(set.options, language == Language::korean);
    return paragraph(persona, set, language) + (smallness.empty() ? "" : " ") + smallness;
}

std::string to_text(const OpenQuestion& question, const PersonaSet& set, Language language) {
    const bool korean = language == Language::korean;
    const std::string what = label(set.columns[question.column.value], language);
    if (question.known_of == 0) return korean ? with_particle(what, Particle::topic) + " 알려진 고객이 없습니다" : what + ": known of nobody";
    if (question.known_of < set.options.smallest_group) return korean ? with_particle(what, Particle::topic) + " 몇 명만 알려져 있습니다" : what + ": known of a few only";
    const std::string count = number_text(question.known_of), about = set.options.smallest_group < 5 ? "" : korean ? "약 " : "about ";  // rounded from there on
    return korean ? with_particle(what, Particle::topic) + " 고객 " + about + count + "명만 알려져 있습니다" : what + ": known of " + about + count + " only";
}

std::string beyond_personas_text(const PersonaSet& set, Language language) {
    const bool korean = language == Language::korean;
    if (set.personas.empty()) return too_small_sentence(set, korean);
    std::string text;
    if (set.too_few > 0) {
        const std::string few = std::to_string(set.too_few);
        text = korean ? few + "개 유형은 고객이 너무 적어 다루지 않았습니다." : "Of " + few + (set.too_few == 1 ? " kind" : " kinds") + " with too few customers nothing is said.";
    }
    const std::string smallness = smallness_sentence(set.options, korean);
    return text + (text.empty() || smallness.empty() ? "" : "\n") + smallness;
}

std::string to_text(const PersonaSet& set, Language language) {
    const std::string beyond = beyond_personas_text(set, language);
    if (set.personas.empty()) return beyond;
    std::string text = to_text(set.segmentation, language) + "\n";
    for (const Persona& persona : set.personas) text += joined({"\n", paragraph(persona, set, language)});
    return text + (beyond.empty() ? "" : "\n") + beyond;
}

std::vector<FitWarning> all_warnings(const PersonaSet& set) {
    std::vector<FitWarning> all;
    for (const auto* some : {&set.segmentation.mixture.report().warnings, &set.segmentation.warnings, &set.warnings})
        for (const FitWarning& warning : *some)
            if (std::find(all.begin(), all.end(), warning) == all.end()) all.push_back(warning);
    return all;
}

Members members(const PersonaSet& set, const FeatureTable& customers, const Execution& execution) {
    const Matrix membership = set.segmentation.mixture.membership(customers, execution);
    Members found;
    for (std::size_t i = 0; i < membership.rows(); ++i) {
        const MostProbable most = most_probable(membership.row(i));
        const SegmentId segment = set.segmentation.ids[most.segment];
        const auto persona = std::find_if(set.personas.begin(), set.personas.end(), [&](const Persona& p) { return p.segment == segment; });
        found.persona.push_back(persona == set.personas.end() ? unobserved_code : static_cast<std::uint32_t>(persona - set.personas.begin()));
        found.probability.push_back(most.probability);
    }
    return found;
}

}  // namespace dangol::inline v0
