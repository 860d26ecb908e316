"""Times segments against what people use, in one run: contenders take turns, from the same start, with the same threads.

    python benchmarks/segments.py [--rounds N] [--only TEXT] [--limits build/benchmark_limits] [--growth] [--memory]

Every figure is the time of 20 iterations: 21 less 1, so that what a fit does before and after cancels out; the median over rounds.
Ratios are medians of the ratios within a round. Peers are what pyproject.toml's group `benchmark` names:

    .venv/bin/python -m pip install scikit-learn stepmix

StepMix cannot be given a start; its iterations cost the same from any.
"""

from __future__ import annotations

import argparse
import ctypes
import statistics
import subprocess
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

import dangol

ITERATIONS = 20
THREADS = 2
Fit = Callable[[int], None]  # so many iterations


@dataclass
class Work:
    name: str
    peer: str
    at_least: float
    ours: Fit
    theirs: Fit
    multiply_adds: float = 0  # of one iteration, where the kernel is dense
    bytes_read: float = 0
    table: dangol.FeatureTable | None = None
    times: dict[str, list[float]] = field(default_factory=lambda: {"ours": [], "theirs": []})


def seconds(fit: Fit, iterations: int) -> float:
    begin = time.perf_counter()
    fit(iterations)
    return time.perf_counter() - begin


def clouds(rows: int, columns: int, segments: int) -> tuple[np.ndarray, np.ndarray]:
    """Overlapping normal clouds, and a start: a quarter of the rows in the wrong segment."""
    random = np.random.default_rng(1)
    truth = np.arange(rows) % segments
    values = random.normal(size=(segments, columns))[truth] + random.normal(size=(rows, columns))
    labels = np.where(random.random(rows) < 0.75, truth, random.integers(0, segments, rows))
    return values, np.eye(segments)[labels]


def table_of(values: np.ndarray, kind: str, levels: list[str] | None = None) -> dangol.FeatureTable:
    names = [f"x{c}" for c in range(values.shape[1])]
    kinds = {name: dangol.FeatureColumn(kind=kind, levels=levels) if levels else kind for name in names}
    columns = {name: values[:, c] for c, name in enumerate(names)}
    return dangol.feature_table({"customer": np.arange(len(values)), **columns}, kinds)


def ours_on(table: dangol.FeatureTable, start: np.ndarray, covariance: str, families: dict[str, str] | None = None) -> Fit:
    def fit(iterations: int) -> None:
        dangol.fit_mixture(table, start=start, segment_count=start.shape[1], covariance=covariance, tolerance=0, prior_customers=0,
                           families=families or {}, iterations_at_most=iterations, threads=THREADS)

    return fit


def gaussian(rows: int, columns: int, segments: int, covariance: str, peer: str, at_least: float) -> Work:
    from sklearn.mixture import GaussianMixture

    values, start = clouds(rows, columns, segments)
    table = table_of(values, "numeric")
    shares, means = start.mean(axis=0), (start.T @ values) / start.sum(axis=0)[:, None]
    first = GaussianMixture(segments, covariance_type=peer)
    first._initialize(values, start)  # its own M step from the same memberships
    roots = first.precisions_cholesky_
    precisions = roots**2 if peer == "diag" else roots @ np.swapaxes(roots, -1, -2)

    def theirs(iterations: int) -> None:
        # Memberships are made first even where weights, means and precisions are given: by k-means, unless told otherwise, whose time varies by more than some iterations take.
        GaussianMixture(segments, covariance_type=peer, tol=0, max_iter=iterations, weights_init=shares, means_init=means, precisions_init=precisions,
                        init_params="random", random_state=1).fit(values)

    pairs = {"diagonal": 2 * columns, "shared_block": columns, "free_block": columns * (columns + 1) / 2 + columns}[covariance]
    return Work(f"Gaussian mixture, {covariance}, {rows:,} × {columns}, {segments} segments", f"scikit-learn {peer}", at_least,
                ours_on(table, start, covariance), theirs, multiply_adds=2.0 * rows * segments * pairs, bytes_read=8.0 * rows * columns, table=table)


def latent_classes(rows: int, columns: int, classes: int, missing: float, at_least: float) -> Work:
    from stepmix.stepmix import StepMix

    random = np.random.default_rng(1)
    truth = np.arange(rows) % classes
    codes = np.where(random.random((rows, columns)) < 0.4, (truth[:, None] + np.arange(columns)) % 4, random.integers(0, 4, (rows, columns)))
    unknown = random.random((rows, columns)) < missing
    letters = np.array(list("abcd"), dtype=object)[codes]
    letters[unknown] = None
    table = table_of(letters, "category", list("abcd"))
    start = np.eye(classes)[np.where(random.random(rows) < 0.75, truth, random.integers(0, classes, rows))]
    numbers = np.where(unknown, np.nan, codes) if missing else codes

    def theirs(iterations: int) -> None:
        StepMix(classes, measurement="categorical_nan" if missing else "categorical", n_steps=1, max_iter=iterations, abs_tol=0, rel_tol=0,
                random_state=1, verbose=0, progress_bar=0).fit(numbers)

    some = f", {missing:.0%} missing" if missing else ""
    return Work(f"latent classes, {rows:,} × {columns} columns of 4 levels, {classes} classes{some}", "StepMix", at_least,
                ours_on(table, start, "diagonal"), theirs, bytes_read=4.0 * rows * columns, table=table)


WORKS: list[Callable[[], Work]] = [
    lambda: gaussian(200_000, 16, 8, "diagonal", "diag", 8),
    lambda: gaussian(200_000, 16, 8, "shared_block", "tied", 20),
    lambda: gaussian(200_000, 16, 8, "free_block", "full", 6),
    lambda: gaussian(1_000_000, 32, 16, "diagonal", "diag", 8),
    lambda: gaussian(1_000_000, 32, 16, "shared_block", "tied", 20),
    lambda: gaussian(1_000_000, 32, 16, "free_block", "full", 6),
    lambda: latent_classes(100_000, 20, 5, 0, 20),
    lambda: latent_classes(100_000, 20, 5, 0.2, 60),
]
NAMES = ["diagonal small", "shared small", "free small", "diagonal large", "shared large", "free large", "classes", "classes missing"]


def limits_of(program: str) -> dict[str, float]:
    """Of all threads: the widest instruction set's multiply-adds, and reads; 10⁹ a second."""
    found = {}
    for line in subprocess.run([program, str(THREADS)], capture_output=True, text=True, check=True).stdout.splitlines():
        name, threads, rate = line.split()
        if int(threads) == THREADS:
            found[name] = float(rate)
    print("machine, 10⁹ a second with", THREADS, "threads:", ", ".join(f"{name} {rate:.0f}" for name, rate in found.items()))
    return found


def compare(work: Work, rounds: int, iterations: int, limits: dict[str, float]) -> None:
    for _ in range(rounds):
        for name, fit in (("ours", work.ours), ("theirs", work.theirs)):
            few = seconds(fit, 1)
            work.times[name].append((seconds(fit, 1 + iterations) - few) * ITERATIONS / iterations)
    ours, theirs = statistics.median(work.times["ours"]), statistics.median(work.times["theirs"])
    ratio = statistics.median(b / a for a, b in zip(work.times["ours"], work.times["theirs"], strict=True))
    line = f"{work.name} | {work.peer} {1e3 * theirs:,.0f} ms | dangol {1e3 * ours:,.0f} ms | {ratio:.1f}× (at least {work.at_least:g}×)"
    if limits:
        reads = work.bytes_read * ITERATIONS / ours / 1e9 / limits["read"]
        rate = max(value for name, value in limits.items() if name != "read")
        pairs = f"{work.multiply_adds * ITERATIONS / ours / 1e9 / rate:.0%} of multiply-adds, " if work.multiply_adds else ""
        line += f" | {pairs}{reads:.0%} of reads"
    print(line, flush=True)


def growth() -> None:
    """Milliseconds of one iteration, doubling one thing at a time."""
    for shape in ("diagonal", "shared_block"):
        for rows, columns, segments in ((100_000, 16, 8), (200_000, 16, 8), (400_000, 16, 8), (200_000, 32, 8), (200_000, 16, 16), (200_000, 16, 32)):
            values, start = clouds(rows, columns, segments)
            fit = ours_on(table_of(values, "numeric"), start, shape)
            each = min(seconds(fit, 1 + ITERATIONS) - seconds(fit, 1) for _ in range(3)) / ITERATIONS
            print(f"{shape}: {rows:,} rows, {columns} columns, {segments} segments: {1e3 * each:.2f} ms an iteration", flush=True)


def peak_memory(fit: Fit) -> float:
    """MiB that a fit needs at most beyond what was there."""
    def status(name: str) -> float:
        with open("/proc/self/status") as lines:
            return next(float(line.split()[1]) / 1024 for line in lines if line.startswith(name))

    ctypes.CDLL(None).malloc_trim(0)  # what was freed before must not hide what the fit takes
    with open("/proc/self/clear_refs", "w") as peaks:
        peaks.write("5")
    before = status("VmRSS")
    fit(2)
    return status("VmHWM") - before


def memory() -> None:
    for shape in ("diagonal", "shared_block", "free_block"):
        values, start = clouds(1_000_000, 32, 16)
        table = table_of(values, "numeric")
        print(f"{shape}: {peak_memory(ours_on(table, start, shape)):.0f} MiB beyond 1,000,000 × 32 numbers and their start", flush=True)
    rng = np.random.default_rng(0)
    start = np.eye(4)[rng.integers(0, 4, 1_000_000)]
    counts: dict[str, np.ndarray] = {}
    for j in range(8):
        counts[f"c{j}"], counts[f"c{j}.exposure"] = rng.poisson(3, 1_000_000).astype(float), rng.integers(30, 360, 1_000_000).astype(float)
    table = dangol.feature_table({"customer": np.arange(1_000_000)} | counts, {f"c{j}": "count" for j in range(8)})
    del counts
    for family in ("negative_binomial", "poisson"):
        chosen = {f"c{j}": family for j in range(8)}
        print(f"{family}: {peak_memory(ours_on(table, start, 'diagonal', chosen)):.0f} MiB beyond 1,000,000 × 8 counts with exposures (122 MiB)", flush=True)
    parts = rng.multinomial(60, np.full(28, 1 / 28), 500_000) / 60
    profile = {f"week.{j:02d}": parts[:, j] for j in range(28)} | {"week.exposure": np.full(500_000, 60.0)}
    week = dangol.FeatureColumn(kind="composition", levels=[f"{j:02d}" for j in range(28)])
    table = dangol.feature_table({"customer": np.arange(500_000)} | profile, {"week": week})
    del parts, profile
    print(f"a profile of 28 parts: {peak_memory(ours_on(table, start[:500_000], 'diagonal')):.0f} MiB beyond 500,000 of them (57 MiB)", flush=True)
    columns = {f"x{j}": np.where(rng.random(1_000_000) < 0.02, np.nan, rng.normal(size=1_000_000)) for j in range(31)}
    branch = dangol.FeatureColumn(kind="category", levels=[str(level) for level in range(1000)])
    columns |= {"branch": np.array(branch.levels, dtype=object)[rng.integers(0, 1000, 1_000_000)]}
    table = dangol.feature_table({"customer": np.arange(1_000_000)} | columns, {f"x{j}": "numeric" for j in range(31)} | {"branch": branch})
    del columns
    for name, fit in (("k-means", dangol.fit_kmeans), ("k-prototypes", dangol.fit_kprototypes)):
        peak = peak_memory(lambda iterations, fit=fit: fit(table, segment_count=8, starts=1, iterations_at_most=iterations, threads=THREADS))
        print(f"{name} of a table: {peak:.0f} MiB beyond 1,000,000 × 31 numbers and a category of 1,000 levels (241 MiB)", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--iterations", type=int, default=ITERATIONS, help="fewer for the largest works; scaled to 20")
    parser.add_argument("--only", default="", help="works whose short name holds this: " + ", ".join(NAMES))
    parser.add_argument("--limits", default="", help="the program benchmark_limits")
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--memory", action="store_true")
    given = parser.parse_args()
    warnings.simplefilter("ignore")  # fits are stopped before they converge
    if given.growth:
        growth()
    if given.memory:
        memory()
    if given.growth or given.memory:
        return
    limits = limits_of(given.limits) if given.limits else {}
    for name, make in zip(NAMES, WORKS, strict=True):
        if given.only in name:
            compare(make(), given.rounds, given.iterations, limits)


if __name__ == "__main__":
    main()
