"""How soon Ctrl-C ends each long call of records and features, at any moment of it.

    python benchmarks/cancellation.py --rows 10000000

Each call is run once to its end, then interrupted at moments spread over it. Printed: how long it takes, and the longest wait from the signal to KeyboardInterrupt.
"""

from __future__ import annotations

import argparse
import os
import signal
import threading
import time
from collections.abc import Callable

import numpy as np

import dangol


def wait_after_signal(call: Callable[[], object], after: float) -> float | None:
    """Seconds from the signal to the interrupt; None: the call had ended before."""
    sent: list[float] = []

    def send() -> None:
        sent.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)

    timer = threading.Timer(after, send)
    timer.start()
    try:
        call()
        timer.cancel()
        timer.join()
        time.sleep(0.05)  # a signal that came behind the call shows itself here
    except KeyboardInterrupt:
        return time.monotonic() - sent[0]
    return None


def measure(name: str, call: Callable[[], object], moments: int) -> None:
    began = time.monotonic()
    call()
    whole = time.monotonic() - began
    waits = []
    for at in range(moments):
        try:
            wait = wait_after_signal(call, whole * (at + 0.5) / moments)
        except KeyboardInterrupt:
            continue
        if wait is not None:
            waits.append((wait, (at + 0.5) / moments))
    longest, where = max(waits, default=(0.0, 0.0))
    print(f"{name:34} {1000 * whole:8.0f} ms   longest wait {1000 * longest:6.0f} ms, {100 * where:3.0f}% in   ({len(waits)} of {moments} interrupted)", flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rows", type=int, default=10_000_000)
    options.add_argument("--moments", type=int, default=8)
    options.add_argument("--only", default="", help="calls whose name has this word")
    wish = options.parse_args()
    rows, customers = wish.rows, wish.rows // 10
    draw = np.random.default_rng(1)
    who = draw.integers(0, customers, rows) * 7919 + 1
    at = (np.datetime64("2022-01-01T00:00:00", "us") + draw.integers(0, 730 * 86400, rows).astype("timedelta64[s]")).astype("datetime64[us]")
    visits = {"who": who, "at": at, "paid": draw.integers(1, 90, rows).astype(float)}
    text = {"who": np.char.add("c", who.astype("U12")) if rows <= 2_000_000 else who, "at": at, "paid": visits["paid"]}
    everybody = np.unique(who)
    consents = {"who": everybody, "purpose": np.full(len(everybody), "profiling"), "granted": draw.random(len(everybody)) < 0.7}
    people = {"who": everybody, "age": draw.integers(18, 80, len(everybody)).astype(float)}
    leads = {"who": draw.choice(everybody, rows // 10), "sent": at[: rows // 10], "answered": draw.random(rows // 10) < 0.1}
    schema = dangol.Schema(
        customer=dangol.CustomerColumns("who", attributes={"age": "positive"}), interaction=dangol.InteractionColumns("who", time="at", amount="paid"),
        lead=dangol.LeadColumns("who", contacted="sent", converted="answered", horizon_days=14), consent=dangol.ConsentColumns("who", purpose="purpose", granted="granted"))
    plan = dangol.FeaturePlan(window=("2022-01-01", "2024-01-01"), features=[
        dangol.Recency(), dangol.Frequency(), dangol.MonetaryValue(), dangol.VisitIntervals(), dangol.VisitRhythm(), dangol.SpendTrend(), dangol.ContactHistory()])
    tables = {"customers": people, "interactions": visits, "leads": leads, "consents": consents}

    base = dangol.collect(**tables, schema=schema)
    permitted = base.permitting("profiling")
    features = dangol.build_features(permitted, plan)
    built_leads = dangol.build_leads(permitted, plan)
    quiet = {"progress": False}
    members = {"no": everybody, "phone": 1_000_000_000 + np.arange(len(everybody)), "card": draw.integers(10**11, 10**12, len(everybody))}
    till = {"phone": 1_000_000_000 + draw.integers(0, len(everybody), rows), "card": draw.integers(10**11, 10**11 + rows // 3, rows)}
    keyed = {"members": (members, {"no": "customer_id", "phone": "phone", "card": "card"}), "till": (till, {"phone": "phone", "card": "card"})}
    fold_plan = dangol.FeaturePlan(window=("2022-01-01", "2024-01-01"), features=plan.features[:5])
    calls: dict[str, Callable[[], object]] = {
        "collect": lambda: dangol.collect(**tables, schema=schema, **quiet),
        "collect, ids as text": lambda: dangol.collect(interactions=text, schema=schema, **quiet),
        "collect_more": lambda: dangol.collect_more(base, interactions={name: column[: rows // 10] for name, column in visits.items()}, **quiet),
        "permitting": lambda: base.permitting("profiling"),
        "build_features": lambda: dangol.build_features(permitted, plan, **quiet),
        "build_leads": lambda: dangol.build_leads(permitted, plan, **quiet),
        "warn_of_foreknowledge": lambda: dangol.warn_of_foreknowledge(built_leads),
        "features.frame": lambda: features.frame(),
        "fold_features": lambda: dangol.fold_features(visits, fold_plan, schema=schema, permission=dangol.Permission.not_recorded("profiling"), **quiet),
        "read_permission": lambda: dangol.read_permission(consents, schema=schema, purpose="profiling"),
        "compare_consenting": lambda: dangol.compare_consenting(base, "profiling"),
        "erase": lambda: dangol.erase(base, everybody[:1000].tolist()),
        "link_identities": lambda: dangol.link_identities(keyed),
    }
    print(f"{rows} interactions of {customers} customers")
    for name, call in calls.items():
        if wish.only in name:
            measure(name, call, wish.moments)


if __name__ == "__main__":
    main()
