"""What every verb is given beside its data: options whole or by name, and how to tell progress."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from dangol._progress import Progress
from dangol.errors import WrongType

Options = TypeVar("Options")
Wish = Progress | bool | None


def options_of(kind: type[Options], given: Options | None, named: Mapping[str, Any]) -> Options:
    """Options are given whole or by name, never both."""
    if given is None:
        return kind(**named)
    if not isinstance(given, kind):
        raise WrongType(f"options are {given!r}, but must be {kind.__name__}(…).")
    if named:
        raise WrongType(f"{next(iter(named))} is given beside options: put it into {kind.__name__}(…).")
    return given
