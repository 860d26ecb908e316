#!/usr/bin/env python3
"""Draws docs/pictures anew: a persona card and the page of leads of the generated tailor, as a browser shows them.

    .venv/bin/python tools/make_pictures.py [--browser chromium]

Needs a Chromium with fonts for what the pages say; dangol needs neither. The shop does not exist, and its pages say so.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(SOURCE / "examples/python"))

import comparison  # noqa: E402
import dangol  # noqa: E402
import generated_shop  # noqa: E402
from dangol import report  # noqa: E402

PICTURES = SOURCE / "docs/pictures"
WIDTH = 1180  # pixels: a sheet of A4 with some air
CARD_HEIGHT, LEADS_HEIGHT = 944, 920
CUSTOMERS = 600


def studied(scratch: Path) -> dict[str, Any]:
    """The report of the generated shop, as the demo makes it."""
    shop = generated_shop.shop(generated_shop.generate(scratch, CUSTOMERS))
    base = dangol.collect(**shop.tables, schema=shop.schema)
    study = dangol.study(base, shop.plan, **shop.options)
    _, test = comparison.past_and_test(base, shop, study)
    document = study.to_json(test, shop=shop.title, customer=shop.customer_word, leads_title=shop.leads_title, leads_at_most=4, others_at_most=1)
    found: dict[str, Any] = json.loads(document)
    return found


def photograph(browser: str, page: str, picture: Path, height: int, scratch: Path) -> None:
    file = report.write_page(page, scratch / "page.html")
    subprocess.run(
        [browser, "--headless=new", "--no-sandbox", "--hide-scrollbars", f"--window-size={WIDTH},{height}", f"--screenshot={picture}", file.as_uri()],
        check=True, stderr=subprocess.DEVNULL,
    )
    print(f"{picture.relative_to(SOURCE)}: {picture.stat().st_size / 1000:.0f} kB")


def card_alone(document: dict[str, Any]) -> str:
    """The first card, without the page that lists them all."""
    page = report.personas_page({**document, "cards": document["cards"][:1]})
    return re.sub(r'<article class="sheet overview".*?</article>', "", page, flags=re.DOTALL)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--browser", default="chromium")
    browser = parser.parse_args().browser
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        document = studied(Path(scratch))
        photograph(browser, card_alone(document), PICTURES / "persona_card.png", CARD_HEIGHT, Path(scratch))
        photograph(browser, report.leads_page(document), PICTURES / "leads.png", LEADS_HEIGHT, Path(scratch))


if __name__ == "__main__":
    main()
