"""Groupings by name, and how good they are. Everything is decided in C++; here arguments only find their way there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dangol import _core
from dangol._arguments import Wish, options_of
from dangol.errors import InvalidArgument, WrongType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dangol import _options

UNKNOWN_CODE = np.uint32(0xFFFF_FFFF)


def _numbers(points: ArrayLike) -> NDArray[Any]:
    """Single precision stays; anything else becomes double."""
    array = np.asarray(points)
    return array if array.dtype == np.float32 else np.asarray(array, dtype=np.float64)


def _weights(weights: ArrayLike | None) -> NDArray[np.float64] | None:
    return None if weights is None else np.asarray(weights, dtype=np.float64)


def _labels(groups: ArrayLike) -> NDArray[np.uint32]:
    """Labels of any type, numbered in the order of their values."""
    array = np.asarray(groups)
    if array.dtype == np.uint32:
        return array
    if array.dtype.kind == "f" and np.isnan(array).any():
        raise InvalidArgument(f"groups hold NaN in row {int(np.flatnonzero(np.isnan(array))[0])}, but must name a group for every row: leave out rows without a group.")
    if array.dtype.kind in "iu" and array.size:  # as a rule few whole numbers, which need no sorting
        least, most = int(array.min()), int(array.max())
        if most - least < array.size:
            place = (array - array.dtype.type(least)).astype(np.uint64)
            there = np.zeros(most - least + 1, dtype=bool)
            there[place] = True
            return np.asarray((np.cumsum(there) - 1)[place], dtype=np.uint32)
    return np.unique(array, return_inverse=True)[1].astype(np.uint32)


def _codes(codes: ArrayLike | None, rows: int) -> NDArray[np.uint32]:
    """Whole numbers from 0; a negative one is not known."""
    if codes is None:
        return np.zeros((rows, 0), dtype=np.uint32)
    array = np.asarray(codes)
    if array.dtype == np.uint32:
        return array
    if array.dtype.kind not in "iub":
        raise WrongType(f"codes are {array.dtype}, but must be whole numbers from 0: encode each column's levels.")
    if array.size and array.max() >= UNKNOWN_CODE:
        raise InvalidArgument(f"codes hold {array.max()}, but must be below 4294967295: number the levels of each column from 0.")
    return np.where(array < 0, UNKNOWN_CODE, array).astype(np.uint32)


def as_many_as_start(named: Mapping[str, object], centres: int | None) -> None:
    """A start says how many segments there are: another number beside it would be passed over in silence."""
    given = named.get("segment_count")
    if centres is not None and given is not None and given != centres:
        raise InvalidArgument(f"segment_count is {given}, but must be left out or as many as start has, {centres}: leave it out, or give another start.")


def fit_kmeans(
    points: ArrayLike | _core.FeatureTable,
    options: _core.KMeansOptions | None = None,
    *,
    weights: ArrayLike | None = None,
    start: ArrayLike | None = None,
    threads: int = 0,
    progress: Wish = None,
    **named: Unpack[_options.KMeansOptionsByName],
) -> _core.KMeans:
    """k-means on rows × coordinates (float64 or float32; NaN is not known), or on the standardised basis columns of a feature table.

    `start` holds centres to begin from. Options by name are those of KMeansOptions: `fit_kmeans(points, segment_count=4)`.
    """
    as_many_as_start(named, None if start is None else np.shape(start)[0])
    chosen = options_of(_core.KMeansOptions, options, named)
    if isinstance(points, _core.FeatureTable):
        if weights is not None or start is not None:
            raise WrongType("weights and start go with an array of points: a table has its own weights.")
        return _core.fit_kmeans_table(points, chosen, threads=threads, progress=progress)
    array = _numbers(points)
    fit = _core.fit_kmeans_single if array.dtype == np.float32 else _core.fit_kmeans_double
    return fit(array, _weights(weights), None if start is None else np.asarray(start, dtype=np.float64), chosen, threads=threads, progress=progress)


def kmeans_seeds(points: ArrayLike, segment_count: int, *, weights: ArrayLike | None = None, seed: int = 0, threads: int = 0) -> NDArray[np.float64]:
    """Rows of `points` far from each other, by greedy k-means++."""
    array = _numbers(points)
    seeds = _core.kmeans_seeds_single if array.dtype == np.float32 else _core.kmeans_seeds_double
    return seeds(array, _weights(weights), segment_count, seed, threads=threads)


def nearest_centres(points: ArrayLike, centres: ArrayLike, *, threads: int = 0) -> NDArray[np.uint32]:
    """The nearest centre of every row, of equals the first."""
    array = _numbers(points)
    nearest = _core.nearest_centres_single if array.dtype == np.float32 else _core.nearest_centres_double
    return nearest(array, np.asarray(centres, dtype=np.float64), threads=threads)


def fit_kprototypes(
    numbers: ArrayLike | _core.FeatureTable | None,
    codes: ArrayLike | None = None,
    options: _core.KPrototypesOptions | None = None,
    *,
    weights: ArrayLike | None = None,
    start: _core.KPrototypes | None = None,
    threads: int = 0,
    progress: Wish = None,
    **named: Unpack[_options.KPrototypesOptionsByName],
) -> _core.KPrototypes:
    """k-prototypes on numbers (NaN is not known) and codes (whole numbers from 0; below 0 is not known), or on a feature table.

    Without numbers it is k-modes. Options by name are those of KPrototypesOptions.
    """
    as_many_as_start(named, None if start is None else np.shape(start.centres)[0])
    chosen = options_of(_core.KPrototypesOptions, options, named)
    if isinstance(numbers, _core.FeatureTable):
        return _core.fit_kprototypes_table(numbers, chosen, threads=threads, progress=progress)
    if numbers is None and codes is None:
        raise WrongType("Neither numbers nor codes are given: give one of them, or both.")
    values = np.zeros((len(np.asarray(codes)), 0)) if numbers is None else np.asarray(numbers, dtype=np.float64)
    return _core.fit_kprototypes(values, _codes(codes, len(values)), _weights(weights), start, chosen, threads=threads, progress=progress)


def fit_nmf(
    points: ArrayLike,
    options: _core.NmfOptions | None = None,
    *,
    weights: ArrayLike | None = None,
    archetypes: ArrayLike | None = None,
    threads: int = 0,
    progress: Wish = None,
    **named: Unpack[_options.NmfOptionsByName],
) -> _core.Nmf:
    """Behaviour archetypes: `points` ≈ weights · archetypes, all ≥ 0. `weights` and `archetypes` together are a start.

    Options by name are those of NmfOptions.
    """
    if (weights is None) != (archetypes is None):
        raise WrongType("A start is weights and archetypes together: give both or neither.")
    w = None if weights is None else np.asarray(weights, dtype=np.float64)
    h = None if archetypes is None else np.asarray(archetypes, dtype=np.float64)
    chosen = options_of(_core.NmfOptions, options, named)
    return _core.fit_nmf(np.asarray(points, dtype=np.float64), w, h, chosen, threads=threads, progress=progress)


def adjusted_rand(a: ArrayLike, b: ArrayLike) -> float:
    """Pairs that two groupings treat alike, corrected for chance (Hubert & Arabie 1985). Labels may be anything."""
    return _core.adjusted_rand(_labels(a), _labels(b))


def normalized_mutual_information(a: ArrayLike, b: ArrayLike) -> float:
    """What one grouping says about the other over their mean entropy; not corrected for chance."""
    return _core.normalized_mutual_information(_labels(a), _labels(b))


def variation_of_information(a: ArrayLike, b: ArrayLike) -> float:
    """H(a | b) + H(b | a) in nats; 0 for the same grouping."""
    return _core.variation_of_information(_labels(a), _labels(b))


def relative_entropy(membership: ArrayLike) -> float:
    """1 when everyone surely belongs to one segment, 0 when nobody can be placed."""
    return _core.relative_entropy(np.asarray(membership, dtype=np.float64))


def silhouettes(points: ArrayLike | _core.FeatureTable, groups: ArrayLike, *, threads: int = 0, progress: Wish = None) -> NDArray[np.float64]:
    """Of every row, how much nearer it is to its own group than to the next, −1 to 1 (Rousseeuw 1987)."""
    if isinstance(points, _core.FeatureTable):
        return _core.silhouettes_of_table(points, _labels(groups), threads=threads, progress=progress)
    return _core.silhouettes(np.asarray(points, dtype=np.float64), _labels(groups), threads=threads, progress=progress)


def bootstrap_stability(
    groups: ArrayLike, regroup: Callable[[NDArray[np.float64], int], ArrayLike], *, samples: int = 50, seed: int = 0
) -> NDArray[np.float64]:
    """How often each group is found again when the rows are drawn anew: its mean best Jaccard similarity, below .6 not to be trusted (Hennig 2007).

    `regroup(times_drawn, sample)` groups the rows anew, those drawn twice with weight 2, and returns a label for every row.
    One number for each label of `groups`, in their order.
    """
    labels = _labels(groups)
    count = int(labels.max()) + 1 if labels.size else 0
    return _core.bootstrap_stability(labels, count, lambda times, sample: _labels(regroup(times, sample)), samples, seed)


def silhouette(
    points: ArrayLike | _core.FeatureTable, groups: ArrayLike, *, rows_at_most: int = 0, seed: int = 0, threads: int = 0, progress: Wish = None
) -> float:
    """Mean silhouette (Rousseeuw 1987); with `rows_at_most` that of so many rows, each against everyone."""
    if isinstance(points, _core.FeatureTable):
        return _core.silhouette_of_table(points, _labels(groups), rows_at_most, seed, threads=threads, progress=progress)
    return _core.silhouette(np.asarray(points, dtype=np.float64), _labels(groups), rows_at_most, seed, threads=threads, progress=progress)


def calinski_harabasz(points: ArrayLike | _core.FeatureTable, groups: ArrayLike, *, threads: int = 0, progress: Wish = None) -> float:
    """Between over within variance of numeric columns; larger is better."""
    if isinstance(points, _core.FeatureTable):
        return _core.calinski_harabasz_of_table(points, _labels(groups), threads=threads, progress=progress)
    return _core.calinski_harabasz(np.asarray(points, dtype=np.float64), _labels(groups), threads=threads, progress=progress)


def davies_bouldin(points: ArrayLike | _core.FeatureTable, groups: ArrayLike, *, threads: int = 0, progress: Wish = None) -> float:
    """Mean over groups of the worst overlap with another, of numeric columns; smaller is better."""
    if isinstance(points, _core.FeatureTable):
        return _core.davies_bouldin_of_table(points, _labels(groups), threads=threads, progress=progress)
    return _core.davies_bouldin(np.asarray(points, dtype=np.float64), _labels(groups), threads=threads, progress=progress)


def rfm_quintiles(
    recency: ArrayLike, frequency: ArrayLike, monetary: ArrayLike, *, threads: int = 0, progress: Wish = None
) -> list[NDArray[np.uint32]]:
    """Three groupings: the fifths of recency, of frequency, of monetary value, each from 0, the smallest. Equal values share a fifth."""
    r, f, m = (np.asarray(each, dtype=np.float64) for each in (recency, frequency, monetary))
    return _core.rfm_quintiles(r, f, m, threads=threads, progress=progress)


def criterion_validity(
    groups: ArrayLike,
    outcome: ArrayLike,
    baseline: Sequence[ArrayLike],
    *,
    shuffles: int = 199,
    seed: int = 0,
    threads: int = 0,
    progress: Wish = None,
) -> _core.CriterionValidity:
    """Whether a grouping tells something about the next period: beyond groupings such as rfm_quintiles(), whose effects add up, and beyond chance."""
    return _core.criterion_validity(
        _labels(groups), np.asarray(outcome, dtype=np.float64), [_labels(each) for each in baseline], shuffles, seed, threads=threads, progress=progress
    )


def outcome_by_segment(
    membership: ArrayLike,
    outcome: ArrayLike,
    options: _core.ThreeStepOptions | None = None,
    *,
    weights: ArrayLike | None = None,
    threads: int = 0,
    progress: Wish = None,
    **named: Unpack[_options.ThreeStepOptionsByName],
) -> list[_core.OutcomeInSegment]:
    """Mean and variance of a number in each segment, corrected for customers placed wrongly. NaN is not known.

    Options by name are those of ThreeStepOptions: `outcome_by_segment(membership, spend, correction="maximum_likelihood")`.
    """
    chosen = options_of(_core.ThreeStepOptions, options, named)
    values = np.asarray(outcome, dtype=np.float64)
    return _core.outcome_by_segment(np.asarray(membership, dtype=np.float64), values, _weights(weights), chosen, threads=threads, progress=progress)


def levels_by_segment(
    membership: ArrayLike,
    codes: ArrayLike,
    levels: int,
    options: _core.ThreeStepOptions | None = None,
    *,
    weights: ArrayLike | None = None,
    threads: int = 0,
    progress: Wish = None,
    **named: Unpack[_options.ThreeStepOptionsByName],
) -> _core.LevelsBySegment:
    """Share of each level of a category in each segment, corrected for customers placed wrongly, with its interval. Codes below 0 are not known."""
    chosen = options_of(_core.ThreeStepOptions, options, named)
    values = _codes(codes, len(np.asarray(codes)))
    return _core.levels_by_segment(np.asarray(membership, dtype=np.float64), values, levels, _weights(weights), chosen, threads=threads, progress=progress)


def trace_lineage(
    before: _core.Segmentation,
    after: _core.Segmentation,
    customers: _core.FeatureTable,
    options: _core.LineageOptions | None = None,
    *,
    threads: int = 0,
    progress: Wish = None,
    **named: Unpack[_options.LineageOptionsByName],
) -> _core.Lineage:
    """What became of the segments when they were found anew. `after` was fitted to `customers`; both place them. Ids survive."""
    return _core.trace_lineage(before, after, customers, options_of(_core.LineageOptions, options, named), threads=threads, progress=progress)
