"""docs/quarantine.md has every reason, once, with an example."""

import re
from pathlib import Path

import dangol

DOCUMENT = Path(__file__).parents[2] / "docs" / "quarantine.md"
ROW = re.compile(r"^\| `(\w+)` \| (.+) \| (.+) \|$", re.MULTILINE)


def test_every_reason_is_in_the_table_with_its_meaning_and_an_example():
    rows = ROW.findall(DOCUMENT.read_text(encoding="utf-8"))
    assert sorted(reason for reason, _, _ in rows) == sorted(reason.name for reason in dangol.UnusableReason)
    assert all(meaning.strip() and example.strip() for _, meaning, example in rows)
