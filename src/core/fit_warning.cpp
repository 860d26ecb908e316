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
            return say({"Column \"", column, "\" is the same for everyone, so it tells nothing about segments: it can be left out of the basis."},
                       {"\"", column, "\" 열은 모두 같은 값이라 유형을 나누는 데 도움이 되지 않습니다. 구분에 쓰는 열에서 빼도 됩니다."});
        case WarningKind::column_dominates:
            return say({"\"", column, "\" alone makes ", share, " of the difference between the kinds: make sure that it deserves to."},
                       {"유형 사이의 차이 가운데 ", share, "가 \"", column, "\" 열 하나에서 나옵니다. 그만한 비중을 둘 만한 열인지 확인하세요."});
        case WarningKind::segment_degenerate:
            return say({"One kind has shrunk to a single value of one of its columns: ask for fewer kinds, or let some imagined average customers count with each kind."},
                       {"한 유형이 어느 열에서 값 하나로 쪼그라들었습니다. 유형 수를 줄이거나, 치우침을 막는 가상 고객 수를 0보다 크게 하세요."});
        case WarningKind::segment_empty:
            return say({"Segment ", number, " describes nobody: ask for fewer segments."}, {number, "번 유형에 속하는 고객이 없습니다. 유형 수를 줄이세요."});
        case WarningKind::not_converged:
            return say({"The search for kinds was stopped after ", number, " rounds, before it had settled: allow it more rounds, or ask for less exactness."},
                       {"유형을 찾는 계산이 ", number, "번 만에, 자리를 잡기 전에 멈췄습니다. 더 오래 돌리거나 허용 오차를 늘리세요."});
        case WarningKind::best_start_unconfirmed:
            return say({"Of ", number, " searches for kinds only one found the best answer, so there may be a better one still: allow more searches, or ask for fewer kinds."},
                       {"유형을 ", number, "번 찾아 가장 좋은 답이 한 번만 나왔으니, 더 좋은 답이 있을 수 있습니다. 더 여러 번 찾거나 유형 수를 줄이세요."});
        case WarningKind::number_at_limit:
            return say({"In the search for kinds by nature mixtures of up to ", number, " groups were tried, and ", number, " describe the records best: more can be tried. Kinds are fewer where only fewer are set apart; into how many customers "
                        "are cut where none are is tried apart from this."},
                       {"자연스러운 유형을 찾으려고 혼합 모형을 ", number, "개 집단까지 시도했고 ", number, "개가 기록에 가장 잘 맞았습니다. 최대 수를 늘려 더 시도할 수 있습니다. 서로 갈라지는 것이 그보다 적으면 유형도 그만큼만 둡니다. "
                        "갈라지는 것이 없어 고객을 나눌 때 몇 개로 나눌지는 따로 시도합니다."});
        case WarningKind::too_few_for_natural:
            return say({"There are fewer than ", number, " customers for each column that forms the kinds: whether kinds exist by nature cannot be told."},
                       {"구분에 쓴 열 하나당 고객이 ", number, "명이 되지 않아, 유형이 자연스럽게 존재하는지는 말할 수 없습니다."});
        case WarningKind::unequal_weights:
            return say({"The customers have unequal weights, which the comparison with one population cannot follow: nothing is called natural."},
                       {"고객마다 가중치가 달라 단일 모집단과 비교할 수 없으므로, 어떤 유형도 자연스럽다고 부르지 않습니다."});
        case WarningKind::overlap_uncorrected:
            return say({"The kinds overlap, so some customers are placed in the wrong one, and that could not be corrected for: real differences may be larger than those shown."},
                       {"유형이 서로 많이 겹쳐 다른 유형에 놓인 고객이 있고, 그 오차를 바로잡지 못했습니다. 실제 차이는 보이는 것보다 클 수 있습니다."});
        case WarningKind::no_outcomes_of_contacts:
            return say({"No contact with a known outcome: whom not to chase cannot be told."},
                       {"결과가 알려진 연락이 없어, 누구에게 연락하지 않을지 말할 수 없습니다."});
        case WarningKind::nobody_worth_contacts:
            return say({"At this cost and margin contacts with nobody are worth their cost: no kind of customer can be singled out."},
                       {"이 비용과 이익으로는 누구에게 연락해도 비용만큼의 값을 하지 못하므로, 특정 유형을 가려낼 수 없습니다."});
        case WarningKind::too_few_to_set_aside:
            return say({"Contacts with a kind of too few customers to be shown are not worth their cost; it is not set aside."},
                       {"고객이 너무 적어 다루지 않는 유형 하나가 연락 비용만큼의 값을 하지 못하지만, 제외하지는 않았습니다."});
        case WarningKind::loss_not_identified:
            return say({"There are no later contacts with a group that is set aside, or too few: what setting it aside loses is not known."},
                       {"제외한 유형에 대한 이후의 연락이 없거나 너무 적어, 제외해서 잃는 것은 알 수 없습니다."});
        case WarningKind::not_calibrated:
            return say({"Too few answers among the later leads to check the probabilities on: they are as they were learned."},
                       {"나중 리드의 응답이 너무 적어 확률을 맞춰 보지 못하고 학습한 그대로 씁니다."});
        case WarningKind::regression_not_converged:
            return say({"The score never settled while it was learned: look for columns that give the outcome away."},
                       {"점수를 학습하는 계산이 자리를 잡지 못했습니다. 결과를 미리 알려 주는 열이 있는지 살펴보세요."});
    }
    return {};
}

}  // namespace dangol::inline v0
