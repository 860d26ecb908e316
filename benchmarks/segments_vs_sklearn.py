"""Runs the Gaussian mixture of benchmark_segments in scikit-learn, on the same amount of data, and prints the ratio.

usage: segments_vs_sklearn.py BUILD/benchmark_segments [threads]
"""

import re
import subprocess
import sys
import time
import warnings

import numpy as np
from sklearn.mixture import GaussianMixture

rows, columns, segments, iterations = 200_000, 16, 8, 20
random = np.random.default_rng(1)
labels = np.arange(rows) % segments
values = random.normal(size=(segments, columns))[labels] + random.normal(size=(rows, columns))
warnings.simplefilter("ignore")  # it is stopped before it converges


def sklearn_ms(covariance: str) -> float:
    def fit(count: int) -> float:
        model = GaussianMixture(segments, covariance_type=covariance, max_iter=count, tol=0, init_params="random_from_data", random_state=1)
        begin = time.perf_counter()
        model.fit(values)
        return 1e3 * (time.perf_counter() - begin)

    few, many = (min(fit(count) for _ in range(3)) for count in (1, 1 + iterations))
    return many - few


ours = subprocess.run(sys.argv[1:], capture_output=True, text=True, check=True).stdout
for shape, name in (("gaussian diagonal", "diag"), ("gaussian shared block", "tied")):
    match = re.search(rf"^{shape}.*?: ([0-9.]+) ms", ours, re.M)
    theirs, mine = sklearn_ms(name), float(match[1])
    print(f"{shape}: scikit-learn {theirs:.0f} ms, dangol {mine:.0f} ms, ratio {theirs / mine:.1f}")
