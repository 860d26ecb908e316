// One entry of a ledger in words: the value that made it, as a person would say it.
#include <dangol/features/column_text.hpp>
#include <dangol/scoring/lead_scorer.hpp>

#include <algorithm>
#include <cmath>
#include <string>

#include "core/math.hpp"
#include "features/feature_table_state.hpp"
#include "scoring/lead_scorer_state.hpp"
#include "scoring/lead_cells.hpp"
#include "scoring/persona_name.hpp"
#include "core/words.hpp"

namespace dangol::inline v0 {
namespace {

std::string whole(double count) { return number_text(static_cast<std::size_t>(std::llround(std::max(0.0, count)))); }

/// "Visits with coupons: 3 of 5" / "쿠폰 이용 방문: 5번 중 3번".
std::string share_text(const FeatureColumn& column, double successes, double trials, Language language) {
    const bool counted = std::floor(successes) == successes && std::floor(trials) == trials;
    const std::string what = capital(label(column, language));
    const bool responses = column.construct == Construct::contact_history;
    if (!counted && responses) {
        const std::string x = whole(successes), n = whole(std::max(trials, successes));  // a contact that is still open counts in part
        return either(language, {"Responded to ", x, " of about ", n, " past contacts, some still open"},
                      {"지난 연락 약 ", n, "번 중 ", x, "번 응답 (일부는 아직 진행 중)"});
    }
    if (!counted) return what + ": " + percent_text(trials > 0 ? successes / trials : 0, language);
    if (trials == 0 && responses) return either(language, {"No past contact whose outcome is known"}, {"결과가 알려진 지난 연락 없음"});
    if (trials == 0) return either(language, {what, ": none so far to tell from"}, {what, ": 아직 기록 없음"});
    const std::string x = whole(successes), n = whole(trials);
    if (responses) {
        return either(language, {"Responded to ", x, " of ", n, " past contacts"}, {"지난 연락 ", n, "번 중 ", x, "번 응답"});
    }
    return either(language, {what, ": ", x, " of ", n}, {what, ": ", n, "번 중 ", x, "번"});
}

bool makes_a_point(const LeadScorer::State& state, double log_odds) {
    return std::fabs(log_odds) / math::log(2) * state.options.scale.points_to_double_odds >= 0.5;
}

/// The share of as many trials that would neither raise nor lower the score: 3 of 8 lowers it where that is 45%, which nobody could see otherwise. Not told
/// where it lies beyond what was seen, of a single trial, which is a yes or a no, and where the column hardly moves the score.
std::string indifferent_share(const LeadScorer::State& state, std::size_t c, double trials, double moved, Language language) {
    const DesignColumn& design = state.design.columns[c];
    if (design.transform != Transform::log_odds || !(trials > 1) || !makes_a_point(state, moved)) return {};
    const double weight = state.coefficients[design.first];
    double wanted = state.references[c];
    if (design.tells_missing) wanted += state.coefficients[design.first + 1] * design.missing_mean / design.missing_scale;
    const double log_odds = design.mean[0] + design.scale[0] * wanted / weight;
    if (!(log_odds >= design.lowest[0] && log_odds <= design.highest[0])) return {};  // nor without a weight
    // The design draws a share towards the common one, few trials further than many: undone here.
    const double drawn = math::logistic(log_odds), open = ((trials + design.prior_weight) * drawn - design.prior_mean * design.prior_weight) / trials;
    if (!(open > 0 && open < 1)) return {};
    const std::string share = percent_text(open, language);
    return either(language, {"; ", share, " would change nothing"}, {", ", share, "라면 점수는 그대로"});
}

/// Of past responses that lower the score: what else is counted speaks for them already, and a reader would take the sign for a slip.
std::string against_the_grain(const LeadScorer::State& state, std::size_t c, double trials, double moved, Language language) {
    const DesignColumn& design = state.design.columns[c];
    const FeatureColumn& column = state.columns[c];
    const bool responses = column.construct == Construct::contact_history && column.detail == "responses";
    if (!responses || design.transform != Transform::log_odds || !(trials > 0) || !makes_a_point(state, moved) || !(state.coefficients[design.first] < 0)) return {};
    return either(language, {" (beside the other reasons, more answers lower it)"}, {" (다른 근거와 겹쳐, 여기서는 응답이 많을수록 낮아짐)"});
}

std::string count_text(const FeatureColumn& column, double count, double days, Language language) {
    const std::string x = whole(count), span = duration_text(days, language);
    const auto number = static_cast<std::size_t>(std::llround(std::max(0.0, count)));
    switch (column.construct) {
        case Construct::frequency:
            return either(language, {capital(counted_text(number, "visit", "visits")), " in ", span}, {span, " 동안 ", x, "번 방문"});
        case Construct::contact_history:
            if (number == 0) return either(language, {"Not contacted before"}, {"지금까지 연락한 적 없음"});
            return either(language, {"Contacted ", counted_text(number, "time", "times"), " before"}, {"지금까지 ", x, "번 연락"});
        default: break;
    }
    const std::string what = capital(label(column, language)), told = joined({what, ": ", x});
    if (!is_counted_over_days(column)) return told;
    return either(language, {told, " in ", span}, {what, ": ", span, " 동안 ", x, "번"});
}

std::string number_entry_text(const FeatureColumn& column, double value, const std::string& currency, Language language) {
    const bool saved = column.construct == Construct::discount_share;  // a share of money, without trials
    const std::string shown = saved ? percent_text(value, language, 1) : value_text(column, value, currency, language);
    switch (column.construct) {
        case Construct::recency:
            if (value < 1) return either(language, {"Last visit less than a day ago"}, {"마지막 방문 하루 이내"});
            return either(language, {"Last visit ", shown, " ago"}, {"마지막 방문 ", shown, " 전"});
        case Construct::tenure: return either(language, {"Customer for ", shown}, {"고객이 된 지 ", shown});
        case Construct::visit_interval: return either(language, {"This lead comes every ", shown}, {"이 고객은 ", shown, "마다 방문"});  // beside a persona that may be named after its own
        case Construct::monetary_value: return either(language, {shown, " a visit"}, {"방문당 ", shown});
        case Construct::contact_history: return either(language, {"Last responded ", shown, " ago"}, {"마지막 응답 ", shown, " 전"});
        case Construct::visit_regularity: return either(language, {"Comes ", regularity_text(value, language)}, {regularity_text(value, language), " 방문"});
        default: return capital(label(column, language)) + ": " + shown;
    }
}

/// Of a composition the part that moves the score most in the direction of the entry, with what is common.
std::string parts_text(const LeadScorer::State& state, const Lead& lead, std::size_t c, double log_odds, Language language) {
    const FeatureColumn& column = state.columns[c];
    const DesignColumn& design = state.design.columns[c];
    const auto parts = lead.parts(id_at<ColumnIndex>(c));
    if (design.transform != Transform::log_ratios || parts.empty()) return capital(label(column, language));
    std::vector<double> values(design.values());
    design.expand(state.cell(lead, c), values.data());
    std::size_t most = 0;
    double largest = -math::infinity;
    for (std::size_t l = 0; l < design.width; ++l) {
        const double contribution = state.coefficients[design.first + l] * values[l] * (log_odds < 0 ? -1 : 1);
        if (contribution > largest) {
            largest = contribution;
            most = l;
        }
    }
    const std::string part = level_label(column, id_at<LevelIndex>(most), language);
    const std::string here = percent_text(static_cast<double>(parts[most]), language), common = percent_text(design.pooled[most], language);
    const bool goods = column.construct == Construct::offering_mix;
    const std::string what = goods && part == "other" ? "something else" : goods && part == "그 밖" ? "그 밖의 것" : part;
    return either(language,
        {capital(label(column, language)), ": what counts most is ", what, ", ", here, " (usually ", common, ")"},
        {label(column, language), ": 가장 크게 작용한 것은 ", what, " ", here, " (보통 ", common, ")"});
}

std::string known_text(const LeadScorer::State& state, const Lead& lead, std::size_t c, double log_odds, Language language) {
    const FeatureColumn& column = state.columns[c];
    const auto index = id_at<ColumnIndex>(c);
    switch (column.kind) {
        case ColumnKind::share: return share_text(column, lead.number(index), lead.exposure(index), language) + indifferent_share(state, c, lead.exposure(index), log_odds, language) + against_the_grain(state, c, lead.exposure(index), log_odds, language);
        case ColumnKind::count: return count_text(column, lead.number(index), lead.exposure(index), language);
        case ColumnKind::composition: return parts_text(state, lead, c, log_odds, language);
        case ColumnKind::flag:
        case ColumnKind::category:
        case ColumnKind::ordered_category:
            return capital(label(column, language)) + ": " + level_label(column, {lead.code(index)}, language);
        default: return number_entry_text(column, lead.number(index), state.personas.currency, language);
    }
}

std::string fit_text(const LedgerEntry& entry, PersonaId id, const LeadScorer& scorer, const Lead& lead, Language language) {
    if (!entry.known) return either(language, {"Fit with the segments"}, {"고객 유형과의 적합도"});
    const std::string name = persona_name(scorer.personas(), id, language);
    if (name.empty()) return either(language, {"Fit with the segments"}, {"고객 유형과의 적합도"});
    const double closest = scorer.score(lead).closest_probability;
    if (closest < clear_fit_from) return fits_none_text(language);
    const std::string share = percent_text(std::min(closest, 1 - 1e-9), language);  // no probability is certain
    return either(language, {"Fits the kind ", name, " (", share, ")"}, {name, " 유형에 가까움 (", share, ")"});
}

}  // namespace

std::string to_text(const LedgerEntry& entry, const LeadScorer& scorer, const Lead& lead, Language language) {
    if (std::holds_alternative<BaseRate>(entry.source)) {
        const std::string rate = percent_text(math::logistic(entry.log_odds), language);
        return either(language, {"Where every lead starts (", rate, ")"}, {"모든 리드의 출발점 (", rate, ")"});
    }
    if (const auto* persona = std::get_if<PersonaId>(&entry.source)) return fit_text(entry, *persona, scorer, lead, language);
    const std::size_t c = std::get<ColumnIndex>(entry.source).value;
    if (c >= scorer.columns().size()) return {};
    if (entry.known) return known_text(scorer.state(), lead, c, entry.log_odds, language);
    const std::string what = label(scorer.columns()[c], language);
    return either(language, {"Not known: ", what}, {"알 수 없음: ", what});
}

}  // namespace dangol::inline v0
