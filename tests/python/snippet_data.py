"""Fills a folder with the files that snippets of the documents read: one function per name used in `data=NAME`."""

from collections.abc import Callable
from pathlib import Path

FILLERS: dict[str, Callable[[Path], None]] = {}


def filler(function: Callable[[Path], None]) -> Callable[[Path], None]:
    FILLERS[function.__name__] = function
    return function
