"""A study warns of columns that know how a lead ends, in the language asked, until their owner confirms them; then it never does again."""

from types import SimpleNamespace

import polars as pl
import pytest

import dangol

QUICK = dangol.StudyOptions(count=dangol.SegmentCountOptions(most=2), judge=dangol.JudgeOptions(null_worlds=19, bootstrap_samples=20, segments_wanted=2),
                            evidence=dangol.EvidenceOptions(bootstrap_samples=20), scorer=dangol.LeadScorerOptions(folds=3, penalty=10.0))


def schema_with(schema: dangol.Schema, **known: str) -> dangol.Schema:
    lead = schema.lead
    minutes = dangol.AttributeColumn(name="call_minutes", kind="positive", **known)
    fields = {name: getattr(lead, name) for name in ("customer", "contacted", "converted", "converted_at", "window_closes", "horizon_days")}
    members = ("customer", "interaction", "consent", "currency", "time_zone")
    return dangol.Schema(lead=dangol.LeadColumns(**fields, attributes=[*lead.attributes, minutes]), **{name: getattr(schema, name) for name in members})


@pytest.fixture(scope="module")
def called(frames, schema):
    """Whoever answered had been talked to for long: a length that is known when the call is over."""
    answered = pl.col("converted").cast(pl.String).is_in(["1", "true", "yes"])
    leads = frames["leads"].with_columns(call_minutes=pl.when(answered).then(20.0).otherwise(3.0) + pl.int_range(pl.len()) % 5)
    tables = frames | {"leads": leads}
    base = dangol.collect(**tables, schema=schema_with(schema))
    plan = dangol.FeaturePlan(window=("2023-01-01", "2024-10-01"), features=[dangol.Frequency(), dangol.MonetaryValue(), dangol.RhythmShare("weekend")])
    return SimpleNamespace(tables=tables, base=base, plan=plan, study=dangol.study(base, plan, QUICK))


def test_a_study_warns_of_a_column_that_knows_too_much_in_every_language(called):
    study = called.study
    [warning] = study.foreknowledge.warnings
    assert warning.column == "call_minutes" and warning.separates
    assert warning.to_text("korean") in study.summary("korean") and str(warning) in study.summary()
    assert warning.to_text("korean") in study.warning_texts("korean") and "known = in_time" in warning.to_text("korean")
    assert warning.to_text("korean") in study.to_markdown("korean").replace("\\", "")
    assert "call_minutes" in study.to_json()
    assert dangol.Study.from_bytes(study.to_bytes()).foreknowledge == study.foreknowledge


def test_what_the_owner_declared_in_the_schema_is_not_warned_of(called, schema):
    base = dangol.collect(**called.tables, schema=schema_with(schema, known="in_time"))
    study = dangol.study(base, called.plan, QUICK)
    assert study.foreknowledge.warnings == [] and study.foreknowledge.confirmed == ["call_minutes"]
    assert "call_minutes" not in " ".join(study.warning_texts())


def test_what_the_owner_confirmed_in_the_plan_is_kept_with_it(called):
    leads = dangol.build_leads(called.base.permitting_both("marketing", "profiling"), called.study.plan)
    confirmed = leads.features.with_known("call_minutes", "in_time").plan
    study = dangol.study(called.base, dangol.FeaturePlan.from_bytes(confirmed.to_bytes()), QUICK)
    assert study.foreknowledge.warnings == [] and study.foreknowledge.confirmed == ["call_minutes"]
    kept = dangol.Study.from_bytes(study.to_bytes()).plan
    again = dangol.warn_of_foreknowledge(dangol.build_leads(called.base.permitting_both("marketing", "profiling"), kept))
    assert again.warnings == [] and again.confirmed == ["call_minutes"]
