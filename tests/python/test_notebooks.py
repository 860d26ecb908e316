"""The notebooks run from their first cell to the last, are kept without outputs, and show what they promise."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from conftest import SOURCE, WORLDS

NOTEBOOKS = sorted((SOURCE / "examples/notebooks").glob("*.ipynb"))
SHOWS = {
    "shop_spreadsheet": ["<th>recency_days</th>", "Interaction table:", "unreadable_time", "아버지"],
    "online_retail": ["541,909 rows read", "spend_per_visit", "has not been tested", "class=\"dangol fragment\""],
    "segments_online_retail": ["weakest_jaccard", "null_gain", "share of the separation", "go together"],
}
NEEDS_DATA = {"online_retail", "segments_online_retail"}


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs(notebook):
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        assert not cell.get("outputs") and cell.get("execution_count") is None, "strip the outputs: they hold what was on your machine"


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(notebook, tmp_path, monkeypatch):
    monkeypatch.setenv("DANGOL_WORLDS", str(WORLDS))
    copy = shutil.copy(notebook, tmp_path)
    command = [sys.executable, SOURCE / "tools/run_notebook.py", copy, "--html", tmp_path / "page.html"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if notebook.stem in NEEDS_DATA and not os.environ.get("DANGOL_TEST_DATA"):
        assert done.returncode != 0 and "DANGOL_TEST_DATA names no folder" in done.stderr, done.stderr  # it says what it lacks
        pytest.skip("DANGOL_TEST_DATA is not set")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    for words in SHOWS[notebook.stem]:
        assert words in page, words


def test_from_a_spreadsheet_to_features_in_ten_lines():
    cells = json.loads((SOURCE / "examples/notebooks/shop_spreadsheet.ipynb").read_text(encoding="utf-8"))["cells"]
    (ten,) = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code" and "import dangol" in "".join(cell["source"])]
    assert len(ten.splitlines()) == 10


def test_a_cell_that_fails_is_seen(tmp_path):
    cell = {"cell_type": "code", "source": ["1 / 0"], "outputs": [], "execution_count": None}
    (tmp_path / "broken.ipynb").write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
    done = subprocess.run([sys.executable, SOURCE / "tools/run_notebook.py", tmp_path / "broken.ipynb"], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "ZeroDivisionError" in done.stderr and "broken.ipynb, cell 1" in done.stderr
