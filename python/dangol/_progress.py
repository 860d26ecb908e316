"""The bar in the terminal that `progress=None` stands for."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from types import TracebackType

Progress = Callable[[str, float], object]

SILENT_SECONDS = 0.5  # a call that is over by then shows nothing
BAR_WIDTH = 24


class TerminalBar(AbstractContextManager["TerminalBar"]):
    """One line on standard error that is written over and wiped at the end."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.shown = 0

    def __call__(self, stage: str, fraction: float) -> None:
        if time.monotonic() - self.started < SILENT_SECONDS:
            return
        filled = round(fraction * BAR_WIDTH)
        line = f"{'█' * filled}{'·' * (BAR_WIDTH - filled)} {fraction:4.0%} {stage}"
        self.write("\r" + line.ljust(self.shown))
        self.shown = len(line)

    def write(self, text: str) -> None:
        print(text, end="", file=sys.stderr, flush=True)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.shown:
            self.write("\r" + " " * self.shown + "\r")


def in_notebook() -> bool:
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return type(shell).__name__ == "ZMQInteractiveShell"


def reporting(progress: Progress | bool | None) -> AbstractContextManager[Progress | None]:
    """What tells progress during one call: the caller's own, none, or a bar where somebody can see it."""
    if callable(progress):
        return nullcontext(progress)
    wanted = progress is True or (progress is None and sys.stderr is not None and (sys.stderr.isatty() or in_notebook()))
    return TerminalBar() if wanted else nullcontext(None)
