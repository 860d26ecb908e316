"""Outcomes by segment are StepMix's, where it is installed (`pip install stepmix`); tests/segments/test_three_step.cpp has its numbers for both corrections, which are checked everywhere."""

import numpy as np
import pytest

import dangol

stepmix = pytest.importorskip("stepmix.stepmix")

pytestmark = pytest.mark.filterwarnings("ignore")  # of theirs


@pytest.mark.parametrize("correction", ["bch", "maximum_likelihood"])
def test_outcomes_by_segment_are_stepmix(correction):
    rng = np.random.default_rng(5)
    kind = rng.integers(0, 3, 1500)
    chances = np.array([[0.9, 0.8, 0.85, 0.8, 0.9, 0.8, 0.9, 0.85], [0.2, 0.8, 0.2, 0.8, 0.1, 0.2, 0.9, 0.1], [0.2, 0.1, 0.7, 0.2, 0.1, 0.15, 0.1, 0.2]])
    answers = (rng.uniform(size=(1500, 8)) < chances[kind]).astype(float)
    spend = rng.normal(np.array([0, 3, -2])[kind], 1)
    bought = (rng.uniform(size=1500) < np.array([0.2, 0.5, 0.8])[kind]).astype(int)
    theirs = {"bch": "BCH", "maximum_likelihood": "ML"}[correction]

    def fitted(structural, outcome):
        model = stepmix.StepMix(
            3, n_steps=3, measurement="binary", structural=structural, correction=theirs, assignment="modal", random_state=1,
            abs_tol=1e-12, rel_tol=0, max_iter=5000, verbose=0, progress_bar=0,
        )  # fmt: skip
        model.fit(answers, outcome[:, None].astype(float))
        return model.predict_proba_class(answers), model.get_parameters()["structural"]

    membership, of_spend = fitted("gaussian_diag", spend)
    ours = dangol.outcome_by_segment(membership, spend, correction=correction, tolerance=1e-13, iterations_at_most=20000)
    np.testing.assert_allclose([each.mean.value for each in ours], np.ravel(of_spend["means"]), atol=1e-4)
    np.testing.assert_allclose([each.variance for each in ours], np.ravel(of_spend["covariances"]), atol=1e-4)
    membership, of_bought = fitted("binary", bought)
    shares = dangol.levels_by_segment(membership, bought, 2, correction=correction, tolerance=1e-13, iterations_at_most=20000)
    np.testing.assert_allclose(shares.shares[:, 1], np.ravel(of_bought["pis"]), atol=1e-4)
