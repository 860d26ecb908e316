"""The verbs that take frames or options by name. Everything is decided in C++; here arguments only find their way there."""

from __future__ import annotations

from typing import Any, TypeVar

from dangol import _core
from dangol._progress import Progress
from dangol.errors import WrongType
from dangol.frames import Frame, table_or_none

Options = TypeVar("Options")
Wish = Progress | bool | None


def options_of(kind: type[Options], given: Options | None, named: dict[str, Any]) -> Options:
    """Options are given whole or by name, never both."""
    if given is None:
        return kind(**named)
    if not isinstance(given, kind):
        raise WrongType(f"options are {given!r}, but must be {kind.__name__}(…).")
    if named:
        raise WrongType(f"{next(iter(named))} is given beside options: put it into {kind.__name__}(…).")
    return given


def collect(
    *,
    customers: Frame | None = None,
    interactions: Frame | None = None,
    leads: Frame | None = None,
    consents: Frame | None = None,
    schema: _core.Schema,
    threads: int = 0,
    progress: Wish = None,
) -> _core.CustomerBase:
    """Reads the tables where they lie, sets aside what cannot be used, and copies what is kept.

    Tables are frames of polars, pandas, pyarrow or DuckDB, or dicts of columns. `schema` says what their columns mean.
    """
    tables = [
        table_or_none(frame, f"the table of {name}")
        for name, frame in (("customers", customers), ("interactions", interactions), ("leads", leads), ("consents", consents))
    ]
    return _core.collect(*tables, schema=schema, threads=threads, progress=progress)


def find_segments(
    features: _core.FeatureTable,
    options: _core.SegmentCountOptions | None = None,
    *,
    threads: int = 0,
    progress: Wish = None,
    **named: Any,
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
    threads: int = 0,
    progress: Wish = None,
    **named: Any,
) -> _core.Mixture:
    """A mixture of a given number of segments over the basis columns. Options by name are those of MixtureOptions."""
    return _core.fit_mixture(features, options_of(_core.MixtureOptions, options, named), threads=threads, progress=progress)
