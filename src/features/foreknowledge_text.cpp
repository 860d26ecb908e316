#include <dangol/features/foreknowledge.hpp>

#include "core/words.hpp"

namespace dangol::inline v0 {
namespace {

std::string auc_text(const Estimate& auc, Language language) {
    const auto number = [&](double value) { return number_text(value, language, 2); };
    std::string text = number(auc.value);
    if (auc.interval) text += joined({" (", range_text(number(auc.interval->low), number(auc.interval->high), language), ")"});
    return text;
}

std::string deciding_text(const DecidingValue& decides, Language language) {
    const std::string leads = number_text(decides.leads), conversions = number_text(decides.conversions);
    if (decides.value.empty()) {
        return either(language, {" Of ", leads, " leads for whom it is not known ", conversions, " converted."},
                      {" 이 값을 알 수 없는 리드 ", leads, "건 가운데 ", conversions, "건이 응답했습니다."});
    }
    return either(language, {" Of ", leads, " leads with ", decides.value, " there ", conversions, " converted."},
                  {" 값이 ", decides.value, "인 리드 ", leads, "건 가운데 ", conversions, "건이 응답했습니다."});
}

}  // namespace

std::string to_text(const ForeknowledgeWarning& warning, Language language) {
    const std::string auc = auc_text(warning.auc, language);
    const std::string lowest = percent_text(warning.lowest_rate, language, 1), highest = percent_text(warning.highest_rate, language, 1);
    std::string text = either(
        language,
        {"\"", warning.column, "\" may not be known when a lead arrives: among leads of the same time it alone tells who converts with an AUC of ", auc, "; in the tenth where it speaks least for it ",
         lowest, " converted, where it speaks most ", highest, "."},
        {"\"", warning.column, "\"의 값은 리드가 들어올 때 아직 알 수 없는 것일지 모릅니다. 같은 시기의 리드 가운데 누가 응답할지를 이 값 하나가 AUC ", auc, "로 가려냅니다. 응답이 가장 적을 10%에서는 ", lowest,
         ", 가장 많을 10%에서는 ", highest, "가 응답했습니다."});
    if (warning.decides) text += deciding_text(*warning.decides, language);
    if (warning.jumps) {
        const std::string before = auc_text(*warning.auc_of_previous, language);
        text += either(language, {" What it said at the customer's contact before says next to nothing: AUC ", before, "."},
                       {" 같은 고객의 지난 연락 때 값은 거의 아무것도 말해 주지 않습니다(AUC ", before, ")."});
    }
    text += either(language,
                   {" What is measured during or after the contact looks like this. If it is known before, confirm it once: known = in_time where \"", warning.column,
                    "\" is declared. If not, leave it out, or declare it: known = afterwards."},
                   {" 연락 도중이나 그 뒤에 재는 값이 이렇습니다. 연락 전에 아는 값이라면 \"", warning.column,
                    "\" 항목을 선언한 곳에 한 번만 known = in_time이라고 적어 주십시오. 아니라면 빼거나 known = afterwards라고 적어 주십시오."});
    return text;
}

}  // namespace dangol::inline v0
