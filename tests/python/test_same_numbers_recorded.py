"""What staff and the desk record (complaints, returns, no-shows, ticked codes, company, pieces), regularity, holidays and contacts: DuckDB and polars have the same numbers."""

import datetime

import duckdb
import numpy as np
import polars as pl
import pytest
from test_same_numbers import assert_same

import dangol

UNTIL = datetime.datetime(2024, 1, 1)
HOLIDAYS = [datetime.date(2023, month, day) for month, day in ((1, 1), (1, 23), (3, 1), (5, 5), (8, 15), (10, 3), (12, 25))]
FAMILY = ["child", "spouse"]
KINDS = ["visit", "complaint", "returned", "no_show", "booking"]


@pytest.fixture(scope="module")
def log() -> pl.DataFrame:
    """A year of 120 customers. A visit has one to three lines that differ in their pieces only; everything else happened at a minute of its own."""
    draw = np.random.default_rng(11)
    happened = 5000
    kind = draw.choice(KINDS, happened, p=[0.7, 0.08, 0.08, 0.07, 0.07])

    def or_unknown(values) -> list:
        return [None if hidden else value for value, hidden in zip(values, draw.random(happened) < 0.15, strict=True)]

    minutes = draw.choice(365 * 24 * 60, happened, replace=False)
    events = pl.DataFrame({
        "receipt": np.arange(happened),
        "customer": np.minimum(draw.geometric(0.02, happened), 120),
        "came": [datetime.datetime(2023, 1, 1, 5) + datetime.timedelta(minutes=int(minute)) for minute in minutes],
        "kind": kind,
        "planned": or_unknown((draw.random(happened) < 0.5).tolist()),
        "party": or_unknown(draw.integers(1, 5, happened).astype(float)),
        "companions": or_unknown(draw.choice(["child", "friend", "friend;spouse", "colleague;friend"], happened).tolist()),
        "ticked": or_unknown(draw.choice(["hurry", "hurry;late", "asked_for_ann", "late"], happened).tolist()),
    }).with_columns(pl.when(pl.int_range(happened) % 3 == 0).then(None).otherwise(pl.col("companions")).alias("companions"))
    lines = pl.concat([events.with_columns(line=pl.lit(number)) for number in range(3)])
    kept = (lines["line"] == 0) | (pl.Series(draw.random(lines.height) < 0.4) & (lines["kind"] == "visit"))
    lines = lines.filter(kept)
    pieces = [None if draw.random() < 0.2 else float(draw.integers(1, 6)) for _ in range(lines.height)]
    return lines.with_columns(pieces=pl.Series(pieces, dtype=pl.Float64)).filter(pl.col("came") < UNTIL)


@pytest.fixture(scope="module")
def contacts(log) -> pl.DataFrame:
    """Letters with windows of two weeks, answered within them or not at all; none at the same moment for one customer."""
    draw = np.random.default_rng(12)
    sent = 900
    at = [datetime.datetime(2023, 2, 1) + datetime.timedelta(minutes=int(minute)) for minute in draw.choice(330 * 24 * 60, sent, replace=False)]
    closes = [each + datetime.timedelta(days=14) for each in at]
    answered = [each + datetime.timedelta(minutes=int(draw.integers(1, 14 * 24 * 60))) if draw.random() < 0.3 else None for each in at]
    return pl.DataFrame({"customer": draw.choice(log["customer"].unique().sort().to_numpy(), sent), "sent": at, "closes": closes, "answered": answered},
                        schema_overrides={"answered": pl.Datetime("us")})


@pytest.fixture(scope="module")
def found(log, contacts) -> pl.DataFrame:
    base = dangol.collect(interactions=log, leads=contacts, schema=dangol.Schema(
        interaction=dangol.InteractionColumns("customer", time="came", visit="receipt", kind="kind", planned="planned", party_size="party", companions="companions",
                                              observations="ticked", quantity="pieces"),
        lead=dangol.LeadColumns("customer", contacted="sent", converted_at="answered", window_closes="closes"),
    ))
    features = [dangol.Complaints(), dangol.Returns(), dangol.NoShows(), dangol.ObservationShare("hurry"), dangol.ObservationShare("asked_for_ann"),
                dangol.CompanyMix(family_words=FAMILY), dangol.UnitsPerVisit(), dangol.VisitIntervals(), dangol.RhythmShare("holiday"),
                dangol.RhythmShare("weekend", holidays="as_weekend"), dangol.ContactHistory(open_windows="left_out"), dangol.EventFrequency("booking"), dangol.EventFrequency()]
    plan = dangol.FeaturePlan(window=("2023-01-01", UNTIL), features=features, holidays=HOLIDAYS)
    table = dangol.build_features(base.permitting("profiling"), plan)
    assert base.event_count > 500
    return pl.DataFrame(table.frame()).sort("customer")


IN_DUCKDB = """
with once as (select * exclude (line, pieces), sum(pieces) as pieces, case when came = date_trunc('day', came) then came else came - interval 5 hour end as back from log group by all),
visits as (
    select *, lead(came, 1, timestamp '2024-01-01') over each as next, cast(back as date) as day,
           cast(back as date) - lag(cast(back as date)) over each as days
    from once where kind = 'visit' window each as (partition by customer order by came)
), followed as (
    select *, case when days > 0 then days end as gap, day in (select day from holidays) as is_holiday, isodow(day) >= 6 as weekend,
           exists (select 1 from once e where e.customer = v.customer and e.kind = 'complaint' and e.came >= v.came and e.came < v.next) as complained,
           exists (select 1 from once e where e.customer = v.customer and e.kind = 'returned' and e.came >= v.came and e.came < v.next) as brought_back,
           case when list_has_any(string_split(coalesce(companions, ''), ';'), ['child', 'spouse']) then 'family'
                when companions is not null or party > 1 then 'group' when party is not null then 'alone' end as company
    from visits v
), of_visits as (
    select customer, avg(cast(complained as int)) as visits_with_complaint, count(*) as "visits_with_complaint.exposure", avg(cast(brought_back as int)) as visits_with_return,
        count(*) filter (planned) as kept, avg(pieces) as units_per_visit, count(pieces) as "units_per_visit.exposure",
        stddev_samp(pieces) / sqrt(count(pieces)) as "units_per_visit.standard_error",
        avg(cast(company = 'alone' as int)) as "company_mix.alone", avg(cast(company = 'family' as int)) as "company_mix.family",
        avg(cast(company = 'group' as int)) as "company_mix.group", count(company) as "company_mix.exposure",
        avg(cast(is_holiday as int)) as holiday_visits, avg(cast(is_holiday or weekend as int)) as weekend_visits,
        count(gap) as n, count(gap) * sum(gap) / (count(gap) * sum(gap * ln(gap)) - sum(ln(gap)) * sum(gap)) as k
    from followed group by customer
), of_all as (
    select customer, count(*) filter (kind = 'no_show') as missed, count(*) filter (kind = 'booking' and since_opening) as events_booking,
        count(*) filter (kind <> 'visit' and since_opening) as events, avg(cast(list_contains(string_split(ticked, ';'), 'hurry') as int)) as observed_hurry,
        count(ticked) as "observed_hurry.exposure", avg(cast(list_contains(string_split(ticked, ';'), 'asked_for_ann') as int)) as observed_asked_for_ann
    from (select *, came >= (select min(came) from visits) as since_opening from once) group by customer
), of_contacts as (
    select customer, count(*) as past_contacts, avg(cast(answered is not null as int)) filter (closes <= timestamp '2024-01-01') as past_responses,
        date_diff('microsecond', max(answered) filter (answered < timestamp '2024-01-01'), timestamp '2024-01-01') / 86400e6 as days_since_response
    from contacts where sent < timestamp '2024-01-01' group by customer
)
select customer, visits_with_complaint, "visits_with_complaint.exposure", visits_with_return, missed / nullif(missed + kept, 0) as no_shows, missed + kept as "no_shows.exposure",
    observed_hurry, "observed_hurry.exposure", observed_asked_for_ann, "company_mix.alone", "company_mix.family", "company_mix.group", "company_mix.exposure",
    units_per_visit, "units_per_visit.exposure", "units_per_visit.standard_error", holiday_visits, weekend_visits, events_booking, events,
    case when n >= 5 then least(100, k - (3 * k - 2.0 / 3 * k / (1 + k) - 0.8 * k / ((1 + k) * (1 + k))) / n) end as visit_regularity,
    coalesce(past_contacts, 0) as past_contacts, past_responses, days_since_response
from of_visits join of_all using (customer) left join of_contacts using (customer)
"""


def test_duckdb_has_the_same_numbers(log, contacts, found):
    with duckdb.connect() as session:
        session.register("log", log)
        session.register("contacts", contacts)
        session.register("holidays", pl.DataFrame({"day": HOLIDAYS}))
        assert_same(found, session.sql(IN_DUCKDB).pl())


def test_polars_has_the_same_numbers(log, contacts, found):
    """Events are led back to the visit before them, instead of looked for behind each visit."""
    once = log.group_by("receipt").agg(pl.exclude("pieces", "line").first(), pl.col("pieces").drop_nulls().sum().alias("sum"), pl.col("pieces").count().alias("known"))
    once = once.with_columns(pieces=pl.when(pl.col("known") > 0).then(pl.col("sum"))).sort("came")
    visits = once.filter(kind="visit")
    last_visit = visits.select("customer", "came", visit="receipt")
    after = once.filter(pl.col("kind") != "visit").join_asof(last_visit, on="came", by="customer", strategy="backward", check_sortedness=False)
    complained, brought_back = (after.filter(kind=kind)["visit"].drop_nulls().unique() for kind in ("complaint", "returned"))
    came = pl.col("came")
    words, day = pl.col("companions").str.split(";"), pl.when(came == came.dt.truncate("1d")).then(came).otherwise(came.dt.offset_by("-5h")).dt.date()
    family = words.list.eval(pl.element().is_in(FAMILY)).list.any().fill_null(False)
    company = pl.when(family).then(pl.lit("family")).when(pl.col("companions").is_not_null() | (pl.col("party") > 1)).then(pl.lit("group")).when(
        pl.col("party").is_not_null()).then(pl.lit("alone"))
    known = visits.with_columns(
        complained=pl.col("receipt").is_in(complained.implode()), brought_back=pl.col("receipt").is_in(brought_back.implode()), company=company, holiday=day.is_in(HOLIDAYS),
        weekend=day.dt.weekday() >= 6, gap=(day - day.shift().over("customer")).dt.total_days().cast(pl.Float64))
    gap = pl.col("gap").filter(pl.col("gap") > 0)
    n, k = gap.count(), gap.count() * gap.sum() / (gap.count() * (gap * gap.log()).sum() - gap.log().sum() * gap.sum())
    of_visits = known.group_by("customer").agg(
        pl.col("complained").mean().alias("visits_with_complaint"), pl.col("brought_back").mean().alias("visits_with_return"), pl.len().alias("visits_with_return.exposure"),
        pl.col("planned").sum().alias("kept"), pl.col("pieces").mean().alias("units_per_visit"),
        (pl.col("company") == "alone").mean().alias("company_mix.alone"), (pl.col("company") == "family").mean().alias("company_mix.family"),
        pl.col("holiday").mean().alias("holiday_visits"), (pl.col("holiday") | pl.col("weekend")).mean().alias("weekend_visits"),
        pl.when(n >= 5).then(pl.min_horizontal(pl.lit(100.0), k - (3 * k - 2 / 3 * k / (1 + k) - 0.8 * k / (1 + k) ** 2) / n)).alias("visit_regularity"))
    ticked = pl.col("ticked").str.split(";")
    of_all = once.group_by("customer").agg((pl.col("kind") == "no_show").sum().alias("missed"), ticked.list.contains("hurry").mean().alias("observed_hurry"),
                                           ticked.list.contains("asked_for_ann").mean().alias("observed_asked_for_ann"))
    theirs = of_visits.join(of_all, on="customer").with_columns(no_shows=pl.col("missed") / (pl.col("missed") + pl.col("kept")))
    sent = contacts.filter(pl.col("sent") < UNTIL)
    of_contacts = sent.group_by("customer").agg(pl.len().alias("past_contacts"), pl.col("answered").filter(pl.col("closes") <= UNTIL).is_not_null().mean().alias("past_responses"))
    theirs = theirs.join(of_contacts, on="customer", how="left").with_columns(pl.col("past_contacts").fill_null(0)).drop("missed", "kept")
    assert_same(found, theirs)
