"""The package is typed: its stubs say what the module is, and a user's program checks under mypy --strict."""

import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[2]

PROGRAM = """
from typing import assert_type

import numpy as np
import numpy.typing as npt

import dangol

schema = dangol.Schema(customer=dangol.CustomerColumns("id", attributes={"children": "count"}), time_zone="Asia/Seoul")
base = dangol.collect(customers={"id": [1]}, schema=schema)
assert_type(base, dangol.CustomerBase)
plan = dangol.FeaturePlan(window=("2017-01-01", None), features=[dangol.Recency(role="basis"), dangol.Attribute("children")])
features = dangol.build_features(base.permitting("profiling"), plan)
assert_type(features.frame(), dangol.Frame)
segments = dangol.find_segments(features, most=10, progress=lambda stage, fraction: print(stage, fraction))
assert_type(segments.verdict, dangol.Verdict)
personas = dangol.describe_personas(segments, features, smallest_group=20)
shares: list[float] = [persona.share_of_customers.value for persona in personas.personas]
leads = dangol.build_leads(base.permitting_both("marketing", "profiling"), plan)
negatives = dangol.find_negative_personas(personas, leads, contact_cost=1.2, conversion_margin=18.0)
scorer = dangol.fit_lead_scorer(personas, negatives, leads)
score = scorer.score_one({"children": 2, "visits": (3, 90)}, as_of="2017-10-05")
assert_type(score.probability, float)
assert_type(dangol.measure_ranking(scorer, leads), dangol.RankingQuality)
"""
MISTAKES = {
    "OfferingMix": 'dangol.OfferingMix(parts_at_most="twelve")',
    "smalest_group": "dangol.describe_personas(dangol.Segmentation(), dangol.FeatureTable(), smalest_group=20)",
    "measure_ranking": 'dangol.measure_ranking(dangol.LeadScorer(), dangol.LeadTable(), bootstrap_samples="many")',
    "leads_at_least": "dangol.Study().to_json(leads_at_least=3)",
}


def mypy(folder: Path, program: str) -> subprocess.CompletedProcess:
    (folder / "program.py").write_text(program, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(folder / "cache"), "program.py"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_stubs_say_what_the_module_is():
    done = subprocess.run([sys.executable, SOURCE / "tools/make_stubs.py", "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_program_checks_strictly(tmp_path):
    done = mypy(tmp_path, PROGRAM)
    assert done.returncode == 0, done.stdout


def test_a_mistake_is_seen(tmp_path):
    done = mypy(tmp_path, "import dangol\n\n" + "\n".join(MISTAKES.values()) + "\n")
    assert done.returncode == 1, done.stdout
    for line, word in enumerate(MISTAKES, start=3):
        assert any(f"program.py:{line}: error:" in each and word in each for each in done.stdout.splitlines()), done.stdout


def test_package_and_examples_check_strictly(tmp_path):
    command = [sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path / "cache")]
    done = subprocess.run(command, cwd=SOURCE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
