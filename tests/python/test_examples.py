"""The examples run from one end to the other."""

import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[2]


def test_the_tailor_from_files_to_scored_leads(world):
    done = subprocess.run([sys.executable, SOURCE / "examples/python/hanbok_shop.py", world], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    for word in ("Customer table", "missing_customer", "AUC", "Where every lead starts"):
        assert word in done.stdout, word


def test_a_log_larger_than_memory_folded_by_two_processes():
    done = subprocess.run([sys.executable, SOURCE / "examples/python/larger_than_memory.py", "60000"], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("60,000 rows folded into"), done.stdout
