#include <dangol/scoring/strangers.hpp>

#include <algorithm>
#include <string>

#include "core/words.hpp"

namespace dangol::inline v0 {
namespace {

std::string range_of(const Estimate& estimate, Language language, std::string (*text)(double, Language)) {
    return range_text(text(estimate.interval->low, language), text(estimate.interval->high, language), language);
}

std::string percent(double share, Language language) { return percent_text(std::max(0.0, share), language, 1); }
bool may_tell(const StrangerReport& strangers, std::size_t smallest_group) {
    return smallest_group <= 1 || strangers.none_of_these->value * static_cast<double>(strangers.leads) >= static_cast<double>(smallest_group);
}

std::string decimals(double value, Language language) { return number_text(value, language, 3); }

/// Of an AUC: how many times in a hundred the right one of two is picked.
std::string in_a_hundred(double share, Language language) { return number_text(100 * share, language, 0); }

}  // namespace

std::string to_text(const StrangerReport& strangers, Language language, std::size_t smallest_group) {
    if (!strangers.none_of_these) {
        return either(language, {"Whether the leads are strangers to these kinds cannot be told: too few can be compared with customers."},
                      {"리드가 이 유형들과 다른 낯선 사람들인지는 알 수 없습니다. 고객과 견줄 수 있는 리드가 너무 적습니다."});
    }
    if (!strangers.alarm) {
        return either(language, {"Nothing shows that the leads are strangers to these kinds."}, {"리드가 이 유형들과 다른 낯선 사람들이라는 증거는 없습니다."});
    }
    const std::string about = percent_text(strangers.none_of_these->value, language);
    const std::string who = may_tell(strangers, smallest_group) ? either(language, {"About ", about, " of the leads are like no kind of customer"}, {"리드의 약 ", about, "는 어느 유형의 고객과도 닮지 않았습니다"})
                                 : either(language, {"The leads are not like the customers of these kinds"}, {"리드는 이 유형들의 고객과 닮지 않았습니다"});
    return who + either(language, {": what is said of their kind does not hold for strangers, and scores may be off."}, {". 낯선 사람에게는 유형에 관한 말이 맞지 않고, 점수도 어긋날 수 있습니다."});
}

std::string how_we_know(const StrangerReport& strangers, Language language, std::size_t smallest_group) {
    if (!strangers.none_of_these) return {};
    const std::string leads = number_text(strangers.leads), customers = number_text(strangers.customers);
    const std::string few = number_text(smallest_group), p = decimals(strangers.p_value, language);
    const std::string share = percent(strangers.none_of_these->value, language), range = range_of(*strangers.none_of_these, language, percent);
    const std::string none = may_tell(strangers, smallest_group) ? share + either(language, {" (95% interval ", range, ")"}, {" (95% 구간 ", range, ")"})
                                                                 : either(language, {"fewer than ", few}, {few, "건 미만"});
    std::string text = either(language,
        {"Whether the leads are people like the customers: the latest lead of each of ", leads, " people was held against ", customers,
         " customers, those of the kind it is nearest to where there are several, by what the kinds were made from. A few customers are always unusual; beyond that share ", none, " of the leads are (p = ", p, ": how easily chance alone makes as many)."},
        {"리드가 우리 고객과 닮은 사람들인지: ", leads, "명의 가장 최근 리드를 고객 ", customers,
         "명과(유형이 여럿이면 가장 가까운 유형의 고객과), 유형을 나눈 특징에서 견주었습니다. 고객 가운데에도 유별난 사람은 늘 조금 있습니다. 그 비율을 넘는 유별난 리드는 ", none, "입니다 (p = ", p, ": 우연만으로도 이만큼 나올 가능성)."});
    if (strangers.auc) {
        const std::string right = in_a_hundred(strangers.auc->value, language), ends = range_of(*strangers.auc, language, in_a_hundred);
        text += either(language, {" Shown one lead and one customer of its kind, a regression picks the lead ", right, " times in 100 (95% interval ", ends, "); guessing does so 50 times."},
                       {" 리드 하나와 같은 유형의 고객 하나를 놓고 회귀로 리드를 고르게 하면 100번에 ", right, "번 맞힙니다 (95% 구간 ", ends, "). 아무렇게나 골라도 50번은 맞습니다."});
    }
    return text;
}

}  // namespace dangol::inline v0
