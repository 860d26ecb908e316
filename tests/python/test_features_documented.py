"""docs/features.md names every feature of the plan and every column they make."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = [line for line in (ROOT / "docs/features.md").read_text(encoding="utf-8").splitlines() if line.startswith("|")]


def test_every_feature_has_its_row() -> None:
    plan = (ROOT / "include/dangol/features/feature_plan.hpp").read_text(encoding="utf-8")
    variant = re.search(r"using Feature = std::variant<([^>]*)>", plan)
    assert variant
    features = re.findall(r"\w+", variant.group(1))
    assert len(features) >= 17
    rows = {cell for line in TABLE if line.count("|") == 9 for cell in re.findall(r"^\| `(\w+)`", line)}  # of the table of features
    assert rows == set(features)


def test_every_column_is_named() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "src/features").glob("*.cpp")))
    made = set(re.findall(r'(?:\.name = |column\(|name = )"(\w+)"', sources))
    assert len(made) >= 15
    named = {cell for line in TABLE for cell in re.findall(r"`(\w+)`", line)}
    assert made <= named | {"visits_with_"}, made - named
