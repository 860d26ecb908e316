#include <dangol/features/column_text.hpp>
#include <dangol/scoring/lead_scorer.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <vector>

#include "core/math.hpp"
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

std::string response_is_not_effect(Language language) {
    return either(language,
        {"This says who responds when contacted, not whom the contact changes: that needs leads left out at random."},
        {"이 점수는 연락했을 때 응답할 가능성이며, 연락이 사람을 바꾼다는 뜻이 아닙니다. 효과를 알려면 무작위로 연락하지 않은 리드가 필요합니다."});
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
    std::vector<std::string> unknown;
    double rest = 0;
    std::size_t rest_count = 0;
    for (const LedgerEntry& entry : ledger.entries) {
        const bool base = std::holds_alternative<BaseRate>(entry.source);
        const auto* column = std::get_if<ColumnIndex>(&entry.source);
        if (!entry.known && column != nullptr && column->value < scorer.columns().size()) {
            unknown.push_back(label(scorer.columns()[column->value], language));
        }
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
    text += line(total, total, either(language, {"Score"}, {"점수"}), language);
    if (!unknown.empty()) text += either(language,
        {"Not known of this lead: "},
        {"이 리드에 대해 알지 못하는 것: "}) + list_text(unknown, language) + ".\n";
    return text + response_is_not_effect(language);
}

}  // namespace dangol::inline v0
