#include "report/point_reading.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "core/math.hpp"
#include "report/picture.hpp"
#include "scoring/break_even.hpp"
#include "scoring/few_people.hpp"
#include "scoring/lead_scorer_state.hpp"
#include "scoring/point_scale.hpp"

namespace dangol::inline v0::reporting {
namespace {

int quantile(std::span<const int> sorted, double share) {
    const auto last = static_cast<double>(sorted.size() - 1);
    return sorted[static_cast<std::size_t>(std::lround(share * last))];
}

/// Where leads usually start, and where contacts begin to pay, on the scale of points.
struct Landmarks {
    TotalTold earlier = {};
    std::optional<int> usual = {};  ///< of the rate of earlier leads, where it is told exactly
    int start = 0;                  ///< of every ledger
    int pays = 0;
    bool costs_known = false;
};

Landmarks landmarks_of(const LeadScorer& scorer) {
    const PointScale& scale = scorer.state().options.scale;
    Landmarks at{.earlier = earlier_leads_told(scorer), .start = whole_points(scorer.state().base, scale), .pays = whole_points(math::logit(scorer.state().break_even), scale),
                 .costs_known = scorer.negatives().break_even_rate > 0};
    const double rate = at.earlier.rate.low;
    if (at.earlier.as == Told::exactly) at.usual = whole_points(math::logit(rate > 0 && rate < 1 ? rate : scorer.report().base_rate), scale);  // points of a certainty are none
    return at;
}

std::string scale_sentence(const PointScale& scale, Language language) {
    const std::string even = number_text(scale.points_at_even_odds, language), step = number_text(scale.points_to_double_odds, language);
    return either(language,
        {"Points: ", even, " is an even chance to respond; ", step, " points more double the odds, ", step, " fewer halve them. They may lie below 0 or above 100."},
        {"점수: ", even, "점이면 응답할 가능성이 반반입니다. ", step, "점 오를 때마다 승산이 두 배가 되고, ", step, "점 내릴 때마다 절반이 됩니다. 0점보다 낮거나 100점보다 높을 수도 있습니다."});
}

std::string usual_sentence(const LeadScorer& scorer, std::span<const int> sorted, const Landmarks& at, Language language) {
    const std::string low = points_text(quantile(sorted, 0.25)), high = points_text(quantile(sorted, 0.75));
    std::string text;
    if (at.usual) {
        const std::string rate = percent_text(at.earlier.rate.low, language), usual = points_text(*at.usual);
        text = either(language, {"Earlier leads responded in ", rate, " of cases, which is ", usual, " points; the middle half of these leads has ", low, " to ", high, "."},
                      {"이전 리드의 응답률 ", rate, "는 ", usual, "점에 해당하고, 이번 리드의 가운데 절반은 ", low, "~", high, "점입니다."});
    } else {
        text = either(language, {"The middle half of these leads has ", low, " to ", high, " points."}, {"이번 리드의 가운데 절반은 ", low, "~", high, "점입니다."});
    }
    if (at.usual != at.start) {
        const std::string start = points_text(at.start), expected = percent_text(math::logistic(scorer.state().base), language);
        text += either(language, {" A lead starts at ", start, " (", expected, "), the mean probability that the score gives earlier leads."},
                       {" 리드마다의 출발점 ", start, "점(", expected, ")은 점수가 이전 리드에 매긴 확률의 평균입니다."});
    }
    if (!at.costs_known) return text;
    const std::string pays = points_text(at.pays), even = percent_text(scorer.negatives().break_even_rate, language, decimals_told(scorer.negatives().break_even_rate));
    return text + either(language, {" A contact pays from about ", pays, " points on (", even, ")."}, {" 약 ", pays, "점(", even, ")부터 연락 비용이 회수됩니다."});
}

}  // namespace

std::string interval_in_brackets(const Interval& probability) {
    const auto hundred = [](double share) { return std::to_string(std::lround(100 * share)); };
    return joined({"(", hundred(probability.low), "–", hundred(probability.high), ")"});
}

Json how_to_read(const LeadScorer& scorer, std::span<const LeadScore> scores) {
    if (scores.empty()) return nullptr;
    std::vector<int> points;
    for (const LeadScore& score : scores) points.push_back(score.points);
    std::sort(points.begin(), points.end());
    const PointScale& scale = scorer.state().options.scale;
    const Landmarks at = landmarks_of(scorer);
    const auto marks = [&](Language language) {
        std::vector<PointMark> all;
        if (at.usual) all.push_back({*at.usual, either(language, {"earlier leads: ", points_text(*at.usual)}, {"이전 리드 ", points_text(*at.usual), "점"})});
        else all.push_back({at.start, either(language, {"every lead starts at about ", points_text(at.start)}, {"모든 리드의 출발점 약 ", points_text(at.start), "점"})});
        if (at.costs_known) all.push_back({at.pays, either(language, {"a contact pays from about ", points_text(at.pays)}, {"약 ", points_text(at.pays), "점부터 연락 비용 회수"})});
        return all;
    };
    Json sentences = Json::array();
    sentences.push_back(in_both([&](Language language) { return scale_sentence(scale, language); }));
    sentences.push_back(in_both([&](Language language) { return usual_sentence(scorer, points, at, language); }));
    const LeadScore& best = *std::max_element(scores.begin(), scores.end(), [](const LeadScore& a, const LeadScore& b) { return a.log_odds < b.log_odds; });
    sentences.push_back(in_both([&](Language language) {
        const std::string chance = percent_text(best.probability, language), range = interval_in_brackets(best.probability_interval);
        return either(language, {"In brackets behind a probability: the range in which it lies, with 95% certainty. The best lead responds with ", chance, " ", range, ": a wide range says that little is known."},
                      {"확률 뒤의 괄호는 실제 확률이 있을 범위(95% 구간)입니다. 점수가 가장 높은 리드는 ", chance, " ", range, "이며, 범위가 넓을수록 아는 것이 적다는 뜻입니다."});
    }));
    sentences.push_back(in_both("Grade: the letter rates who the lead is (A: like the best quarter of earlier leads, D: like the last), the digit what they did (1 best, 4 last).",
                                "등급: 글자는 어떤 고객인지(A: 이전 리드의 상위 4분의 1 수준, D: 하위 4분의 1), 숫자는 그동안의 행동(1~4)으로 본 수준입니다."));
    sentences.push_back(in_both([&](Language language) { return what_scores_say(language); }));
    const std::string even = number_text(scale.points_at_even_odds, Language::english), step = signed_text(points_per_log_odds(scale), 1).substr(1);
    Json exact = Json::array();
    exact.push_back(in_both("Points = " + even + " + " + step + " · ln(p / (1 − p)) of the probability p, rounded. The reasons of a lead add up to its points exactly; the upright line among their bars is " + even + " points.",
                            "점수 = " + even + " + " + step + " · ln(p / (1 − p)), p는 응답 확률이며 반올림합니다. 한 리드의 근거를 모두 더하면 정확히 그 점수가 되고, 막대 사이의 세로줄은 " + even + "점입니다."));
    exact.push_back(in_both("A reason counts from a lead between the average earlier lead and the average one that responded: the start of every lead. Where several reasons tell of the same thing they share it, and one of them may count the other way.",
                            "근거는 이전 리드의 평균과 응답한 리드의 평균 사이에 있는 리드, 곧 모든 리드의 출발점을 기준으로 셉니다. 여러 근거가 같은 것을 말하면 서로 나누어 세므로, 그중 하나는 거꾸로 셀 수도 있습니다."));
    exact.push_back(in_both("The range in brackets is the 95% interval of the probability: it holds what could not be learned from the earlier leads, and what is not known of this one.",
                            "괄호 안의 95% 구간에는 이전 리드에서 배울 수 없었던 것과 그 리드에 대해 모르는 것이 담겨 있습니다."));
    return {{"heading", in_both("How to read the points", "점수 읽는 법")},
            {"svg", in_both([&](Language language) { return point_scale(points, marks(language), either(language, {"All leads of this page by points"}, {"이 쪽의 모든 리드의 점수 분포"})); })},
            {"sentences", sentences},
            {"exact", {{"summary", in_both("How points are made", "점수를 매기는 법")}, {"sentences", exact}}}};
}

}  // namespace dangol::inline v0::reporting
