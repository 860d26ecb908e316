"""The estimators are what scikit-learn expects, and say what the verbs say."""

import pickle

import numpy as np
import pytest

pytest.importorskip("sklearn")

from sklearn.base import clone
from sklearn.cluster import KMeans as TheirKMeans
from sklearn.cluster import kmeans_plusplus
from sklearn.datasets import load_iris
from sklearn.decomposition import NMF as TheirNMF
from sklearn.metrics import adjusted_rand_score, calinski_harabasz_score, davies_bouldin_score, normalized_mutual_info_score, silhouette_samples, silhouette_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

import dangol
from dangol.sklearn import NMF, KMeans, KPrototypes, MixtureClusterer

IRIS = load_iris().data
NUMBERED_BY_DRAWS = "seeds are drawn, so that other rows with the same content number the same groups otherwise"
EXPECTED_TO_FAIL = {
    "KMeans": {"check_sample_weight_equivalence_on_dense_data": NUMBERED_BY_DRAWS},
    "KPrototypes": {"check_sample_weight_equivalence_on_dense_data": NUMBERED_BY_DRAWS},
    "MixtureClusterer": {"check_sample_weight_equivalence_on_dense_data": NUMBERED_BY_DRAWS},
}
SMALL = [KMeans(n_clusters=3, n_init=2), KPrototypes(n_clusters=3, n_init=2), MixtureClusterer(n_clusters=2, starts_at_most=2), NMF(n_components=2, n_init=1)]


@parametrize_with_checks(SMALL, expected_failed_checks=lambda estimator: EXPECTED_TO_FAIL.get(type(estimator).__name__, {}))
def test_scikit_learn_checks(estimator, check):
    check(estimator)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("groups", [2, 5, 16])
def test_k_means_from_the_same_start_is_theirs(groups, dtype):
    rng = np.random.default_rng(groups)
    x = (rng.normal(size=(4000, 7)) + 3 * rng.integers(0, 2, size=(4000, 7)) + 100).astype(dtype)
    weights = rng.uniform(0.5, 2, size=len(x))
    start = x[:groups].astype(np.float64)
    theirs = TheirKMeans(groups, init=start.astype(dtype), n_init=1, max_iter=15, tol=0).fit(x.astype(np.float64), sample_weight=weights)
    ours = dangol.fit_kmeans(x, weights=weights, start=start, iterations_at_most=15, tolerance=0)
    np.testing.assert_array_equal(ours.groups, theirs.labels_)
    np.testing.assert_allclose(ours.centres, theirs.cluster_centers_, rtol=1e-9)
    np.testing.assert_allclose(ours.inertia, theirs.inertia_, rtol=1e-9)


def test_seeds_are_as_good_as_theirs():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(3000, 5)) + 8 * rng.integers(0, 2, size=(3000, 5))

    def inertia(centres):
        return ((x[:, None] - centres) ** 2).sum(axis=2).min(axis=1).sum()

    ours = np.median([inertia(dangol.kmeans_seeds(x, 12, seed=seed)) for seed in range(20)])
    theirs = np.median([inertia(kmeans_plusplus(x, 12, random_state=seed)[0]) for seed in range(20)])
    assert ours < 1.1 * theirs


@pytest.mark.parametrize("loss", ["frobenius", "kullback_leibler"])
def test_factorisation_from_the_same_start_is_theirs(loss):
    rng = np.random.default_rng(3)
    x = rng.gamma(0.5, size=(300, 21))
    w, h = rng.uniform(size=(300, 4)), rng.uniform(size=(4, 21))
    how = {"solver": "cd"} if loss == "frobenius" else {"solver": "mu", "beta_loss": "kullback-leibler"}
    theirs = TheirNMF(4, init="custom", max_iter=12, tol=0, **how)
    their_weights = theirs.fit_transform(x, W=w.copy(), H=h.copy())
    ours = dangol.fit_nmf(x, weights=w, archetypes=h, loss=loss, iterations_at_most=12, tolerance=0)
    np.testing.assert_allclose(ours.weights, their_weights, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(ours.archetypes, theirs.components_, rtol=1e-6, atol=1e-9)


def test_measures_are_theirs():
    labels = dangol.fit_kmeans(IRIS, segment_count=3).groups
    species = load_iris().target
    assert dangol.adjusted_rand(labels, species) == pytest.approx(adjusted_rand_score(species, labels), abs=1e-12)
    far = np.array(labels, dtype=np.int64) * 10**12 - 7  # labels that no table of them would hold
    assert dangol.adjusted_rand(far, species) == pytest.approx(adjusted_rand_score(species, labels), abs=1e-12)
    with pytest.raises(dangol.InvalidArgument, match="groups hold NaN in row 1"):
        dangol.adjusted_rand([1.0, float("nan"), 2.0], [0, 0, 1])
    assert dangol.normalized_mutual_information(labels, species) == pytest.approx(normalized_mutual_info_score(species, labels), abs=1e-12)
    assert dangol.silhouette(IRIS, labels) == pytest.approx(silhouette_score(IRIS, labels), abs=1e-12)
    np.testing.assert_allclose(dangol.silhouettes(IRIS, labels), silhouette_samples(IRIS, labels), atol=1e-12)
    assert dangol.calinski_harabasz(IRIS, labels) == pytest.approx(calinski_harabasz_score(IRIS, labels), rel=1e-12)
    assert dangol.davies_bouldin(IRIS, labels) == pytest.approx(davies_bouldin_score(IRIS, labels), rel=1e-12)


def test_groups_are_found_again_as_any_function_finds_them():
    groups = dangol.fit_kmeans(IRIS, segment_count=3).groups
    words = np.array(["a", "b", "c"])[groups]

    def again(times_drawn, sample):
        return dangol.fit_kmeans(IRIS, segment_count=3, weights=times_drawn, seed=sample).groups

    jaccard = dangol.bootstrap_stability(words, again, samples=10)
    assert jaccard.shape == (3,) and (jaccard > 0.7).all() and (jaccard <= 1).all()
    np.testing.assert_array_equal(dangol.bootstrap_stability(words, lambda times, sample: words, samples=2), [1, 1, 1])
    assert (dangol.bootstrap_stability(words, lambda times, sample: np.arange(150) % 3, samples=5) < 0.5).all()
    with pytest.raises(ZeroDivisionError):
        dangol.bootstrap_stability(words, lambda times, sample: 1 / 0)
    with pytest.raises(dangol.errors.InvalidArgument, match="a group for every row"):
        dangol.bootstrap_stability(words, lambda times, sample: words[:9])


def test_codes_that_are_no_codes_are_refused():
    with pytest.raises(dangol.errors.InvalidArgument, match="below 4294967295"):
        dangol.fit_kprototypes(None, np.array([[2**32 + 1], [0], [0]]), segment_count=1)


@pytest.mark.parametrize("estimator", SMALL, ids=lambda each: type(each).__name__)
def test_estimators_clone_pickle_and_name_their_output(estimator):
    fitted = clone(estimator).fit(IRIS)
    again = pickle.loads(pickle.dumps(fitted))
    if hasattr(fitted, "predict"):
        np.testing.assert_array_equal(again.predict(IRIS), fitted.labels_)
    if hasattr(fitted, "transform"):
        frame = fitted.set_output(transform="pandas").transform(IRIS)
        assert list(frame.columns) == list(fitted.get_feature_names_out())
        assert frame.columns[0] == type(estimator).__name__.lower() + "0"


@pytest.mark.parametrize("n_jobs", [None, -1, -2, 0, 2])
@pytest.mark.parametrize("estimator", SMALL, ids=lambda each: type(each).__name__)
def test_threads_are_counted_as_scikit_learn_counts_them(estimator, n_jobs):
    fitted, alone = clone(estimator).set_params(n_jobs=n_jobs).fit(IRIS), clone(estimator).set_params(n_jobs=1).fit(IRIS)
    how = "transform" if hasattr(fitted, "transform") else "predict"
    np.testing.assert_array_equal(getattr(fitted, how)(IRIS), getattr(alone, how)(IRIS))


@pytest.mark.parametrize("estimator", SMALL[:3], ids=lambda each: type(each).__name__)
def test_a_weight_of_two_is_two_rows(estimator):
    """What check_sample_weight_equivalence asks, but for the names of the groups."""
    weights = np.random.default_rng(0).integers(1, 4, len(IRIS))
    weighted = clone(estimator).set_params(n_clusters=3).fit(IRIS, sample_weight=weights.astype(float))
    repeated = clone(estimator).set_params(n_clusters=3).fit(np.repeat(IRIS, weights, axis=0))
    assert adjusted_rand_score(weighted.predict(IRIS), repeated.predict(IRIS)) == 1


def test_mixtures_take_families_and_a_block():
    pl = pytest.importorskip("polars")
    rng = np.random.default_rng(4)
    kind = np.arange(300) % 2
    size = rng.normal(size=300)
    frame = pl.DataFrame({"visits": rng.poisson(3 + 9 * kind), "height": size + 5 * kind, "width": size + 0.3 * rng.normal(size=300), "age": rng.normal(size=300)})
    kinds = {"visits": "count", "height": "numeric", "width": "numeric", "age": "numeric"}
    fit = MixtureClusterer(2, kinds=kinds, families={"visits": "poisson"}, covariance="shared_block", block=["height", "width"], starts_at_most=3).fit(frame)
    table = dangol.feature_table({"customer": np.arange(300), **frame.to_dict()}, kinds)
    same = {"families": {"visits": "poisson"}, "covariance": "shared_block", "segment_count": 2, "starts_at_most": 3}
    assert fit.bic_ == dangol.fit_mixture(table, block=["height", "width"], **same).report.bic
    assert fit.bic_ != dangol.fit_mixture(table, **same).report.bic
    assert clone(fit).block == ["height", "width"]


def test_prototypes_take_words_and_place_levels_never_seen():
    rows = np.array([[1.0, "red"], [1.1, "red"], [9.0, "blue"], [9.1, "blue"]] * 5, dtype=object)
    fit = KPrototypes(2, categorical=[1]).fit(rows)
    assert set(fit.modes_[:, 0]) == {"red", "blue"}
    assert fit.predict(np.array([[9.2, "green"]], dtype=object))[0] == fit.labels_[2]


def test_mixtures_take_kinds_of_columns():
    pl = pytest.importorskip("polars")
    rng = np.random.default_rng(2)
    kind = np.arange(400) % 2
    frame = pl.DataFrame({"visits": rng.poisson(3 + 20 * kind), "town": np.where(rng.uniform(size=400) < 0.8, kind, 1 - kind).astype(str)})
    fit = MixtureClusterer(2, kinds={"visits": "count", "town": "category"}, starts_at_most=3).fit(frame)
    assert adjusted_rand_score(kind, fit.predict(frame)) > 0.9


def test_they_stand_in_pipelines():
    pipeline = make_pipeline(StandardScaler(), KMeans(3)).fit(IRIS)
    assert pipeline.transform(IRIS).shape == (150, 3)
    assert pipeline.score(IRIS) < 0
