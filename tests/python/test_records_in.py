"""Frames of every library give the same base: kinds of cells and missing values are kept."""

import datetime
import decimal

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import dangol

SCHEMA = dangol.Schema(
    customer=dangol.CustomerColumns("id", attributes={"children": "count", "distance_km": "positive", "member": "flag", "town": "category"}),
    interaction=dangol.InteractionColumns("id", time="at", amount="paid"),
    time_zone="Asia/Seoul",
)
CUSTOMERS = {
    "id": [11, 12, 13, 14],
    "children": [2, None, 0, 1],
    "distance_km": [1.5, 0.0, None, 3.25],
    "member": [True, False, None, True],
    "town": ["서울", None, "O'Fallon", "서울"],
}
TIMES = [datetime.datetime(2017, 3, 1, 9, 30), datetime.datetime(2017, 4, 2, 18, 0, 0, 250_000), None, datetime.datetime(2017, 5, 3)]
VISITS = {"id": [11, 12, 13, 14], "at": TIMES, "paid": [10.0, 20.5, 1.0, None]}


@pytest.fixture(scope="module")
def expected():
    return dangol.collect(customers=CUSTOMERS, interactions=VISITS, schema=SCHEMA)


def nullable(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.convert_dtypes(dtype_backend="numpy_nullable")


def duckdb_relation(columns: dict) -> duckdb.DuckDBPyRelation:
    table = pa.table(columns)
    connection = duckdb.connect()
    connection.register("source", table)
    return connection.sql("select * from source")


KINDS = {
    "dict of arrays": lambda columns: {name: np.array(cells, dtype=object) for name, cells in columns.items()},
    "polars": lambda columns: pl.DataFrame(columns),
    "polars, filtered": lambda columns: pl.DataFrame({name: [None, *cells, cells[0]] for name, cells in columns.items()})[1:-1],
    "polars, chunks": lambda columns: pl.concat([pl.DataFrame(columns)[:2], pl.DataFrame(columns)[2:]], rechunk=False),
    "pyarrow": lambda columns: pa.table(columns),
    "pyarrow, dictionaries": lambda columns: pa.table({k: pa.array(v).dictionary_encode() if k == "town" else v for k, v in columns.items()}),
    "duckdb": duckdb_relation,
    "pandas": lambda columns: pd.DataFrame(columns),
    "pandas, objects": lambda columns: pd.DataFrame({name: pd.Series(cells, dtype=object) for name, cells in columns.items()}),
    "pandas, nullable": lambda columns: nullable(pd.DataFrame(columns)),
    "pandas, pyarrow": lambda columns: pd.DataFrame(columns).convert_dtypes(dtype_backend="pyarrow"),
    "pandas, filtered": lambda columns: pd.concat([pd.DataFrame(columns), pd.DataFrame(columns)[:1]], ignore_index=True).iloc[[0, 1, 2, 3]],
    "pandas, categories": lambda columns: pd.DataFrame(columns).astype({"id": "category"} | ({"town": "category"} if "town" in columns else {})),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_records_from_any_library_give_the_same_base(kind, expected):
    make = KINDS[kind]
    assert dangol.collect(customers=make(CUSTOMERS), interactions=make(VISITS), schema=SCHEMA) == expected


def test_what_is_missing_stays_missing(expected):
    plan = dangol.FeaturePlan(window=("2017-01-01", "2018-01-01"), visits_at_least=0, features=[dangol.Attribute(name) for name in CUSTOMERS if name != "id"])
    seen = dangol.build_features(expected.permitting("profiling"), plan).frame().to_dict()
    assert seen["customer"] == CUSTOMERS["id"]
    assert seen["children"] == [2.0, None, 0.0, 1.0]
    assert seen["distance_km"] == CUSTOMERS["distance_km"]
    assert seen["member"] == CUSTOMERS["member"]
    assert seen["town"] == CUSTOMERS["town"]


def test_a_visit_without_a_time_is_set_aside(expected):
    rows = expected.set_aside.to_dict()
    assert (rows["table"], rows["row"], rows["column"], rows["reason"]) == (["interactions"], [2], ["at"], ["missing_time"])


ZONED = [time and time.replace(tzinfo=datetime.timezone(datetime.timedelta(hours=9))) for time in TIMES]


ZONED_VISITS = {
    "dict": lambda: VISITS | {"at": ZONED},
    "polars": lambda: pl.DataFrame(VISITS | {"at": pl.Series(ZONED, dtype=pl.Datetime("us", "Asia/Seoul"))}),
    "pandas": lambda: pd.DataFrame(VISITS | {"at": pd.Series(ZONED, dtype="datetime64[ns, Asia/Seoul]")}),
    "pyarrow": lambda: pa.table(VISITS | {"at": pa.array(ZONED, pa.timestamp("ns", "Asia/Seoul"))}),
}


@pytest.mark.parametrize("kind", ZONED_VISITS)
def test_zoned_times_are_the_instants_they_name(kind, expected):
    assert dangol.collect(customers=CUSTOMERS, interactions=ZONED_VISITS[kind](), schema=SCHEMA) == expected


def amounts(paid) -> list:
    """What became of the amounts, through the mean of each customer's single visit."""
    base = dangol.collect(interactions={"id": [1, 2], "at": ["2017-03-01", "2017-03-02"], "paid": paid}, schema=SCHEMA_OF_VISITS)
    plan = dangol.FeaturePlan(window=("2017-01-01", "2018-01-01"), features=[dangol.MonetaryValue()])
    return dangol.build_features(base.permitting("profiling"), plan).frame().to_dict()["spend_per_visit"]


SCHEMA_OF_VISITS = dangol.Schema(interaction=SCHEMA.interaction)


@pytest.mark.parametrize("dtype", ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", ">i4", ">f8"])
def test_numbers_of_any_width_are_read(dtype):
    assert amounts(np.array([3, 100], dtype=dtype)) == [3.0, 100.0]


@pytest.mark.parametrize("paid", [
    [decimal.Decimal("3.00"), decimal.Decimal(100)],
    np.array([3, 0, 100, 0])[::2],
    pd.Series([3, 100], dtype="UInt8"),
    pd.Series(["3", "100"], dtype="string"),
    np.ma.masked_array([3.0, 100.0], mask=[False, False]),
], ids=["decimals", "strided", "nullable", "text", "masked"])
def test_numbers_in_other_clothes_are_read(paid):
    assert amounts(paid) == [3.0, 100.0]


def test_a_masked_cell_is_missing():
    assert amounts(np.ma.masked_array([3.0, 100.0], mask=[False, True])) == [3.0, None]


@pytest.mark.parametrize(("paid", "says"), [
    ([1, "two"], "mixes text and whole"),
    ([object(), None], "cells of type object"),
    (np.array([1, 2], dtype="c16"), "complex128"),
])
def test_a_column_that_cannot_be_read_is_named(paid, says):
    with pytest.raises(dangol.BadInput, match=f'"paid".*{says}'):
        amounts(paid)


def test_a_column_that_nobody_names_may_hold_anything():
    visits = {"id": [1], "at": ["2017-03-01"], "paid": [1.0], "extra": [object()]}
    assert dangol.collect(interactions=visits, schema=SCHEMA_OF_VISITS).visit_count == 1


def test_a_frame_is_read_again_and_again():
    frame = pl.DataFrame(CUSTOMERS)
    assert dangol.collect(customers=frame, schema=SCHEMA_OF_CUSTOMERS) == dangol.collect(customers=frame, schema=SCHEMA_OF_CUSTOMERS)


SCHEMA_OF_CUSTOMERS = dangol.Schema(customer=SCHEMA.customer)
