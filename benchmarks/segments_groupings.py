#!/usr/bin/env python3
"""k-means, its seeds, k-prototypes and factorisation against their peers: paired, interleaved runs on the same data from the same start, 2 threads.

    pip install . scikit-learn scikit-learn-intelex faiss-cpu kmodes
    python benchmarks/segments_groupings.py [--rounds 5] [--only kmeans,seeds,kprototypes,nmf]

Peers that are not installed are left out. Times are medians in milliseconds; a ratio is the peer's time over ours, the median over rounds.
"""

import argparse
import importlib.util
import os
import statistics
import time
import warnings

os.environ.setdefault("OMP_NUM_THREADS", "2")

import numpy as np
from threadpoolctl import threadpool_limits

import dangol

THREADS = 2
ITERATIONS = 20


def paired(title, ours, peers, rounds):
    """Runs all of them in turn, `rounds` times."""
    works = {"dangol": ours, **peers}
    times = {name: [] for name in works}
    for work in works.values():
        work()
    for _ in range(rounds):
        for name, work in works.items():
            begin = time.perf_counter()
            work()
            times[name].append((time.perf_counter() - begin) * 1000)
    parts = [f"dangol {statistics.median(times['dangol']):.1f}"]
    for name in peers:
        ratio = statistics.median(peer / own for peer, own in zip(times[name], times["dangol"], strict=True))
        parts.append(f"{name} {statistics.median(times[name]):.1f} = {ratio:.2f}×")
    print(f"{title}: " + "; ".join(parts), flush=True)


def installed(module):
    return importlib.util.find_spec(module) is not None


def points(rows, columns, groups, dtype):
    """Groups that overlap: k-means is still moving rows after 20 iterations, as it is with real customers."""
    rng = np.random.default_rng(1)
    centres = 0.4 * rng.normal(size=(groups, columns))
    return (centres[np.arange(rows) % groups] + rng.normal(size=(rows, columns))).astype(dtype)


def kmeans(rounds):
    from sklearn.cluster import KMeans

    for dtype in (np.float64, np.float32):
        x = points(1_000_000, 32, 16, dtype)
        start = x[:16].copy()
        how = {"n_clusters": 16, "init": start, "n_init": 1, "max_iter": ITERATIONS, "tol": 0, "algorithm": "lloyd"}
        peers = {"scikit-learn": lambda x=x, how=how: KMeans(**how).fit(x)}
        if installed("sklearnex"):
            from sklearnex.cluster import KMeans as IntelKMeans

            peers["scikit-learn-intelex"] = lambda x=x, how=how: IntelKMeans(**how).fit(x)
        if installed("faiss") and dtype == np.float32:
            import faiss

            faiss.omp_set_num_threads(THREADS)
            peers["faiss"] = lambda x=x, start=start: faiss.Kmeans(32, 16, niter=ITERATIONS, max_points_per_centroid=len(x)).train(x, init_centroids=start)
        assert dangol.fit_kmeans(x, start=start, iterations_at_most=ITERATIONS, tolerance=0, threads=THREADS, progress=False).iterations == ITERATIONS
        run = lambda x=x, start=start: dangol.fit_kmeans(x, start=start, iterations_at_most=ITERATIONS, tolerance=0, threads=THREADS, progress=False)  # noqa: E731
        paired(f"k-means 10⁶ × 32, k 16, {np.dtype(dtype).name}, {ITERATIONS} iterations", run, peers, rounds)


def seeds(rounds):
    from sklearn.cluster import kmeans_plusplus

    x = points(1_000_000, 32, 16, np.float64)
    peers = {"scikit-learn": lambda: kmeans_plusplus(x, 16, random_state=0)}
    paired("k-means++ seeds of 10⁶ × 32, k 16", lambda: dangol.kmeans_seeds(x, 16, threads=THREADS), peers, min(rounds, 3))


def kprototypes(rounds):
    """Per row and iteration; the peer gets fewer rows, for it would take minutes, and its seeding is not counted."""
    rng = np.random.default_rng(1)
    rows, few = 1_000_000, 2_000
    numbers, codes = rng.normal(size=(rows, 8)), rng.integers(0, 5, size=(rows, 8)).astype(np.uint32)
    start = dangol.fit_kprototypes(numbers[:few], codes[:few], segment_count=8, starts=1, iterations_at_most=1, progress=False)

    def ours():
        return dangol.fit_kprototypes(numbers, codes, start=start, iterations_at_most=ITERATIONS, threads=THREADS, progress=False)

    ours()
    peer = None
    if installed("kmodes"):
        from kmodes.kprototypes import KPrototypes

        peer = KPrototypes(8, init=[np.array(start.centres), np.array(start.modes, dtype=float)], n_init=1, max_iter=3, gamma=start.gamma)
    own_ns, their_ns, ratios = [], [], []
    for _ in range(rounds):
        begin = time.perf_counter()
        fit = ours()
        own_ns.append((time.perf_counter() - begin) * 1e9 / rows / (fit.iterations + 1))
        if peer is None:
            continue
        mixed = np.hstack([numbers[:few], codes[:few]])
        begin = time.perf_counter()
        peer.fit(mixed, categorical=list(range(8, 16)))
        their_ns.append((time.perf_counter() - begin) * 1e9 / few / (peer.n_iter_ + 1))
        ratios.append(their_ns[-1] / own_ns[-1])
    text = f"k-prototypes 8 + 8 columns, k 8, per row and iteration: dangol {statistics.median(own_ns):.1f} ns"
    print(text + (f"; kmodes {statistics.median(their_ns):.0f} ns = {statistics.median(ratios):.0f}×" if ratios else ""), flush=True)


def nmf(rounds):
    from sklearn.decomposition import NMF

    rng = np.random.default_rng(1)
    x = rng.gamma(0.5, size=(100_000, 10)) @ rng.gamma(0.5, size=(10, 200)) + 0.1 * rng.exponential(size=(100_000, 200))
    w, h = rng.uniform(size=(100_000, 10)), rng.uniform(size=(10, 200))
    peers = {"scikit-learn": lambda: NMF(10, init="custom", solver="cd", max_iter=ITERATIONS, tol=0).fit_transform(x, W=w.copy(), H=h.copy())}
    run = lambda: dangol.fit_nmf(x, weights=w, archetypes=h, iterations_at_most=ITERATIONS, tolerance=0, threads=THREADS, progress=False)  # noqa: E731
    paired(f"factorisation 10⁵ × 200, rank 10, {ITERATIONS} iterations", run, peers, rounds)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="kmeans,seeds,kprototypes,nmf")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    with threadpool_limits(THREADS):
        for name in given.only.split(","):
            {"kmeans": kmeans, "seeds": seeds, "kprototypes": kprototypes, "nmf": nmf}[name](given.rounds)


if __name__ == "__main__":
    main()
