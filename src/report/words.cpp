#include "report/words.hpp"

#include <dangol/core/language.hpp>

#include <algorithm>

#include "core/words.hpp"
#include "customers/account_text.hpp"
#include "personas/disclosure.hpp"
#include "study/leads_text.hpp"

namespace dangol::inline v0::reporting {
namespace {

/// A share of a persona's customers, as far as k allows.
std::string guarded_share(double share, const Persona& persona, const PersonaSet& set, Language language) {
    const double customers = static_cast<double>(persona.customers), k = static_cast<double>(set.options.smallest_group);
    const bool hidden = share * customers < k, others_hidden = (1 - share) * customers < k;
    if (hidden && others_hidden && share > 0.25 && share < 0.75) return either(language, {"some"}, {"일부"});
    if (hidden && !(others_hidden && share > 0.5)) return either(language, {"few"}, {"소수"});
    if (others_hidden) return either(language, {"nearly all"}, {"거의 모두"});
    return percent_text(share, language);
}

}  // namespace

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        if (end > 0) lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::string ground_text(const Trait& trait, Language language) {
    switch (trait.ground) {
        case Ground::by_construction: return either(language, {"used to form the kinds"}, {"구분에 쓴 특징"});
        case Ground::untested: return either(language, {"not tested"}, {"검정하지 않음"});
        case Ground::tested: break;
    }
    return trait.cross_fitted ? either(language, {"tested, itself left out"}, {"이 특징 없이 검정함"}) : either(language, {"tested"}, {"검정함"});
}

std::string exact_ground_text(const Trait& trait, Language language) {
    const std::string ground = ground_text(trait, language);
    if (trait.ground != Ground::tested) return ground;
    return ground + (trait.q_value < 0.001 ? ", q < 0.001" : joined({", q = ", number_text(trait.q_value, language, 3)}));
}

std::string prevalence_text(const Persona& persona, const PersonaSet& set, Language language) {
    if (persona.traits.empty()) return {};
    const std::string most = guarded_share(persona.prevalence.most, persona, set, language), all = guarded_share(persona.prevalence.all, persona, set, language);
    return either(language,
        {"Of the customers of this kind ", most, " match more than half of the traits and ", all, " match all."},
        {"이 유형의 고객 가운데 ", with_particle(most, Particle::subject), " 특징의 절반 넘게 들어맞고, 모두 들어맞는 고객은 ", all == "소수" ? "적습니다." : all == "일부" ? "일부입니다." : all + "입니다."});
}

namespace {

std::string as_of_text(const PersonaSet& set, Language language) {
    if (!set.window.until.given()) return {};
    const std::string until = date_text(set.window.until.local_time(), language);
    return either(language, {", seen as of ", until}, {", 기준일 ", until});
}

/// The records may hold more customers than are described.
bool describes_a_part(const Study& study) {
    return study.personas.customers >= study.personas.options.smallest_group && study.personas.customers < study.account.customers;
}

/// Who is not described mostly refused: how many is not told of fewer than k. How many are described stands on every card and behind every share, so that what is left out
/// is how many are on record.
bool tells_all_customers(const Study& study) {
    const std::size_t all = study.account.customers, k = study.personas.options.smallest_group;
    return all >= k && (!describes_a_part(study) || all - study.personas.customers >= k);
}

}  // namespace

std::string subtitle_text(const PersonaSet& set, Language language) {
    const bool few = set.customers < set.options.smallest_group;
    const std::string k = number_text(set.options.smallest_group), all = number_text(set.customers);
    const std::string who = few ? either(language, {"fewer than ", k, " customers"}, {"고객 ", k, "명 미만"})
                                : either(language, {counted_text(set.customers, "customer", "customers")}, {"고객 ", all, "명"});
    return who + as_of_text(set, language);
}

std::string subtitle_text(const Study& study, Language language) {
    if (!describes_a_part(study) || !tells_all_customers(study)) return subtitle_text(study.personas, language);
    const std::string described = number_text(study.personas.customers), all = number_text(study.account.customers);
    return either(language, {described, " of ", all, " customers"}, {"고객 ", all, "명 가운데 ", described, "명"}) + as_of_text(study.personas, language);
}

bool tells_refused_leads(const Study& study) {
    const std::size_t refused = study.leads.not_permitted;
    return refused == 0 || (refused >= study.personas.options.smallest_group && tells_all_customers(study));
}

std::string leads_text(const Study& study, Language language) { return leads_text(study.leads, tells_refused_leads(study), language); }

std::string account_text(const Study& study, Language language) {
    return account_text(study.account, {.smallest_group = study.personas.options.smallest_group, .customers = tells_all_customers(study), .leads = tells_refused_leads(study), .stray_times = false}, language);
}

std::string described_text(const Study& study, Language language) {
    if (!describes_a_part(study)) return {};
    const PersonaSet& set = study.personas;
    const std::string part = number_text(set.customers), all = number_text(study.account.customers), k = number_text(set.options.smallest_group);
    const std::string described = tells_all_customers(study) ? either(language, {part, " of these ", all, " customers"}, {"이 고객 ", all, "명 가운데 ", part, "명"})
                                                             : either(language, {part, " customers"}, {"고객 ", part, "명"});
    const std::string few = tells_all_customers(study) ? std::string{} : either(language, {" Few more (under ", k, ") are on record."}, {" 그 밖에 기록된 고객은 소수(", k, "명 미만)입니다."});
    const bool events_count = study.plan.counted == CountedInteractions::all;  // who only asked is one of them
    const std::string visits = number_text(study.plan.visits_at_least);
    const std::string counted = events_count ? counted_text(study.plan.visits_at_least, "visit, inquiry or other event", "visits, inquiries or other events")
                                             : counted_text(study.plan.visits_at_least, "visit", "visits");
    const bool agreed = study.account.consent_recorded;
    const std::string text = either(language,
        {"The personas describe ", described, ": those ", agreed ? "who agreed to it and had at least " : "with at least ", counted, " in the time that was studied"},
        {"페르소나는 ", with_particle(described, Particle::object), " 다룹니다: ", agreed ? "동의했고 " : "", "살펴본 기간에 ", visits, events_count ? "번 이상 방문하거나 문의하는 등 기록이 있는 고객" : "번 이상 방문한 고객"});
    return text + (set.too_few > 0 ? either(language, {", without kinds of fewer than ", k, "."}, {"이며, ", k, "명 미만의 유형은 뺐습니다."}) : either(language, {"."}, {"입니다."})) + few;
}

std::string window_text(const PersonaSet& set, Language language) {
    if (!set.window.until.given()) return {};
    const std::string until = date_text(set.window.until.local_time(), language);
    if (!set.window.from.given()) return either(language, {"Records before ", until}, {until, " 이전의 기록"});
    const std::string from = date_text(set.window.from.local_time(), language);
    return either(language, {"Records from ", from, ", seen as of ", until}, {from, "부터의 기록, 기준일 ", until});
}

std::string smallest_group_text(const PersonaSet& set, Language language) {
    const std::string k = number_text(set.options.smallest_group);
    std::string text = either(language, {"Describes a group, never a person; nothing about fewer than ", k, " customers"},
                              {"개인이 아닌 집단의 설명이며, ", k, "명 미만에 대해서는 말하지 않음"});
    if (set.options.smallest_group < 5) text += either(language, {"; for the shop's own notebook only, not to be shared"}, {". 가게 안의 메모로만 쓰고 밖에 내보이지 않음"});
    return text;
}

bool rounds_customers(const PersonaSet& set) { return set.options.smallest_group >= 5 && set.personas.size() > 1; }

std::string rounded_numbers_text(const PersonaSet& set, Language language) {
    if (rounds_shares(set)) {
        const std::string step = percent_text(share_step(set), language);
        return either(language, {"Numbers of customers are rounded, and shares to steps of about ", step, ", so that nobody can be singled out: neither need add up to the whole"},
                      {"개인이 드러나지 않도록 고객 수를 어림하고 비중은 약 ", step, " 단위로 어림한 값이라, 유형별 수와 비중의 합이 전체와 다를 수 있음"});
    }
    return either(language, {"Numbers of customers are rounded, so that nobody can be singled out: the kinds need not add up to the whole"},
                  {"개인이 드러나지 않도록 고객 수를 어림한 값이라 유형별 수의 합이 전체와 다를 수 있음"});
}

std::string set_aside_text(std::span<const Quarantine::Count> counts, Language language) {
    Quarantine quarantine{.counts = {counts.begin(), counts.end()}};
    if (quarantine.counts.empty()) return {};
    std::stable_sort(quarantine.counts.begin(), quarantine.counts.end(), [](const auto& a, const auto& b) { return a.rows > b.rows; });
    std::vector<std::string> lines = lines_of(to_text(quarantine, language));
    std::string text;
    for (std::size_t i = 1; i < lines.size(); ++i) text += joined({std::string_view(lines[i]).substr(lines[i].starts_with("- ") ? 2 : 0), "\n"});  // the first is a heading
    return text;
}

}  // namespace dangol::inline v0::reporting
