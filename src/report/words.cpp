#include "report/words.hpp"

#include <dangol/core/language.hpp>

#include <algorithm>

#include "core/words.hpp"

namespace dangol::inline v0::reporting {
namespace {

/// A share of a persona's customers, as far as k allows.
std::string guarded_share(double share, const Persona& persona, const PersonaSet& set, Language language) {
    const double customers = static_cast<double>(persona.customers), k = static_cast<double>(set.options.smallest_group);
    if (share * customers < k) return either(language, {"few"}, {"소수"});
    if ((1 - share) * customers < k) return either(language, {"nearly all"}, {"거의 모두"});
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
        case Ground::by_construction: return either(language, {"by construction"}, {"구분에 쓴 특징"});
        case Ground::untested: return either(language, {"not tested"}, {"검정하지 않음"});
        case Ground::tested: break;
    }
    const std::string q = trait.q_value < 0.001 ? "q < 0.001" : joined({"q = ", number_text(trait.q_value, language, 3)});
    return trait.cross_fitted ? either(language, {"tested without it, ", q}, {"이 특징 없이 검정함, ", q}) : either(language, {"tested, ", q}, {"검정함, ", q});
}

std::string prevalence_text(const Persona& persona, const PersonaSet& set, Language language) {
    if (persona.traits.empty()) return {};
    const std::string most = guarded_share(persona.prevalence.most, persona, set, language), all = guarded_share(persona.prevalence.all, persona, set, language);
    return either(language,
        {"Of these customers ", most, " match more than half of the traits and ", all, " match all."},
        {"이 가운데 특징의 절반 넘게 해당하는 고객은 ", most, ", 모든 특징에 해당하는 고객은 ", all, "입니다."});
}

std::string subtitle_text(const PersonaSet& set, Language language) {
    const bool few = set.customers < set.options.smallest_group;
    const std::string k = number_text(set.options.smallest_group), all = number_text(set.customers);
    std::string text = few ? either(language, {"fewer than ", k, " customers"}, {"고객 ", k, "명 미만"})
                           : either(language, {counted_text(set.customers, "customer", "customers")}, {"고객 ", all, "명"});
    if (set.window.until.given()) {
        const std::string until = date_text(set.window.until.local_time(), language);
        text += either(language, {", seen as of ", until}, {", 기준일 ", until});
    }
    return text;
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

std::string beyond_personas_text(const PersonaSet& set, Language language) {
    const std::string text = to_text(set, language);
    if (set.personas.empty()) return text;
    // It begins with the verdict and one paragraph a persona, whose own texts tell how long that is.
    // Alone, below k = 5, each also says that it stays in the shop, which the set says once at its end.
    PersonaSet shared = set;
    shared.options.smallest_group = std::max<std::size_t>(set.options.smallest_group, 5);
    std::size_t told = to_text(set.segmentation, language).size() + 1;
    for (const Persona& persona : set.personas) told += 1 + to_text(persona, shared, language).size();
    return text.substr(std::min(told, text.size()));
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
