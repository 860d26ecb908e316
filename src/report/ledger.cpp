#include <dangol/features/column_text.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <variant>
#include <vector>

#include "core/math.hpp"
#include "report/ledger.hpp"
#include "report/picture.hpp"
#include "scoring/not_known.hpp"

namespace dangol::inline v0::reporting {
namespace {

struct Step {
    Json text = {};
    double log_odds = 0;
    int points = 0;
    bool known = true;
    bool is_base = false;
};

/// The base, then the strongest reasons; the rest as one step, so that the parts still add up.
std::vector<Step> steps_of(const ScoreLedger& ledger, const LeadScorer& scorer, const Lead& lead, std::size_t at_most) {
    const std::vector<LedgerEntry>& entries = ledger.entries;
    const std::vector<int> points = ledger.points();
    std::vector<std::size_t> reasons;
    std::vector<Step> steps;
    const auto step = [&](std::size_t i, bool is_base) {
        return Step{in_both([&](Language language) { return to_text(entries[i], scorer, lead, language); }), entries[i].log_odds, points[i], entries[i].known, is_base};
    };
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (std::holds_alternative<BaseRate>(entries[i].source)) steps.push_back(step(i, true));
        else reasons.push_back(i);
    }
    std::stable_sort(reasons.begin(), reasons.end(), [&](std::size_t a, std::size_t b) { return std::fabs(entries[a].log_odds) > std::fabs(entries[b].log_odds); });
    const std::size_t shown = reasons.size() > at_most + 1 ? at_most : reasons.size();
    for (std::size_t i = 0; i < shown; ++i) steps.push_back(step(reasons[i], false));
    if (shown < reasons.size()) {
        const std::size_t count = reasons.size() - shown;
        Step rest{in_both(counted_text(count, "smaller reason", "smaller reasons") + " together", "그 밖의 작은 근거 " + number_text(count) + "개를 더하면")};
        for (std::size_t i = shown; i < reasons.size(); ++i) {
            rest.log_odds += entries[reasons[i]].log_odds;
            rest.points += points[reasons[i]];
        }
        steps.push_back(std::move(rest));
    }
    return steps;
}

/// "+15", "−3"; where the sum starts and where it ends there is no plus.
std::string change_text(int points) { return points == 0 ? std::string("0") : signed_text(points, 0); }

Json line(const Step& step, std::string points, double so_far, Json svg, bool total) {
    return {{"text", step.text},
            {"points", alike(points)},
            {"log_odds", alike(signed_text(step.log_odds))},
            {"probability", in_both([&](Language language) { return percent_text(math::logistic(so_far), language); })},
            {"svg", std::move(svg)},
            {"known", step.known},
            {"total", total}};
}

Json not_known(const ScoreLedger& ledger, const LeadScorer& scorer) {
    std::vector<std::string> english, korean;
    for (const FeatureColumn* column : columns_not_known(ledger, scorer)) {
        english.push_back(label(*column, Language::english));
        korean.push_back(label(*column, Language::korean));
    }
    if (english.empty()) return nullptr;
    return in_both("Not known of this lead: " + list_text(english, Language::english) + ".", "이 리드에 대해 모르는 것: " + list_text(korean, Language::korean) + ".");
}

}  // namespace

Json ledger_of(const LeadScorer& scorer, const Lead& lead, const LeadScore& score, std::size_t entries_at_most) {
    const ScoreLedger ledger = scorer.explain(lead);
    const std::vector<Step> steps = steps_of(ledger, scorer, lead, entries_at_most);
    LedgerScale scale{std::min(0.0, ledger.log_odds()), std::max(0.0, ledger.log_odds())};
    double sum = 0;
    for (const Step& step : steps) {
        sum += step.log_odds;
        scale = {std::min(scale.low, sum), std::max(scale.high, sum)};
    }
    Json entries = Json::array();
    double before = 0;
    for (const Step& step : steps) {
        const double after = before + step.log_odds;
        const std::string points = step.is_base ? points_text(step.points) : change_text(step.points);
        entries.push_back(line(step, points, after, alike(step_bar(before, after, step.is_base, scale, points)), false));
        before = after;
    }
    const double total = ledger.log_odds();
    const std::string points = points_text(score.points);
    entries.push_back(line({in_both("Score", "점수"), total, score.points}, points, total, alike(total_mark(total, scale, points)), true));
    return {{"heading", in_both("Why " + points + (score.points == 1 ? " point" : " points"), "왜 " + points + "점인가")},
            {"entries", entries},
            {"unknown", not_known(ledger, scorer)},
            {"advice", in_both([&](Language language) { return why_this_advice(score, scorer, language); })}};
}

}  // namespace dangol::inline v0::reporting
