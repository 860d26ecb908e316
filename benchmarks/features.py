"""Builds features of 10^6 customers from 10^7 events with dangol, polars, DuckDB and pandas, and prints the ratios.

usage: features.py [--events N] [--customers N] [--repeats N] [--threads N] [--work rfm rhythm collect]

Pieces of work, on the same columns in memory (ids of 63 bits without order, times by the clock of Seoul, amounts):
  rfm      visits, mean amount, first and last visit of each customer
  rhythm   the same, mean and deviation of the days between visits, and visits by weekday and part of the day (28 parts)
  collect  dangol alone: collect() of the columns, and build_features() of the default plan from that base
Each library does what its own manual would have it do. Repetitions take turns, the best of each counts; results are compared cell by cell.
"""

import argparse
import resource
import sys
import threading
import time

import duckdb
import numpy as np
import pandas as pd
import polars as pl

import dangol

DAY = 86_400_000_000
SPAN_DAYS = 730


def events(count: int, customers: int) -> dict[str, np.ndarray]:
    random = np.random.default_rng(7)
    ids = np.unique(random.integers(1, 2**63 - 1, size=customers, dtype=np.int64))
    random.shuffle(ids)
    customer = ids[random.integers(0, len(ids), size=count)]
    at = np.sort(random.integers(0, SPAN_DAYS * DAY // 1_000_000, size=count)) * 1_000_000 + 500_000  # nobody on the stroke of midnight, which would be a date
    at = (at + np.datetime64("2022-01-01", "us").astype(np.int64)).view("datetime64[us]")
    amount = random.integers(1, 40_000, size=count) / 4
    return {"customer": customer, "came": at, "amount": amount}


# Days last from 5 to 5; dayparts begin at 5, 11, 14 and 18: as dangol has them.
PART_OF_HOUR = [3, 3, 3, 3, 3, *[0] * 6, *[1] * 3, *[2] * 4, *[3] * 6]


SCHEMA = dangol.Schema(interaction=dangol.InteractionColumns("customer", time="came", amount="amount"), time_zone="Asia/Seoul")


def with_dangol(data, work: str, threads: int):
    features = [dangol.Recency(), dangol.Frequency(), dangol.MonetaryValue(), dangol.Tenure()]
    if work == "rhythm":
        features += [dangol.VisitIntervals(), dangol.VisitRhythm()]
    plan = dangol.FeaturePlan(window=("2022-01-01", "2024-01-01"), features=features)
    fold = dangol.fold_features(
        data, plan, schema=SCHEMA, permission=dangol.Permission.not_recorded("profiling"), threads=threads, progress=False
    )
    return fold.finish(threads=threads, progress=False)


def of_dangol(table, work: str) -> dict[str, np.ndarray]:
    found = {
        "customer": np.asarray(table.frame().to_numpy("customer")),
        "visits": table.to_numpy("visits"),
        "mean": table.to_numpy("spend_per_visit"),
        "first": table.to_numpy("tenure_days"),
        "last": table.to_numpy("recency_days"),
    }
    if work == "rhythm":
        found["interval"] = table.to_numpy("visit_interval_days")
        error = table.standard_error("visit_interval_days")  # the deviation over the root of their number
        found["error"] = np.where(np.isnan(found["interval"]), np.nan, error)
        frame = table.frame()
        parts = [name for name in frame.columns if name.startswith("visit_rhythm.") and not name.endswith(".exposure")]
        found["parts"] = np.stack([frame.to_numpy(name) for name in parts], axis=1) * table.exposure("visit_rhythm")[:, None]
    return found


def with_polars(data, work: str):
    at = pl.col("came")
    plan = pl.LazyFrame(data)
    wanted = [pl.len().alias("visits"), pl.col("amount").mean().alias("mean"), at.min().alias("first"), at.max().alias("last")]
    if work == "rhythm":
        shifted = at.dt.offset_by("-5h")
        hour = at.dt.hour()
        daypart = pl.when((hour < 5) | (hour >= 18)).then(3).when(hour < 11).then(0).when(hour < 14).then(1).otherwise(2)
        plan = plan.with_columns(
            day=shifted.dt.date().cast(pl.Int32), part=((shifted.dt.weekday().cast(pl.Int32) - 1) * 4 + daypart).cast(pl.UInt8)
        ).with_columns(gap=pl.col("day").diff().over("customer"))
        gap = pl.col("gap").filter(pl.col("gap") > 0)
        wanted += [gap.mean().alias("interval"), gap.std().alias("deviation"), gap.len().alias("gaps")]
        wanted += [(pl.col("part") == part).sum().alias(f"part_{part}") for part in range(28)]
    return plan.group_by("customer").agg(wanted).collect()


def with_duckdb(data, work: str, threads: int):
    connection = duckdb.connect()
    connection.execute(f"SET threads TO {threads}; SET preserve_insertion_order = false")
    connection.register("events", data)
    if work == "rfm":
        return connection.execute("SELECT customer, count(*) visits, avg(amount) mean, min(came) first, max(came) last FROM events GROUP BY customer").fetchnumpy()
    parts = ", ".join(f"count(*) FILTER (WHERE part = {part}) part_{part}" for part in range(28))
    return connection.execute(f"""
        WITH dated AS (
            SELECT customer, came, amount, datediff('day', DATE '1970-01-01', CAST(came - INTERVAL 5 HOUR AS DATE)) AS day,
                   (isodow(came - INTERVAL 5 HOUR) - 1) * 4 + CASE WHEN hour(came) < 5 OR hour(came) >= 18 THEN 3 WHEN hour(came) < 11 THEN 0 WHEN hour(came) < 14 THEN 1 ELSE 2 END AS part
            FROM events),
        gaps AS (SELECT *, day - lag(day) OVER (PARTITION BY customer ORDER BY came) AS gap FROM dated)
        SELECT customer, count(*) visits, avg(amount) mean, min(came) first, max(came) last,
               avg(gap) FILTER (WHERE gap > 0) "interval", stddev_samp(gap) FILTER (WHERE gap > 0) deviation, count(*) FILTER (WHERE gap > 0) gaps, {parts}
        FROM gaps GROUP BY customer""").fetchnumpy()


def with_pandas(data, work: str):
    frame = pd.DataFrame(data)
    groups = frame.groupby("customer", sort=False)
    found = groups.agg(visits=("amount", "size"), mean=("amount", "mean"), first=("came", "min"), last=("came", "max"))
    if work == "rhythm":
        shifted = frame["came"] - pd.Timedelta(hours=5)
        frame["day"] = (shifted.to_numpy().astype("datetime64[D]")).astype(np.int32)
        frame["part"] = shifted.dt.day_of_week.to_numpy() * 4 + np.array(PART_OF_HOUR)[frame["came"].dt.hour.to_numpy()]
        gap = groups["day"].diff()
        gaps = gap.where(gap > 0).groupby(frame["customer"], sort=False)
        found["interval"], found["deviation"], found["gaps"] = gaps.mean(), gaps.std(), gaps.count()
        counts = frame.groupby(["customer", "part"], sort=False).size().unstack(fill_value=0)
        for part in range(28):
            found[f"part_{part}"] = counts[part] if part in counts else 0
    return found


def of_peer(result, name: str) -> dict[str, np.ndarray]:
    if name == "polars":
        columns = {column: result[column].to_numpy() for column in result.columns}
    elif name == "pandas":
        columns = {"customer": result.index.to_numpy(), **{column: result[column].to_numpy() for column in result.columns}}
    else:
        columns = {column: np.ma.filled(values, np.nan) if np.ma.isMaskedArray(values) else values for column, values in result.items()}
    order = np.argsort(columns["customer"])
    until = np.datetime64("2024-01-01", "us")
    days = {name: (until - columns[name].astype("datetime64[us]")).astype(np.int64) / DAY for name in ("first", "last")}
    found = {"customer": columns["customer"], "visits": columns["visits"], "mean": columns["mean"], **days}
    if "part_0" in columns:
        found["interval"] = columns["interval"].astype(float)
        with np.errstate(divide="ignore", invalid="ignore"):
            found["error"] = columns["deviation"].astype(float) / np.sqrt(columns["gaps"].astype(float))
        found["parts"] = np.stack([columns[f"part_{part}"] for part in range(28)], axis=1)
    return {name: values[order] for name, values in found.items()}


def compare(ours: dict[str, np.ndarray], theirs: dict[str, np.ndarray], who: str) -> None:
    for name, expected in theirs.items():
        found = ours.get(name)
        if found is None:
            continue
        known = np.isfinite(np.asarray(found, dtype=float)) if name == "error" else slice(None)
        tolerance = {"parts": dict(rtol=0, atol=1e-4), "customer": dict(rtol=0, atol=0)}.get(name, dict(rtol=1e-9, atol=1e-9))
        if name == "customer":
            assert np.array_equal(found, expected), f"{who}: other customers"
        else:
            np.testing.assert_allclose(np.asarray(found)[known], expected[known], **tolerance, err_msg=f"{who}: {name}")


class PeakMemory:
    """Highest resident memory within the block, above what was there before."""

    def __enter__(self):
        self.before, self.peak, self.stop = resident(), resident(), threading.Event()
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()
        return self

    def watch(self):
        while not self.stop.wait(0.002):
            self.peak = max(self.peak, resident())

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join()
        self.extra = self.peak - self.before


def resident() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


def collect_and_build(data, threads: int, repeats: int, raw: int) -> None:
    """Two lines: what it takes to get the records in, and what the features of them take. Processor time tells them apart also where others work."""
    best: dict[str, float] = {}
    processor: dict[str, float] = {}
    memory: dict[str, int] = {}

    def measured(name: str, run):
        with PeakMemory() as peak:
            start, start_processor = time.perf_counter(), time.process_time()
            result = run()
            seconds, of_processor = time.perf_counter() - start, time.process_time() - start_processor
        best[name] = min(best.get(name, seconds), seconds)
        processor[name] = min(processor.get(name, of_processor), of_processor)
        memory[name] = min(memory.get(name, peak.extra), peak.extra)
        return result

    for _ in range(repeats):
        base = measured("collect", lambda: dangol.collect(interactions=data, schema=SCHEMA, threads=threads, progress=False))
        permitted = base.permitting("profiling")
        plan = dangol.default_plan(permitted)
        table = measured("build", lambda: dangol.build_features(permitted, plan, threads=threads, progress=False))
        del base, permitted, table
    for name, seconds in best.items():
        print(f"collect {name:7} {1e3 * seconds:7.0f} ms   {1e3 * processor[name]:7.0f} ms of processors   {memory[name] / raw:4.1f} times the columns of extra memory", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=float, default=1e7)
    parser.add_argument("--customers", type=float, default=1e6)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--work", nargs="*", default=["rfm", "rhythm", "collect"], choices=["rfm", "rhythm", "collect"])
    parser.add_argument("--skip", nargs="*", default=[], help="libraries to leave out")
    wanted = parser.parse_args()
    data = events(int(wanted.events), int(wanted.customers))
    raw = sum(column.nbytes for column in data.values())
    print(f"{len(data['customer']):,} events, {raw / 1e6:.0f} MB of columns, {wanted.threads} threads; "
          f"polars {pl.__version__}, DuckDB {duckdb.__version__}, pandas {pd.__version__}", flush=True)
    runs = {
        "dangol": lambda work: with_dangol(data, work, wanted.threads),
        "DuckDB": lambda work: with_duckdb(data, work, wanted.threads),
        "polars": lambda work: with_polars(data, work),
        "pandas": lambda work: with_pandas(data, work),
    }
    for work in wanted.work:
        if work == "collect":
            collect_and_build(data, wanted.threads, wanted.repeats, raw)
            continue
        best: dict[str, float] = {}
        memory: dict[str, int] = {}
        kept = None
        for repeat in range(wanted.repeats):
            for name, run in runs.items():
                if name in wanted.skip or (name == "pandas" and repeat > 0):
                    continue
                result = None  # what another library made is not given back while this one is timed
                with PeakMemory() as peak:
                    start = time.perf_counter()
                    result = run(work)
                    seconds = time.perf_counter() - start
                best[name] = min(best.get(name, seconds), seconds)
                memory[name] = max(memory.get(name, peak.extra), peak.extra)  # what others gave back meanwhile would hide some
                if repeat > 0:
                    continue
                if name == "dangol":
                    kept = of_dangol(result, work)
                else:
                    compare(kept, of_peer(result, name), name)
                del result
        for name, seconds in best.items():
            ratio = "" if name == "dangol" else f"   {seconds / best['dangol']:5.1f} times dangol"
            print(f"{work:7} {name:7} {1e3 * seconds:7.0f} ms   {memory[name] / raw:4.1f} times the columns of extra memory{ratio}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
