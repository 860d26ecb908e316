"""dangol's groupings as scikit-learn estimators, for pipelines and searches. Needs scikit-learn (`pip install '.[sklearn]'` in dangol's sources).

They hand arrays to the verbs of dangol and keep what comes back under scikit-learn's names; only the distances of `KMeans.transform` and
`KMeans.score` are scikit-learn's. `random_state=0`, so that the same data give the same result; threads never change it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from joblib import effective_n_jobs
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, ClusterMixin, DensityMixin, TransformerMixin
from sklearn.metrics.pairwise import euclidean_distances
from sklearn.preprocessing import OrdinalEncoder
from sklearn.utils import check_random_state
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

import dangol
from dangol import _core

__all__ = ["NMF", "KMeans", "KPrototypes", "MixtureClusterer"]


def _seed(random_state: Any) -> int:
    return random_state if isinstance(random_state, int) else int(check_random_state(random_state).randint(2**31 - 1))


def _threads(n_jobs: Any) -> int:
    """As joblib counts: None is 1 unless a context says otherwise, -1 all processors, -2 all but one. 0, the default here, is all as well."""
    return 0 if n_jobs == 0 else effective_n_jobs(n_jobs)


def _weights(sample_weight: Any, X: Any) -> Any:
    return None if sample_weight is None else _check_sample_weight(sample_weight, X, dtype=np.float64, ensure_non_negative=True)


class KMeans(ClassNamePrefixFeaturesOutMixin, TransformerMixin, ClusterMixin, BaseEstimator):
    """k-means (see dangol.fit_kmeans). `init` is None for seeds by k-means++, or centres, n_clusters × n_features.

    After fit: cluster_centers_, labels_, inertia_, n_iter_. transform() gives distances to the centres.
    """

    def __init__(self, n_clusters=8, *, init=None, n_init=10, max_iter=300, tol=1e-4, batch_size=0, random_state=0, n_jobs=0):
        self.n_clusters = n_clusters
        self.init = init
        self.n_init = n_init
        self.max_iter = max_iter
        self.tol = tol
        self.batch_size = batch_size
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(self, X, y=None, sample_weight=None):
        X = validate_data(self, X, dtype=[np.float64, np.float32], order="C", ensure_min_samples=self.n_clusters)
        fit = dangol.fit_kmeans(
            X,
            weights=_weights(sample_weight, X),
            start=self.init,
            segment_count=self.n_clusters,
            starts=self.n_init,
            iterations_at_most=self.max_iter,
            tolerance=self.tol,
            batch_rows=self.batch_size,
            seed=_seed(self.random_state),
            threads=_threads(self.n_jobs),
            progress=False,
        )
        self.cluster_centers_ = np.array(fit.centres, dtype=X.dtype)
        self.labels_ = fit.groups.astype(np.int32)
        self.inertia_ = fit.inertia
        self.n_iter_ = fit.iterations
        self._n_features_out = len(self.cluster_centers_)
        return self

    def _checked(self, X):
        check_is_fitted(self)
        return validate_data(self, X, dtype=[np.float64, np.float32], order="C", reset=False)

    def predict(self, X):
        return dangol.nearest_centres(self._checked(X), self.cluster_centers_, threads=_threads(self.n_jobs)).astype(np.int32)

    def transform(self, X):
        return euclidean_distances(self._checked(X), self.cluster_centers_)

    def score(self, X, y=None, sample_weight=None):
        """Minus the inertia of X."""
        return -float(np.average(self.transform(X).min(axis=1) ** 2, weights=sample_weight) * (len(X) if sample_weight is None else np.sum(sample_weight)))

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags


class MixtureClusterer(ClassNamePrefixFeaturesOutMixin, TransformerMixin, ClusterMixin, DensityMixin, BaseEstimator):
    """A mixture (see dangol.fit_mixture). `kinds` maps column names of a frame to column kinds; without it every column is numeric, named x0, x1 …

    `families` maps column names to families other than the usual one of their kind; `block` names the columns that vary together where `covariance` is a block.
    After fit: mixture_, weights_ (shares), labels_, n_iter_, converged_, bic_. NaN is not known. transform() gives memberships.
    """

    def __init__(
        self,
        n_clusters=4,
        *,
        kinds=None,
        families=None,
        covariance="diagonal",
        block=None,
        assignment="soft",
        prior_customers=1.0,
        starts_at_most=50,
        max_iter=500,
        tol=1e-8,
        random_state=0,
        n_jobs=0,
    ):
        self.n_clusters = n_clusters
        self.kinds = kinds
        self.families = families
        self.covariance = covariance
        self.block = block
        self.assignment = assignment
        self.prior_customers = prior_customers
        self.starts_at_most = starts_at_most
        self.max_iter = max_iter
        self.tol = tol
        self.random_state = random_state
        self.n_jobs = n_jobs

    def _table(self, X, sample_weight=None, reset=False, least=1):
        X = X if self.kinds else validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan", reset=reset, ensure_min_samples=least)
        weights = _weights(sample_weight, X)
        if self.kinds:
            validate_data(self, X, reset=reset, skip_check_array=True)
            columns = {name: X[name] for name in self.kinds}
        else:
            columns = {f"x{at}": X[:, at] for at in range(X.shape[1])}
        kinds = self.kinds or dict.fromkeys(columns, "numeric")
        return _core.feature_table(dangol.frames.table_of(columns | {"row": np.arange(len(X))}, "X"), kinds, "row", weights)

    def fit(self, X, y=None, sample_weight=None):
        table = self._table(X, sample_weight, reset=True, least=self.n_clusters)
        self.mixture_ = dangol.fit_mixture(
            table,
            segment_count=self.n_clusters,
            families=self.families or {},
            covariance=self.covariance,
            block=list(self.block or ()),
            assignment=self.assignment,
            prior_customers=self.prior_customers,
            starts_at_most=self.starts_at_most,
            iterations_at_most=self.max_iter,
            tolerance=self.tol,
            seed=_seed(self.random_state),
            threads=_threads(self.n_jobs),
            progress=False,
        )
        report = self.mixture_.report
        self.weights_ = np.array(self.mixture_.shares)
        self.n_iter_ = max(report.iterations, 1)
        self.converged_ = report.termination == dangol.Termination.converged
        self.bic_ = report.bic
        self.labels_ = self._membership(table).argmax(axis=1).astype(np.int32)
        self._n_features_out = self.n_clusters
        return self

    def _membership(self, table):
        return self.mixture_.membership(table, threads=_threads(self.n_jobs), progress=False)

    def predict_proba(self, X):
        check_is_fitted(self)
        return self._membership(self._table(X))

    def predict(self, X):
        return self.predict_proba(X).argmax(axis=1).astype(np.int32)

    def transform(self, X):
        return self.predict_proba(X)

    def score_samples(self, X):
        """Log-likelihood of every row, in nats."""
        check_is_fitted(self)
        return self.mixture_.log_likelihood(self._table(X), threads=_threads(self.n_jobs), progress=False)

    def score(self, X, y=None, sample_weight=None):
        """Mean log-likelihood of a row, in nats."""
        return float(np.average(self.score_samples(X), weights=_weights(sample_weight, X)))

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.transformer_tags.preserves_dtype = []
        return tags


class KPrototypes(ClusterMixin, BaseEstimator):
    """k-prototypes (see dangol.fit_kprototypes). `categorical` lists the categorical columns by position; without it this is k-means by another name.

    After fit: cluster_centers_ (numbers), modes_ (levels), labels_, cost_, gamma_, n_iter_. NaN is not known, a level never seen in fit neither.
    """

    def __init__(self, n_clusters=8, *, categorical=(), gamma=None, n_init=10, max_iter=100, random_state=0, n_jobs=0):
        self.n_clusters = n_clusters
        self.categorical = categorical
        self.gamma = gamma
        self.n_init = n_init
        self.max_iter = max_iter
        self.random_state = random_state
        self.n_jobs = n_jobs

    def _checked(self, X, **how):
        return validate_data(self, X, dtype=object if len(self.categorical) else np.float64, ensure_all_finite="allow-nan", **how)

    def _numbers(self, X):
        return np.ascontiguousarray(np.delete(X, list(self.categorical), axis=1), dtype=np.float64)

    def fit(self, X, y=None, sample_weight=None):
        X = self._checked(X, ensure_min_samples=self.n_clusters)
        self.encoder_ = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1, encoded_missing_value=-1, dtype=np.int64)
        fit = dangol.fit_kprototypes(
            self._numbers(X),
            self.encoder_.fit_transform(X[:, list(self.categorical)]) if len(self.categorical) else None,
            weights=_weights(sample_weight, X),
            segment_count=self.n_clusters,
            gamma=self.gamma,
            starts=self.n_init,
            iterations_at_most=self.max_iter,
            seed=_seed(self.random_state),
            threads=_threads(self.n_jobs),
            progress=False,
        )
        self.cluster_centers_ = np.array(fit.centres)
        self._mode_codes = np.array(fit.modes)
        self.modes_ = self.encoder_.inverse_transform(self._mode_codes.astype(np.int64)) if len(self.categorical) else self._mode_codes
        self.labels_ = fit.groups.astype(np.int32)
        self.cost_ = fit.cost
        self.gamma_ = fit.gamma
        self.n_iter_ = fit.iterations
        return self

    def predict(self, X):
        check_is_fitted(self)
        X = self._checked(X, reset=False)
        numbers = self._numbers(X)
        codes = self.encoder_.transform(X[:, list(self.categorical)]) if len(self.categorical) else None
        codes = dangol._groupings._codes(codes, len(numbers))
        return _core.nearest_prototypes(numbers, codes, self.cluster_centers_, self._mode_codes, self.gamma_, threads=_threads(self.n_jobs)).astype(np.int32)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags


class NMF(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """Non-negative matrix factorisation (see dangol.fit_nmf): X ≈ W components_. `loss` is "frobenius" or "kullback_leibler".

    After fit: components_, reconstruction_err_ (the loss), n_iter_. transform() gives W.
    """

    def __init__(self, n_components=5, *, loss="frobenius", n_init=5, max_iter=200, tol=1e-4, random_state=0, n_jobs=0):
        self.n_components = n_components
        self.loss = loss
        self.n_init = n_init
        self.max_iter = max_iter
        self.tol = tol
        self.random_state = random_state
        self.n_jobs = n_jobs

    def _options(self):
        return dangol.NmfOptions(
            archetype_count=self.n_components,
            loss=self.loss,
            starts=self.n_init,
            iterations_at_most=self.max_iter,
            tolerance=self.tol,
            seed=_seed(self.random_state),
        )

    def fit(self, X, y=None):
        X = validate_data(self, X, dtype=np.float64, order="C", ensure_non_negative=True)
        fit = dangol.fit_nmf(X, self._options(), threads=_threads(self.n_jobs), progress=False)
        self.components_ = np.array(fit.archetypes)
        self.reconstruction_err_ = fit.loss
        self.n_iter_ = fit.iterations
        self._n_features_out = len(self.components_)
        return self

    def transform(self, X):
        check_is_fitted(self)
        X = validate_data(self, X, dtype=np.float64, order="C", reset=False, ensure_non_negative=True)
        return _core.nmf_weights(X, self.components_, self._options(), threads=_threads(self.n_jobs))

    def inverse_transform(self, X):
        check_is_fitted(self)
        return np.asarray(X) @ self.components_

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.positive_only = True
        tags.transformer_tags.preserves_dtype = []
        return tags
