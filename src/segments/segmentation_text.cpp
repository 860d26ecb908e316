#include <dangol/segments/segmentation.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace dangol::inline v0 {
namespace {

/// Two decimals: "0.81".
std::string two_decimals(double value) {
    const auto hundredths = static_cast<long>(std::lround(value * 100));
    const std::string digits = std::to_string(hundredths % 100);
    return std::to_string(hundredths / 100) + "." + (digits.size() < 2 ? "0" : "") + digits;
}

std::string kinds(std::size_t count) { return std::to_string(count) + (count == 1 ? " kind" : " kinds"); }

double weakest(const std::vector<double>& jaccard) { return jaccard.empty() ? 0 : *std::min_element(jaccard.begin(), jaccard.end()); }

std::string why_not_natural(const Segmentation& s, bool korean) {
    if (s.null_test) {
        const auto reached = static_cast<std::size_t>(std::count_if(s.null_test->null_gains.begin(), s.null_test->null_gains.end(),
                                                                    [&](double gain) { return gain >= s.null_test->gain; }));
        const std::string of = std::to_string(s.null_test->null_gains.size()), hit = std::to_string(reached);
        return korean ? "유형이 없는 모의 집단 " + of + "개 가운데 " + hit + "개도 이만큼 나뉘어, 자연스러운 유형이라고 할 수 없습니다."
                      : hit + " of " + of + " simulated populations without any kinds split as well as this one, so these are not kinds by nature.";
    }
    if (s.valley_test)
        return korean ? "가장 나은 혼합 모형의 " + std::to_string(s.valley_test->candidate_segments) + "개 집단은 서로 맞닿아 있어 자연스러운 유형이라고 할 수 없습니다."
                      : "The " + std::to_string(s.valley_test->candidate_segments) +
                            " groups of the best-fitting mixture run into each other without a gap, so these are not kinds by nature.";
    const auto best = std::min_element(s.trials.begin(), s.trials.end(), [](const auto& a, const auto& b) { return a.bic < b.bic; });
    if (best != s.trials.end() && best->segment_count == 1)
        return korean ? "자료는 하나의 집단으로 가장 잘 설명됩니다." : "One population explains the records best.";
    return korean ? "자연스러운 유형이 있는지는 검정하지 않았거나, 고객이 적어 검정할 수 없습니다."
                  : "Whether kinds exist by nature was not tested, or cannot be with so few customers.";
}

}  // namespace

std::string to_text(const Segmentation& s, Language language) {
    const bool korean = language == Language::korean;
    const std::size_t count = s.mixture.segment_count();
    const std::string number = std::to_string(count);
    switch (s.verdict) {
        case Verdict::untested:
            return korean ? "고객을 " + number + "개 유형으로 나누었고, 이 유형이 실제로 있는지는 아직 검정하지 않았습니다."
                          : "Customers were sorted into " + kinds(count) + "; whether these exist has not been tested.";
        case Verdict::natural:
            return korean ? "고객은 " + number + "개의 자연스러운 유형으로 나뉩니다: 유형이 없는 모의 집단 " +
                                std::to_string(s.null_test ? s.null_test->null_gains.size() : 0) + "개보다 뚜렷이 더 잘 나뉘고, 유형 사이가 비어 있습니다."
                          : "Customers fall into " + kinds(count) + " by nature: they split clearly better than " +
                                std::to_string(s.null_test ? s.null_test->null_gains.size() : 0) + " simulated populations without any kinds, and there are gaps between them.";
        case Verdict::reproducible:
            return korean ? "고객은 서로 이어진 하나의 집단이며, 이를 " + number + "개로 나눈 구분은 다시 뽑은 고객에서도 재현됩니다(가장 약한 유형의 자카드 " +
                                two_decimals(weakest(s.stability)) + "). " + why_not_natural(s, true)
                          : "Customers form a continuum; a cut into " + kinds(count) + " is found again when customers are resampled (Jaccard of the weakest " +
                                two_decimals(weakest(s.stability)) + "). " + why_not_natural(s, false);
        case Verdict::constructed:
            return korean ? "이 " + number + "개 유형은 주인이 정한 구분입니다. 자료가 스스로 이렇게 나뉜다는 뜻은 아닙니다."
                          : "These " + kinds(count) + " were chosen by the owner; the records alone do not fall into them.";
        case Verdict::one_kind:
            return korean ? "고객은 한 유형입니다: 뚜렷한 구분도, 재현되는 구분도 없습니다. " + why_not_natural(s, true)
                          : "Everyone is one kind: there is neither a clear structure nor a cut that is found again. " + why_not_natural(s, false);
    }
    return {};
}

}  // namespace dangol::inline v0
