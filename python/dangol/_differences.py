"""Verbs about segments once they are found: how far their numbers may be off, and how unusual customers are to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import numpy as np
from numpy.typing import NDArray

from dangol import _core
from dangol._arguments import Wish, options_of

if TYPE_CHECKING:
    from dangol import _options


def bootstrap_segments(
    segments: _core.Segmentation,
    customers: _core.FeatureTable,
    options: _core.SegmentBootstrapOptions | None = None,
    *,
    threads: int = 0,
    progress: Wish = None,
    **named: Unpack[_options.SegmentBootstrapOptionsByName],
) -> list[_core.SegmentEstimates]:
    """Shares and parameters of the segments with 95 % intervals: found again in resampled customers, the way they were found."""
    chosen = options_of(_core.SegmentBootstrapOptions, options, named)
    return _core.bootstrap_segments(segments, customers, chosen, threads=threads, progress=progress)


def unusualness(
    mixture: _core.Mixture,
    customers: _core.FeatureTable,
    options: _core.UnusualnessOptions | None = None,
    *,
    threads: int = 0,
    progress: Wish = None,
    **named: Unpack[_options.UnusualnessOptionsByName],
) -> NDArray[np.float64]:
    """How unusual each customer is, 0 … 1: 0.99 is farther out than 99 % of those the mixture expects, of whom the same is known as long."""
    chosen = options_of(_core.UnusualnessOptions, options, named)
    return _core.unusualness(mixture, customers, chosen, threads=threads, progress=progress)
