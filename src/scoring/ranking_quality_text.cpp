#include <dangol/scoring/ranking_quality.hpp>

#include <string>

#include "core/words.hpp"

namespace dangol::inline v0 {
namespace {

std::string estimate_text(const Estimate& estimate, int decimals, Language language) {
    std::string text = number_text(estimate.value, language, decimals);
    if (!estimate.interval) return text;
    const std::string low = number_text(estimate.interval->low, language, decimals), high = number_text(estimate.interval->high, language, decimals);
    return text + " (" + range_text(low, high, language) + ")";
}

/// What the calibration says in words, as far as its intervals allow.
std::string calibration_text(const RankingQuality& quality, Language language) {
    const auto& slope = quality.calibration_slope.interval;
    const auto& level = quality.calibration_intercept.interval;
    if (!slope || !level) return {};
    if (slope->high < 1) return either(language,
        {" The scores are too bold: their differences are larger than the truth."},
        {" 점수가 지나치게 과감합니다. 실제 차이보다 크게 벌어져 있습니다."});
    if (slope->low > 1) return either(language,
        {" The scores are too timid: their differences are smaller than the truth."},
        {" 점수가 지나치게 소극적입니다. 실제 차이보다 작게 나타납니다."});
    if (level->low > 0) return either(language, {" More converted than the scores said."}, {" 점수가 말한 것보다 많이 전환했습니다."});
    if (level->high < 0) return either(language, {" Fewer converted than the scores said."}, {" 점수가 말한 것보다 적게 전환했습니다."});
    return either(language, {" No miscalibration can be shown."}, {" 확률이 어긋났다는 증거는 없습니다."});
}

}  // namespace

std::string to_text(const RankingQuality& quality, Language language) {
    const std::string leads = number_text(quality.leads), customers = number_text(quality.customers);
    const std::string conversions = number_text(quality.conversions), rate = percent_text(quality.base_rate, language, 1);
    const std::string auc = estimate_text(quality.auc, 3, language), lift = estimate_text(quality.lift_at_tenth, 2, language);
    const std::string loss = estimate_text(quality.log_loss, 3, language), brier = estimate_text(quality.brier, 3, language);
    const std::string precision = estimate_text(quality.average_precision, 3, language);
    const std::string slope = estimate_text(quality.calibration_slope, 2, language), level = estimate_text(quality.calibration_intercept, 2, language);
    std::string text = either(language,
        {"On ", leads, " leads of ", customers, " customers, of which ", conversions, " converted (", rate,
         "): a converted lead is ranked above another with probability ", auc, " (AUC); the best-ranked tenth converts ", lift,
         " times as often as all. Average precision ", precision, ", log-loss ", loss, ", Brier score ", brier,
         "; calibration slope ", slope, " (1 is right), intercept ", level, " (0 is right)."},
        {"고객 ", customers, "명의 리드 ", leads, "건 중 ", conversions, "건이 전환했습니다 (", rate, "). 전환한 리드가 다른 리드보다 앞에 놓일 확률(AUC)은 ", auc,
         "이고, 상위 10%의 전환율은 전체의 ", lift, "배입니다. 평균 정밀도 ", precision, ", 로그 손실 ", loss, ", 브라이어 점수 ", brier, ", 보정 기울기 ", slope,
         " (1이 알맞음), 보정 절편 ", level, " (0이 알맞음)."});
    text += calibration_text(quality, language);
    if (quality.auc.interval) text += either(language,
        {" Intervals are 95% and resample whole customers."},
        {" 구간은 95%이며 고객 단위로 다시 뽑아 구했습니다."});
    return text;
}

}  // namespace dangol::inline v0
