"""More records than memory: what is folded chunk by chunk is what is collected at once."""

import pickle
import subprocess
import sys
import textwrap

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pytest

import dangol

SCHEMA = dangol.Schema(
    interaction=dangol.InteractionColumns("customer", time="at", amount="paid", satisfaction="opinion"),
    consent=dangol.ConsentColumns("customer", purpose="purpose", granted="granted"),
    time_zone="Asia/Seoul",
)
PLAN = dangol.FeaturePlan(
    features=[
        dangol.Recency(),
        dangol.Frequency(),
        dangol.MonetaryValue(),
        dangol.Tenure(),
        dangol.VisitIntervals(),
        dangol.VisitRhythm(),
        dangol.RhythmShare("weekend"),
        dangol.Satisfaction(),
    ]
)
EVERYBODY = dangol.Permission.not_recorded("profiling")


@pytest.fixture(scope="module")
def log() -> pl.DataFrame:
    random = np.random.default_rng(3)
    rows = 4000
    minutes = np.sort(random.integers(0, 300 * 24 * 60, size=rows))
    return pl.DataFrame(
        {
            "customer": random.integers(1, 2**63 - 1, size=80)[random.integers(0, 80, size=rows)],
            "at": np.datetime64("2024-01-01", "us") + minutes * np.timedelta64(1, "m"),
            "paid": np.where(random.random(rows) < 0.1, np.nan, random.integers(1, 4000, size=rows) / 100),
            "opinion": random.integers(1, 6, size=rows),
        }
    )


@pytest.fixture(scope="module")
def whole(log) -> dangol.FeatureTable:
    return dangol.build_features(dangol.collect(interactions=log, schema=SCHEMA).permitting("profiling"), PLAN)


def fold(chunks, **options) -> dangol.FeatureFold:
    return dangol.fold_features(chunks, PLAN, schema=SCHEMA, permission=EVERYBODY, **options)


def test_frames_and_streams_give_the_table_of_all_records(log, whole):
    chunks = [log.slice(at, 700) for at in range(0, len(log), 700)]
    assert fold(log).finish() == whole
    assert fold(chunks).finish() == whole
    assert fold(chunk.to_pandas() for chunk in chunks).finish() == whole
    assert fold(chunk.to_dict(as_series=False) for chunk in chunks).finish() == whole
    assert fold(log.to_arrow(), rows_per_chunk=100).finish() == whole
    reader = pa.RecordBatchReader.from_batches(log.to_arrow().schema, log.to_arrow().to_batches(max_chunksize=150))
    assert fold(reader, rows_per_chunk=400).finish() == whole
    assert fold(duckdb.sql('SELECT * FROM log ORDER BY "at"'), rows_per_chunk=1000).finish() == whole


def test_folds_merge_and_are_kept(log, whole, tmp_path):
    at = 2000
    while log["at"][at] == log["at"][at - 1]:
        at += 1
    early, late = fold(log[:at]), fold(log[at:])
    early.save(tmp_path / "early.dangol")
    late = pickle.loads(pickle.dumps(late))
    late.merge(dangol.FeatureFold.load(tmp_path / "early.dangol"))
    assert late.finish() == whole
    assert late.row_count == len(log)
    assert late.customer_count == whole.customer_count
    dangol.fold_into(early, log[at:], threads=1)
    assert early.finish(threads=1) == whole
    assert late != early or late.account == early.account
    with pytest.raises(dangol.BadArchive):
        dangol.FeatureTable.load(tmp_path / "early.dangol")


def test_consent_is_a_value_of_its_own(log):
    ids = log["customer"].unique().sort()
    consents = pl.DataFrame({"customer": ids, "purpose": "profiling", "granted": [i % 2 == 0 for i in range(len(ids))]})
    permission = dangol.read_permission(consents, schema=SCHEMA, purpose="profiling")
    assert permission.agreed == ids[::2].to_list()
    folded = dangol.fold_features(log, PLAN, schema=SCHEMA, permission=permission)
    base = dangol.collect(interactions=log, consents=consents, schema=SCHEMA).permitting("profiling")
    assert folded.finish() == dangol.build_features(base, PLAN)
    assert folded.account == base.account
    assert folded.account.tables[0].refused > 0


def test_rows_that_cannot_be_used_are_numbered_over_all_chunks(log):
    broken = log.with_columns(paid=pl.when(pl.int_range(pl.len()) % 1000 == 10).then(-1.0).otherwise(pl.col("paid")))
    folded = fold([broken[:1500], broken[1500:]])
    assert folded.set_aside.to_dict()["row"] == [10, 1010, 2010, 3010]
    assert set(folded.set_aside.to_dict()["reason"]) == {"negative_amount"}


def test_what_cannot_be_folded_is_named(log):
    with pytest.raises(ValueError, match="OfferingMix.*collect"):
        dangol.FeatureFold(dangol.Schema(interaction=dangol.InteractionColumns("c", time="t", offering="o")), dangol.FeaturePlan(features=[dangol.OfferingMix()]), EVERYBODY)
    started = fold(log[2000:])
    with pytest.raises(dangol.BadInput, match="lies before one of the same customer"):
        dangol.fold_into(started, log[:2000])
    assert started == fold(log[2000:])


def test_mixes_are_folded_once_some_of_the_rows_have_settled_their_parts(log):
    ways, kinds = ["shop", "web", "telephone", None], [None, "purchase", "complaint", "booking", "no_show"]
    words = log.with_columns(way=pl.Series([ways[row * 7 % 11 % 4] for row in range(len(log))]), kind=pl.Series([kinds[row * 5 % 13 % 5] for row in range(len(log))]))
    schema = dangol.Schema(interaction=dangol.InteractionColumns("customer", time="at", amount="paid", channel="way", satisfaction="opinion", kind="kind"), time_zone="Asia/Seoul")
    features = [
        dangol.Frequency(last_days=30), dangol.Repeat(), dangol.Overdue(), dangol.ChannelMix(), dangol.Satisfaction(), dangol.LastSatisfaction(),
        dangol.Complaints(), dangol.NoShows(), dangol.EventFrequency("booking"),
    ]
    window = ("2024-02-01", "2024-10-01")
    some = words.filter(pl.col("customer") % 3 == 0)
    settled = dangol.build_features(
        dangol.collect(interactions=some, schema=schema).permitting("profiling"), dangol.FeaturePlan(window=window, features=features, counted="all")
    ).plan
    folded = dangol.fold_features([words[:900], words[900:]], settled, schema=schema, permission=EVERYBODY)
    assert folded.finish() == dangol.build_features(dangol.collect(interactions=words, schema=schema).permitting("profiling"), settled)


def test_ctrl_c_ends_a_fold_at_once_and_leaves_the_chunks_before():
    program = textwrap.dedent("""
        import signal, threading, time
        import numpy as np
        import dangol
        schema = dangol.Schema(interaction=dangol.InteractionColumns("customer", time="at"))
        plan = dangol.FeaturePlan(features=[dangol.Recency(), dangol.VisitRhythm()])
        rows = 3_000_000
        def chunk(day):
            return {"customer": np.arange(rows) * 7919 % 1_000_003, "at": np.full(rows, np.datetime64("2024-01-01", "us")) + np.arange(rows) + np.timedelta64(day, "D")}
        fold = dangol.fold_features([chunk(0)], plan, schema=schema, permission=dangol.Permission.not_recorded("profiling"), progress=False)
        ready = chunk(1)
        def interrupt():
            global sent
            sent = time.perf_counter()
            signal.raise_signal(signal.SIGINT)
        threading.Timer(0.05, interrupt).start()
        try:
            for day in range(1, 50):
                dangol.fold_into(fold, [ready if day == 1 else chunk(day)], progress=False)
            print("was not interrupted")
        except KeyboardInterrupt:
            late = time.perf_counter() - sent
            print("in time" if late < 0.6 else f"after {late:.2f} s", fold.row_count % rows)
    """)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.split() == ["in", "time", "0"], done.stdout + done.stderr
