"""What somebody wished and cannot have, in a sentence with the fix; and the names that were probably meant."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import dangol
from dangol._korean_errors import in_korean
from dangol._language import either

T = TypeVar("T")
NAMES_AT_MOST, LETTERS_AT_MOST = 20, 40


class WrongUse(Exception):
    """Options or settings that make no sense. The text is one sentence with the fix."""


def wished(make: Callable[[], T], option: str = "") -> T:
    """What the user wrote becomes a value; if it cannot, that is wrong use. `option`: what it was written for, where that has another name."""
    try:
        return make()
    except dangol.DangolError as error:
        text = re.sub(r"^[a-z_ ]+ is ", f"{option} is ", str(error)) if option else str(error)
        raise WrongUse(either(text, in_korean(text) or f"설정이 맞지 않습니다. {text}")) from None


def names_of(columns: Iterable[str]) -> str:
    """As many as a person reads: in a file without a header they are cells, and perhaps all of its text."""
    names = [" ".join(name.split()) for name in columns]
    short = [name if len(name) <= LETTERS_AT_MOST else name[:LETTERS_AT_MOST] + "…" for name in names[:NAMES_AT_MOST]]
    return ", ".join(short) + (either(f" and {len(names) - NAMES_AT_MOST} more", f" 외 {len(names) - NAMES_AT_MOST}개") if len(names) > NAMES_AT_MOST else "")


def closest(name: str, there: Iterable[str], but: Iterable[str] = ()) -> str:
    """The column that was probably meant; "": none."""
    without = set(but)
    return next(iter(difflib.get_close_matches(name, [each for each in there if each not in without], n=1)), "")


def shown(value: Any) -> str:
    """As TOML writes it, or near that."""
    return str(value).lower() if isinstance(value, bool) else json.dumps(value, ensure_ascii=False, default=str)


def refuse_unknown(said: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    for key in said:
        if key not in known:
            raise WrongUse(either(f'{where} says "{key}"{nearest(key, known)}; keys are {", ".join(known)}.',
                                  f'{where}: "{key}"{nearest(key, known)} 쓸 수 있는 이름은 {", ".join(known)}입니다.'))


def nearest(word: str, words: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(words), n=1)
    meant = either(f" (did you mean {close[0]}?)", f" {close[0]}?") if close else ""
    return either(f", which is not known{meant}", f": 알 수 없는 이름입니다.{meant}")
