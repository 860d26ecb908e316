"""The verbs from features to segments, personas and scores. Everything is decided in C++; here arguments only find their way there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dangol import _core
from dangol._arguments import Wish, options_of, refuse_unknown
from dangol._mistakes import require
from dangol._wanted_types import kind_of
from dangol.errors import InvalidArgument, WrongType

if TYPE_CHECKING:
    from dangol import _options


def find_segments(
    features: _core.FeatureTable,
    options: _core.SegmentCountOptions | None = None,
    *,
    threads: int = 0,
    progress: Wish = None,
    **named: Unpack[_options.SegmentCountOptionsByName],
) -> _core.Segmentation:
    """The candidate: the smallest BIC over numbers of segments and both shapes of covariance. One segment may win.

    Options by name are those of SegmentCountOptions: `find_segments(features, most=10)`. judge_segments() says what may be
    claimed of what is found.
    """
    return _core.find_segments(features, options_of(_core.SegmentCountOptions, options, named), threads=threads, progress=progress)


def fit_mixture(
    features: _core.FeatureTable,
    options: _core.MixtureOptions | None = None,
    *,
    start: ArrayLike | None = None,
    threads: int = 0,
    progress: Wish = None,
    **named: Unpack[_options.MixtureOptionsByName],
) -> _core.Mixture:
    """A mixture of a given number of segments over the basis columns. Options by name are those of MixtureOptions.

    `start`: memberships, customers × segments, rows sum to 1. The fit begins there and makes no starts of its own.
    """
    how = options_of(_core.MixtureOptions, options, named)
    return _core.fit_mixture(features, how, start=start, threads=threads, progress=progress)


def judge_segments(
    candidate: _core.Segmentation,
    features: _core.FeatureTable,
    options: _core.JudgeOptions | None = None,
    *,
    how_it_was_found: _core.SegmentCountOptions | None = None,
    threads: int = 0,
    progress: Wish = None,
    **named: Unpack[_options.JudgeOptionsByName],
) -> _core.Segmentation:
    """Judges a candidate against one population; where that is not beaten, the reproducible cut, or one segment.

    Options by name are those of JudgeOptions; `how_it_was_found` are the options that find_segments() had.
    """
    found = how_it_was_found or _core.SegmentCountOptions()
    return _core.judge_segments(candidate, features, found, options_of(_core.JudgeOptions, options, named), threads=threads, progress=progress)


def membership_of(groups: ArrayLike) -> NDArray[np.float64]:
    """Groups found elsewhere: labels, one per customer, in the order of their values; or a membership, customers × groups."""
    array = np.asarray(groups)
    if array.ndim == 2:
        return np.ascontiguousarray(array, dtype=np.float64)
    levels, codes = np.unique(array, return_inverse=True)
    return np.eye(len(levels), dtype=np.float64)[codes]


def describe_groups(
    features: _core.FeatureTable,
    groups: ArrayLike,
    options: _core.MixtureOptions | None = None,
    *,
    threads: int = 0,
    progress: Wish = None,
    **named: Unpack[_options.MixtureOptionsByName],
) -> _core.Mixture:
    """The mixture that describes groups found elsewhere: k-means, a manager's own classes. Labels or a membership."""
    return _core.describe_groups(
        features, membership_of(groups), options_of(_core.MixtureOptions, options, named), threads=threads, progress=progress
    )


def adopt_groups(
    features: _core.FeatureTable,
    groups: ArrayLike,
    options: _core.MixtureOptions | None = None,
    *,
    threads: int = 0,
    progress: Wish = None,
    **named: Unpack[_options.MixtureOptionsByName],
) -> _core.Segmentation:
    """Groups found elsewhere as a segmentation, verdict constructed. Labels or a membership."""
    return _core.adopt_groups(features, membership_of(groups), options_of(_core.MixtureOptions, options, named), threads=threads, progress=progress)


def describe_personas(
    segments: _core.Segmentation,
    features: _core.FeatureTable,
    options: _core.PersonaOptions | None = None,
    *,
    threads: int = 0,
    progress: Wish = None,
    **named: Unpack[_options.PersonaOptionsByName],
) -> _core.PersonaSet:
    """One pass: shares, traits without intervals, routine, what is not known. Options by name are those of PersonaOptions."""
    return _core.describe_personas(segments, features, options_of(_core.PersonaOptions, options, named), threads=threads, progress=progress)


def test_personas(
    personas: _core.PersonaSet,
    features: _core.FeatureTable,
    options: _core.EvidenceOptions | None = None,
    *,
    threads: int = 0,
    progress: Wish = None,
    **named: Unpack[_options.EvidenceOptionsByName],
) -> _core.PersonaSet:
    """Many fits: intervals, how often each segment is found again, and the tests. Options by name are those of EvidenceOptions."""
    return _core.test_personas(personas, features, options_of(_core.EvidenceOptions, options, named), threads=threads, progress=progress)


test_personas.__test__ = False  # type: ignore[attr-defined]  # a verb; pytest collects what is imported under this name


def find_negative_personas(
    personas: _core.PersonaSet,
    leads: _core.LeadTable,
    options: _core.NegativePersonaOptions | None = None,
    *,
    threads: int = 0,
    progress: Wish = None,
    **named: Unpack[_options.NegativePersonaOptionsByName],
) -> _core.NegativePersonaSet:
    """Segments on which effort is not worth its cost, or that nobody qualifies.

    Options by name are those of NegativePersonaOptions; `contact_cost` and `conversion_margin` are needed.
    """
    return _core.find_negative_personas(
        personas, leads, options_of(_core.NegativePersonaOptions, options, named), threads=threads, progress=progress
    )


def fit_lead_scorer(
    personas: _core.PersonaSet,
    negatives: _core.NegativePersonaSet,
    leads: _core.LeadTable,
    options: _core.LeadScorerOptions | None = None,
    *,
    threads: int = 0,
    progress: Wish = None,
    **named: Unpack[_options.LeadScorerOptionsByName],
) -> _core.LeadScorer:
    """One regression whose parts are the ledger, calibrated on later leads of customers it had not seen. Options by name are those of LeadScorerOptions."""
    return _core.fit_lead_scorer(
        personas, negatives, leads, options_of(_core.LeadScorerOptions, options, named), threads=threads, progress=progress
    )


@overload
def measure_ranking(
    scorer: _core.LeadScorer,
    leads: _core.LeadTable,
    /,
    *,
    options: _core.QualityOptions | None = None,
    threads: int = 0,
    progress: Wish = None,
    **named: Unpack[_options.QualityOptionsByName],
) -> _core.RankingQuality: ...
@overload
def measure_ranking(
    probabilities: ArrayLike,
    converted: ArrayLike,
    /,
    customers: ArrayLike | None = None,
    *,
    options: _core.QualityOptions | None = None,
    threads: int = 0,
    progress: Wish = None,
    **named: Unpack[_options.QualityOptionsByName],
) -> _core.RankingQuality: ...
def measure_ranking(
    first: Any,
    second: Any,
    /,
    customers: ArrayLike | None = None,
    *,
    options: _core.QualityOptions | None = None,
    threads: int = 0,
    progress: Wish = None,
    **named: Unpack[_options.QualityOptionsByName],
) -> _core.RankingQuality:
    """How good a scorer is on leads with a known outcome; or probabilities against outcomes, resampling whole `customers`."""
    chosen = options_of(_core.QualityOptions, options, named)
    if isinstance(first, _core.LeadScorer):
        return _core.measure_scorer(first, second, chosen, threads=threads, progress=progress)
    if isinstance(second, _core.LeadTable) or kind_of(first):
        require(first, _core.LeadScorer, "scorer", "measure_ranking")
    converted = outcomes_of(second)
    return _core.measure_probabilities(first, converted, codes_of(customers, len(converted)), chosen, threads=threads, progress=progress)


def compare_rankings(
    first: ArrayLike,
    second: ArrayLike,
    converted: ArrayLike,
    customers: ArrayLike | None = None,
    *,
    options: _core.QualityOptions | None = None,
    threads: int = 0,
    progress: Wish = None,
    **named: Unpack[_options.QualityOptionsByName],
) -> _core.QualityDifference:
    """The same leads scored in two ways: differences first − second, resampled together."""
    chosen = options_of(_core.QualityOptions, options, named)
    known = outcomes_of(converted)
    return _core.compare_probabilities(first, second, known, codes_of(customers, len(known)), chosen, threads=threads, progress=progress)


def outcomes_of(converted: ArrayLike) -> NDArray[np.uint8]:
    """0 and 1, or bool; converting anything else would hide a mistake."""
    array = np.asarray(converted)
    if array.dtype != np.bool_ and not np.isin(array, (0, 1)).all():
        raise WrongType("converted holds more than 0 and 1: leave open leads out, and write 1 for converted, 0 for not.")
    return array.astype(np.uint8)


def codes_of(customers: ArrayLike | None, leads: int) -> NDArray[np.uint32]:
    """Customers numbered from 0 as they appear, as LeadTable does; without them every lead is a customer of its own."""
    if customers is None:
        return np.arange(leads, dtype=np.uint32)
    _, first, codes = np.unique(np.asarray(customers), return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first)).astype(np.uint32)[codes]


def ask_strangers(
    segments: _core.Segmentation,
    customers: _core.FeatureTable,
    leads: _core.LeadTable,
    records: _core.PermittedBase | None = None,
    options: _core.StrangerOptions | None = None,
    *,
    threads: int = 0,
    progress: Wish = None,
    **named: Unpack[_options.StrangerOptionsByName],
) -> _core.StrangerReport:
    """Whether leads are people whom the segments know, in whatever shares, or strangers, of whom fit says nothing.

    `customers` are those that the segments were made of, `records` what their features were built from: with these, leads
    are compared with customers as they were on days of contact too, without, with customers as they are now, of whom more
    has been seen. Options by name are those of StrangerOptions.
    """
    chosen = options_of(_core.StrangerOptions, options, named)
    return _core.ask_strangers(segments, customers, leads, records, chosen, threads=threads, progress=progress)


def ask_next_period(
    segments: _core.Segmentation,
    features: _core.FeatureTable,
    base: _core.PermittedBase,
    options: _core.NextPeriodOptions | None = None,
    *,
    threads: int = 0,
    progress: Wish = None,
    **named: Unpack[_options.NextPeriodOptionsByName],
) -> _core.NextPeriod | None:
    """Whether segments tell how often customers came after the window that made them: beyond recency, frequency and money, and beyond chance.

    None where everyone is one kind. Options by name are those of NextPeriodOptions.
    """
    chosen = options_of(_core.NextPeriodOptions, options, named)
    return _core.ask_next_period(segments, features, base, chosen, threads=threads, progress=progress)


def study(
    base: _core.CustomerBase,
    plan: _core.FeaturePlan | None = None,
    options: _core.StudyOptions | None = None,
    *,
    contact_cost: float | None = None,
    conversion_margin: float | None = None,
    threads: int = 0,
    progress: Wish = None,
    **named: Unpack[_options.StudyOptionsByName],
) -> _core.Study:
    """The whole way in one call, with nothing decided that the parts would not decide.

    Options by name are those of StudyOptions; `contact_cost` and `conversion_margin` alone stand for
    `negatives=NegativePersonaOptions(…)`, and are not given beside it. Without a plan, default_plan().
    """
    refuse_unknown(_core.StudyOptions, named, study.__code__)
    require(base, _core.CustomerBase, "base", "study")
    if (contact_cost is None) != (conversion_margin is None):
        raise WrongType("contact_cost and conversion_margin belong together: give both, or neither.")
    for name, money in (("contact_cost", contact_cost), ("conversion_margin", conversion_margin)):
        if isinstance(money, int | float) and not money > 0:  # said before the work, which would come to it last
            raise InvalidArgument(f"{name} is {money:g}, but must be above 0: say what one {'contact costs' if name == 'contact_cost' else 'conversion earns before the cost of contact'}.")
    if contact_cost is not None and conversion_margin is not None:
        if options is not None:
            raise WrongType("contact_cost is given beside options: put negatives=NegativePersonaOptions(…) into StudyOptions(…).")
        if named.get("negatives") is not None:
            raise WrongType("contact_cost is given beside negatives: put it into NegativePersonaOptions(…).")
        named["negatives"] = _core.NegativePersonaOptions(contact_cost=contact_cost, conversion_margin=conversion_margin)
    chosen = options_of(_core.StudyOptions, options, named)
    return _core.study(base, plan or _core.default_plan(base.permitting("profiling")), chosen, threads=threads, progress=progress)
