"""A tailor's customers, from three files to personas, negative personas and scored leads.

usage: hanbok_shop.py FOLDER      with customers.csv, interactions.csv, leads.csv and consent.csv, such as
                                  `build/worlds hanbok --out FOLDER` writes
"""

import sys
from pathlib import Path

import polars as pl

import dangol
from hanbok_schema import schema

folder = Path(sys.argv[1])
customers, visits, contacts, consents = (
    pl.read_csv(folder / f"{name}.csv", infer_schema_length=None) for name in ("customers", "interactions", "leads", "consent")
)

# Records. What cannot be used is set aside with its reason; nothing is lost.
base = dangol.collect(customers=customers, interactions=visits, leads=contacts, consents=consents, schema=schema)
print(base.account, "\n")
print(pl.DataFrame(base.set_aside)["reason"].value_counts(sort=True), "\n")

# Features: only of customers who agreed, and nothing from October on is seen.
plan = dangol.FeaturePlan(
    window=("2023-01-01", "2024-10-01"),
    features=[
        dangol.Recency(),
        dangol.Frequency(),
        dangol.MonetaryValue(),
        dangol.RhythmShare("weekday_morning"),
        dangol.RhythmShare("weekend"),
        dangol.DiscountShare(),
        dangol.Companionship(),
        dangol.Planning(),
        dangol.ContactHistory(),
        dangol.Attribute("age_band"),
        dangol.Attribute("distance_km"),
    ],
)
features = dangol.build_features(base.permitting("profiling"), plan)

# Segments, and what may be claimed of them; personas, and what can be said of them.
segments = dangol.find_segments(features, most=5)
segments = dangol.judge_segments(segments, features, null_worlds=19, how_it_was_found=dangol.SegmentCountOptions(most=5))
personas = dangol.describe_personas(segments, features, smallest_group=20)
personas = dangol.test_personas(personas, features, bootstrap_samples=20)
print(personas, "\n")
print(pl.DataFrame(personas.members(features)).group_by("persona").len(), "\n")

# Whom to pursue and whom not, learned from past leads, each seen as on the day it was contacted.
leads = dangol.build_leads(base.permitting_both("marketing", "profiling"), features.plan)
earlier, later = leads.contacted_before("2024-10-01"), leads.contacted_from("2024-10-01")
negatives = dangol.find_negative_personas(personas, earlier, contact_cost=3_000, conversion_margin=60_000)
print(negatives.to_text(personas), "\n")
scorer = dangol.fit_lead_scorer(personas, negatives, earlier)
print(dangol.measure_ranking(scorer, later), "\n")

# The best leads, and one of whom little is known.
print(pl.DataFrame(scorer.score(later)).sort("log_odds", descending=True).head(5), "\n")
print(scorer.explain({"distance_km": 4.0, "planned_visits": (3, 4)}, as_of="2024-10-05"))
