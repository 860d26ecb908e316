#include <dangol/features/column_text.hpp>
#include <dangol/scoring/lead_scorer.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <vector>

#include "core/math.hpp"
#include "scoring/lead_scorer_state.hpp"
#include "scoring/not_known.hpp"
#include "scoring/persona_name.hpp"

namespace dangol::inline v0 {
namespace {

constexpr double worth_a_line = 0.005;  // log-odds that two decimals show

/// "+0.58", always two decimals, so that they stand in a column.
std::string signed_text(double log_odds) {
    std::array<char, 64> digits{};
    const double size = std::fabs(log_odds);
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), size, std::chars_format::fixed, 2);
    std::string text(log_odds < 0 ? "-" : "+");
    return text.append(digits.data(), end);
}

std::string line(double log_odds, double so_far, const std::string& words, Language language) {
    return joined({signed_text(log_odds), "  ", percent_text(math::logistic(so_far), language), "  ", words, "\n"});
}

}  // namespace

std::string to_text(Disposition disposition, Language language) {
    switch (disposition) {
        case Disposition::pursue: return either(language, {"pursue"}, {"먼저 연락"});
        case Disposition::nurture: return either(language, {"nurture"}, {"관계 유지"});
        case Disposition::set_aside: return either(language, {"set aside"}, {"영업 보류"});
        case Disposition::explore: return either(language,
            {"contact all the same, to keep the rate of its group known"},
            {"보류 집단의 응답률을 알기 위한 표본 연락"});
    }
    return {};
}

std::string to_text(const LeadScore& score, const LeadScorer& scorer, Language language) {
    const Interval& interval = score.probability_interval;
    const std::string probability = percent_text(score.probability, language);
    const std::string range = range_text(percent_text(interval.low, language), percent_text(interval.high, language), language);
    const std::string points = number_text(score.points, language), grade = std::string(1, score.grade.fit) + std::to_string(score.grade.engagement);
    std::string text = either(language,
        {points, " points: responds when contacted with probability ", probability, " (95% interval ", range, "), grade ", grade, "."},
        {points, "점: 연락했을 때 응답할 확률 ", probability, " (95% 구간 ", range, "), 등급 ", grade, "."});
    const std::string name = score.closest_probability == 0 ? std::string{} : persona_name(scorer.personas(), score.closest_persona, language);
    if (!name.empty()) {
        const std::string share = percent_text(score.closest_probability, language);
        text += either(language, {" Closest persona: ", name, " (", share, ")."}, {" 가장 가까운 페르소나: ", name, " (", share, ")."});
    }
    return text + either(language, {" Advice: "}, {" 제안: "}) + to_text(score.disposition, language) + ".";
}

std::string to_text(const ScoreLedger& ledger, const LeadScorer& scorer, const Lead& lead, Language language) {
    // The base first, then the strongest reasons; what is too small to show is told in one line, what is not known by name.
    std::vector<const LedgerEntry*> shown;
    double rest = 0;
    std::size_t rest_count = 0;
    for (const LedgerEntry& entry : ledger.entries) {
        const bool base = std::holds_alternative<BaseRate>(entry.source);
        if (base || std::fabs(entry.log_odds) >= worth_a_line) {
            shown.push_back(&entry);
        } else {
            rest += entry.log_odds;
            ++rest_count;
        }
    }
    if (!shown.empty()) {
        // They point into one vector, so that their addresses are in its order.
        std::sort(shown.begin() + 1, shown.end(), [](const LedgerEntry* a, const LedgerEntry* b) {
            const double x = std::fabs(a->log_odds), y = std::fabs(b->log_odds);
            return x > y || (x == y && a < b);
        });
    }
    std::string text;
    double so_far = 0;
    for (const LedgerEntry* entry : shown) {
        so_far += entry->log_odds;
        text += line(entry->log_odds, so_far, to_text(*entry, scorer, lead, language), language);
    }
    if (rest_count > 0) {
        const std::string words = either(language,
            {counted_text(rest_count, "reason", "reasons"), " too small to show"},
            {"그 밖의 작은 근거 ", number_text(rest_count), "개"});
        text += line(rest, so_far + rest, words, language);
    }
    const double total = ledger.log_odds();
    text += line(total, total, either(language, {"Score: responds when contacted"}, {"점수: 연락했을 때의 응답"}), language);
    std::vector<std::string> unknown;
    for (const FeatureColumn* column : columns_not_known(ledger, scorer)) unknown.push_back(label(*column, language));
    if (!unknown.empty()) text += either(language,
        {"Not known of this lead: "},
        {"이 리드에 대해 알지 못하는 것: "}) + list_text(unknown, language) + ".\n";
    return text;
}

std::string what_scores_say(Language language) {
    return either(language,
        {"A score says who responds when contacted, not whom the contact changes: that needs leads left out at random."},
        {"점수는 연락했을 때 누가 응답하는지를 말할 뿐, 연락이 누구를 바꾸는지는 말하지 않습니다. 그 효과를 알려면 무작위로 연락하지 않은 리드가 필요합니다."});
}

std::string why_this_advice(const LeadScore& score, const LeadScorer& scorer, Language language) {
    const double pays_from = scorer.state().break_even;
    const bool costs_known = scorer.negatives().break_even_rate > 0, pays = score.probability >= pays_from;
    // One decimal on both sides, or 6.6% would read as 7% and lie above 6.7%.
    const std::string own = percent_text(score.probability, language, 1), from = percent_text(pays_from, language, 1);
    const std::string bar = costs_known ? either(language, {"a contact pays from ", from, " on"}, {"연락 비용은 ", from, "부터 회수됩니다"})
                                        : either(language, {"of all earlier leads ", from, " responded"}, {"이전 리드 전체의 응답률은 ", from, "입니다"});
    const std::string here = either(language, {"Here ", own, "; ", bar}, {"이 리드는 ", own, ", ", bar});
    if (!score.negative_match) return here + (pays ? "." : either(language, {": not now."}, {". 지금은 연락하지 않습니다."}));
    std::string name;
    for (const NegativePersona& negative : scorer.negatives().personas)
        if (negative.id == *score.negative_match) name = persona_name(scorer.personas(), negative.persona, language);
    const std::string group = either(language, {"most probably belongs to ", name, ", and contacts with that group as a whole do not pay"},
                                     {name, " 유형일 가능성이 가장 높고, 이 유형 전체로는 연락 비용을 회수하지 못합니다"});
    if (score.disposition == Disposition::explore) {
        return either(language, {here, ". It ", group, ", so the group is set aside; this lead was drawn at random to be contacted all the same, so that the group's rate stays known."},
                      {here, ". ", group, ". 그래서 보류한 유형이지만, 응답률을 계속 알기 위해 무작위로 뽑힌 리드입니다."});
    }
    if (pays) {
        return either(language, {here, ", so by itself it would be contacted. It is set aside since it ", group, ". Whoever knows this customer better may decide otherwise."},
                      {here, ". 이 리드만 보면 연락할 만하지만 보류합니다: ", group, ". 이 고객을 더 잘 아는 사람은 달리 정해도 됩니다."});
    }
    return either(language, {here, ". It ", group, "."}, {here, ". ", group, "."});
}

}  // namespace dangol::inline v0
