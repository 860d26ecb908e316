#include <dangol/core/fit_warning.hpp>

#include "core/words.hpp"

namespace dangol::inline v0 {

std::string to_text(const FitWarning& warning, Language language) {
    const std::string& column = warning.column;
    const std::string number = number_text(warning.value, language), share = percent_text(warning.value, language);
    const auto say = [&](Pieces english, Pieces korean) { return either(language, english, korean); };
    switch (warning.kind) {
        case WarningKind::column_never_observed:
            return say({"Column \"", column, "\" was never observed, so it tells nothing about segments: leave it out of the basis."},
                       {"\"", column, "\" 열은 관측된 값이 없어 유형을 나누는 데 도움이 되지 않습니다. 구분에 쓰는 열에서 빼세요."});
        case WarningKind::column_constant:
            return say({"Column \"", column, "\" is the same for everyone, so it tells nothing about segments: leave it out of the basis."},
                       {"\"", column, "\" 열은 모두 같은 값이라 유형을 나누는 데 도움이 되지 않습니다. 구분에 쓰는 열에서 빼세요."});
        case WarningKind::column_dominates:
            return say({"Column \"", column, "\" makes ", share, " of what separates the segments: make sure that it deserves to."},
                       {"유형 사이의 차이 가운데 ", share, "가 \"", column, "\" 열 하나에서 나옵니다. 그만한 비중을 둘 만한 열인지 확인하세요."});
        case WarningKind::segment_degenerate:
            return say({"A segment has shrunk to a point in one of its columns: set prior_customers above 0, or ask for fewer segments."},
                       {"한 유형이 어느 열에서 한 점으로 쪼그라들었습니다. prior_customers를 0보다 크게 하거나 유형 수를 줄이세요."});
        case WarningKind::segment_empty:
            return say({"Segment ", number, " describes nobody: ask for fewer segments."}, {number, "번 유형에 속하는 고객이 없습니다. 유형 수를 줄이세요."});
        case WarningKind::not_converged:
            return say({"The fit stopped after ", number, " iterations, before it had converged: raise iterations_at_most or tolerance."},
                       {"수렴하기 전에 ", number, "번 반복하고 멈췄습니다. iterations_at_most나 tolerance를 키우세요."});
        case WarningKind::best_start_unconfirmed:
            return say({"Only one of ", number, " starts reached the best fit, so a better one may exist: raise starts_at_most or ask for fewer segments."},
                       {"시작점 ", number, "개 중 하나만 가장 좋은 적합에 이르렀으므로 더 좋은 적합이 있을 수 있습니다. starts_at_most를 키우거나 유형 수를 줄이세요."});
        case WarningKind::number_at_limit:
            return say({"The information criterion was still falling at ", number, " segments, the most that were tried: raise most."},
                       {"시도한 최대치인 유형 ", number, "개에서도 정보 기준이 계속 낮아지고 있었습니다. most를 키우세요."});
        case WarningKind::too_few_for_natural:
            return say({"There are fewer than ", number, " customers per basis column: whether kinds exist by nature cannot be told."},
                       {"구분에 쓴 열 하나당 고객이 ", number, "명이 되지 않아, 유형이 자연스럽게 존재하는지는 말할 수 없습니다."});
        case WarningKind::unequal_weights:
            return say({"The customers have unequal weights, which the comparison with one population cannot follow: nothing is called natural."},
                       {"고객마다 가중치가 달라 단일 모집단과 비교할 수 없으므로, 어떤 유형도 자연스럽다고 부르지 않습니다."});
        case WarningKind::overlap_uncorrected:
            return say({"The segments overlap so much that descriptors could not be corrected for customers placed wrongly."},
                       {"유형이 서로 많이 겹쳐, 잘못 배정된 고객 때문에 생기는 오차를 바로잡지 못했습니다."});
        case WarningKind::no_outcomes_of_contacts:
            return say({"No contact with a known outcome: whom not to chase cannot be told."},
                       {"결과가 알려진 연락이 없어, 누구에게 연락하지 않을지 말할 수 없습니다."});
        case WarningKind::nobody_worth_contacts:
            return say({"At this cost and margin contacts with nobody are worth their cost: no kind of customer can be singled out."},
                       {"이 비용과 이익으로는 누구에게 연락해도 비용만큼의 값을 하지 못하므로, 특정 유형을 가려낼 수 없습니다."});
        case WarningKind::too_few_to_set_aside:
            return say({"A segment of too few customers to be shown is not worth its contacts; it is not set aside."},
                       {"고객이 너무 적어 다루지 않는 유형 하나가 연락 비용만큼의 값을 하지 못하지만, 제외하지는 않았습니다."});
        case WarningKind::loss_not_identified:
            return say({"There are no later contacts with a group that is set aside, or too few: what that loses is not identified."},
                       {"제외한 유형에 대한 이후의 연락이 없거나 너무 적어, 제외해서 잃는 것은 알 수 없습니다."});
        case WarningKind::not_calibrated:
            return say({"Too few outcomes among the later leads to calibrate on: the score is as it was fitted."},
                       {"나중 리드의 결과가 너무 적어 점수를 보정하지 않고 학습된 그대로 씁니다."});
        case WarningKind::regression_not_converged:
            return say({"The regression did not converge: look for columns that give the outcome away."},
                       {"회귀가 수렴하지 않았습니다. 결과를 미리 알려 주는 열이 있는지 살펴보세요."});
    }
    return {};
}

}  // namespace dangol::inline v0
