"""Real columns that know how a lead ends are warned of, their neighbours are not."""

import csv
import datetime
import gzip
import os
from pathlib import Path

import pytest

import dangol

FOLDER = os.environ.get("DANGOL_TEST_DATA")
needs_data = pytest.mark.skipif(not FOLDER, reason="DANGOL_TEST_DATA is not set: bank_marketing and online_shoppers stay untested")
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "June", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def leads_of(path: str, outcome: str, yes: str, contacted_at) -> dangol.LeadTable:
    with gzip.open(Path(FOLDER or "") / path, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter=";" if "bank" in path else ","))
    frame: dict[str, list] = {"row": list(range(len(rows)))}
    kinds = {}
    for column in rows[0]:
        if column == outcome:
            continue
        cells = [row[column] for row in rows]
        try:
            frame[column] = [float(cell) for cell in cells]
            kinds[column] = "numeric"
        except ValueError:
            frame[column] = cells
            kinds[column] = "category"
    features = dangol.feature_table(frame, kinds, customer="row")
    return dangol.LeadTable(features, [contacted_at(row, i) for i, row in enumerate(rows)], [row[outcome] == yes for row in rows])


def in_order(_, i: int) -> datetime.datetime:
    """The calls stand in the order of their dates."""
    return datetime.datetime(2008, 5, 1) + datetime.timedelta(minutes=20 * i)


def in_month(row: dict[str, str], _) -> datetime.datetime:
    return datetime.datetime(2017, MONTHS.index(row["Month"]) + 1, 1)


@needs_data
@pytest.mark.parametrize(("path", "outcome", "yes", "contacted_at", "knows", "columns"), [
    ("bank_marketing/bank-additional-full.csv.gz", "y", "yes", in_order, "duration", 20),
    ("bank_marketing/bank-full.csv.gz", "y", "yes", in_order, "duration", 16),
    ("online_shoppers/online_shoppers_intention.csv.gz", "Revenue", "TRUE", in_month, "PageValues", 17),
])
def test_the_column_that_knows_is_warned_of_and_no_other(path, outcome, yes, contacted_at, knows, columns):
    leads = leads_of(path, outcome, yes, contacted_at)
    report = dangol.warn_of_foreknowledge(leads)
    assert len(report.examined) == columns
    assert [warning.column for warning in report.warnings] == [knows]
    [warning] = report.warnings
    assert warning.separates
    assert 0.83 < warning.auc.value < 0.88
    assert f'"{knows}" may not be known when a lead arrives' in str(warning)
    assert knows in warning.to_text("korean")

    confirmed = leads.features.with_known(knows, "in_time")
    again = dangol.warn_of_foreknowledge(dangol.LeadTable(confirmed, leads.contacted_at, [outcome.name == "converted" for outcome in leads.outcomes]))
    assert again.warnings == []
    assert again.confirmed == [knows]


def test_attributes_of_a_generated_shop_are_examined_without_alarm(shop):
    report = dangol.warn_of_foreknowledge(shop.leads)
    assert set(report.examined) == {"age_band", "children", "distance_km", "campaign_type"}
    assert report.warnings == []


def test_a_column_known_only_afterwards_is_an_error_for_leads(shop):
    with pytest.raises(dangol.errors.FutureLeak, match="distance_km"):
        dangol.build_leads(shop.base.permitting("marketing"), shop.features.with_known("distance_km", "afterwards").plan)
