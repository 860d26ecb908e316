"""Fills a folder with the files that snippets of the documents read: one function per name used in `data=NAME`."""

import subprocess
from collections.abc import Callable
from pathlib import Path

FILLERS: dict[str, Callable[[Path], None]] = {}


def filler(function: Callable[[Path], None]) -> Callable[[Path], None]:
    FILLERS[function.__name__] = function
    return function


@filler
def hanbok(folder: Path) -> None:
    """A generated shop, as `build/worlds` writes it."""
    subprocess.run([Path(__file__).parents[2] / "build/worlds", "hanbok", "--customers", "300", "--out", folder], check=True, capture_output=True)
