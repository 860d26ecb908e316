"""What should contacts whose windows are still open count in a customer's share of past responses?

    .venv/bin/python benchmarks/contact_history_choice.py [--threads N]

Compares the three answers of dangol.OpenWindows on the demo's households by what the scores lose (log-loss, nats per lead), on
training leads alone: mailings of campaigns that had ended before 30 October 2017. Campaign 18 is not even read.

  held-out households   each tenth of the households is scored by a fit on the other nine
  forward in time       each campaign from June on is scored by a fit on what was known on the day it went out, segments included
"""

from __future__ import annotations

import argparse
import sys
from itertools import combinations
from pathlib import Path

import numpy as np

import dangol

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "examples" / "python"))
import complete_journey
from comparison import estimate, outcomes

FOLDS = 10
FORWARD_FROM = "2017-06-28"  # the first mailing after a large campaign had closed: before, hardly anybody had answered


def read() -> dangol.CustomerBase:
    tables = complete_journey.read(complete_journey.folder())
    tables["leads"] = tables["leads"].filter(f"mailed < date '{complete_journey.TEST_STARTS}'")
    return dangol.collect(**tables, schema=complete_journey.schema())


def plans(until: str) -> dict[str, dangol.FeaturePlan]:
    """One for each definition; nothing else differs."""
    given = complete_journey.plan()
    features = [feature for feature in given.features if not isinstance(feature, dangol.ContactHistory)]
    return {
        which: dangol.FeaturePlan(window=(None, until), visits_at_least=given.visits_at_least,
                                  features=[*features, dangol.ContactHistory(open_windows=which)])
        for which in dangol.OpenWindows.__members__
    }


def personas_of(base, plan, threads: int):
    """Contact history makes no segments: one segmentation serves all definitions."""
    features = dangol.build_features(base.permitting("profiling"), plan, threads=threads)
    found = dangol.find_segments(features, threads=threads)
    return dangol.describe_personas(dangol.judge_segments(found, features, threads=threads), features, threads=threads), features.plan


def known_leads(base, plan, settled, day: str, threads: int):
    """Closed by that day, as they were known then, their columns settled as those of the segments are."""
    leads = dangol.build_leads(base.permitting("profiling"), settled_as(plan, settled), known_by=day, threads=threads)
    return leads.closed_by(day).contacted_from(complete_journey.LEADS_FROM)


def settled_as(plan, settled):
    return dangol.FeaturePlan(window=settled.window, features=plan.features, visits_at_least=plan.visits_at_least,
                              settled_columns=settled.settled_columns)


def fit(personas, leads, threads: int):
    return dangol.fit_lead_scorer(personas, dangol.NegativePersonaSet(), leads, threads=threads)


def probabilities(scorer, leads, threads: int) -> np.ndarray:
    return np.array(scorer.score(leads, threads=threads).to_numpy("probability"))


def households(leads) -> np.ndarray:
    return np.unique(np.array(leads.features.frame().to_dict()["customer"]), return_inverse=True)[1]


def held_out(personas, leads, threads: int) -> np.ndarray:
    customers = households(leads)
    fold = np.random.default_rng(0).permutation(customers.max() + 1)[customers] % FOLDS
    predicted = np.empty(len(leads))
    for each in range(FOLDS):
        rows = np.flatnonzero(fold == each)
        scorer = fit(personas, leads.rows(np.flatnonzero(fold != each)), threads)
        predicted[rows] = probabilities(scorer, leads.rows(rows), threads)
    return predicted


def show(title: str, predicted: dict[str, np.ndarray], converted: np.ndarray, customers: np.ndarray) -> None:
    print(f"\n{title}: {len(converted):,} leads, {converted.sum():,} responses")
    for which, each in predicted.items():
        quality = dangol.measure_ranking(each, converted, customers)
        print(f"  {which:10} log-loss {estimate(quality.log_loss, 4):24} AUC {estimate(quality.auc):24} slope {estimate(quality.calibration_slope, 2)}")
    for one, other in combinations(predicted, 2):
        difference = dangol.compare_rankings(predicted[other], predicted[one], converted, customers)
        print(f"  log-loss of {other} less that of {one}: {estimate(difference.log_loss, 5, signed=True)}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--threads", type=int, default=0)
    threads = parser.parse_args().threads
    base = read()

    test_starts = complete_journey.TEST_STARTS
    choices = plans(test_starts)
    personas, settled = personas_of(base, next(iter(choices.values())), threads)
    leads = {which: known_leads(base, plan, settled, test_starts, threads) for which, plan in choices.items()}
    for which, each in leads.items():
        print(f"penalty chosen with {which}: {fit(personas, each, threads).report.penalty:g}", flush=True)
    some = next(iter(leads.values()))
    show("Held-out households", {which: held_out(personas, each, threads) for which, each in leads.items()}, outcomes(some), households(some))

    days = sorted({str(day)[:10] for day in some.contacted_at if str(day)[:10] >= FORWARD_FROM})
    predicted, converted, customers = {which: [] for which in choices}, [], []
    for day in days:
        choices = plans(day)
        personas, settled = personas_of(base, next(iter(choices.values())), threads)
        for which, plan in choices.items():
            scorer = fit(personas, known_leads(base, plan, settled, day, threads), threads)
            later = dangol.build_leads(base.permitting("profiling"), settled_as(plan, settled), known_by=test_starts, threads=threads).closed_by(test_starts)
            rows = [row for row, mailed in enumerate(later.contacted_at) if str(mailed)[:10] == day]
            then = later.rows(rows)
            predicted[which].append(probabilities(scorer, then, threads))
        converted.append(outcomes(then))
        customers.append(np.array(then.features.frame().to_dict()["customer"]))
        show(f"Mailed on {day}", {which: each[-1] for which, each in predicted.items()}, converted[-1], np.unique(customers[-1], return_inverse=True)[1])
    show(f"Forward in time, {len(days)} days together", {which: np.concatenate(each) for which, each in predicted.items()},
         np.concatenate(converted), np.unique(np.concatenate(customers), return_inverse=True)[1])


if __name__ == "__main__":
    main()
