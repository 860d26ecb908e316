#include <dangol/features/column_text.hpp>
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

constexpr double nearly_the_same = 0.75;  // Hennig (2007): a stable cluster; from .6 on a pattern that can be told

/// Whether there were too few customers to ask for kinds at all.
bool too_few(const Segmentation& s) {
    return std::any_of(s.warnings.begin(), s.warnings.end(), [](const FitWarning& warning) { return warning.kind == WarningKind::too_few_for_natural; });
}

/// Why these are no kinds by nature, as one would say it across the counter.
bool was_tested(const Segmentation& s) { return s.null_test || s.valley_test; }

std::string why_not_natural(const Segmentation& s, bool korean) {
    if (s.null_test) return korean ? "한 유형뿐인 모의 가게의 고객도 이만큼은 나뉘므로, 자연스러운 유형이라고 할 수는 없습니다."
                                   : "Customers of simulated shops with one kind only split as well as these do, so these are not kinds by nature.";
    if (s.valley_test && s.valley_test->separated_by_times_too > 1)
        return korean ? "고객 사이의 틈은 하루나 한 해의 때에서만 보이고, 그런 틈은 시계를 나누기만 해도 생기므로, 자연스러운 유형이라고 하지는 않습니다."
                      : "Only the time of day or of the year sets customers apart, and cutting the clock makes such gaps by itself, so the kinds are not called kinds by nature.";
    if (s.valley_test) return korean ? "유형 사이에 뚜렷한 틈이 없어, 자연스러운 유형이라고 할 수는 없습니다." : "There is no gap between the kinds, so they are not kinds by nature.";
    const auto best = std::min_element(s.trials.begin(), s.trials.end(), [](const auto& a, const auto& b) { return a.bic < b.bic; });
    if (best != s.trials.end() && best->segment_count == 1) return korean ? "기록은 하나의 집단으로 보는 것이 가장 잘 맞습니다." : "One population explains the records best.";
    if (too_few(s)) return korean ? "자연스러운 유형이 있는지는 고객이 적어 알 수 없습니다." : "Whether kinds exist by nature cannot be told with so few customers.";
    return korean ? "자연스러운 유형이 있는지는 검정하지 않았습니다." : "Whether kinds exist by nature was not tested.";
}

std::string numbers_of_the_null(const Segmentation& s, bool korean) {
    if (s.null_test) {
        const auto reached = static_cast<std::size_t>(std::count_if(s.null_test->null_gains.begin(), s.null_test->null_gains.end(),
                                                                    [&](double gain) { return gain >= s.null_test->gain; }));
        const std::string of = std::to_string(s.null_test->null_gains.size()), hit = std::to_string(reached);
        return korean ? "유형이 없는 모의 집단 " + of + "개 가운데 " + hit + "개가 사이에 틈을 두고 이만큼 나뉘었습니다."
                      : hit + " of " + of + " simulated populations without any kinds gained as much by being split, with a gap between the parts.";
    }
    return {};
}

std::string numbers_of_the_valleys(const Segmentation& s, bool korean) {
    if (!s.valley_test) return {};
    const std::string groups = std::to_string(s.valley_test->candidate_segments), apart = std::to_string(s.valley_test->separated_segments);
    const bool none_apart = s.valley_test->separated_segments == 1;
    if (none_apart && s.valley_test->separated_by_times_too > 1) {
        const std::string by_times = std::to_string(s.valley_test->separated_by_times_too);
        return korean ? "가장 잘 맞는 혼합 모형은 " + groups + "개 집단이고, 밀도의 골짜기로 갈라지는 것은 " + by_times + "개이나, 시간대나 계절을 빼고 보면 골짜기가 없습니다."
                      : "The best-fitting mixture has " + groups + " groups; " + by_times + " of them are set apart by a valley of density, but by none when time of day and season are left out.";
    }
    return korean ? "가장 잘 맞는 혼합 모형은 " + groups + "개 집단이고, " +
                        (none_apart ? std::string("고객이 충분한 두 집단 사이에는 밀도의 골짜기가 없습니다.") : "밀도의 골짜기로 갈라지는 것은 " + apart + "개입니다.")
                  : "The best-fitting mixture has " + groups + " groups; " +
                        (none_apart ? std::string("they run into each other without a valley of density between any two that hold enough customers.") : apart + " of them are set apart by a valley of density.");
}

std::string why_so_many(const Segmentation& s, bool korean) {
    if (s.verdict != Verdict::reproducible || s.cuts.size() < 2) return {};
    const std::string count = std::to_string(s.mixture.segment_count()), least = std::to_string(s.cuts.front().segment_count), most = std::to_string(s.cuts.back().segment_count);
    return korean ? "유형을 " + count + "개로 둔 까닭: " + least + "~" + most + "개로 나누어 보고, 너무 작은 유형이 없는 구분 가운데, 가장 잘 다시 찾아지는 것 못지않게 다시 찾아지면서 가장 많이 나눈 것을 골랐습니다."
                  : "Why " + count + " kinds: of cuts into " + least + " to " + most + " with no kind too small, the finest that is found again about as well as the best.";
}

std::string numbers_of_the_cut(const Segmentation& s, bool korean) {
    if (s.stability.empty() || s.mixture.segment_count() < 2) return {};
    const std::string least = two_decimals(weakest(s.stability)), most = two_decimals(*std::max_element(s.stability.begin(), s.stability.end()));
    const bool alike = least == most;
    return korean ? "고객을 다시 뽑아 유형을 새로 찾았을 때 처음 유형과 겹치는 정도(평균 자카드 유사도)는 " + (alike ? "어느 유형이나 " + most : "유형에 따라 " + least + "~" + most) +
                        "이며, 1이면 똑같고 0.6 미만이면 믿지 않습니다."
                  : "Mean Jaccard similarity of a kind with itself, found anew in resampled customers: " + (alike ? most + " for each kind" : least + " to " + most + " over the kinds") +
                        "; 1 is the same customers, below 0.6 a kind is not trusted.";
}

/// Columns that all segments of the mixture share.
std::string columns_without_a_say(const Segmentation& s, Language language) {
    const std::vector<std::string> shared = s.mixture.shared_columns();
    std::vector<std::string> labels;
    for (const FeatureColumn& column : s.mixture.columns()) {
        if (std::ranges::find(shared, column.name) != shared.end()) labels.push_back(label(column, language));
    }
    if (labels.empty()) return {};
    const std::string list = list_text(labels, language);
    return language == Language::korean ? "유형을 가르는 데 쓰이지 않은 항목: " + list + " (더 설명해 주는 것이 BIC로 따진 값보다 적습니다)."
                                        : "Without a say in who belongs where: " + list + " (what they would explain is less than their price in BIC).";
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
            return korean ? "고객은 " + number + "개의 자연스러운 유형으로 나뉩니다: 유형 사이에 틈이 있고, 한 유형뿐인 모의 가게 " +
                                std::to_string(s.null_test ? s.null_test->null_gains.size() : 0) + "곳의 고객보다 뚜렷이 더 잘 나뉩니다."
                          : "Customers fall into " + kinds(count) + " by nature: there are gaps between them, and they split clearly better than the customers of " +
                                std::to_string(s.null_test ? s.null_test->null_gains.size() : 0) + " simulated shops with one kind only.";
        case Verdict::reproducible:
            return korean ? (was_tested(s) ? "고객은 서로 조금씩 다르며 이어져 있습니다. 이를 " : "고객을 ") + number + "개 유형으로 나눈 구분은 쓸 만합니다: 고객을 다시 뽑아도 " +
                                (weakest(s.stability) >= nearly_the_same ? "거의 같은" : "대체로 같은") + " 유형이 나옵니다. " + why_not_natural(s, true)
                          : (was_tested(s) ? "Customers shade into each other. Sorting them into " : "Sorting customers into ") + kinds(count) +
                                (was_tested(s) ? " is useful all the same" : " is useful") + ": from customers drawn anew " +
                                (weakest(s.stability) >= nearly_the_same ? "nearly" : "much") + " the same kinds come out. " + why_not_natural(s, false);
        case Verdict::constructed:
            if (count == 1) return korean ? "모두를 한 유형으로 본 것은 주인이 정한 것입니다. 자료에 유형이 더 없다는 뜻은 아닙니다."
                                          : "That everyone is one kind was chosen by the owner; that does not say that the records show no more.";
            return korean ? "이 " + number + "개 유형은 주인이 정한 구분입니다. 자료가 스스로 이렇게 나뉜다는 뜻은 아닙니다."
                          : "These " + kinds(count) + " were chosen by the owner; that does not say that the records fall into them by themselves.";
        case Verdict::one_kind:
            if (too_few(s)) return korean ? "유형을 가리기에는 고객이 너무 적어, 모두를 함께 설명합니다." : "There are too few customers to tell kinds apart, so everyone is described together.";
            return korean ? "고객은 한 유형입니다: 뚜렷한 구분도, 재현되는 구분도 없습니다. " + why_not_natural(s, true)
                          : "Everyone is one kind: there is neither a clear structure nor a cut that is found again. " + why_not_natural(s, false);
    }
    return {};
}

std::string how_we_know(const Segmentation& s, Language language) {
    const bool korean = language == Language::korean;
    std::string text;
    for (const std::string& sentence : {why_so_many(s, korean), numbers_of_the_cut(s, korean), columns_without_a_say(s, language), numbers_of_the_valleys(s, korean), numbers_of_the_null(s, korean)}) {
        if (!sentence.empty()) text += (text.empty() ? "" : " ") + sentence;
    }
    return text;
}

}  // namespace dangol::inline v0
