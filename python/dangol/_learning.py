"""Verbs about segments that take options by name: parts of the customers, going on learning, forgetting, how many, pairs of columns, and declared kinds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Unpack

from numpy.typing import ArrayLike

from dangol import _core
from dangol._arguments import Wish, options_of
from dangol._study_verbs import membership_of

if TYPE_CHECKING:
    from dangol import _options


def expected_statistics(
    mixture: _core.Mixture, customers: _core.FeatureTable, membership: ArrayLike | None = None, *, threads: int = 0, progress: Wish = None
) -> _core.MixtureStatistics:
    """The sums of these customers under the mixture; of a `membership` or labels where they are given. Sums of parts merge."""
    given = None if membership is None else membership_of(membership)
    return _core.expected_statistics(mixture, customers, membership=given, threads=threads, progress=progress)


def maximise(
    statistics: _core.MixtureStatistics, options: _core.MaximisationOptions | None = None, **named: Unpack[_options.MaximisationOptionsByName]
) -> _core.Mixture:
    """The M step: the mixture that these sums describe."""
    return _core.maximise(statistics, options_of(_core.MaximisationOptions, options, named))


def fit_from_statistics(
    start: _core.Mixture,
    of_all: Callable[[_core.Mixture], _core.MixtureStatistics],
    options: _core.MixtureOptions | None = None,
    **named: Unpack[_options.MixtureOptionsByName],
) -> _core.Mixture:
    """EM on customers in parts: `of_all` returns everyone's sums under the mixture it is given, wherever they are."""
    return _core.fit_from_statistics(start, of_all, options_of(_core.MixtureOptions, options, named))


def update_segments(
    running: _core.RunningSegmentation,
    newcomers: _core.FeatureTable,
    options: _core.StepwiseOptions | None = None,
    *,
    threads: int = 0,
    progress: Wish = None,
    **named: Unpack[_options.StepwiseOptionsByName],
) -> _core.RunningSegmentation:
    """One step of stepwise EM with customers who are looked at once. Ids survive; the verdict has to be judged anew."""
    return _core.update_segments(running, newcomers, options_of(_core.StepwiseOptions, options, named), threads=threads, progress=progress)


def erase_by_refit(
    segmentation: _core.Segmentation,
    remaining: _core.FeatureTable,
    erased: int,
    options: _core.SegmentErasureOptions | None = None,
    *,
    threads: int = 0,
    progress: Wish = None,
    **named: Unpack[_options.SegmentErasureOptionsByName],
) -> _core.SegmentErasure:
    """Segments fitted anew on who remains, and how far they are from a fit that never saw the others."""
    chosen = options_of(_core.SegmentErasureOptions, options, named)
    return _core.erase_by_refit(segmentation, remaining, erased, chosen, threads=threads, progress=progress)


def erase_by_subtraction(
    segmentation: _core.Segmentation,
    kept: _core.MixtureStatistics,
    erased: _core.FeatureTable,
    options: _core.SegmentErasureOptions | None = None,
    *,
    threads: int = 0,
    progress: Wish = None,
    **named: Unpack[_options.SegmentErasureOptionsByName],
) -> _core.SegmentErasure:
    """Without the records of the others: their sums are taken out of `kept`, which loses them, and one step is done."""
    chosen = options_of(_core.SegmentErasureOptions, options, named)
    return _core.erase_by_subtraction(segmentation, kept, erased, chosen, threads=threads, progress=progress)


def erase_from_personas(
    before: _core.PersonaSet,
    remaining: _core.FeatureTable,
    erased: Sequence[str] | Sequence[int],
    options: _core.EvidenceOptions | None = None,
    *,
    threads: int = 0,
    progress: Wish = None,
    **named: Unpack[_options.EvidenceOptionsByName],
) -> _core.PersonaErasure:
    """Personas described, and where they were tested, tested again on who remains. Ids and the owner's own words stay. `erased` are ids as the records have them."""
    chosen = options_of(_core.EvidenceOptions, options, named)
    return _core.erase_from_personas(before, remaining, erased, chosen, threads=threads, progress=progress)


def tabulate_segment_counts(
    features: _core.FeatureTable,
    options: _core.SegmentCountTableOptions | None = None,
    *,
    threads: int = 0,
    progress: Wish = None,
    **named: Unpack[_options.SegmentCountTableOptionsByName],
) -> _core.SegmentCountTable:
    """BIC, ICL, AIC3, held-out log-likelihood, stability and the null's quantile of each number of segments, and the choice."""
    chosen = options_of(_core.SegmentCountTableOptions, options, named)
    return _core.tabulate_segment_counts(features, chosen, threads=threads, progress=progress)


def bivariate_residuals(
    mixture: _core.Mixture,
    features: _core.FeatureTable,
    options: _core.BivariateResidualOptions | None = None,
    *,
    threads: int = 0,
    progress: Wish = None,
    **named: Unpack[_options.BivariateResidualOptionsByName],
) -> _core.BivariateResiduals:
    """Which pairs of columns still go together inside the segments, and the block that they suggest."""
    chosen = options_of(_core.BivariateResidualOptions, options, named)
    return _core.bivariate_residuals(mixture, features, chosen, threads=threads, progress=progress)


def adopt_block(
    residuals: _core.BivariateResiduals,
    features: _core.FeatureTable,
    how_segments_were_found: _core.SegmentCountOptions | None = None,
    *,
    threads: int = 0,
    progress: Wish = None,
    **named: Unpack[_options.SegmentCountOptionsByName],
) -> _core.Segmentation:
    """Segments found anew, their number too, with the suggested columns varying together."""
    found = options_of(_core.SegmentCountOptions, how_segments_were_found, named)
    return _core.adopt_block(residuals, features, found, threads=threads, progress=progress)


def fit_declared_kinds(
    features: _core.FeatureTable,
    kinds: Sequence[_core.DeclaredKind],
    options: _core.DeclaredKindOptions | None = None,
    *,
    threads: int = 0,
    progress: Wish = None,
    **named: Unpack[_options.DeclaredKindOptionsByName],
) -> _core.DeclaredSegments:
    """Kinds that staff describe as priors, for shops with too few customers to find kinds in; the records confirm or contradict."""
    chosen = options_of(_core.DeclaredKindOptions, options, named)
    return _core.fit_declared_kinds(features, list(kinds), chosen, threads=threads, progress=progress)
