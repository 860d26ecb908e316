"""Records come out again as frames that collect() reads, in every library, and only what the purpose allows."""

import datetime
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import dangol


@pytest.fixture(scope="module")
def schema() -> dangol.Schema:
    return dangol.Schema(
        customer=dangol.CustomerColumns(id="customer_id", joined="joined_on", attributes={"age_band": "category", "children": "count", "distance_km": "positive"}),
        interaction=dangol.InteractionColumns(
            "customer_id", time="visited_at", visit="visit_id", amount="amount_krw", discounts=["discount_krw"], offering="offering", channel="channel",
            party_size="party_size", planned="planned", satisfaction="satisfaction", note="note",
        ),
        lead=dangol.LeadColumns("customer_id", contacted="contacted_at", converted="converted", converted_at="converted_at", window_closes="window_closes",
                                attributes={"campaign_type": "category"}),
        consent=dangol.ConsentColumns("customer_id", purpose="purpose", granted="granted", decided_at="decided_at"),
        currency="KRW",
        time_zone="Asia/Seoul",
    )


@pytest.fixture(scope="module")
def base(frames, schema) -> dangol.CustomerBase:
    return dangol.collect(**frames, schema=schema)


def collected_again(permitted: dangol.PermittedBase, schema: dangol.Schema, take: Any) -> dangol.CustomerBase:
    base = dangol.collect(customers=take(permitted.attributes()), interactions=take(permitted.visits()), leads=take(permitted.leads()), schema=schema)
    events = permitted.events()
    return dangol.collect_more(base, interactions=take(events)) if len(events) else base


@pytest.mark.parametrize("take", [lambda frame: frame, pl.DataFrame, pa.table, pd.DataFrame.from_arrow], ids=["dangol", "polars", "pyarrow", "pandas"])
def test_a_base_of_the_frames_has_the_same_records(base, schema, take):
    permitted = base.permitting("quoting")
    again = collected_again(permitted, schema, take)
    assert [(table.set_aside, table.folded) for table in again.account.tables] == [(0, 0)] * 3
    after = again.permitting("quoting")
    assert after.customers == permitted.customers
    for frame in ("visits", "notes", "leads", "attributes"):
        before, now = (pl.DataFrame(getattr(each, frame)()) for each in (permitted, after))
        assert now.schema == before.schema
        drop = [name for name in ("source_row", "visit_id", "line") if name in before.columns]
        before, now = before.drop(drop), now.drop(drop)
        assert now.sort(now.columns).equals(before.sort(before.columns)), frame


def test_cells_are_typed_and_gaps_are_null(base):
    visits = pl.DataFrame(base.permitting("quoting").visits())
    assert visits.schema["visited_at"] == pl.Datetime("us", "Asia/Seoul")
    assert visits.schema["customer_id"] == pl.String
    assert visits.schema["amount_krw"] == pl.Float64
    assert visits["line"].to_list() == list(range(visits.height))
    assert visits["note"].null_count() < visits.height


def test_notes_are_for_quoting_alone(base):
    quoting, profiling = base.permitting("quoting"), base.permitting("profiling")
    notes = pl.DataFrame(quoting.notes())
    assert notes.columns == ["customer_id", "visited_at", "note"]
    assert set(notes["customer_id"]) <= set(quoting.customers)
    assert pl.DataFrame(profiling.visits())["note"].null_count() == len(profiling.visits())
    with pytest.raises(dangol.InvalidArgument, match="quoting"):
        profiling.notes()


def test_what_is_sold_and_who_else_sells_it():
    schema = dangol.Schema(
        customer=dangol.CustomerColumns(id="id"),
        offering=dangol.OfferingColumns("offering", provides="gives", attributes={"price": "positive", "since": "date"}),
        competitor=dangol.CompetitorColumns("rival", targets="whom", strengths="strong"),
        time_zone="Asia/Seoul",
    )
    offerings = {"offering": ["hem", "dye"], "gives": ["", "solace;colour"], "price": [8000.0, None], "since": [None, datetime.date(2024, 5, 1)]}
    competitors = {"rival": ["Mall"], "whom": ["families;students"], "strong": ["price"]}
    base = dangol.collect(customers={"id": [1]}, offerings=offerings, competitors=competitors, schema=schema)
    sold = base.offerings().to_dict()
    assert sold["offering"] == ["dye", "hem"]
    assert sold["gives"] == ["colour;solace", None]
    assert sold["price"] == [None, 8000.0]
    assert sold["since"][0].isoformat() == "2024-04-30T15:00:00+00:00"
    assert base.competitors().to_dict() == {"rival": ["Mall"], "whom": ["families;students"], "strong": ["price"]}
    again = dangol.collect(customers={"id": [1]}, offerings=base.offerings(), competitors=base.permitting("analysis").competitors(), schema=schema)
    assert again == base


def test_erasing_from_identities():
    keys = {"tel": "phone", "mail": "email"}
    found = dangol.link_identities({"till": ({"tel": ["010-1111-1111", "010-2222-2222"], "mail": ["a@x.kr", "b@x.kr"]}, keys)})
    ann, bob = found.customers("till")
    erased = dangol.erase(found, [ann, "zoe"])
    assert erased.identities.customers("till") == [bob]
    assert (erased.customers, erased.keys, erased.not_found) == (1, 2, ["zoe"])
    assert erased.tables == [dangol.ErasedKeyRows("till", 1)]
    assert str(erased) == "1 customer erased.\n- 2 keys\n- till: 1 row\n1 id was not found."


def test_erasing_from_a_fold():
    schema = dangol.Schema(interaction=dangol.InteractionColumns("who", time="at"))
    plan = dangol.FeaturePlan(features=[dangol.Recency(), dangol.Frequency()])
    rows = {"who": ["ann", "bob", "bob"], "at": ["2024-01-01", "2024-01-02", "2024-01-09"]}
    fold = dangol.fold_features(rows, plan, schema=schema, permission=dangol.Permission.not_recorded("profiling"))
    erased = dangol.erase(fold, ["ann", "zoe"])
    never = dangol.fold_features({name: cells[1:] for name, cells in rows.items()}, plan, schema=schema, permission=fold.permission)
    assert erased.fold.finish() == never.finish()
    assert (erased.customers, erased.visits, erased.not_found) == (1, 1, ["zoe"])
    assert str(erased) == "1 customer erased.\n- 1 visit\n1 id was not found."
