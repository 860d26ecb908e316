#include <dangol/features/column_text.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <variant>
#include <vector>

#include "core/math.hpp"
#include "report/ledger.hpp"
#include "report/picture.hpp"

namespace dangol::inline v0::reporting {
namespace {

struct Step {
    Json text = {};
    double log_odds = 0;
    bool known = true;
    bool is_base = false;
};

/// The base, then the strongest reasons; the rest as one step, so that the parts still add up.
std::vector<Step> steps_of(const ScoreLedger& ledger, const LeadScorer& scorer, const Lead& lead, std::size_t at_most) {
    std::vector<const LedgerEntry*> reasons;
    std::vector<Step> steps;
    const auto step = [&](const LedgerEntry& entry, bool is_base) {
        return Step{in_both([&](Language language) { return to_text(entry, scorer, lead, language); }), entry.log_odds, entry.known, is_base};
    };
    for (const LedgerEntry& entry : ledger.entries) {
        if (std::holds_alternative<BaseRate>(entry.source)) steps.push_back(step(entry, true));
        else reasons.push_back(&entry);
    }
    std::stable_sort(reasons.begin(), reasons.end(), [](const auto* a, const auto* b) { return std::fabs(a->log_odds) > std::fabs(b->log_odds); });
    const std::size_t shown = reasons.size() > at_most + 1 ? at_most : reasons.size();
    for (std::size_t i = 0; i < shown; ++i) steps.push_back(step(*reasons[i], false));
    if (shown < reasons.size()) {
        const std::size_t count = reasons.size() - shown;
        Step rest{in_both(counted_text(count, "smaller reason", "smaller reasons") + " together", "그 밖의 작은 근거 " + number_text(count) + "개를 더하면")};
        for (std::size_t i = shown; i < reasons.size(); ++i) rest.log_odds += reasons[i]->log_odds;
        steps.push_back(std::move(rest));
    }
    return steps;
}

Json line(Json text, double log_odds, double so_far, Json svg, bool known, bool total) {
    return {{"text", std::move(text)},
            {"log_odds", alike(signed_text(log_odds))},
            {"probability", in_both([&](Language language) { return percent_text(math::logistic(so_far), language); })},
            {"svg", std::move(svg)},
            {"known", known},
            {"total", total}};
}

Json not_known(const ScoreLedger& ledger, const LeadScorer& scorer) {
    std::vector<std::string> english, korean;
    for (const LedgerEntry& entry : ledger.entries) {
        const auto* column = std::get_if<ColumnIndex>(&entry.source);
        if (entry.known || column == nullptr || column->value >= scorer.columns().size()) continue;
        english.push_back(label(scorer.columns()[column->value], Language::english));
        korean.push_back(label(scorer.columns()[column->value], Language::korean));
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
        entries.push_back(line(step.text, step.log_odds, after, alike(step_bar(before, after, step.is_base, scale, signed_text(step.log_odds))), step.known, false));
        before = after;
    }
    const double total = ledger.log_odds();
    entries.push_back(line(in_both("Score", "점수"), total, total, alike(total_mark(total, scale, signed_text(total))), true, true));
    const std::string points = std::to_string(score.points);
    return {{"heading", in_both("Why " + points + (score.points == 1 ? " point" : " points"), "왜 " + points + "점인가")},
            {"entries", entries},
            {"unknown", not_known(ledger, scorer)},
            {"caution", in_both("Log-odds on the left, the probability so far on the right; the parts add up to the score. It says who responds when contacted, not whom "
                                "the contact changes: that needs leads left out at random.",
                                "왼쪽은 로그 오즈, 오른쪽은 거기까지의 확률이며 모두 더하면 점수가 됩니다. 연락했을 때 누가 응답하는지를 말할 뿐, 연락이 누구를 바꾸는지는 "
                                "말하지 않습니다. 그것을 알려면 무작위로 연락하지 않은 리드가 필요합니다.")}};
}

}  // namespace dangol::inline v0::reporting
