"""The scores beside what anybody could do instead, on leads that none of them has seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import dangol
import numpy as np
import peers


@dataclass(frozen=True)
class Contender:
    name: str
    probabilities: np.ndarray
    quality: Any
    difference: Any = None  # ours minus theirs, the same leads resampled together


def outcomes(leads) -> np.ndarray:
    return np.array([outcome.name == "converted" for outcome in leads.outcomes])


def test_and_training(base, shop, study):
    """Training leads as they were known when the test begins; test leads with everything that is known now."""
    permitted = base.permitting("marketing")
    begins = shop.options["test_leads_from"]
    past = dangol.build_leads(permitted, study.plan, known_by=begins).closed_by(begins).contacted_from(shop.options["leads_from"])
    test = dangol.build_leads(permitted, study.plan).contacted_from(begins)
    closed = [row for row, outcome in enumerate(test.outcomes) if outcome.name != "open"]
    return past, test.rows(closed)


def contenders(shop, base, study, threads: int = 0) -> list[Contender]:
    """Ours first."""
    past, test = test_and_training(base, shop, study)
    learned, converted = outcomes(past), outcomes(test)
    customers = np.unique(np.array(test.features.frame().to_dict()["customer"]), return_inverse=True)[1]
    ours = np.array(study.scorer.score(test, threads=threads).to_numpy("probability"))
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


def estimate(given, decimals: int = 3, signed: bool = False) -> str:
    if given.interval is None:
        return number(given.value, decimals, signed)
    low, high = (number(end, decimals, signed) for end in (given.interval.low, given.interval.high))
    return f"{number(given.value, decimals, signed)} ({low} to {high})"


def text(found: list[Contender]) -> str:
    quality = found[0].quality
    lines = [
        f"{quality.leads:,} leads, {quality.conversions:,} responded ({quality.base_rate:.1%}). In brackets 95 % intervals; they resample whole customers.",
        "",
        f"{'':30}{'AUC':24}{'log-loss':24}{'Brier score':24}{'calibration slope':24}",
    ]
    for each in found:
        flat = np.ptp(each.probabilities) == 0
        cells = [estimate(each.quality.auc) if not flat else ".500", estimate(each.quality.log_loss), estimate(each.quality.brier),
                 estimate(each.quality.calibration_slope, 2) if not flat else "–"]
        lines.append(f"{each.name:30}" + "".join(f"{cell:24}" for cell in cells).rstrip())
    lines.append("")
    lines += [sentence(each) for each in found[1:]]
    return "\n".join(lines)


def sentence(other: Contender) -> str:
    """What the paired difference entitles us to say."""
    difference = other.difference.auc
    interval = difference.interval
    told = f"dangol − {other.name}: AUC {estimate(difference, signed=True)}, log-loss {estimate(other.difference.log_loss, signed=True)}: "
    if interval is None or interval.low <= 0 <= interval.high:
        return told + "these leads cannot tell the two apart by rank."
    return told + ("dangol ranks better." if interval.low > 0 else "dangol ranks worse.")
