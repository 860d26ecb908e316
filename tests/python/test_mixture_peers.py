"""Fits from the same start are those of scikit-learn: diagonal, shared (tied) and free (full) covariances."""

import numpy as np
import pytest

import dangol

mixture = pytest.importorskip("sklearn.mixture")
exceptions = pytest.importorskip("sklearn.exceptions")

SHAPES = {"diagonal": "diag", "shared_block": "tied", "free_block": "full"}
ITERATIONS = 12


def overlapping(rows=900, columns=5, segments=3):
    """Correlated clouds, and a hard partition of them that is nearly the truth."""
    random = np.random.default_rng(7)
    truth = np.arange(rows) % segments
    mixing = random.normal(size=(segments, columns, columns)) / 2 + np.eye(columns)
    values = random.normal(size=(segments, columns))[truth] * 1.5 + np.einsum("rkc,rc->rk", mixing[truth], random.normal(size=(rows, columns)))
    labels = np.where(random.random(rows) < 0.8, truth, random.integers(0, segments, rows))
    return values * [1, 10, 0.1, 3, 1] + [0, 5, -3, 100, 0], np.eye(segments)[labels]


def sklearn_fit(values, start, covariance):
    segments = start.shape[1]
    shares, means = start.mean(axis=0), (start.T @ values) / start.sum(axis=0)[:, None]
    first = mixture.GaussianMixture(segments, covariance_type=covariance, reg_covar=0)
    first._initialize(values, start)  # its own M step from the same memberships
    roots = first.precisions_cholesky_
    precisions = roots**2 if covariance == "diag" else roots @ np.swapaxes(roots, -1, -2)
    model = mixture.GaussianMixture(segments, covariance_type=covariance, reg_covar=0, tol=0, max_iter=ITERATIONS,
                                    weights_init=shares, means_init=means, precisions_init=precisions)
    with pytest.warns(exceptions.ConvergenceWarning):
        return model.fit(values)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_start_leads_to_the_same_fit(shape):
    values, start = overlapping()
    table = dangol.feature_table({"customer": np.arange(len(values)), **{f"x{c}": values[:, c] for c in range(values.shape[1])}},
                                 {f"x{c}": "numeric" for c in range(values.shape[1])})
    ours = dangol.fit_mixture(table, start=start, segment_count=3, covariance=shape, prior_customers=0, tolerance=0, iterations_at_most=ITERATIONS)
    theirs = sklearn_fit(values, start, SHAPES[shape])
    assert ours.report.iterations == ITERATIONS
    np.testing.assert_allclose(ours.shares, theirs.weights_, rtol=1e-9)
    np.testing.assert_allclose(ours.membership(table), theirs.predict_proba(values), atol=1e-9)
    np.testing.assert_allclose(ours.log_likelihood(table), theirs.score_samples(values), rtol=1e-9)
    np.testing.assert_allclose(ours.report.log_likelihood, theirs.score(values) * len(values), rtol=1e-9)
    assert (np.diff(ours.report.log_posterior) >= -1e-9 * len(values)).all()


def test_a_start_of_another_shape_is_refused():
    values, start = overlapping(rows=60)
    table = dangol.feature_table({"customer": np.arange(60), "x": values[:, 0]}, {"x": "numeric"})
    with pytest.raises(ValueError, match="rows of the membership"):
        dangol.fit_mixture(table, start=start[:-1])
