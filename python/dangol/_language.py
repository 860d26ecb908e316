"""The language in which the command line speaks. argparse and --help stay English, and so do the library's errors that _korean_errors.py does not know."""

from __future__ import annotations

from collections.abc import Sequence

_spoken = "english"


def speak(language: str) -> None:
    """From here on. Anything but "korean" is English."""
    global _spoken
    _spoken = language


def either(english: str, korean: str) -> str:
    return korean if _spoken == "korean" else english


def asked(arguments: Sequence[str]) -> str:
    """What --language says, or what it is shortened to, before anything is parsed: also a mistake in the other options is told in it."""
    for option, following in zip(arguments, [*arguments[1:], ""], strict=False):
        name, given, value = option.partition("=")
        if len(name) >= len("--la") and "--language".startswith(name):
            return value if given else following
    return "english"
