"""Features of a log that is never in memory as a whole: chunk by chunk, shared between two processes.

usage: larger_than_memory.py [ROWS]
"""

import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np

import dangol

SCHEMA = dangol.Schema(interaction=dangol.InteractionColumns("customer", time="at", amount="paid_krw"), currency="KRW", time_zone="Asia/Seoul")
PLAN = dangol.FeaturePlan(
    window=("2022-01-01", "2024-01-01"),
    features=[dangol.Recency(), dangol.Frequency(), dangol.MonetaryValue(), dangol.VisitIntervals(), dangol.VisitRhythm()],
)
MONTHS = [np.datetime64("2022-01") + month for month in range(24)]


def read(month: np.datetime64, rows: int) -> dict[str, np.ndarray]:
    """One month of the log. A real one would be a Parquet file, or a query with the month in its WHERE."""
    random = np.random.default_rng(int(month.astype(int)))
    begin, end = (moment.astype("datetime64[us]") for moment in (month, month + 1))
    return {
        "customer": random.integers(1, rows // 10, size=rows) * 7_919_000_003 % 2**62,
        "at": np.sort(begin + random.integers(0, (end - begin).astype(int), size=rows)),
        "paid_krw": random.integers(10, 900, size=rows) * 100,
    }


def fold_months(months: list[np.datetime64], rows: int) -> dangol.FeatureFold:
    chunks: Iterator[dict[str, np.ndarray]] = (read(month, rows) for month in months)
    permission = dangol.Permission.not_recorded("profiling")
    return dangol.fold_features(chunks, PLAN, schema=SCHEMA, permission=permission, threads=1, progress=False)


def main(rows: int) -> None:
    per_month = rows // len(MONTHS)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:  # folds travel between processes, and machines, as bytes
        first, second = processes.map(fold_months, [MONTHS[:12], MONTHS[12:]], [per_month] * 2)
    first.merge(second)
    features = first.finish(progress=False)
    visits = features.to_numpy("visits")
    print(f"{first.row_count:,} rows folded into {first.byte_count / 1e6:.1f} MB: {features.customer_count:,} customers, {visits.mean():.1f} visits each")
    print(first.account)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
