"""The pages as a browser lays them out on paper. Skipped where there is no Chromium, or nothing that reads its PDF."""

import copy
import os
import shutil
import subprocess

import pytest
from report_sample import report

from dangol import report as pages

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(not (CHROMIUM and shutil.which("pdftotext")), reason="needs Chromium and pdftotext")


def sheets(page: str, folder) -> list[str]:
    """The text of each sheet of paper."""
    pages.write_page(page, folder / "page.html")
    own = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}  # a browser under the sanitizers of our extension takes minutes
    subprocess.run([CHROMIUM, "--headless=new", "--no-sandbox", f"--user-data-dir={folder / 'profile'}", "--no-pdf-header-footer", f"--print-to-pdf={folder / 'page.pdf'}",
                    (folder / "page.html").as_uri()], check=True, capture_output=True, timeout=120, env=own)
    text = subprocess.run(["pdftotext", "-layout", folder / "page.pdf", "-"], check=True, capture_output=True, timeout=60).stdout.decode()
    return text.split("\f")[:-1]


def many_leads(ledgers: int) -> dict:
    """Each with a ledger as long as they become, and a line of what is not known below it; some with a longer sentence of advice."""
    made = report()
    first = made["leads"]["rows"][0]
    start, *between, total = first["ledger"]["entries"]
    made["leads"]["rows"] = []
    for i in range(ledgers):
        row = copy.deepcopy(first)
        row["name"] = {"en": f"Lead{i:02}", "ko": f"리드{i:02}"}
        row["ledger"]["entries"] = [start, *(between * 6)[: 6 + i % 6], total]
        row["ledger"]["advice"]["en"] = f"First{i:02}. " + "Whoever knows this customer better may decide otherwise. " * (i % 3)
        row["ledger"]["unknown"] = {"en": f"Last{i:02}", "ko": f"Last{i:02}"}
        made["leads"]["rows"].append(row)
    return made


def test_a_ledger_stands_on_one_sheet_with_its_lead(tmp_path):
    ledgers = 14
    found = sheets(pages.leads_page(many_leads(ledgers)), tmp_path)
    assert len(found) > 3
    of = {f"{what}{i:02}": [n for n, text in enumerate(found) if f"{what}{i:02}" in text] for what in ("Lead", "First", "Last") for i in range(ledgers)}
    for i in range(ledgers):
        assert of[f"Lead{i:02}"] == of[f"First{i:02}"] == of[f"Last{i:02}"] and len(of[f"Lead{i:02}"]) == 1, f"lead {i}: {of}"
    assert of["Lead00"] == [0], "the first stands below the reading help"


def card(title: str, traits: bool) -> dict:
    made = copy.deepcopy(report()["cards"][0])
    made["id"] = title
    made["title"] = {"en": title, "ko": title}
    if not traits:
        made["traits"], made["to_find_out"] = [], []
    return made


def test_two_cards_of_kinds_that_nothing_sets_apart_share_a_sheet_and_every_other_card_has_one(tmp_path):
    cards = {"Whole1": True, "Small1": False, "Small2": False, "Small3": False, "Whole2": True, "Small4": False}
    found = sheets(pages.personas_page(report() | {"cards": [card(*each) for each in cards.items()]}), tmp_path)
    shown = [[title for title in cards if title in text] for text in found]
    assert shown == [list(cards), ["Whole1"], ["Small1", "Small2"], ["Small3"], ["Whole2"], ["Small4"]]
