"""Leads as of their contact: DuckDB, told in its own words what was on record at each of them, has the same numbers. Receipts grow line by line, and of some visits,
contacts and answers only the date is known."""

import datetime

import duckdb
import numpy as np
import polars as pl
import pytest

import dangol

START = datetime.datetime(2023, 1, 1)
OFFERINGS = ["tea", "bread", "milk"]
CHANNELS = ["shop", "web"]


def moments(draw: np.random.Generator, count: int, days: int) -> list[datetime.datetime]:
    return [START + datetime.timedelta(minutes=int(minute)) for minute in draw.integers(1, days * 24 * 60, count)]


def dated(column: str, some: np.ndarray) -> pl.Expr:
    """Some of its times without the hour."""
    return pl.when(pl.Series(some)).then(pl.col(column).dt.truncate("1d")).otherwise(pl.col(column)).alias(column)


@pytest.fixture(scope="module")
def lines() -> pl.DataFrame:
    """A year of 60 customers: 1,500 receipts of one to four lines, which come within minutes, hours or weeks."""
    draw = np.random.default_rng(21)
    receipts = 1500
    opened = pl.DataFrame({"receipt": np.arange(receipts), "customer": draw.integers(0, 60, receipts), "opened": moments(draw, receipts, 330),
                           "channel": draw.choice(CHANNELS, receipts), "pause": draw.choice([0, 3, 200, 9000], receipts)})
    table = pl.concat([opened.with_columns(line=pl.lit(line)) for line in range(4)]).filter((pl.col("line") == 0) | pl.Series(draw.random(4 * receipts) < 0.4))
    minutes = pl.col("pause") * pl.col("line") * pl.Series(draw.integers(1, 4, table.height))
    table = table.with_columns(came=pl.col("opened") + pl.duration(minutes=minutes), offering=pl.Series(draw.choice(OFFERINGS, table.height)),
                               paid=pl.Series(draw.integers(1, 50, table.height).astype(float)))
    return table.with_columns(dated("came", draw.random(table.height) < 0.3)).drop("opened", "pause")


@pytest.fixture(scope="module")
def contacts(lines) -> pl.DataFrame:
    """Some with a date alone, some a few minutes behind a line, and never two of a customer at one moment."""
    draw = np.random.default_rng(22)
    behind = lines.sample(300, seed=3).select("customer", sent=pl.col("came") + datetime.timedelta(minutes=5))
    table = pl.concat([behind, pl.DataFrame({"customer": draw.integers(0, 60, 500), "sent": moments(draw, 500, 330)})])
    table = table.with_columns(dated("sent", draw.random(table.height) < 0.2)).unique(maintain_order=True)
    wait = pl.duration(days=pl.Series(draw.integers(0, 12, table.height)), minutes=pl.Series(draw.integers(1, 60, table.height)))
    table = table.with_columns(closes=pl.col("sent") + datetime.timedelta(days=14), answered=pl.when(pl.Series(draw.random(table.height) < 0.4)).then(pl.col("sent") + wait))
    return table.with_columns(dated("answered", draw.random(table.height) < 0.5))


@pytest.fixture(scope="module")
def found(lines, contacts) -> pl.DataFrame:
    base = dangol.collect(interactions=lines.with_columns(pl.col("receipt").cast(pl.String)), leads=contacts, schema=dangol.Schema(
        interaction=dangol.InteractionColumns("customer", time="came", visit="receipt", amount="paid", offering="offering", channel="channel"),
        lead=dangol.LeadColumns("customer", contacted="sent", converted_at="answered", window_closes="closes")))
    assert base.set_aside_counts == [] and base.lead_count == contacts.height
    permitted = base.permitting("marketing")
    features = [dangol.Recency(), dangol.Frequency(), dangol.MonetaryValue(), dangol.Tenure(), dangol.Repeat(), dangol.OfferingMix(), dangol.OfferingShare("tea"),
                dangol.ChannelMix(), dangol.ContactHistory(open_windows="left_out")]
    plan = dangol.FeaturePlan(window=("2023-10-03", "2024-01-01"), features=features)
    leads = dangol.build_leads(permitted, dangol.build_features(permitted, plan).plan)
    sent = pl.col("contacted_at").dt.replace_time_zone(None).cast(pl.Datetime("us"))
    return pl.DataFrame(leads.frame()).with_columns(sent=sent).sort("customer", "sent")


# What is dated midnight is on record when the next day begins.
IN_DUCKDB = """
with told as (select *, case when came = date_trunc('day', came) then came + interval 1 day - interval 1 microsecond else came end as known from lines),
start as (select min(came) as first from (select arg_min(came, known) as came from told group by customer, receipt)),
asked as (select *, greatest(sent - interval 90 day, first) as since from contacts cross join start),
seen as (select asked.customer, sent, since, receipt, came, known, offering, paid, channel from asked join told on told.customer = asked.customer and known < sent),
visits as (
    select customer, sent, since, receipt, arg_min(came, known) as came, sum(paid) as paid, any_value(channel) as channel, bool_or(offering = 'tea') as with_tea,
           count(*) as lines, count(*) filter (offering = 'tea') as tea, count(*) filter (offering = 'bread') as bread, count(*) filter (offering = 'milk') as milk
    from seen group by customer, sent, since, receipt
), placed as (
    select *, came >= since or came = date_trunc('day', since) as here, case when came = date_trunc('day', came) then came else came - interval 5 hour end as back from visits
), of_visits as (
    select customer, sent, date_diff('microsecond', max(came) filter (here), sent) / 86400e6 as recency_days, count(*) filter (here) as visits,
        date_diff('microsecond', any_value(since), sent) / 86400e6 as "visits.exposure", avg(paid) filter (here) as spend_per_visit, count(paid) filter (here) as "spend_per_visit.exposure",
        date_diff('microsecond', min(came), sent) / 86400e6 as tenure_days, count(distinct cast(back as date)) > 1 as repeat_customer,
        sum(tea) filter (here) / sum(lines) filter (here) as "offering_mix.tea", sum(bread) filter (here) / sum(lines) filter (here) as "offering_mix.bread",
        sum(milk) filter (here) / sum(lines) filter (here) as "offering_mix.milk", sum(lines) filter (here) as "offering_mix.exposure",
        avg(cast(with_tea as int)) filter (here) as visits_with_tea, avg(cast(channel = 'shop' as int)) filter (here) as "channel_mix.shop",
        avg(cast(channel = 'web' as int)) filter (here) as "channel_mix.web"
    from placed group by customer, sent
), past as (
    select customer, closes, answered, case when sent = date_trunc('day', sent) then sent + interval 1 day - interval 1 microsecond else sent end as sent_known,
        case when answered = date_trunc('day', answered) then answered + interval 1 day - interval 1 microsecond else answered end as answer_known from contacts
), history as (
    select asked.customer, asked.sent, count(past.closes) as sent_before, count(*) filter (past.closes <= asked.sent) as closed,
        count(*) filter (past.closes <= asked.sent and answer_known < asked.sent and past.answered < past.closes) as responses,
        date_diff('microsecond', max(past.answered) filter (answer_known < asked.sent and past.answered < past.closes), asked.sent) / 86400e6 as days_since_response
    from asked left join past on past.customer = asked.customer and sent_known < asked.sent group by asked.customer, asked.sent
)
select customer, sent, of_visits.* exclude (customer, sent), case when sent > least((select first from start), (select min(sent) from contacts)) then sent_before end as past_contacts,
    case when closed > 0 then responses / closed end as past_responses, days_since_response
from history left join of_visits using (customer, sent) order by customer, sent
"""


def test_leads_as_of_their_contact_are_what_duckdb_counts(lines, contacts, found):
    with duckdb.connect() as session:
        session.register("lines", lines)
        session.register("contacts", contacts)
        theirs = session.sql(IN_DUCKDB).pl()
    assert theirs["sent"].to_list() == found["sent"].to_list() and theirs["customer"].to_list() == found["customer"].to_list()
    differing = {}
    for name in theirs.columns[2:]:
        ours, other = (table[name].cast(pl.Float64).fill_nan(None).to_numpy() for table in (found, theirs))
        if name.endswith("exposure"):
            ours, other = np.nan_to_num(ours), np.nan_to_num(other)  # nothing was observed
        same = np.isclose(ours, other, rtol=1e-6 if "." in name else 1e-9, atol=1e-9, equal_nan=True)
        if not same.all():
            differing[name] = found.select("customer", "sent", name).with_columns(theirs=other).filter(~same).head(3).rows()
    assert differing == {}
    assert found["visits"].drop_nulls().len() > 500 and found["past_responses"].drop_nulls().len() > 300


def test_the_shop_has_what_could_leak(lines, contacts):
    """Contacts on the day of a visit that is only dated, and contacts between two lines of a receipt."""
    midnight = pl.col("sent").dt.truncate("1d")
    assert contacts.join(lines, on="customer").filter((pl.col("came") == midnight) & (midnight < pl.col("sent"))).height > 50
    spans = lines.group_by("customer", "receipt").agg(pl.col("came").min().alias("from"), pl.col("came").max().alias("until"))
    assert contacts.join(spans, on="customer").filter((pl.col("from") < pl.col("sent")) & (pl.col("sent") <= pl.col("until"))).height > 100
