#include <dangol/scoring/negative_persona.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

#include "core/words.hpp"
#include "scoring/contact_period.hpp"
#include "scoring/few_people.hpp"
#include "scoring/nearest_kind.hpp"
#include "scoring/negative_kind.hpp"
#include "scoring/persona_name.hpp"

namespace dangol::inline v0 {
namespace {

std::string share_text(const Estimate& share, Language language) {
    std::string text = percent_text(share.value, language, 1);
    if (!share.interval) return text;
    const std::string range = range_text(percent_text(share.interval->low, language, 1), percent_text(share.interval->high, language, 1), language);
    return text + either(language, {" (95% interval ", range, ")"}, {" (95% 구간 ", range, ")"});
}

std::string assumptions(const NegativePersonaSet& set, Language language) {
    const std::string cost = money_text(set.options.contact_cost, set.currency, language);
    const std::string margin = money_text(set.options.conversion_margin, set.currency, language);
    const std::string rate = percent_text(set.break_even_rate, language, 1);
    return either(language,
        {"a contact pays from ", rate, " on: assumed are ", cost, " a contact and ", margin, " margin an answer"},
        {"응답률 ", rate, "부터 연락 비용을 회수합니다. 가정: 연락 한 번 ", cost, ", 응답 한 건의 이익 ", margin});
}

std::string at_most(double share, Language language) {
    return either(language, {"at most ", percent_text(share, language, 1)}, {"많아야 ", percent_text(share, language, 1)});
}

std::string errors_text(const NegativePersona& negative, const NegativePersonaSet& set, std::size_t k, Language language) {
    const SetAsideErrors& errors = negative.errors;
    if (!errors.would_convert) {
        return either(language,
            {"What setting it aside loses is not known (not identified): there are no later contacts with it, or too few."},
            {"제외했을 때 잃는 것은 알 수 없습니다. 이 집단에 대한 이후의 연락이 없거나 너무 적기 때문입니다."});
    }
    const ErrorsTold told = told_of(negative, set, k);
    const std::string contacts = number_text(errors.contacts), few = count_among(told.answered, errors.contacts, k, language);
    if (!told.would && !told.would_at_most && !told.lost_at_most) {
        return either(language,
            {"Of ", contacts, " later contacts with it ", few, " were answered all the same: too few to tell more without pointing at persons."},
            {"이후의 연락 ", contacts, "건 중 그래도 응답한 것은 ", few, "입니다. 너무 적어 더 말하면 개인이 드러날 수 있습니다."});
    }
    const std::string would = told.would ? share_text(*errors.would_convert, language) : few;
    std::string text = either(language,
        {"Of ", contacts, " later contacts with it ", would, " were answered all the same"},
        {"이후의 연락 ", contacts, "건 중 그래도 응답한 ", told.would ? "비율은 " : "것은 ", would});
    if (told.would_at_most) text += either(language, {"; "}, {"이며, "}) + true_rate_below(*told.would_at_most, language);
    if (told.lost || told.lost_at_most) {
        const std::string lost = told.lost ? share_text(*errors.converters_lost, language) : at_most(*told.lost_at_most, language);
        text += either(language, {"; the group gave ", lost, " of all answers"}, {"이고, 전체 응답 가운데 이 집단의 몫은 ", lost});
    }
    return text + either(language, {"."}, {"입니다."});
}

std::string overall_text(const NegativePersonaSet& set, const PersonaSet& personas, Language language) {
    const std::size_t k = personas.options.smallest_group, contacts = set.earlier_contacts + set.later_contacts;
    const auto answered = static_cast<std::size_t>(std::round(set.overall_rate.value * static_cast<double>(contacts)));
    const TotalTold told = total_told(set, personas.segmentation.ids.size(), contacts, answered, k);
    if (told.as == Told::few) {
        const std::string few = count_among(answered, contacts, k, language), all = number_text(contacts);
        return either(language, {"Of the ", all, " contacts counted here, earlier and later ones together, ", few, " were answered."}, {"여기서 센 연락 ", all, "건 가운데 응답한 것은 앞선 것과 나중 것을 모두 합쳐 ", few, "입니다."});
    }
    const std::string all = number_text(contacts), few = number_text(k);
    if (told.as == Told::between) {  // also where contacts of no kind, or later ones, are the difference
        const std::string range = count_range(told, language), rates = rate_range(told, language);
        return either(language,
            {"Of the ", all, " contacts counted here, earlier and later ones together, ", range, " were answered (", rates, "); beside the numbers of each kind the exact number would give away one under ", few, "."},
            {"여기서 센 연락 ", all, "건 가운데 응답한 것은 앞선 것과 나중 것을 모두 합쳐 ", range, "(", rates, ")입니다. 정확한 수를 밝히면 유형마다 밝힌 수와의 차이에서 ", few, "건 미만의 수가 드러납니다."});
    }
    if (told.as == Told::nothing) {
        return either(language,
            {"How many of all contacts were answered is not told exactly: beside the numbers of each kind it would give away a number under ", few, "."},
            {"전체 연락의 응답률은 정확히 밝히지 않습니다. 유형마다 밝힌 수와 함께 보면 ", few, "건 미만의 수가 드러나기 때문입니다."});
    }
    const std::string rate = share_text(set.overall_rate, language);
    return either(language,
        {"Of the ", all, " contacts counted here, earlier and later ones together, ", rate, " were answered."},
        {"여기서 센 연락 ", all, "건의 응답률은 앞선 것과 나중 것을 모두 합쳐 ", rate, "입니다."});
}

/// "about 1.5%, at most 4.3%", of the rate; where k hides the number of answers only the limits that it leaves.
std::string about(const ResponseTold& told, const NegativePersonaSet& set, Language language) {
    if (!told.rate) return limits_text(told, set, language);
    const std::string value = percent_text(told.rate->value, language, 1);
    if (!told.rate->interval) return either(language, {"about ", value}, {"약 ", value});
    const std::string most = percent_text(told.rate->interval->high, language, 1);
    return either(language, {"about ", value, ", at most ", most}, {"약 ", value, ", 많아야 ", most});
}

/// What a decision says where k hides all else: no more than it was taken on.
std::string decided_text(const ResponseTold& told, Language language) {
    const std::string sure = percent_text(told.certainty, language, 1);
    return either(language, {"with at least ", sure, " certainty too few for a contact to pay"}, {sure, " 이상의 확률로 연락 비용을 회수하지 못합니다"});
}

/// How sure it is that a contact is not worth its cost.
std::string certainty_text(const ResponseTold& told, const NegativePersonaSet& set, std::size_t k, Language language) {
    const std::string sure = percent_text(told.certainty, language, 1), enough = percent_text(set.options.certainty, language, 1);
    if (told.rate && told.at_least_certain) {
        const std::string rate = share_text(*told.rate, language);
        return either(language,
            {"response rate ", rate, "; that a contact is not worth its cost has a probability of at least ", sure, ", as is asked for. "},
            {"응답률 ", rate, ", 연락이 비용만큼의 값을 하지 못할 확률은 기준인 ", sure, " 이상입니다. "});
    }
    if (told.rate) {
        const std::string rate = share_text(*told.rate, language);
        return either(language,
            {"estimated response rate ", rate, "; that a contact is not worth its cost has probability ", sure, ", where ", enough, " is asked for. "},
            {"추정 응답률 ", rate, ", 연락이 비용만큼의 값을 하지 못할 확률 ", sure, " (", enough, " 이상일 때만 제외). "});
    }
    const std::string few = number_text(k);
    return either(language,
        {"that a contact is not worth its cost has a probability of at least ", sure, ", as is asked for; the estimated rate would give away a number under ", few, ". "},
        {"연락이 비용만큼의 값을 하지 못할 확률은 기준인 ", sure, " 이상입니다. 추정 응답률을 밝히면 ", few, "건 미만의 수가 드러나므로 밝히지 않습니다. "});
}

}  // namespace

std::string to_text(const NegativePersona& negative, const NegativePersonaSet& set, const PersonaSet& personas, Language language) {
    const std::string name = persona_name(personas, negative.persona, language);
    const std::size_t k = personas.options.smallest_group;
    const ResponseTold told = told_of(negative.response, set, k);
    const std::string contacts = number_text(told.contacts), conversions = count_among(told.answered, told.contacts, k, language);
    const bool only_decided = !told.rate && told.within && told.within->high == set.break_even_rate;  // that rate is told right behind
    std::string rate = only_decided ? decided_text(told, language) : about(told, set, language);
    if (only_decided) rate.insert(0, either(language, {"; "}, {"이며, "}));
    else if (!rate.empty()) rate.insert(0, told.rate ? ", " : either(language, {"; "}, {"이며, "}));
    std::string worth = worth_text(told, set, language);
    if (const std::string others = perhaps_of_others(told, set, personas, language); !others.empty()) worth += ". " + others;
    for (const std::string& kind : kind_texts(negative, set.options, personas, language)) worth += ". " + kind;
    return either(language,
        {"Spend no marketing effort on ", name, ": ", conversions, " of ", contacts, " contacts were answered", rate, " (", assumptions(set, language), "). ", worth,
         ". This is about marketing effort only: when they come, they are served like everyone."},
        {name, " 유형에는 영업 노력을 들이지 않습니다. 연락 ", contacts, "건 중 응답은 ", conversions, rate, only_decided ? " (" : "입니다 (", assumptions(set, language), "). ", worth,
         ". 영업 노력에 관한 것일 뿐, 찾아오는 손님은 누구나 똑같이 모십니다."});
}

std::string how_we_know(const NegativePersona& negative, const NegativePersonaSet& set, const PersonaSet& personas, Language language) {
    const std::string name = persona_name(personas, negative.persona, language);
    const std::size_t k = personas.options.smallest_group;
    std::string text = joined({name, ": ", certainty_text(told_of(negative.response, set, k), set, k, language)});
    for (const Trait* trait : shown_by(negative, personas)) text += to_text(*trait, personas.columns, language) + " ";
    text += errors_text(negative, set, k, language);
    if (set.options.exploration_share > 0) {
        const std::string share = percent_text(set.options.exploration_share, language, 1);
        text += either(language,
            {" Among the leads ", share, " of this kind, drawn at random, are marked “contact as a sample”: contact them all the same, for only their answers can show that setting the kind aside is wrong."},
            {" 이 유형의 리드 가운데 무작위로 뽑힌 ", share, "에는 “표본 연락”이라고 적혀 있습니다. 그들에게는 그대로 연락하세요. 그 응답이 있어야 이 유형을 제외한 것이 틀렸는지 알 수 있습니다."});
    }
    return text;
}

std::string to_text(const NegativePersonaSet& set, const PersonaSet& personas, Language language) {
    if (set.responses.empty()) {
        return either(language,
            {"There are no contacts with a known outcome, or too few: whom not to chase cannot be told."},
            {"결과가 알려진 연락이 없거나 너무 적어, 누구에게 연락하지 않을지 말할 수 없습니다."});
    }
    const auto certain = [&](const SegmentResponse& r) { return surely_not_worth(r, set.options, personas.options.smallest_group); };
    const bool of_all = set.responses.size() == personas.segmentation.ids.size();
    if (of_all && std::all_of(set.responses.begin(), set.responses.end(), certain)) {
        return either(language,
            {"Contacts with nobody are worth their cost (", assumptions(set, language), "): no kind of customer can be singled out. "},
            {"누구에게 연락해도 비용만큼의 값을 하지 못합니다 (", assumptions(set, language), "). 특정 유형을 가려낼 수 없습니다. "}) +
               overall_text(set, personas, language);
    }
    if (set.personas.empty()) {
        const std::string least = number_text(set.options.contacts_at_least);
        return either(language,
            {"Nobody is set aside: of no kind of customer contacted at least ", least, " times is it sure that contacts are worth less than they cost (", assumptions(set, language),
             "). A kind can be missed: contacts with customers of whom little was known then may count with another kind. "},
            {"제외할 유형이 없습니다. ", least, "건 이상 연락한 유형 가운데 연락 비용보다 가치가 낮다고 확신할 수 있는 유형이 없습니다 (", assumptions(set, language),
             "). 연락할 때 아는 것이 적던 고객은 다른 유형으로 셌을 수 있어, 제외할 유형을 놓쳤을 수도 있습니다. "}) +
               nearest_text(set, personas, language) + overall_text(set, personas, language);
    }
    std::string text;
    for (const NegativePersona& negative : set.personas) text += to_text(negative, set, personas, language) + "\n";
    text += contacts_of_a_kind(set, personas, language) + ".\n";
    return text + overall_text(set, personas, language);
}

std::string how_we_know(const NegativePersonaSet& set, const PersonaSet& personas, Language language) {
    std::string text;
    for (const NegativePersona& negative : set.personas) text += (text.empty() ? "" : "\n") + how_we_know(negative, set, personas, language);
    return text;
}

}  // namespace dangol::inline v0
