#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "report/ledger.hpp"
#include "report/picture.hpp"
#include "report/point_reading.hpp"
#include "report/ranking.hpp"
#include "scoring/break_even.hpp"
#include "scoring/contacts.hpp"
#include "scoring/few_people.hpp"
#include "scoring/lead_scorer_state.hpp"
#include "scoring/persona_name.hpp"

namespace dangol::inline v0::reporting {
namespace {

constexpr std::array<std::string_view, 4> disposition_names{"pursue", "nurture", "set_aside", "explore"};

/// Rows to show, best first: the best of all, then the best of each advice that is not among them.
std::vector<std::size_t> rows_to_show(std::span<const LeadScore> scores, const ReportOptions& options) {
    std::vector<std::size_t> order(scores.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return scores[a].log_odds > scores[b].log_odds; });
    std::array<std::size_t, disposition_names.size()> shown{};
    std::vector<std::size_t> rows;
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        auto& count = shown[static_cast<std::size_t>(scores[order[rank]].disposition)];
        const bool among_best = rank < options.leads_at_most;
        const bool speaks_for_others = scores[order[rank]].disposition != Disposition::pursue && count < options.others_at_most;
        if (!among_best && !speaks_for_others) continue;
        ++count;
        rows.push_back(order[rank]);
    }
    return rows;
}

/// 6.6% beside a threshold of 6.7% would read as 7%, and as if it paid.
int decimals_beside(double break_even, double probability) { return std::fabs(probability - break_even) < 0.01 ? decimals_told(break_even) : 0; }

Json row_of(const LeadScorer& scorer, const LeadTable& leads, std::size_t row, const LeadScore& score, const ReportOptions& options) {
    const std::string key = leads.features().customer_text(row);
    return {{"name", in_both(options.customer.english + " " + key, options.customer.korean + " " + key)},
            {"points", alike(points_text(score.points))},
            {"probability", in_both([&](Language language) { return percent_text(score.probability, language, decimals_beside(scorer.state().break_even, score.probability)); })},
            {"interval", alike(interval_in_brackets(score.probability_interval))},
            {"persona", in_both([&](Language language) {
                 if (score.closest_probability > 0 && score.closest_probability < clear_fit_from) return either(language, {"none clearly"}, {"뚜렷하지 않음"});
                 for (const Persona& persona : scorer.personas().personas) {
                     if (persona.id == score.closest_persona && score.closest_probability > 0) return title(persona, scorer.personas(), language);
                 }
                 return std::string("–");
             })},
            {"grade", alike(std::string(1, score.grade.fit) + std::to_string(score.grade.engagement))},
            {"disposition", disposition_names[static_cast<std::size_t>(score.disposition)]},
            {"advice", in_both([&](Language language) {
                 return score.disposition == Disposition::explore ? either(language, {"contact as a sample"}, {"표본 연락"}) : to_text(score.disposition, language);
             })},
            {"ledger", ledger_of(scorer, scorer.lead(leads, row), score, options.ledger_entries_at_most)}};
}

/// It would pay by itself: why it is set aside must meet the eye, also on paper.
bool is_set_aside_for_its_group(const LeadScore& score, const LeadScorer& scorer) {
    return score.disposition == Disposition::set_aside && reaches(score.probability, scorer.state().break_even);
}

/// Between the best leads and those that speak for the other advice: what stands above, what below.
Json what_follows(std::size_t all, const ReportOptions& options) {
    const std::string best = number_text(options.leads_at_most), of = number_text(all), others = number_text(options.others_at_most);
    return in_both([&](Language language) {
        return either(language, {"Above are the ", best, " best of ", of, " leads. Below are the best of each other advice, at most ", others, " of each."},
                      {"위는 리드 ", of, "건 가운데 점수가 가장 높은 ", best, "건이고, 아래는 그 밖의 제안마다 점수가 가장 높은 리드 최대 ", others, "건입니다."});
    });
}

/// That this is not all, and where the others are; null where none is left out.
Json rest_of(std::size_t all, std::size_t shown) {
    if (shown >= all) return nullptr;
    const std::string these = number_text(shown), of = number_text(all), others = number_text(all - shown);
    return in_both([&](Language language) {
        return either(language, {"Shown here are ", these, " of ", of, " leads. The other ", others, " are in the table scores.csv, with points, probability and advice."},
                      {"여기에는 리드 ", of, "건 가운데 ", these, "건만 보입니다. 나머지 ", others, "건은 scores.csv 표에 점수, 확률, 제안과 함께 있습니다."});
    });
}

/// Which contacts the scores and the cards were made from, so that their numbers can be held against each other.
std::vector<Json> contacts_counted(const LeadScorer& scorer, const Json& on_record) {
    const ScorerReport& fit = scorer.report();
    const NegativePersonaSet& negatives = scorer.negatives();
    std::size_t on_cards = 0;
    for (const SegmentResponse& response : negatives.responses) on_cards += response.contacts;
    const std::string learned = number_text(fit.leads), cards = number_text(on_cards), open = number_text(fit.open_leads);
    std::vector<Json> lines;
    if (!on_record.is_null()) lines.push_back(on_record);
    if (on_cards > 0 && on_cards <= fit.leads) {
        lines.push_back(in_both([&](Language language) {
            const std::string from = percent_text(placed_from(scorer.personas().segmentation.verdict), language);
            return either(language,
                {"The cards of the personas count ", cards, " of the ", learned, " leads that were learned from: not the later ones, which test what the cards say, nor those that were not at least ", from, " certain to be of any kind when contacted, or of whom nothing was known by which kinds are told apart."},
                {"페르소나 카드에서는 학습에 쓴 리드 ", learned, "건 가운데 ", cards, "건을 셉니다. 카드의 판단을 시험하는 나중의 연락, 연락할 때 어느 유형일 확률도 ", from, "에 못 미친 리드, 유형을 가르는 특징을 하나도 몰랐던 리드는 빠집니다."});
        }));
    }
    if (fit.open_leads > 0 && on_record.is_null()) {
        lines.push_back(in_both([&](Language language) {
            return either(language,
                {"Besides, ", open, " leads were still open when the records that were learned from end: not used, even where the outcome is known by now."},
                {"그 밖의 리드 ", open, "건은 학습한 기록이 끝날 때 결과를 아직 기다리던 것으로, 지금 결과를 알더라도 쓰지 않았습니다."});
        }));
    }
    const std::size_t k = scorer.personas().options.smallest_group;
    if (const TotalTold told = earlier_leads_told(scorer); told.as == Told::between) {
        lines.push_back(in_both([&](Language language) {
            const std::string few = number_text(k);
            return either(language, {"How many of them responded is told as from one number to another: beside the cards the exact number would give away one under ", few, "."},
                          {"응답한 수는 범위로 적었습니다. 정확한 수를 카드와 함께 보면 ", few, "건 미만의 수가 드러나기 때문입니다."});
        }));
    }
    return lines;
}

/// ", of whom 1,051 responded (17.1%)", "540 to 570", "few (under 20)"; empty where nothing may be told.
std::string of_whom_responded(const TotalTold& told, const ScorerReport& fit, std::size_t k, Language language) {
    std::string number, rate;
    switch (told.as) {
        case Told::nothing: return {};
        case Told::few: number = count_among(fit.conversions, fit.leads, k, language); break;
        case Told::exactly:
            number = number_text(told.least) + either(language, {""}, {"건"});
            rate = percent_text(told.rate.low, language, 1);
            break;
        case Told::between:
            number = count_range(told, language);
            rate = rate_range(told, language);
            break;
    }
    if (!rate.empty()) rate = " (" + rate + ")";
    return either(language, {", of whom ", number, " responded", rate}, {", 그중 ", number, " 응답", rate});
}

/// Who is set aside, in a sentence; the page of personas has the rest. Where nobody is, or nothing can be told, that.
std::string set_aside_sentence(const LeadScorer& scorer, Language language) {
    const NegativePersonaSet& set = scorer.negatives();
    if (set.personas.empty()) return to_text(set, scorer.personas(), language);
    std::vector<std::string> names;
    for (const NegativePersona& negative : set.personas) names.push_back(persona_name(scorer.personas(), negative.persona, language));
    const bool one = names.size() == 1;
    std::string who;
    for (const std::string& name : names) who += (who.empty() ? "" : either(language, {" or "}, {" 또는 "})) + name;
    const std::string sure = percent_text(set.options.certainty, language, 1), even = percent_text(set.break_even_rate, language, 1), cost = money_text(set.options.contact_cost, set.currency, language),
                      margin = money_text(set.options.conversion_margin, set.currency, language);
    return either(language,
        {"Set aside are leads that are most probably ", who, ": with at least ", sure, " certainty contacts with ", one ? "this kind" : "each of these kinds", " do not pay, since a contact pays from ", even, " on (assumed: ", cost,
         " a contact, ", margin, " margin an answer). The card on the page of personas says why, and what to do where this is wrong."},
        {"제외한 것은 ", who, "일 가능성이 가장 높은 리드입니다. 응답률 ", even, "부터 연락 비용이 회수되는데(가정: 연락 한 번 ", cost, ", 응답 한 건의 이익 ", margin,
         ") ", one ? "이 유형의 실제 응답률은 " : "이 유형들 모두 실제 응답률은 ", sure, " 이상의 확률로 그에 못 미칩니다. 까닭과, 이 판단이 틀렸을 때 할 일은 페르소나 페이지의 카드에 있습니다."});
}

Json notes_of(const LeadScorer& scorer, const LeadTable& leads, std::span<const LeadScore> scores, std::size_t rows, const Json& on_record) {
    std::array<std::size_t, disposition_names.size()> count{};
    for (const LeadScore& score : scores) ++count[static_cast<std::size_t>(score.disposition)];
    const auto number = [&](Disposition disposition) { return number_text(count[static_cast<std::size_t>(disposition)]); };
    const std::string all = number_text(scores.size()), pursue = number(Disposition::pursue), nurture = number(Disposition::nurture),
                      aside = number(Disposition::set_aside), explore = number(Disposition::explore), shown = number_text(rows);
    const auto still_open = static_cast<std::size_t>(std::count(leads.outcomes().begin(), leads.outcomes().end(), LeadOutcome::open));
    const std::size_t known_by_now = leads.lead_count() - still_open;
    const std::string open = number_text(still_open), closed = number_text(known_by_now);
    const auto outcomes = [&](Language language) {
        if (known_by_now == 0) return either(language, {"All of them are still open."}, {"모두 아직 결과를 기다립니다."});
        if (still_open == 0) return either(language, {"Of all of them the outcome is known by now."}, {"모두 결과를 이미 압니다."});
        return either(language, {"Of these leads ", open, " are still open, and of ", closed, " the outcome is known by now."}, {"이 가운데 아직 결과를 기다리는 것 ", open, "건, 결과를 이미 아는 것 ", closed, "건."});
    };
    Json notes = Json::array();
    notes.push_back(in_both([&](Language language) {
        return either(language,
            {"Of this page: ", all, scores.size() == 1 ? " lead was scored: pursue " : " leads were scored: pursue ", pursue, ", not now ", nurture, ", set aside ", aside, ", contact as a sample of those set aside ", explore, ". ", outcomes(language), " Shown are ", shown, "."},
            {"이 페이지: 점수를 매긴 리드 ", all, "건 = 연락 권장 ", pursue, " + 지금은 아님 ", nurture, " + 연락 제외 ", aside, " + 제외한 유형의 표본 연락 ", explore, ". ", outcomes(language), " 여기에는 ", shown, "건만 보였습니다."});
    }));
    for (Json& line : contacts_counted(scorer, on_record)) notes.push_back(std::move(line));
    if (!scorer.negatives().responses.empty()) {
        notes.push_back(in_both([&](Language language) { return set_aside_sentence(scorer, language); }));
    }
    return notes;
}

}  // namespace

Json ranking(const LeadScorer& scorer, const LeadTable& leads, const Json& on_record, const ReportOptions& options, const Execution& execution) {
    const std::vector<LeadScore> scores = scorer.score(leads, execution);
    Json rows = Json::array();
    for (const std::size_t row : rows_to_show(scores, options)) {
        rows.push_back(row_of(scorer, leads, row, scores[row], options));
        rows.back()["before"] = rows.size() == options.leads_at_most + 1 ? what_follows(scores.size(), options) : Json(nullptr);
        rows.back()["ledger"]["open"] = rows.size() == 1 || is_set_aside_for_its_group(scores[row], scorer);
    }
    const ScorerReport& fit = scorer.report();
    const std::string count = number_text(leads.lead_count()), learned = number_text(fit.leads);
    const TotalTold told = earlier_leads_told(scorer);
    return {{"title", in_both(options.leads_title.english, options.leads_title.korean)},
            {"subtitle", in_both([&](Language language) {
                 const std::string responded = of_whom_responded(told, fit, scorer.personas().options.smallest_group, language);
                 return either(language,
                     {counted_text(leads.lead_count(), "lead", "leads"), " · the probability that somebody responds when contacted · learned from ", learned, " earlier leads with a known outcome", responded},
                     {"리드 ", count, "건 · 연락했을 때 응답할 확률 · 결과를 아는 이전 리드 ", learned, "건에서 학습", responded});
             })},
            {"labels", {{"lead", in_both("Lead", "리드")}, {"points", in_both("Points", "점수")}, {"probability", in_both("Responds (95% range)", "응답 확률 (95% 구간)")},
                        {"persona", in_both("Closest persona", "가장 가까운 페르소나")}, {"grade", in_both("Grade", "등급")}, {"advice", in_both("Advice", "제안")},
                        {"so_far", in_both("Chance so far", "여기까지의 확률")}, {"step_key", in_both([&](Language language) { return step_key(scorer.state().options.scale.points_at_even_odds, language); })}}},
            {"reading", how_to_read(scorer, scores)},
            {"rest", rest_of(scores.size(), rows.size())},
            {"rows", rows},
            {"notes", notes_of(scorer, leads, scores, rows.size(), on_record)}};
}

}  // namespace dangol::inline v0::reporting
