"""Dates, moments, flags and categories mean the same from every library, also in several frames; what goes out arrives in each of them."""

import datetime

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import dangol

SCHEMA = dangol.Schema(interaction=dangol.InteractionColumns("id", time="at", channel="by", planned="planned"), time_zone="Asia/Seoul")
DAY, AT = datetime.date(2017, 3, 1), datetime.datetime(2017, 3, 1, 9, 30)
IN_SEOUL = AT.replace(tzinfo=datetime.timezone(datetime.timedelta(hours=9)))


def collected(at, frame=pl.DataFrame) -> dangol.CustomerBase:
    return dangol.collect(interactions=frame({"id": [1, 2], "at": at, "by": ["web", None], "planned": [True, None]}), schema=SCHEMA)


def from_duckdb(kind: str, text: str):
    session = duckdb.connect()
    session.execute("set timezone = 'America/New_York'")
    return session.sql(f"select * from (values (1, {kind} '{text}', 'web', true), (2, {kind} '{text}', null, null)) t(id, \"at\", \"by\", planned)")


def of_arrow(column) -> pa.Table:
    return pa.table({"id": [1, 2], "at": column, "by": ["web", None], "planned": pa.array([True, None], pa.bool_())})


DATES = {
    "text": lambda: {"id": [1, 2], "at": ["2017-03-01"] * 2, "by": ["web", None], "planned": [True, None]},
    "as written": lambda: {"id": [1, 2], "at": ["2017. 3. 1.", "2017년 3월 1일"], "by": ["web", None], "planned": ["예", None]},
    "date32": lambda: of_arrow(pa.array([DAY] * 2, pa.date32())), "date64": lambda: of_arrow(pa.array([DAY] * 2, pa.date64())),
    "polars": lambda: pl.DataFrame({"id": [1, 2], "at": [DAY] * 2, "by": ["web", None], "planned": [True, None]}),
    "pandas": lambda: pd.DataFrame({"id": [1, 2], "at": [DAY] * 2, "by": ["web", None], "planned": [True, None]}),
    "numpy": lambda: {"id": np.array([1, 2]), "at": np.array(["2017-03-01"] * 2, dtype="M8[D]"), "by": np.array(["web", None], dtype=object), "planned": [True, None]},
    "duckdb": lambda: from_duckdb("date", "2017-03-01"),
}
MOMENTS = {
    "duckdb s": lambda: from_duckdb("timestamp_s", "2017-03-01 09:30:00"), "duckdb ms": lambda: from_duckdb("timestamp_ms", "2017-03-01 09:30:00"),
    "duckdb us": lambda: from_duckdb("timestamp", "2017-03-01 09:30:00"), "duckdb ns": lambda: from_duckdb("timestamp_ns", "2017-03-01 09:30:00"),
    "duckdb tz": lambda: from_duckdb("timestamptz", "2017-03-01 09:30:00+09:00"),
    "polars tz": lambda: pl.DataFrame({"id": [1, 2], "at": pl.Series([IN_SEOUL] * 2).dt.convert_time_zone("America/New_York"), "by": ["web", None], "planned": [True, None]}),
    "arrow": lambda: of_arrow(pa.array([AT] * 2, pa.timestamp("ms"))), "arrow tz": lambda: of_arrow(pa.array([IN_SEOUL] * 2, pa.timestamp("ns", "Europe/Paris"))),
    "pandas tz": lambda: pd.DataFrame({"id": [1, 2], "at": pd.Series([pd.Timestamp(IN_SEOUL)] * 2).dt.tz_convert("UTC"), "by": ["web", None], "planned": [True, None]}),
    "text": lambda: {"id": [1, 2], "at": ["2017-03-01T00:30Z", "2017.3.1 오전 9:30"], "by": ["web", None], "planned": ["y", "-"]},
}


@pytest.mark.parametrize("kind", DATES)
def test_a_date_is_local_midnight_from_every_library(kind):
    assert dangol.collect(interactions=DATES[kind](), schema=SCHEMA) == collected([DAY] * 2)


@pytest.mark.parametrize("kind", MOMENTS)
def test_a_moment_is_the_same_from_every_library(kind):
    assert dangol.collect(interactions=MOMENTS[kind](), schema=SCHEMA) == collected([AT] * 2)


def test_an_interval_of_months_is_no_duration_and_says_so():
    schema = dangol.Schema(interaction=dangol.InteractionColumns("id", time="at", duration_minutes="took"))
    with pytest.raises(dangol.BadInput, match='"took"'):
        dangol.collect(interactions=duckdb.connect().sql("select 1 as id, timestamp '2017-03-01' as at, interval 90 minutes as took"), schema=schema)


def test_categories_of_several_frames_are_one_vocabulary():
    def visits(channels, ids, day):
        by = pl.Series(channels, dtype=pl.Categorical) if day % 2 else pd.Categorical(channels)
        frame = {"id": ids, "at": [f"2017-03-0{day}"] * len(ids), "by": by, "planned": [None] * len(ids)}
        return pl.DataFrame(frame) if day % 2 else pd.DataFrame(frame)

    base = dangol.collect(interactions=visits(["web", "shop"], [1, 2], 1), schema=SCHEMA)
    grown = dangol.collect_more(dangol.collect_more(base, interactions=visits(["phone", "web"], [1, 2], 2)), interactions=visits(["shop", None], [1, 3], 3))
    at_once = dangol.collect(interactions={"id": [1, 2, 1, 2, 1, 3], "at": ["2017-03-01"] * 2 + ["2017-03-02"] * 2 + ["2017-03-03"] * 2,
                                           "by": ["web", "shop", "phone", "web", "shop", None], "planned": [None] * 6}, schema=SCHEMA)
    assert grown == at_once
    plan = dangol.FeaturePlan(features=[dangol.ChannelMix()])
    assert dangol.build_features(grown.permitting("profiling"), plan).columns[0].levels == ["shop", "web", "phone"]


def test_features_arrive_in_every_library_as_they_are():
    base = collected([AT] * 2)
    frame = dangol.build_features(base.permitting("profiling"), dangol.FeaturePlan(window=("2017-01-01", "2017-04-01"), features=[
        dangol.Recency(), dangol.Frequency(), dangol.ChannelMix(), dangol.Planning(), dangol.VisitIntervals()])).frame()
    expected = frame.to_dict()
    assert expected["customer"] == [1, 2] and expected["visit_interval_days"] == [None, None] and expected["planned_visits"] == [1.0, None]
    assert pl.DataFrame(frame).to_dict(as_series=False) == expected
    assert pa.table(frame).to_pydict() == expected
    names = ", ".join(f'"{name}"' for name in expected)
    assert duckdb.sql(f"select {names} from frame").fetchall() == list(zip(*expected.values(), strict=True))
    arrived = pd.DataFrame.from_arrow(frame)
    assert list(arrived.columns) == list(expected) and arrived["recency_days"].tolist() == expected["recency_days"]
    assert arrived["planned_visits"].isna().tolist() == [False, True]
    assert np.isnan(frame.to_numpy("visit_interval_days")).all()
