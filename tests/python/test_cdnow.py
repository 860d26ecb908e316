"""The CDNOW sample: (frequency, recency, T) of its 2,357 customers as Fader, Hardie & Lee published them; data of the package lifetimes."""

import csv
import datetime
from importlib.metadata import files

import dangol


def read(name: str) -> list[str]:
    """The data alone: the package itself is older than the pandas here."""
    [path] = [path for path in files("lifetimes") or [] if path.name == name]
    return path.read_text(encoding="utf-8").splitlines()


def test_repeat_purchases_recency_and_age_are_those_published() -> None:
    published = {int(row["ID"]): (int(row["frequency"]), float(row["recency"]), float(row["T"])) for row in csv.DictReader(read("cdnow_customers_summary.csv"))}
    purchases = [line.split() for line in read("CDNOW_sample.txt")]
    calibration_ends = datetime.date(1997, 9, 30)  # purchases of this day count, and T is measured to it
    days = [datetime.datetime.strptime(row[2], "%Y%m%d").date() for row in purchases]
    base = dangol.collect(
        interactions={
            "customer": [int(row[1]) for row in purchases],
            "day": days,
            "purchase": [f"{row[1]} {row[2]}" for row in purchases],  # of one day are one
            "paid": [float(row[4]) for row in purchases],
        },
        schema=dangol.Schema(interaction=dangol.InteractionColumns("customer", time="day", visit="purchase", amount="paid"), currency="USD"),
    )
    plan = dangol.FeaturePlan(
        window=(None, calibration_ends + datetime.timedelta(days=1)),
        features=[dangol.Frequency(), dangol.Recency(), dangol.Tenure()],
        observed_from="first_visit",
    )
    table = dangol.build_features(base.permitting("analysis"), plan).frame().to_dict()

    found = {}
    for row, customer in enumerate(table["customer"]):
        since_first, since_last = table["tenure_days"][row] - 1, table["recency_days"][row] - 1  # to the 30th, not to its end
        assert table["visits.exposure"][row] == since_first + 1
        found[customer] = (int(table["visits"][row]), round((since_first - since_last) / 7, 2), round(since_first / 7, 2))
    assert len(published) == 2357
    assert [customer for customer in published if found.get(customer) != published[customer]] == []
    assert found.keys() == published.keys()
