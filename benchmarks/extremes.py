"""The extremes that docs/records.md names, at full size: each works and is checked, or ends in a sentence.

    python benchmarks/extremes.py [--rows 10000000]
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable

import numpy as np

import dangol

SCHEMA = dangol.Schema(interaction=dangol.InteractionColumns("who", time="at", amount="paid"))
PLAN = dangol.FeaturePlan(features=[dangol.Recency(), dangol.Frequency(), dangol.MonetaryValue(), dangol.Tenure(), dangol.VisitIntervals(), dangol.VisitRhythm()])


def table(base: dangol.CustomerBase, plan: dangol.FeaturePlan = PLAN) -> dangol.FeatureTable:
    return dangol.build_features(base.permitting("profiling"), plan)


def moments(rows: int) -> np.ndarray:
    return np.datetime64("2020-01-01T00:00:00", "us") + (np.arange(rows) * 7).astype("timedelta64[s]")


def one_customer(rows: int) -> str:
    found = table(dangol.collect(interactions={"who": np.full(rows, 7), "at": moments(rows), "paid": np.full(rows, 2.5)}, schema=SCHEMA, progress=False))
    assert found.to_numpy("visits").tolist() == [rows] and found.to_numpy("spend_per_visit").tolist() == [2.5]
    return "one row, every visit counted"


def one_event_each(rows: int) -> str:
    who = np.random.default_rng(1).permutation(rows) * 911
    found = table(dangol.collect(interactions={"who": who, "at": moments(rows), "paid": np.ones(rows)}, schema=SCHEMA, progress=False))
    assert len(found) == rows and found.to_numpy("visits").sum() == rows and np.isnan(found.to_numpy("visit_interval_days")).all()
    return f"{len(found)} customers, none with an interval"


def many_categories(rows: int) -> str:
    names = np.char.add("동네 ", np.arange(rows).astype("U8"))
    schema = dangol.Schema(customer=dangol.CustomerColumns("who", attributes={"town": "category"}),
                           interaction=dangol.InteractionColumns("who", time="at", offering="what", note="said"))
    base = dangol.collect(customers={"who": np.arange(rows), "town": names}, interactions={"who": np.arange(rows), "at": moments(rows), "what": names[::-1], "said": names},
                          schema=schema, progress=False)
    plan = dangol.FeaturePlan(features=[dangol.Attribute("town"), dangol.OfferingMix(), dangol.OfferingBreadth(), dangol.Frequency()])
    found = table(base, plan)
    levels = next(column.levels for column in found.columns if column.name == "town")
    mix = next(column.levels for column in found.columns if column.name == "offering_mix")
    assert len(levels) == rows == len(found) and mix[-1] == "other"
    return f"{len(levels)} levels; of as many offerings the mix has {len(mix)} parts"


def nothing_known(rows: int) -> str:
    found = table(dangol.collect(interactions={"who": np.arange(rows) % 1000, "at": moments(rows), "paid": np.full(rows, np.nan)}, schema=SCHEMA, progress=False))
    assert np.isnan(found.to_numpy("spend_per_visit")).all() and found.to_numpy("visits").sum() == rows
    try:
        dangol.collect(interactions={"who": np.full(rows, np.nan), "at": moments(rows), "paid": np.ones(rows)}, schema=SCHEMA, progress=False)
    except dangol.BadInput as error:
        return f"amounts unknown, visits counted; ids: {error}"
    raise AssertionError("ids of nobody were read")


def any_unicode(rows: int) -> str:
    who = [chr(0x1F300 + n % 500) + chr(0xAC00 + n % 11_000) + "\u0000\u202e é e\u0301 " + str(n) for n in range(rows)]
    found = table(dangol.collect(interactions={"who": who, "at": moments(rows), "paid": np.ones(rows)}, schema=SCHEMA, progress=False))
    assert found.customers == sorted(who, key=lambda text: text.encode())
    return "told apart to the byte, sorted by it"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rows", type=int, default=10_000_000)
    rows = options.parse_args().rows
    cases: list[tuple[str, Callable[[int], str], int]] = [
        ("one customer with all events", one_customer, rows), ("all customers with one event", one_event_each, rows), ("a category a row", many_categories, rows // 10),
        ("columns without a value", nothing_known, rows), ("ids of any Unicode", any_unicode, rows // 10)]
    for name, case, size in cases:
        began = time.monotonic()
        said = case(size)
        print(f"{name}, {size} rows: {time.monotonic() - began:.1f} s, at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GB so far; {said}", flush=True)


if __name__ == "__main__":
    main()
