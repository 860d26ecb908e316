"""What every verb is given beside its data: options whole or by name, and how to tell progress."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import CodeType
from typing import Any, TypeVar

from dangol._mistakes import of_a_part, unknown_name
from dangol._progress import Progress
from dangol.errors import WrongType

Options = TypeVar("Options")
Wish = Progress | bool | None


def options_of(kind: type[Options], given: Options | None, named: Mapping[str, Any]) -> Options:
    """Options are given whole or by name, never both."""
    refuse_unknown(kind, named, sys._getframe(1).f_code)
    if given is None:
        return kind(**named)
    if not isinstance(given, kind):
        raise WrongType(f"options are {given!r}, but must be {kind.__name__}(…).")
    if named:
        raise WrongType(f"{next(iter(named))} is given beside options: put it into {kind.__name__}(…).")
    return given


def refuse_unknown(kind: type, named: Mapping[str, Any], verb: CodeType) -> None:
    """A name that neither the options nor the verb that takes them has: what was meant may be either's."""
    options = [name for name, member in vars(kind).items() if isinstance(member, property)]
    for name in named:
        if name not in options:
            raise of_a_part(verb.co_name, name, kind, named[name]) or unknown_name(verb.co_name, name, [*options, *verb.co_varnames[: verb.co_argcount + verb.co_kwonlyargcount]])
