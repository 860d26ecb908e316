#include <dangol/scoring/ranking_quality.hpp>

#include <cmath>
#include <string>

#include "core/words.hpp"
#include "scoring/few_people.hpp"

namespace dangol::inline v0 {
namespace {

std::string estimate_text(const Estimate& estimate, int decimals, Language language) {
    std::string text = number_text(estimate.value, language, decimals);
    if (!estimate.interval) return text;
    const std::string low = number_text(estimate.interval->low, language, decimals), high = number_text(estimate.interval->high, language, decimals);
    return text + " (" + range_text(low, high, language) + ")";
}

/// "85 (82 to 88)": whole times, with the range if there is one.
std::string times_in_a_hundred(const Estimate& auc, Language language) {
    const auto times = [&](double share) { return number_text(100 * share, language, 0); };
    if (!auc.interval) return times(auc.value);
    return joined({times(auc.value), " (", range_text(times(auc.interval->low), times(auc.interval->high), language), ")"});
}

/// Scores that are all alike, or that part those who responded from the others without a fault, leave the slope open.
std::string slope_text(const RankingQuality& quality, Language language) {
    if (std::isnan(quality.calibration_slope.value))
        return either(language, {"not determined (scores have to differ, and to be wrong now and then)"}, {"정할 수 없음 (점수가 서로 다르고 가끔은 틀려야 정해짐)"});
    const std::string slope = estimate_text(quality.calibration_slope, 2, language);
    return either(language, {slope, " (1 is right)"}, {slope, " (1이 알맞음)"});
}

constexpr std::size_t smallest_tenth = 20;  // leads: of fewer the rate jumps with every answer

std::string best_tenth_text(const RankingQuality& quality, std::size_t k, Language language) {
    std::string text;
    if (quality.auc.interval && quality.auc.interval->low <= 0.5)
        text = either(language, {" Whether that is better than chance cannot be told from so few."}, {" 이만큼의 리드로는 우연보다 나은지 알 수 없습니다."});
    if (quality.leads < 10 * smallest_tenth || !lift_may_be_told(quality, k)) return text;
    const std::string lift = number_text(quality.lift_at_tenth.value, language, 1);
    return text + either(language, {" The tenth with the highest scores responded ", lift, " times as often as all."}, {" 점수가 높은 10%의 응답률은 전체의 ", lift, "배입니다."});
}

/// What the calibration says in words, as far as its intervals allow.
std::string calibration_text(const RankingQuality& quality, Language language) {
    const auto& slope = quality.calibration_slope.interval;
    const auto& level = quality.calibration_intercept.interval;
    if (!slope || !level) return {};
    if (slope->high < 1) return either(language,
        {" The probabilities are too bold: high ones are too high, low ones too low."},
        {" 확률이 지나치게 과감합니다. 높은 것은 너무 높고 낮은 것은 너무 낮습니다."});
    if (slope->low > 1) return either(language,
        {" The probabilities are too timid: high ones are too low, low ones too high."},
        {" 확률이 지나치게 소극적입니다. 높은 것은 너무 낮고 낮은 것은 너무 높습니다."});
    if (level->low > 0) return either(language, {" More responded than the probabilities said."}, {" 확률이 말한 것보다 많이 응답했습니다."});
    if (level->high < 0) return either(language, {" Fewer responded than the probabilities said."}, {" 확률이 말한 것보다 적게 응답했습니다."});
    return either(language, {" Nothing shows that the probabilities are too high or too low."}, {" 확률이 너무 높거나 낮다는 증거는 없습니다."});
}

/// With how many answered it tells how many of the best tenth did.
std::string lift_text(const RankingQuality& quality, std::size_t k, Language language) {
    if (!lift_may_be_told(quality, k)) return {};
    return either(language, {", lift of the best tenth "}, {", 상위 10%의 향상도 "}) + estimate_text(quality.lift_at_tenth, 2, language);
}

/// How many there are, as far as k allows, and that no more is said.
std::string too_few_text(const RankingQuality& quality, std::size_t k, Language language) {
    const std::string leads = number_text(quality.leads), customers = number_text(quality.customers), few = number_text(k);
    const std::string reason = either(language, {": too few to say how good the scores are without telling of persons."}, {". 너무 적어, 점수가 얼마나 맞는지 말하면 개인이 드러날 수 있습니다."});
    if (quality.customers < k) return either(language, {"The scores could be measured on leads of fewer than ", few, " customers only"}, {"점수를 재어 볼 수 있는 것은 고객 ", few, "명 미만의 리드뿐입니다"}) + reason;
    const std::string answered = count_among(quality.conversions, quality.leads, k, language);
    return either(language, {"On ", leads, " leads of ", customers, " customers, of which ", answered, " responded"}, {"고객 ", customers, "명의 리드 ", leads, "건 중 ", with_particle(answered, Particle::subject), " 응답했습니다"}) + reason;
}

}  // namespace

bool may_be_told(const RankingQuality& quality, std::size_t k) {
    return quality.customers >= k && quality.conversions >= k && quality.leads - quality.conversions >= k;
}

bool lift_may_be_told(const RankingQuality& quality, std::size_t k) {
    const auto few = static_cast<double>(k);
    const double tenth = static_cast<double>(quality.leads) / 10, answered = quality.lift_at_tenth.value * quality.base_rate * tenth;
    return may_be_told(quality, k) && answered >= few && tenth - answered >= few && static_cast<double>(quality.conversions) - answered >= few;
}

std::string to_text(const RankingQuality& quality, Language language, std::size_t smallest_group) {
    if (!may_be_told(quality, smallest_group)) return too_few_text(quality, smallest_group, language);
    const std::string leads = number_text(quality.leads), customers = number_text(quality.customers);
    const std::string conversions = number_text(quality.conversions), rate = percent_text(quality.base_rate, language, 1);
    const std::string right = times_in_a_hundred(quality.auc, language);
    const std::string text = either(language,
        {"On ", leads, " leads of ", customers, " customers, of which ", conversions, " responded (", rate, "): of one that responded and one that did not, the one that responded has the higher score ",
         right, " times in 100."},
        {"고객 ", customers, "명의 리드 ", leads, "건 중 ", conversions, "건이 응답했습니다 (", rate, "). 응답한 리드와 응답하지 않은 리드를 하나씩 고르면 100번 중 ", right, "번은 응답한 쪽의 점수가 높습니다."});
    return text + best_tenth_text(quality, smallest_group, language) + calibration_text(quality, language);
}

std::string how_we_know(const RankingQuality& quality, Language language, std::size_t smallest_group) {
    if (!may_be_told(quality, smallest_group)) return {};
    const std::string auc = estimate_text(quality.auc, 3, language), lift = lift_text(quality, smallest_group, language);
    const std::string loss = estimate_text(quality.log_loss, 3, language), brier = estimate_text(quality.brier, 3, language);
    const std::string precision = estimate_text(quality.average_precision, 3, language);
    const std::string slope = slope_text(quality, language), level = estimate_text(quality.calibration_intercept, 2, language);
    std::string text = either(language,
        {"AUC ", auc, lift, ", average precision ", precision, ", log-loss ", loss, ", Brier score ", brier, "; calibration slope ", slope, ", intercept ", level,
         " (0 is right)."},
        {"AUC ", auc, lift, ", 평균 정밀도 ", precision, ", 로그 손실 ", loss, ", 브라이어 점수 ", brier, ", 보정 기울기 ", slope, ", 보정 절편 ", level, " (0이 알맞음)."});
    if (quality.auc.interval) text += either(language,
        {" Intervals are 95% and resample whole customers."},
        {" 구간은 95%이며 고객 단위로 다시 뽑아 구했습니다."});
    return text;
}

}  // namespace dangol::inline v0
