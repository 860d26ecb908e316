"""Linking the keys of many rows: time, memory, and what is found.

    python benchmarks/identity.py --rows 10000000

A third as many people as rows have a number and an address in the members' table; at the till they leave a telephone number, a card or both; a few numbers are the shop's own.
"""

from __future__ import annotations

import argparse
import resource
import time

import numpy as np

import dangol


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rows", type=int, default=10_000_000)
    rows = options.parse_args().rows
    people, draw = rows // 3, np.random.default_rng(1)
    phone = 1_000_000_000 + draw.permutation(people)
    members = {"no": np.arange(people), "phone": phone}
    who = draw.integers(0, people, rows)
    shops_own = draw.random(rows) < 0.001
    till = {"phone": np.where(shops_own, 1_099_999_999, phone[who]), "card": 10**11 + who * 2 + draw.integers(0, 2, rows)}
    before = peak_mb()
    began = time.monotonic()
    found = dangol.link_identities({"members": (members, {"no": "customer_id", "phone": "phone"}), "till": (till, {"phone": "phone", "card": "card"})})
    print(f"{rows} rows at the till, {people} members: {time.monotonic() - began:.1f} s, {peak_mb() - before:.0f} MB beyond the tables, "
          f"{(peak_mb() - before) * 2**20 / (rows + people):.0f} bytes a row")
    began = time.monotonic()
    ids = found.customers("till")
    print(f"{found.customer_count} customers, {len(found.shared)} keys shared by too many; ids of the till's rows in {time.monotonic() - began:.1f} s ({len(set(ids[:1000]))} of the first thousand)")


if __name__ == "__main__":
    main()
