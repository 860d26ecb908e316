"""DuckDB and polars compute the same features from the same generated records, written in their own words."""

import datetime

import duckdb
import numpy as np
import polars as pl
import pytest

import dangol

UNTIL = datetime.datetime(2024, 1, 1)
OFFERINGS = ["tea", "bread", "milk", "eggs"]
CHANNELS = ["shop", "web", "phone"]
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
DAYPARTS = {"morning": (5, 11), "midday": (11, 14), "afternoon": (14, 18), "evening": None}
SEASONS = {"december_february": (12, 1, 2), "march_may": (3, 4, 5), "june_august": (6, 7, 8), "september_november": (9, 10, 11)}


@pytest.fixture(scope="module")
def visits() -> pl.DataFrame:
    """Two years of 200 customers, on a clock without summer time; about a tenth of what may be unknown is. Of some visits only the date is known."""
    draw = np.random.default_rng(4)
    rows = 6000
    customer = np.minimum(draw.geometric(0.012, rows), 200)

    def or_unknown(values) -> list:
        return [None if hidden else value for value, hidden in zip(values, draw.random(rows) < 0.1, strict=True)]

    minutes = draw.choice(2 * 365 * 24 * 60, rows, replace=False)
    table = pl.DataFrame({
        "customer": customer,
        "came": [datetime.datetime(2022, 1, 1, 9) + datetime.timedelta(minutes=int(minute)) for minute in minutes],
        "paid": or_unknown(draw.integers(1, 90, rows).astype(float)),
        "saved": or_unknown((draw.integers(0, 6, rows) * (draw.random(rows) < 0.4)).astype(float)),
        "offering": or_unknown(draw.choice(OFFERINGS, rows, p=[0.4, 0.3, 0.2, 0.1]).tolist()),
        "channel": or_unknown(draw.choice(CHANNELS, rows, p=[0.6, 0.3, 0.1]).tolist()),
        "party": or_unknown(draw.integers(1, 5, rows).astype(float)),
        "planned": or_unknown((draw.random(rows) < 0.6).tolist()),
        "happy": or_unknown(draw.integers(1, 6, rows).astype(float)),
        "staff": or_unknown(draw.choice(["ann", "bo", "cy"], rows).tolist()),
        "stayed": or_unknown(draw.integers(5, 90, rows).astype(float)),
    }).filter(pl.col("came") < UNTIL)
    date = pl.col("came").dt.truncate("1d")
    dated = pl.Series(draw.random(table.height) < 0.05) & table.select((pl.len().over("customer", date) == 1) & (date > datetime.datetime(2022, 1, 2))).to_series()
    assert dated.sum() > 200
    return table.with_columns(came=pl.when(dated).then(date).otherwise(pl.col("came")))


@pytest.fixture(scope="module")
def found(visits) -> pl.DataFrame:
    base = dangol.collect(interactions=visits, schema=dangol.Schema(
        interaction=dangol.InteractionColumns("customer", time="came", amount="paid", discounts=["saved"], offering="offering", channel="channel",
                                              party_size="party", planned="planned", satisfaction="happy", staff="staff", duration_minutes="stayed"),
        currency="EUR",
    ))
    assert base.visit_count == visits.height
    features = [
        dangol.Recency(), dangol.Frequency(), dangol.Frequency(last_days=90), dangol.MonetaryValue(), dangol.MonetaryValue(last_days=90), dangol.Tenure(),
        dangol.Repeat(), dangol.VisitIntervals(), dangol.VisitVariability(), dangol.Overdue(), dangol.VisitTrend(), dangol.SpendTrend(), dangol.VisitRhythm(),
        dangol.RhythmShare("weekend"), dangol.RhythmShare("evening"), dangol.Seasonality(), dangol.OfferingMix(), dangol.OfferingShare("tea"), dangol.OfferingBreadth(), dangol.ChannelMix(),
        dangol.ChannelSwitching(), dangol.DiscountShare(), dangol.DiscountDepth(), dangol.Companionship(), dangol.Planning(), dangol.SuddenVisits(),
        dangol.Satisfaction(), dangol.SatisfactionTrend(), dangol.LastSatisfaction(), dangol.StaffLoyalty(), dangol.VisitDuration(),
    ]
    table = dangol.build_features(base.permitting("profiling"), dangol.FeaturePlan(window=(None, UNTIL), features=features))
    return pl.DataFrame(table.frame()).sort("customer")


def assert_same(found: pl.DataFrame, theirs: pl.DataFrame) -> None:
    theirs = theirs.sort("customer")
    assert theirs["customer"].to_list() == found["customer"].to_list()
    differing = []
    for name in theirs.columns[1:]:
        ours = found[name].cast(pl.Float64).fill_nan(None).to_numpy()
        other = theirs[name].cast(pl.Float64).fill_nan(None).to_numpy()
        tolerance = 1e-6 if "." in name and not name.endswith(("exposure", "standard_error")) else 1e-9  # parts are kept in single precision
        if not np.allclose(ours, other, rtol=tolerance, atol=1e-9, equal_nan=True):
            differing.append(name)
    assert differing == []


def shares_in_duckdb(column: str, conditions: dict[str, str], among: str = "true") -> str:
    return ", ".join(f'avg(cast({condition} as int)) filter ({among}) as "{column}.{part}"' for part, condition in conditions.items())


RHYTHM = {f"{day}_{part}": f"weekday = {number} and daypart = '{part}'" for number, day in enumerate(WEEKDAYS, 1) for part in DAYPARTS}
IN_DUCKDB = f"""
with shifted as (select *, case when came = date_trunc('day', came) then came else came - interval 5 hour end as back from visits),
known as (
    select *, came <> date_trunc('day', came) as hour_known, cast(back as date) as day, isodow(back) as weekday,
           case when hour(came) < 5 or hour(came) >= 18 then 'evening' when hour(came) < 11 then 'morning' when hour(came) < 14 then 'midday' else 'afternoon' end as daypart,
           date_diff('microsecond', came, timestamp '2024-01-01') / 86400e6 as ago,
           lag(channel) over each as channel_before, lag(staff) over each as staff_before, lag(cast(back as date)) over each as day_before
    from shifted window each as (partition by customer order by came)
), gaps as (select *, case when day > day_before then day - day_before end as gap from known),
breadth as (
    select customer, sum(n) as n, sum(n * (n - 1)) as same from (select customer, offering, count(*) as n from known where offering is not null group by all)
    group by customer
), start as (select date_diff('microsecond', min(came), timestamp '2024-01-01') / 86400e6 as days from visits)
select customer,
    min(ago) as recency_days,
    count(*) as visits, any_value(start.days) as "visits.exposure",
    count(*) filter (ago <= 90) as visits_last_90_days,
    avg(paid) as spend_per_visit, count(paid) as "spend_per_visit.exposure", stddev_samp(paid) / sqrt(count(paid)) as "spend_per_visit.standard_error",
    avg(paid) filter (ago <= 90) as spend_per_visit_last_90_days,
    max(ago) as tenure_days,
    count(distinct day) > 1 as repeat_customer,
    avg(gap) as visit_interval_days, count(gap) as "visit_interval_days.exposure", stddev_samp(gap) / sqrt(count(gap)) as "visit_interval_days.standard_error",
    case when count(gap) >= 3 then stddev_samp(gap) / avg(gap) end as visit_variability,
    case when count(gap) >= 2 then min(ago) / avg(gap) end as overdue_ratio,
    case when count(*) filter (ago < start.days) >= 3
         then 12 * (avg(start.days - ago) filter (ago < start.days) / any_value(start.days) - 0.5) / (any_value(start.days) / 365.25) end as visit_trend,
    case when count(paid) >= 3 then regr_slope(paid, -ago / 365.25) end as spend_trend,
    avg(cast(weekday >= 6 as int)) as weekend_visits,
    {shares_in_duckdb("visit_rhythm", RHYTHM, "hour_known")}, count(*) filter (hour_known) as "visit_rhythm.exposure",
    avg(cast(daypart = 'evening' as int)) filter (hour_known) as evening_visits,
    {shares_in_duckdb("season_mix", {season: f"month(came) in {months}" for season, months in SEASONS.items()}, "came >= timestamp '2023-01-01'")},
    avg(cast(offering = 'tea' as int)) as visits_with_tea, {shares_in_duckdb("offering_mix", {name: f"offering = '{name}'" for name in OFFERINGS})},
    count(offering) as "offering_mix.exposure",
    any_value(case when breadth.n >= 2 then 1 - breadth.same / (breadth.n * (breadth.n - 1)) end) as offering_breadth,
    {shares_in_duckdb("channel_mix", {name: f"channel = '{name}'" for name in CHANNELS})},
    avg(cast(channel <> channel_before as int)) as channel_switches, count(channel <> channel_before) as "channel_switches.exposure",
    avg(cast(saved > 0 as int)) as visits_with_discount,
    sum(saved) filter (paid is not null) / sum(saved + paid) as discount_depth,
    avg(cast(party > 1 as int)) as visits_in_company,
    avg(cast(planned as int)) as planned_visits, avg(1 - cast(planned as int)) as sudden_visits,
    avg(happy) as satisfaction, stddev_samp(happy) / sqrt(count(happy)) as "satisfaction.standard_error",
    case when count(happy) >= 3 then regr_slope(happy, -ago / 365.25) end as satisfaction_trend,
    arg_max(happy, came) filter (happy is not null) as last_satisfaction,
    avg(cast(staff = staff_before as int)) as same_staff_again,
    avg(stayed) as visit_minutes, count(stayed) as "visit_minutes.exposure"
from gaps left join breadth using (customer) cross join start group by customer
"""


def test_duckdb_has_the_same_numbers(visits, found):
    assert_same(found, duckdb.sql(IN_DUCKDB).pl())


def test_polars_has_the_same_numbers(visits, found):
    at, paid, happy = pl.col("came"), pl.col("paid"), pl.col("happy")
    shifted = pl.when(at == at.dt.truncate("1d")).then(at).otherwise(at.dt.offset_by("-5h"))
    start = (UNTIL - visits["came"].min()) / datetime.timedelta(days=1)
    known = visits.sort("customer", "came").with_columns(
        ago=(pl.lit(UNTIL) - at).dt.total_microseconds() / 86400e6, day=shifted.dt.date(), weekday=shifted.dt.weekday(), hour=at.dt.hour(),
        channel_before=pl.col("channel").shift().over("customer"), staff_before=pl.col("staff").shift().over("customer"),
    ).with_columns(gap=(pl.col("day") - pl.col("day").shift().over("customer")).dt.total_days())
    known = known.with_columns(gap=pl.when(pl.col("gap") > 0).then(pl.col("gap")))
    ago, gap, offering = pl.col("ago"), pl.col("gap"), pl.col("offering")
    channel, before = pl.col("channel"), pl.col("channel_before")

    def standard_error(column: pl.Expr) -> pl.Expr:
        return column.std() / column.count().sqrt()

    def slope(column: pl.Expr) -> pl.Expr:
        years = (-ago / 365.25).filter(column.is_not_null())
        value = column.drop_nulls()
        line = ((years - years.mean()) * (value - value.mean())).sum() / ((years - years.mean()) ** 2).sum()
        return pl.when(column.count() >= 3).then(line)

    of_each = [(offering == name).sum().cast(pl.Float64) for name in OFFERINGS]
    same = sum((count * (count - 1) for count in of_each[1:]), of_each[0] * (of_each[0] - 1))
    whole_year = known.filter(at >= datetime.datetime(2023, 1, 1)).group_by("customer").agg(
        *(at.dt.month().is_in(months).mean().alias(f"season_mix.{season}") for season, months in SEASONS.items()), pl.len().alias("season_mix.exposure"))
    hour, known_hour = pl.col("hour"), at != at.dt.truncate("1d")
    daypart = {part: ~hour.is_between(5, 17) if hours is None else hour.is_between(hours[0], hours[1] - 1) for part, hours in DAYPARTS.items()}
    theirs = known.group_by("customer").agg(
        ago.min().alias("recency_days"), pl.len().alias("visits"), pl.lit(start).alias("visits.exposure"), (ago <= 90).sum().alias("visits_last_90_days"),
        paid.mean().alias("spend_per_visit"), standard_error(paid).alias("spend_per_visit.standard_error"),
        paid.filter(ago <= 90).mean().alias("spend_per_visit_last_90_days"), ago.max().alias("tenure_days"),
        (pl.col("day").n_unique() > 1).alias("repeat_customer"), gap.mean().alias("visit_interval_days"),
        standard_error(gap).alias("visit_interval_days.standard_error"), pl.when(gap.count() >= 3).then(gap.std() / gap.mean()).alias("visit_variability"),
        pl.when(gap.count() >= 2).then(ago.min() / gap.mean()).alias("overdue_ratio"),
        slope(paid).alias("spend_trend"), slope(happy).alias("satisfaction_trend"),
        (pl.col("weekday") >= 6).mean().alias("weekend_visits"),
        known_hour.sum().cast(pl.Float64).alias("visit_rhythm.exposure"), daypart["evening"].filter(known_hour).mean().alias("evening_visits"),
        *(((pl.col("weekday") == number) & daypart[part]).filter(known_hour).mean().alias(f"visit_rhythm.{day}_{part}") for number, day in enumerate(WEEKDAYS, 1) for part in DAYPARTS),
        (offering == "tea").mean().alias("visits_with_tea"), *((offering == name).mean().alias(f"offering_mix.{name}") for name in OFFERINGS),
        pl.when(offering.count() >= 2).then(1 - same / (offering.count() * (offering.count() - 1.0))).alias("offering_breadth"),
        *((channel == name).mean().alias(f"channel_mix.{name}") for name in CHANNELS), (channel != before).mean().alias("channel_switches"),
        (pl.col("saved") > 0).mean().alias("visits_with_discount"),
        (pl.col("saved").filter(paid.is_not_null()).sum() / (pl.col("saved") + paid).sum()).alias("discount_depth"),
        (pl.col("party") > 1).mean().alias("visits_in_company"), pl.col("planned").mean().alias("planned_visits"),
        (~pl.col("planned")).mean().alias("sudden_visits"), happy.mean().alias("satisfaction"),
        standard_error(happy).alias("satisfaction.standard_error"), happy.drop_nulls().last().alias("last_satisfaction"),
        (pl.col("staff") == pl.col("staff_before")).mean().alias("same_staff_again"), pl.col("stayed").mean().alias("visit_minutes"),
    ).join(whole_year, on="customer", how="left")
    # Nobody was seen for the two whole years that the window nearly has: one remains.
    theirs = theirs.with_columns(pl.col("season_mix.exposure").fill_null(0))
    assert_same(found, theirs)
