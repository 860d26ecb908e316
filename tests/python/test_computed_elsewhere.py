"""Tables and groups computed elsewhere come in through the same doors."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

import dangol

FRAME = {
    "customer": ["a", "b", "c", "d"],
    "distance_km": [1.0, None, 3.0, 0.0],
    "visits": [3, 4, 0, 9],
    "visits.exposure": [30.0, 31.5, 8.0, 90.0],
    "alone": [1, 2, None, 9],
    "alone.exposure": [3.0, 4.0, 0.0, 9.0],
    "member": [True, None, False, True],
    "town": ["서울", "부산", None, "서울"],
    "size": ["S", "L", "M", None],
    "mix.hem": [0.25, 1.0, None, 0.5],
    "mix.zip": [0.75, 0.0, None, 0.5],
    "mix.exposure": [4.0, 1.0, 0.0, 2.0],
}
KINDS = {
    "distance_km": "positive",
    "visits": dangol.ColumnKind.count,
    "alone": "share",
    "member": "flag",
    "town": dangol.FeatureColumn(kind="category", role="descriptor"),
    "size": dangol.FeatureColumn(kind="ordered_category", levels=["S", "M", "L"]),
    "mix": "composition",
}


@pytest.mark.parametrize("make", [dict, pl.DataFrame, pd.DataFrame], ids=["dict", "polars", "pandas"])
def test_a_table_comes_in_with_its_kinds_and_goes_out_the_same(make):
    table = dangol.feature_table(make(FRAME), KINDS)
    out = table.frame().to_dict()
    assert [column.kind.name for column in table.columns] == ["positive", "count", "share", "flag", "category", "ordered_category", "composition"]
    assert out["alone"] == [1 / 3, 0.5, None, 1.0]
    for name in ("customer", "distance_km", "visits", "visits.exposure", "alone.exposure", "member", "town", "size", "mix.hem", "mix.zip", "mix.exposure"):
        assert out[name] == FRAME[name], name
    assert table.columns[4].role is dangol.Role.descriptor


@pytest.mark.parametrize(("change", "kinds", "kind", "says"), [
    ({}, {"distanc_km": "positive"}, KeyError, 'no column "distanc_km" in the frame: did you mean "distance_km"'),
    ({}, {"town": "numeric"}, ValueError, '"town" holds no number in row 0'),
    ({}, {"visits": "flag"}, ValueError, '"visits" holds no flag in row 0'),
    ({}, {"size": "ordered_category"}, ValueError, "lowest first"),
    ({}, {"size": dangol.FeatureColumn(kind="ordered_category", levels=["S", "M"])}, KeyError, 'no level "L"'),
    ({"customer": ["a", None, "c", "d"]}, {"visits": "count"}, ValueError, '"customer" holds no customer in row 1'),
    ({"distance_km": [1.0, -2.0, 3.0, 0.0]}, {"distance_km": "positive"}, ValueError, "distance_km"),
])
def test_a_table_that_does_not_fit_its_kinds_is_refused(change, kinds, kind, says):
    with pytest.raises(kind, match=says):
        dangol.feature_table(FRAME | change, kinds)


@pytest.fixture(scope="module")
def two_groups():
    draw = np.random.default_rng(5)
    labels = np.repeat(["often", "seldom"], [120, 180])
    x = draw.normal(np.where(labels == "often", 4.0, 0.0), 1)
    return labels, dangol.feature_table({"customer": np.arange(300), "x": x}, {"x": "numeric"})


def test_labels_become_a_mixture_and_a_segmentation(two_groups):
    labels, table = two_groups
    mixture = dangol.describe_groups(table, labels)
    assert np.allclose(mixture.shares, [0.4, 0.6], atol=0.01)
    segments = dangol.adopt_groups(table, labels)
    assert segments.verdict is dangol.Verdict.constructed
    found = np.array(segments.members(table).to_dict()["segment"])
    assert (found == (labels == "seldom")).mean() > 0.95


def test_a_membership_may_be_given_instead_of_labels(two_groups):
    labels, table = two_groups
    membership = np.column_stack([labels == "often", labels == "seldom"]).astype(np.float32)
    assert dangol.describe_groups(table, membership) == dangol.describe_groups(table, labels)
    assert dangol.describe_groups(table, np.asfortranarray(membership)) == dangol.describe_groups(table, labels)
    with pytest.raises(dangol.DangolError):
        dangol.describe_groups(table, labels[:10])


def test_judging_says_what_may_be_claimed(two_groups):
    _, table = two_groups
    candidate = dangol.find_segments(table, most=3)
    judged = dangol.judge_segments(candidate, table, null_worlds=19, bootstrap_samples=10, how_it_was_found=dangol.SegmentCountOptions(most=3))
    assert judged.verdict is not dangol.Verdict.untested
    assert "두" in judged.to_text("korean") or "2" in judged.to_text("korean")
    assert str(judged) == judged.to_text("english")


def test_columns_that_say_nothing_have_no_say_unless_all_are_asked():
    random = np.random.default_rng(4)
    kind = np.arange(400) % 2
    frame = {"customer": np.arange(400), "a": random.normal(4 * kind, 1), "b": random.normal(3 * kind, 1), "town": [f"town {level}" for level in random.integers(0, 150, 400)]}
    table = dangol.feature_table(frame, {"a": "numeric", "b": "numeric", "town": "category"})
    found = dangol.find_segments(table, most=3)
    assert (found.mixture.segment_count, found.mixture.shared_columns) == (2, ["town"])
    assert found.mixture.report.separation_share[2] == 0
    assert "Without a say in who belongs where: town" in found.how_we_know()
    assert dangol.find_segments(table, most=3, select_columns=False).mixture.segment_count == 1
    fixed = dangol.fit_mixture(table, segment_count=2, shared_columns=["town"])
    assert fixed.shared_columns == ["town"]
    with pytest.raises(dangol.DangolError, match="twon"):
        dangol.fit_mixture(table, segment_count=2, shared_columns=["twon"])
