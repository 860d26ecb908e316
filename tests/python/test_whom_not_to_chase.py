"""The kind that hardly answers is found in nearly all generated shops, and nobody else is set aside in any: benchmarks/whom_not_to_chase.py in short."""

import sys

from conftest import SOURCE, write_world

sys.path.insert(0, str(SOURCE / "benchmarks"))
from whom_not_to_chase import looked_at


def test_the_planted_kind_is_found_in_nearly_all_shops_and_nobody_else_is_set_aside(tmp_path):
    outcomes = [looked_at(write_world(tmp_path / f"{trade}{seed}", trade=trade, customers=600, seed=seed)) for trade in ("alteration", "hanbok", "repair") for seed in (1, 2, 3, 4)]
    assert sum(each.others for each in outcomes) == 0
    assert sum(each.found for each in outcomes) >= 10  # of 12
