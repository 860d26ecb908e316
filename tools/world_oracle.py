"""How well the planted kinds of a generated world could be found: by somebody who knows the truth, and by a plain mixture.

    python tools/world_oracle.py out/hanbok [more folders]

reads what `worlds` wrote (clean: `--dirt 0`), makes one row of simple features per customer and prints the adjusted Rand index
of a linear discriminant trained on the truth (ten-fold cross-validated) and of a Gaussian mixture told only how many kinds
there are. Needs numpy and scikit-learn.
"""

import csv
import sys
from datetime import datetime
from pathlib import Path

import numpy as np
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.metrics import adjusted_rand_score
from sklearn.mixture import GaussianMixture
from sklearn.model_selection import cross_val_predict

START, END = datetime(2023, 1, 1), datetime(2025, 1, 1)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def log_odds(successes: int, trials: int) -> float:
    return float(np.log((successes + 0.5) / (trials - successes + 0.5)))


def features_of(visits: list[dict[str, str]], joined: datetime, offerings: list[str]) -> list[float]:
    """Rate, mean log amount and shares in log-odds: what a person would count on paper."""
    at = [datetime.fromisoformat(visit["visited_at"]) for visit in visits]
    paid = [float(visit["amount_krw"]) for visit in visits if float(visit["amount_krw"]) > 0]
    shares = [
        len(paid),
        sum(time.weekday() >= 5 for time in at),
        sum(time.hour < 12 for time in at),
        sum(time.hour >= 18 for time in at),
        sum(int(visit["party_size"]) > 1 for visit in visits),
        sum(float(visit["discount_krw"]) > 0 for visit in visits),
        *(sum(visit["offering"] == offering for visit in visits) for offering in offerings),
    ]
    months = max(1.0, (END - max(joined, START)).days / 30.4)
    amount = float(np.mean(np.log(paid))) if paid else np.nan
    return [np.log((len(visits) + 0.5) / months), amount, *(log_odds(share, len(visits)) for share in shares)]


def features(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    customers = rows(folder / "customers.csv")
    visits: dict[str, list[dict[str, str]]] = {customer["customer_id"]: [] for customer in customers}
    for visit in rows(folder / "interactions.csv"):
        visits[visit["customer_id"]].append(visit)
    offerings = sorted({visit["offering"] for of_one in visits.values() for visit in of_one})
    table = np.array([
        features_of(visits[customer["customer_id"]], datetime.fromisoformat(customer["joined_on"]), offerings)
        for customer in customers
    ])
    table = np.where(np.isnan(table), np.nanmean(table, axis=0), table)
    kinds = {row["customer_id"]: row["kind"] for row in rows(folder / "truth.csv")}
    truth = np.array([kinds[customer["customer_id"]] for customer in customers])
    return (table - table.mean(axis=0)) / table.std(axis=0), truth


def main() -> None:
    for folder in map(Path, sys.argv[1:]):
        table, truth = features(folder)
        kinds = len(set(truth))
        if kinds < 2:
            print(f"{folder}: one population, nothing to find")
            continue
        oracle = cross_val_predict(LinearDiscriminantAnalysis(), table, truth, cv=10)
        mixture = GaussianMixture(kinds, covariance_type="tied", n_init=10, random_state=0).fit_predict(table)
        print(
            f"{folder}: {len(truth)} customers, {kinds} kinds, adjusted Rand "
            f"oracle {adjusted_rand_score(truth, oracle):.3f}, mixture {adjusted_rand_score(truth, mixture):.3f}"
        )


if __name__ == "__main__":
    main()
