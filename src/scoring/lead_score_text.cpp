#include <dangol/features/column_text.hpp>
#include <dangol/scoring/lead_scorer.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <string>
#include <vector>

#include "core/math.hpp"
#include "scoring/break_even.hpp"
#include "scoring/lead_scorer_state.hpp"
#include "scoring/not_known.hpp"
#include "scoring/persona_name.hpp"

namespace dangol::inline v0 {
namespace {

/// "+15", "−3", "0"; where the sum starts and where it ends there is no plus.
std::string points_text(int points, bool is_change) {
    return (points < 0 ? "−" : points > 0 && is_change ? "+" : "") + std::to_string(std::abs(points));
}

/// Points stand in a column of this many characters; the minus sign is one of three bytes.
std::string line(int points, bool is_change, double so_far, const std::string& words, Language language) {
    constexpr std::size_t wide = 4;
    const std::string shown = points_text(points, is_change);
    const std::size_t characters = points < 0 ? shown.size() - 2 : shown.size();
    return joined({std::string(wide - std::min(wide, characters), ' '), shown, "  ", percent_text(math::logistic(so_far), language), "  ", words, "\n"});
}

}  // namespace

std::string to_text(Disposition disposition, Language language) {
    switch (disposition) {
        case Disposition::pursue: return either(language, {"pursue"}, {"연락 권장"});
        case Disposition::nurture: return either(language, {"not now"}, {"지금은 아님"});
        case Disposition::set_aside: return either(language, {"set aside"}, {"연락 제외"});
        case Disposition::explore: return either(language,
            {"contact as a sample: its kind is set aside, and this shows whether rightly"},
            {"표본 연락 (제외한 유형이 정말 응답하지 않는지 알아보기 위한 연락)"});
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
    if (!name.empty() && score.closest_probability < clear_fit_from) {
        text += " " + fits_none_text(language) + ".";
    } else if (!name.empty()) {
        const std::string share = percent_text(score.closest_probability, language);
        text += either(language, {" Closest persona: ", name, " (", share, ")."}, {" 가장 가까운 페르소나: ", name, " (", share, ")."});
    }
    return text + either(language, {" Advice: "}, {" 제안: "}) + to_text(score.disposition, language) + ".";
}

std::string to_text(const ScoreLedger& ledger, const LeadScorer& scorer, const Lead& lead, Language language) {
    // The base first, then the strongest reasons; those that make no whole point are told in one line, what is not known by name.
    const std::vector<int> points = ledger.points();
    const auto is_base = [&](std::size_t i) { return std::holds_alternative<BaseRate>(ledger.entries[i].source); };
    std::vector<std::size_t> shown;
    double rest = 0;
    std::size_t rest_count = 0;
    for (std::size_t i = 0; i < ledger.entries.size(); ++i) {
        if (is_base(i) || points[i] != 0) {
            shown.push_back(i);
        } else {
            rest += ledger.entries[i].log_odds;
            ++rest_count;
        }
    }
    const auto size = [&](std::size_t i) { return std::fabs(ledger.entries[i].log_odds); };
    std::stable_sort(shown.begin(), shown.end(), [&](std::size_t a, std::size_t b) { return is_base(a) != is_base(b) ? is_base(a) : size(a) > size(b); });
    std::string text;
    double so_far = 0;
    for (const std::size_t i : shown) {
        so_far += ledger.entries[i].log_odds;
        text += line(points[i], !is_base(i), so_far, to_text(ledger.entries[i], scorer, lead, language), language);
    }
    if (rest_count > 0) {
        const std::string words = either(language,
            {counted_text(rest_count, "reason", "reasons"), " too small to make a point"},
            {"1점이 되지 않는 작은 근거 ", number_text(rest_count), "개"});
        text += line(0, true, so_far + rest, words, language);
    }
    text += line(std::accumulate(points.begin(), points.end(), 0), false, ledger.log_odds(), either(language, {"Score: responds when contacted"}, {"점수: 연락했을 때의 응답"}), language);
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
    const bool costs_known = scorer.negatives().break_even_rate > 0, pays = reaches(score.probability, pays_from);
    // With a decimal on both sides, or 6.6% would read as 7% and lie above 6.7%.
    const int decimals = decimals_told(pays_from);
    const std::string own = percent_text(score.probability, language, decimals), from = percent_text(pays_from, language, decimals);
    const std::string bar = costs_known ? either(language, {"a contact pays from ", from, " on"}, {"연락 비용은 ", from, "부터 회수됩니다"})
                                        : either(language, {"of all earlier leads ", from, " responded"}, {"이전 리드 전체의 응답률은 ", from, "입니다"});
    const std::string here = either(language, {"Here ", own, "; ", bar}, {"이 리드는 ", own, ", ", bar});
    if (!score.negative_match) return here + (pays ? "." : either(language, {": not now."}, {". 지금은 연락하지 않습니다."}));
    std::string name;
    for (const NegativePersona& negative : scorer.negatives().personas)
        if (negative.id == *score.negative_match) name = persona_name(scorer.personas(), negative.persona, language);
    const std::string sure = percent_text(scorer.negatives().options.certainty, language, 1);
    const std::string group = either(language, {"most probably belongs to ", name, ", and with at least ", sure, " certainty contacts with that group as a whole do not pay"},
                                     {name, " 유형일 가능성이 가장 높고, 이 유형 전체로는 ", sure, " 이상의 확률로 연락 비용을 회수하지 못합니다"});
    if (score.disposition == Disposition::explore) {
        return either(language, {here, ". It ", group, ", so the group is set aside; this lead was drawn at random to be contacted all the same: only so does it show whether that is right."},
                      {here, ". ", group, ". 그래서 제외한 유형이지만, 그 판단이 맞는지 알아보려고 무작위로 뽑은 리드이니 연락합니다."});
    }
    if (pays) {
        return either(language, {here, ", so by itself it would be contacted. It is set aside since it ", group, ". Whoever knows this customer better may decide otherwise."},
                      {here, ". 이 리드만 보면 연락할 만하지만 제외합니다: ", group, ". 이 고객을 더 잘 아는 사람은 달리 정해도 됩니다."});
    }
    return either(language, {here, ". It ", group, "."}, {here, ". ", group, "."});
}

}  // namespace dangol::inline v0
