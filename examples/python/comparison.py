"""The scores beside what anybody could do instead, on leads that none of them has seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import dangol
import numpy as np
import peers
from complete_journey import Shop
from numpy.typing import NDArray


@dataclass(frozen=True)
class Contender:
    name: str
    probabilities: NDArray[np.float64]
    quality: Any
    difference: Any = None  # ours minus theirs, the same leads resampled together


def outcomes(leads: dangol.LeadTable) -> NDArray[np.bool_]:
    return np.array([outcome.name == "converted" for outcome in leads.outcomes])


def past_and_test(base: dangol.CustomerBase, shop: Shop, study: dangol.Study) -> tuple[dangol.LeadTable, dangol.LeadTable]:
    """Training leads as they were known when the test begins; test leads with everything that is known now."""
    permitted = base.permitting_both("marketing", "profiling")  # a score places a lead among personas
    begins = shop.options["test_leads_from"]
    past = dangol.build_leads(permitted, study.plan, known_by=begins).closed_by(begins).contacted_from(shop.options["leads_from"])
    test = dangol.build_leads(permitted, study.plan).contacted_from(begins)
    closed = [row for row, outcome in enumerate(test.outcomes) if outcome.name != "open"]
    return past, test.rows(closed)


def scorer_of(study: dangol.Study) -> dangol.LeadScorer:
    assert study.scorer is not None, "the demo's shops have leads whose outcome is known"
    return study.scorer


def contenders(shop: Shop, study: dangol.Study, past: dangol.LeadTable, test: dangol.LeadTable, threads: int = 0) -> list[Contender]:
    """Ours first."""
    learned, converted = outcomes(past), outcomes(test)
    customers = np.unique(np.array(test.features.frame().to_dict()["customer"]), return_inverse=True)[1]
    ours = np.array(scorer_of(study).score(test, threads=threads).to_numpy("probability"))
    named = {
        "dangol": ours,
        "plain L2 logistic regression": peers.plain_regression(past.features, learned, test.features),
        "two-column rule": peers.two_columns(past.features, learned, test.features, shop.rule_columns),
        "base rate": peers.base_rate(learned, len(test)),
    }
    found = []
    for name, probabilities in named.items():
        quality = dangol.measure_ranking(probabilities, converted, customers, threads=threads)
        difference = None if probabilities is ours else dangol.compare_rankings(ours, probabilities, converted, customers, threads=threads)
        found.append(Contender(name, probabilities, quality, difference))
    return found


def number(value: float, decimals: int = 3, signed: bool = False) -> str:
    """.859, −.028: as statisticians write what lies between −1 and 1."""
    text = f"{abs(value):.{decimals}f}"
    text = text.removeprefix("0") if abs(value) < 1 else text
    return ("−" if value < 0 else "+" if signed else "") + text


def estimate(given: dangol.Estimate, decimals: int = 3, signed: bool = False, between: str = " to ") -> str:
    if given.interval is None:
        return number(given.value, decimals, signed)
    low, high = (number(end, decimals, signed) for end in (given.interval.low, given.interval.high))
    return f"{number(given.value, decimals, signed)} ({low}{between}{high})"


def row(each: Contender) -> str:
    if np.ptp(each.probabilities) == 0:  # everybody alike: nothing to rank
        cells = [".500", estimate(each.quality.log_loss), estimate(each.quality.brier), "–", "–"]
    else:
        quality = each.quality
        cells = [estimate(quality.auc), estimate(quality.log_loss), estimate(quality.brier), estimate(quality.calibration_slope, 2),
                 estimate(quality.calibration_intercept, 2)]
    return f"{each.name:30}" + "".join(f"{cell:22}" for cell in cells).rstrip()


def text(found: list[Contender]) -> str:
    quality = found[0].quality
    heads = "".join(f"{head:22}" for head in ("AUC", "log-loss", "Brier score", "calibration slope", "and intercept")).rstrip()
    return "\n".join([
        f"{quality.leads:,} leads, {quality.conversions:,} responded ({quality.base_rate:.1%}). In brackets 95 % intervals; they resample whole customers.",
        "", f"{'':30}{heads}", *map(row, found), "", *(f"{said.exact[0][:-1]}; {said.plain[0].partition(': ')[2]}" for said in sentences(found)),
    ])


NAMES = {
    "plain L2 logistic regression": "같은 열의 단순 로지스틱 회귀", "two-column rule": "두 열짜리 규칙(지난 응답, 쿠폰 사용)", "base rate": "평균 응답률",
}


EXPLAINED = {  # where no statistician reads
    "plain L2 logistic regression": (" (the textbook way to score, on the same columns)", "(교과서적인 점수 계산법)"),
}


@dataclass(frozen=True)
class Said:
    """What a paired difference entitles us to say, and the difference itself; in English and Korean."""

    plain: tuple[str, str]
    exact: tuple[str, str]


def sentences(found: list[Contender]) -> list[Said]:
    return [said_of(other) for other in found[1:]]


def said_of(other: Contender) -> Said:
    rank, loss = other.difference.auc, other.difference.log_loss
    english = f"AUC {estimate(rank, signed=True)}, log-loss {estimate(loss, signed=True)}"
    korean = f"AUC {estimate(rank, signed=True, between='~')}, 로그 손실 {estimate(loss, signed=True, between='~')}"
    better = rank.interval is not None and rank.interval.low > 0
    if better:
        verdict = ("dangol ranks better", "dangol의 순위가 낫습니다")
    elif rank.interval is not None and rank.interval.high < 0:
        verdict = ("dangol ranks worse", "dangol의 순위가 못합니다")
    else:
        verdict = ("these leads cannot tell which ranks better", "이 리드로는 어느 쪽 순위가 나은지 알 수 없습니다")
    if loss.interval is not None and loss.interval.high < 0:
        verdict = (f"{verdict[0]}{', and' if better else ', but'} dangol's probabilities are better", f"{verdict[1]}. 확률{'도' if better else '은'} dangol이 더 정확합니다")
    known = EXPLAINED.get(other.name, ("", ""))
    return Said(
        plain=(f"Beside the {other.name}{known[0]}: {verdict[0]}.", f"{NAMES[other.name]}{known[1]} 대비: {verdict[1]}."),
        exact=(f"Compared with the {other.name} (dangol minus it): {english}.", f"{NAMES[other.name]} 대비 차이: {korean}."),
    )
