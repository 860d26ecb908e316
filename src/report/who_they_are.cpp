#include "report/who_they_are.hpp"

#include <dangol/features/column_text.hpp>

#include <algorithm>
#include <array>
#include <numeric>
#include <string>
#include <vector>

#include "personas/compared.hpp"
#include "personas/who_came.hpp"
#include "report/picture.hpp"

namespace dangol::inline v0::reporting {
namespace {

constexpr std::size_t facts_at_most = 6, busiest_at_most = 3;
constexpr double worth_coming_for = 0.01;  // of the visits: nobody waits for who comes more rarely at that time

/// What one would say of somebody when asked who that is; the other traits are differences and stand in the middle of the card.
bool is_fact(Construct construct) {
    return construct == Construct::frequency || construct == Construct::monetary_value || construct == Construct::tenure || construct == Construct::satisfaction ||
           construct == Construct::attribute;
}

/// What is known of them though it sets nobody apart: what they spend and come for, where no trait of theirs tells it.
void add_what_is_known(Json& facts, const Persona& persona, const PersonaSet& set) {
    const auto told = [&](Construct construct) {
        return std::any_of(persona.traits.begin(), persona.traits.end(), [&](const Trait& trait) { return set.columns[trait.column.value].construct == construct; });
    };
    if (const auto& spend = persona.spend_per_visit; spend && !told(Construct::monetary_value)) {
        facts.push_back({{"label", in_both("Spend per visit", "방문당 금액")},
                         {"value", in_both([&](Language language) { return set.currency.empty() ? number_text(spend->value, language, 2) : money_text(spend->value, set.currency, language); })}});
    }
    if (persona.sought.empty() || told(Construct::offering_mix)) return;
    facts.push_back({{"label", in_both("Come for", "찾는 것")}, {"value", in_both([&](Language language) {
                          std::vector<std::string> parts;
                          for (const SoughtOffering& sought : persona.sought)
                              parts.push_back(joined({level_label(set.columns[sought.column.value], sought.level, language), " ", percent_text(sought.share, language)}));
                          return capital(list_text(parts, language));
                      })}});
}

std::string parts_text(std::span<const std::size_t> cells, const FeatureColumn& rhythm, Language language) {
    std::vector<std::string> names;
    for (const std::size_t cell : cells) names.push_back(level_label(rhythm, id_at<LevelIndex>(cell), language));
    return list_text(names, language);
}

}  // namespace

const FeatureColumn* rhythm_of(const PersonaSet& set) {
    for (const FeatureColumn& column : set.columns) {
        if (column.construct == Construct::visit_rhythm && column.kind == ColumnKind::composition && column.levels.size() == 28) return &column;
    }
    return nullptr;
}

std::vector<std::size_t> busiest(const Routine& routine) {
    std::vector<std::size_t> order(routine.share_here.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return routine.share_here[a] > routine.share_here[b]; });
    order.resize(busiest_at_most);
    while (order.size() > 1 && routine.share_here[order.back()] < worth_coming_for) order.pop_back();
    return order;
}

Json facts_of(const Persona& persona, const PersonaSet& set) {
    Json facts = Json::array();
    if (const auto came = who_came(persona, set.columns); came && *came > 0) {
        facts.push_back({{"label", in_both("Have come", "이 기간에 방문한 고객")},
                         {"value", in_both("about " + number_text(*came), "약 " + number_text(*came) + "명")},
                         {"note", in_both("of about " + number_text(persona.customers) + " in this time; of the others no visit is on record in it", "약 " + number_text(persona.customers) + "명 중. 나머지는 이 기간의 방문 기록 없음")}});
    }
    if (const auto& days = persona.routine.interval_days) {
        Json fact{{"label", in_both("Comes", "방문")}, {"value", in_both([&](Language language) {
                      const std::string every = duration_text(days->value, language);
                      return either(language, {"every ", every}, {every, "마다"});
                  })}};
        if (const auto& shape = persona.routine.regularity) fact["note"] = in_both([&](Language language) { return regularity_text(*shape, language); });
        facts.push_back(fact);
    }
    if (const auto& company = persona.routine.in_company) {
        facts.push_back({{"label", in_both("In company", "동반")}, {"value", in_both([&](Language language) {
                              const std::string share = percent_text(company->value, language);
                              return either(language, {"on ", share, " of visits"}, {"방문의 ", share});
                          })}});
    }
    for (const Trait& trait : persona.traits) {
        if (facts.size() == facts_at_most) break;
        const FeatureColumn& column = set.columns[trait.column.value];
        if (!is_fact(column.construct)) continue;
        if (column.construct == Construct::frequency && persona.routine.interval_days) continue;  // another average of the same: see amounts_told()
        facts.push_back({{"label", in_both([&](Language language) {
                              const std::string what = capital(label(column, language));
                              return trait.level ? joined({what, " ", level_label(column, *trait.level, language)}) : what;
                          })},
                         {"value", in_both([&](Language language) { return told_sides(trait, column, language).here; })},
                         {"note", in_both([&](Language language) {
                              const std::string others = told_sides(trait, column, language).elsewhere;
                              return either(language, {"others ", others}, {"다른 고객 ", others});
                          })}});
    }
    add_what_is_known(facts, persona, set);
    return facts;
}

Json bought_of(const Persona& persona, const PersonaSet& set) {
    Json facts = Json::array();
    for (const Trait& trait : persona.traits) {
        const FeatureColumn& column = set.columns[trait.column.value];
        if (column.construct != Construct::offering_mix) continue;
        facts.push_back({{"label", trait.standardised > 0 ? in_both("Comes more for", "더 찾는 것") : in_both("Comes less for", "덜 찾는 것")},
                         {"value", in_both([&](Language language) {
                              const std::string what = trait.level ? level_label(column, *trait.level, language) : detail_label(column, language);
                              return joined({capital(what), " ", told_sides(trait, column, language).here});
                          })},
                         {"note", in_both([&](Language language) {
                              const std::string others = told_sides(trait, column, language).elsewhere;
                              return either(language, {"others ", others}, {"다른 고객 ", others});
                          })}});
    }
    return facts;
}

std::string hours_note(const CardSource& source, Language language) {
    if (!(source.visits_only_dated > 0)) return {};
    const std::string dated = percent_text(source.visits_only_dated, language);
    return either(language, {"Counted are visits whose hour is known; ", dated, " of the shop's visits have only a date."}, {"시각이 적힌 방문만 셈. 가게 방문의 ", dated, "는 날짜만 적혀 있음."});
}

Json week_part(const Persona& persona, const CardSource& source) {
    const PersonaSet& set = source.personas;
    const FeatureColumn* rhythm = rhythm_of(set);
    if (!persona.routine.known || rhythm == nullptr) return nullptr;
    const std::vector<std::size_t> cells = busiest(persona.routine);
    double share = 0;
    for (const std::size_t cell : cells) share += persona.routine.share_here[cell];
    const auto caption = [&](Language language) {
        const std::string when = parts_text(cells, *rhythm, language), of = percent_text(share, language);
        const std::string hours = hours_note(source, language);
        return joined({either(language, {of, " of visits: ", when, "."}, {"방문의 ", of, ": ", when, "."}),
                       has_frames(persona.routine) ? either(language, {" Framed: at least 1.25 times the share of others."}, {" 테두리: 다른 고객 비율의 1.25배 이상."}) : std::string{},
                       hours.empty() ? "" : " ", hours});
    };
    return {{"svg", in_both([&](Language language) {
                 return week(persona.routine, either(language, {"Visits by weekday and time of day. "}, {"요일과 시간대별 방문. "}) + caption(language), language);
             })},
            {"caption", in_both(caption)}};
}

}  // namespace dangol::inline v0::reporting
