"""Every type of cell that pandas, polars, pyarrow and DuckDB have comes in, and results go out to each of them."""

import datetime
import decimal

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import dangol

NONE_LIKE = [None, None]
MINUTES = [datetime.timedelta(minutes=90), None]


def attribute_cells(frame, kind: str) -> list:
    """What became of the column x of two customers."""
    schema = dangol.Schema(customer=dangol.CustomerColumns("id", attributes={"x": kind}))
    base = dangol.collect(customers=frame, schema=schema)
    plan = dangol.FeaturePlan(window=("2017-01-01", "2018-01-01"), visits_at_least=0, features=[dangol.Attribute("x")])
    return dangol.build_features(base.permitting("profiling"), plan).frame().to_dict()["x"]


def duckdb_frame(cell_type: str, cells: str):
    return duckdb.connect().sql(f"select id, x::{cell_type} as x from (values {cells}) t(id, x)")


ARROW_NUMBERS = [pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64(), pa.float16(), pa.float32(), pa.float64(),
                 pa.decimal128(9, 2), pa.decimal256(40, 2), pa.decimal32(9, 2), pa.decimal64(18, 2)]


@pytest.mark.parametrize("kind", ARROW_NUMBERS, ids=str)
def test_arrow_numbers(kind):
    cells = [decimal.Decimal("7.00"), None] if pa.types.is_decimal(kind) else [np.float16(7) if kind == pa.float16() else 7, None]
    column = pa.array(cells, kind)
    assert attribute_cells(pa.table({"id": [1, 2], "x": column}), "numeric") == [7.0, None]
    sliced = pa.table({"id": [0, 1, 2], "x": pa.array([None, *cells], kind)})[1:]
    assert attribute_cells(sliced, "numeric") == [7.0, None]
    chunked = pa.table({"id": [1, 2], "x": pa.chunked_array([column[:1], column[1:]])})
    assert attribute_cells(chunked, "numeric") == [7.0, None]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()], ids=str)
def test_arrow_text(kind):
    cells = ["단골손님이 열두 바이트를 넘는 글", None]
    assert attribute_cells(pa.table({"id": [1, 2], "x": pa.array(cells, kind)}), "category") == cells


@pytest.mark.parametrize("index", [pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint32()], ids=str)
def test_arrow_dictionaries_of_every_index_that_change_between_chunks(index):
    first = pa.DictionaryArray.from_arrays(pa.array([1], index), pa.array(["unused", "봄"]))
    second = pa.DictionaryArray.from_arrays(pa.array([0], index), pa.array([None, "봄"], pa.string()))
    frame = pa.table({"id": [1, 2], "x": pa.chunked_array([first, second])})
    assert attribute_cells(frame, "category") == ["봄", None]


def test_arrow_nulls_and_empty_tables():
    assert attribute_cells(pa.table({"id": [1, 2], "x": pa.nulls(2)}), "numeric") == NONE_LIKE
    schema = dangol.Schema(customer=dangol.CustomerColumns("id"), interaction=dangol.InteractionColumns("id", time="at"), lead=dangol.LeadColumns("id", "at"))
    empty = pa.table({"id": pa.array([], pa.int64()), "at": pa.array([], pa.timestamp("us"))})
    base = dangol.collect(customers=pa.table({"id": [1]}), leads=empty, schema=schema)
    assert (base.customer_count, base.lead_count) == (1, 0)
    with pytest.raises(dangol.BadInput, match="no rows"):
        dangol.collect(interactions=empty, schema=schema)


@pytest.mark.parametrize(("cell_type", "cells", "kind", "expected"), [
    ("hugeint", "(1, 7), (2, null)", "numeric", [7.0, None]),
    ("utinyint", "(1, 7), (2, null)", "count", [7.0, None]),
    ("decimal(18,3)", "(1, 7.5), (2, null)", "positive", [7.5, None]),
    ("float", "(1, 7.5), (2, null)", "positive", [7.5, None]),
    ("boolean", "(1, true), (2, null)", "flag", [True, None]),
    ("varchar", "(1, '단골'), (2, null)", "category", ["단골", None]),
    ("enum('봄', '여름')", "(1, '여름'), (2, null)", "category", ["여름", None]),
])
def test_duckdb(cell_type, cells, kind, expected):
    assert attribute_cells(duckdb_frame(cell_type, cells), kind) == expected


POLARS = {
    "Int8": (pl.Series([7, None], dtype=pl.Int8), "numeric", [7.0, None]), "UInt64": (pl.Series([7, None], dtype=pl.UInt64), "count", [7.0, None]),
    "Float32": (pl.Series([7.5, None], dtype=pl.Float32), "numeric", [7.5, None]), "NaN": (pl.Series([7.5, float("nan")]), "numeric", [7.5, None]),
    "Decimal": (pl.Series([decimal.Decimal("7.25"), None], dtype=pl.Decimal(10, 2)), "numeric", [7.25, None]),
    "Boolean": (pl.Series([True, None]), "flag", [True, None]), "String": (pl.Series(["단골", None]), "category", ["단골", None]),
    "Categorical": (pl.Series(["여름", None], dtype=pl.Categorical), "category", ["여름", None]),
    "Enum": (pl.Series(["여름", None], dtype=pl.Enum(["봄", "여름"])), "category", ["여름", None]), "Null": (pl.Series([None, None]), "numeric", NONE_LIKE),
}


@pytest.mark.parametrize("kind", POLARS)
def test_polars(kind):
    cells, attribute, expected = POLARS[kind]
    assert attribute_cells(pl.DataFrame({"id": [1, 2], "x": cells}), attribute) == expected


def test_polars_objects_are_refused():
    with pytest.raises(dangol.BadInput, match='"x"'):
        attribute_cells(pl.DataFrame({"id": [1, 2], "x": pl.Series([object(), object()], dtype=pl.Object)}), "category")


def minutes(took) -> list:
    frame = {"id": pl.Series([1, 2]), "at": pl.Series(["2017-03-01", "2017-03-02"])}
    schema = dangol.Schema(interaction=dangol.InteractionColumns("id", time="at", duration_minutes="took"))
    numbers = dangol.collect(interactions=pl.DataFrame(frame | {"took": [90.0, None]}), schema=schema)
    tables = {"took": took} if not isinstance(took, pl.Series) else None
    base = dangol.collect(interactions=pl.DataFrame(frame | {"took": took}) if tables is None else {"id": [1, 2], "at": ["2017-03-01", "2017-03-02"]} | tables,
                          schema=schema)
    return base == numbers


@pytest.mark.parametrize("took", [
    pl.Series(MINUTES, dtype=pl.Duration("ms")), pl.Series(MINUTES, dtype=pl.Duration("ns")), MINUTES, np.array([90, "NaT"], dtype="m8[m]"),
    pd.Series(MINUTES, dtype="timedelta64[ns]"), pd.Series(MINUTES, dtype=object),
], ids=["polars ms", "polars ns", "objects", "numpy", "pandas", "pandas objects"])
def test_durations_are_minutes_from_any_library(took):
    assert minutes(took)


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_arrow_durations_and_times_of_every_unit(unit):
    schema = dangol.Schema(interaction=dangol.InteractionColumns("id", time="at", duration_minutes="took"), time_zone="Asia/Seoul")
    at = datetime.datetime(2017, 3, 1, 9, 30)
    plain = dangol.collect(interactions={"id": [1], "at": [at], "took": [90.0]}, schema=schema)
    for times in (pa.array([at], pa.timestamp(unit)), pa.array([at - datetime.timedelta(hours=9)], pa.timestamp(unit, "UTC")),
                  pa.array([at.replace(tzinfo=datetime.timezone(datetime.timedelta(hours=9)))], pa.timestamp(unit, "+09:00"))):
        table = pa.table({"id": [1], "at": times, "took": pa.array([datetime.timedelta(minutes=90)], pa.duration(unit))})
        assert dangol.collect(interactions=table, schema=schema) == plain


def test_out_to_every_library():
    base = dangol.collect(interactions={"id": ["가", "나", ""], "at": ["2017-03-01", "2017-02-30", "2017-03-01"]},
                          schema=dangol.Schema(interaction=dangol.InteractionColumns("id", time="at")))
    frame = base.set_aside
    expected = frame.to_dict()
    assert expected["reason"] == ["unreadable_time", "missing_customer"]
    assert pl.DataFrame(frame).to_dict(as_series=False) == expected
    assert pa.table(frame).to_pydict() == expected
    assert pd.DataFrame(pl.DataFrame(frame).to_dict(as_series=False))["row"].tolist() == expected["row"]
    source = pa.table(frame)
    assert duckdb.connect().sql("select count(*), min(row) from source").fetchall() == [(2, 1)]
    assert source.num_rows == 2


def test_more_records_linking_and_erasing_from_python():
    schema = dangol.Schema(interaction=dangol.InteractionColumns("id", time="at", note="note"))
    first, second = {"id": ["a", "b"], "at": ["2017-03-01", "2017-03-02"], "note": ["x", "y"]}, {"id": ["b", "c"], "at": ["2017-03-02", "2017-03-03"], "note": ["y", "z"]}
    both = {name: first[name] + second[name] for name in first}
    base = dangol.collect_more(dangol.collect(interactions=first, schema=schema), interactions=second)
    assert base == dangol.collect(interactions=both, schema=schema)
    assert base.account.tables[0].folded == 1
    erased = dangol.erase(base, ["b", "nobody"])
    assert (erased.customers, erased.not_found, erased.notes) == (1, ["nobody"], 1)
    assert erased.base.visit_count == 2
    assert str(erased).startswith("1 customer erased.")

    found = dangol.link_identities({"till": ({"tel": ["010-1234-5678", "", "01012345678"], "card": ["9400-1", "9400-1", ""]}, {"tel": "phone", "card": "card"})})
    ids = found.customers("till")
    assert len(set(ids)) == 1 and found.customer_count == 1
    key = dangol.IdentityKey("phone", "+821012345678")
    assert dangol.normalised_phone("010-1234-5678") == key.value
    [link] = found.explain(key, dangol.IdentityKey("card", "94001"))
    assert (link.table, link.rows, link.ground) == ("till", 1, dangol.LinkGround.same_row)
    parted = found.without(link.one, link.other)
    assert parted.customer_count == 2 and None not in parted.customers("till")
    more = dangol.link_more(found, {"till": ({"tel": ["010-9999-9999"], "card": [None]}, {"tel": "phone", "card": "card"})})
    assert more.customers("till")[:3] == ids and more.customer_count == 2


def test_those_who_consent_are_compared_with_all():
    ids = list(range(200))
    schema = dangol.Schema(customer=dangol.CustomerColumns("id", attributes={"old": "flag"}), consent=dangol.ConsentColumns("id", "purpose", "granted"))
    old = [i % 2 == 0 for i in ids]
    base = dangol.collect(customers={"id": ids, "old": old}, schema=schema,
                          consents={"id": ids, "purpose": ["analysis"] * 200, "granted": [i % 2 == 0 or i % 4 == 1 for i in ids]})
    bias = dangol.compare_consenting(base, "analysis")
    assert (bias.customers, bias.consenting, len(bias.weights)) == (200, 150, 150)
    [difference] = [d for d in bias.differences if d.column == "old"]
    assert difference.level == "yes" and difference.standardised > 0.3 and abs(difference.weighted) < 0.03
    assert abs(bias.weights.mean() - 1) < 1e-12
