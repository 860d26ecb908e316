"""A column without any id has no kind of ids, whichever type its library gave it: its rows are set aside, and the ids of other tables are what they are."""

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import dangol

SCHEMA = dangol.Schema(interaction=dangol.InteractionColumns("id", time="t"), lead=dangol.LeadColumns("id", contacted="c", converted="y", horizon_days=3),
                       consent=dangol.ConsentColumns("id", purpose="p", granted="g", decided_at="d"))
IDS = {"text": ["x", "y"], "numbers": [1, 2]}
NOBODY = {
    "no rows, dict": lambda names: {name: [] for name in names},
    "no rows, polars": lambda names: pl.DataFrame({name: [] for name in names}),
    "no rows, pandas": lambda names: pd.DataFrame({name: [] for name in names}),
    "nulls, arrow": lambda names: pa.table({name: pa.nulls(2) if name == "id" else ["2024-01-02"] * 2 for name in names}),
    "nulls, polars text": lambda names: pl.DataFrame({name: [None, None] if name == "id" else ["2024-01-02"] * 2 for name in names}, schema_overrides={"id": pl.String}),
    "NaN, pandas": lambda names: pd.DataFrame({name: [np.nan, np.nan] if name == "id" else ["2024-01-02"] * 2 for name in names}),
    "None, dict": lambda names: {name: [None, None] if name == "id" else ["2024-01-02"] * 2 for name in names},
}
COLUMNS = {"leads": ("id", "c", "y"), "consents": ("id", "p", "g", "d"), "interactions": ("id", "t")}


def visits(ids):
    return {"id": ids, "t": ["2024-01-01"] * len(ids)}


@pytest.mark.parametrize("kind", IDS)
@pytest.mark.parametrize("nobody", NOBODY)
def test_later_tables_of_nobody_are_set_aside_and_change_nobody(kind, nobody):
    base = dangol.collect(interactions=visits(IDS[kind]), schema=SCHEMA, progress=False)
    for table, names in COLUMNS.items():
        more = NOBODY[nobody](names)
        rows = 0 if nobody.startswith("no rows") else 2
        grown = dangol.collect_more(base, **{table: more}, progress=False)
        account = {each.table.name: each for each in grown.account.tables}
        here = account[table]
        before = 2 if table == "interactions" else 0
        assert here.adds_up() if callable(getattr(here, "adds_up", None)) else True
        assert (here.read, here.used, here.set_aside) == (before + rows, before, rows)
        assert grown.customer_count == 2 and grown.visit_count == 2


@pytest.mark.parametrize("kind", IDS)
@pytest.mark.parametrize("nobody", [name for name in NOBODY if name.startswith("no rows")])
def test_leads_and_consents_without_rows_are_taken_with_any_ids(kind, nobody):
    base = dangol.collect(interactions=visits(IDS[kind]), leads=NOBODY[nobody](COLUMNS["leads"]), consents=NOBODY[nobody](COLUMNS["consents"]), schema=SCHEMA, progress=False)
    assert base.customer_count == 2 and base.lead_count == 0


@pytest.mark.parametrize("kind", IDS)
@pytest.mark.parametrize("nobody", [name for name in NOBODY if not name.startswith("no rows")])
def test_where_a_first_table_names_nobody_its_column_is_asked_for(kind, nobody):
    with pytest.raises(dangol.BadInput, match='"id" of the lead table holds no customer id in any row'):
        dangol.collect(interactions=visits(IDS[kind]), leads=NOBODY[nobody](COLUMNS["leads"]), schema=SCHEMA, progress=False)


def test_all_at_once_and_one_after_the_other_are_the_same_also_where_a_batch_names_nobody():
    at_once = dangol.collect(interactions=visits(["x", "y", None]), schema=SCHEMA, progress=False)
    later = dangol.collect_more(dangol.collect(interactions=visits(["x", "y"]), schema=SCHEMA, progress=False), interactions=visits([None]), progress=False)
    assert at_once == later and str(at_once.account) == str(later.account)


def test_whole_numbers_and_text_are_still_told_apart():
    base = dangol.collect(interactions=visits([1, 2]), schema=SCHEMA, progress=False)
    with pytest.raises(dangol.BadInput, match="Customer ids were whole numbers so far, but are text"):
        dangol.collect_more(base, interactions=visits(["x", None]), progress=False)
    with pytest.raises(dangol.BadInput, match="Customer ids are whole numbers in the interaction table"):
        dangol.collect(interactions=visits([1, 2]), leads={"id": ["x"], "c": ["2024-01-02"], "y": ["no"]}, schema=SCHEMA, progress=False)


def test_ids_beyond_what_a_whole_number_holds_say_so_and_are_taken_as_text():
    ids = [2**63 - 1, 2**63, 2**64 - 1]
    base = dangol.collect(interactions=pl.DataFrame({"id": ids, "t": ["2024-01-01"] * 3}, schema_overrides={"id": pl.UInt64}), schema=SCHEMA, progress=False)
    assert base.customer_count == 1 and base.set_aside.to_dict()["reason"] == ["out_of_range"] * 2
    assert dangol.collect(interactions=visits([str(id) for id in ids]), schema=SCHEMA, progress=False).customer_count == 3
