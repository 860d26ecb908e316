"""The whole way from Python on a generated shop: what is said, handed out, and asked of one lead."""

import math
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

import dangol

COST, MARGIN = 3_000, 60_000


@pytest.fixture(scope="module")
def found(shop) -> SimpleNamespace:
    personas = dangol.describe_personas(shop.segments, shop.features, smallest_group=20, alias_language="korean")
    negatives = dangol.find_negative_personas(personas, shop.leads, contact_cost=COST, conversion_margin=MARGIN, contacts_at_least=50)
    scorer = dangol.fit_lead_scorer(personas, negatives, shop.leads, engagement_half_life_days=14, folds=3)
    return SimpleNamespace(**vars(shop), personas=personas, negatives=negatives, scorer=scorer)


def test_personas_are_described_in_both_languages(found):
    personas = found.personas
    assert len(personas) == len(personas.personas) >= 2
    first = personas.personas[0]
    assert personas[first.id] == personas[first.alias] == first
    assert personas.title(first.id, "korean") != personas.title(first.id, "english")
    assert len(personas.sentences(first.alias, "korean")) == len(first.traits) > 0
    assert str(personas) == personas.to_text("english")
    assert sum(persona.share_of_customers.value for persona in personas.personas) == pytest.approx(1, abs=0.05)
    with pytest.raises(dangol.InvalidArgument, match="must be one of"):
        personas["nobody"]
    with pytest.raises(dangol.InvalidArgument, match="one of"):
        personas[99]


def test_what_the_owner_writes_stays(found):
    first = found.personas.personas[0]
    named = dangol.annotate(dangol.retitle(dangol.rename(found.personas, first.id, "미나"), "미나", "아침 단골"), first.id, ["차를 내온다"])
    assert (named[first.id].alias, named.title("미나"), named[first.id].notes) == ("미나", "아침 단골", ["차를 내온다"])
    assert found.personas[first.id] == first
    refreshed = dangol.carry_over(named, dangol.describe_personas(found.segments, found.features))
    assert (refreshed[first.id].alias, refreshed[first.id].notes) == ("미나", ["차를 내온다"])


def test_who_is_in_which_persona_is_a_frame(found):
    members = pl.DataFrame(found.personas.members(found.features))
    assert members.columns == ["customer", "persona", "probability"]
    assert set(members["persona"].drop_nulls()) <= {persona.alias for persona in found.personas.personas}
    assert members["customer"].to_list() == found.features.customers


def test_evidence_brings_intervals(found):
    tested = dangol.test_personas(found.personas, found.features, bootstrap_samples=20)
    assert all(persona.share_of_customers.interval for persona in tested.personas)
    assert tested.claims_tested > 0
    assert all(persona.share_of_customers.interval is None for persona in found.personas.personas)


def test_scores_are_a_frame_equal_to_scores_one_by_one(found):
    scores = pl.DataFrame(found.scorer.score(found.leads))
    assert scores.height == len(found.leads)
    assert scores["probability"].is_between(0, 1).all()
    one = found.scorer.explain(5, found.leads)
    assert one.log_odds == scores["log_odds"][5]
    assert math.fsum(one.frame().to_dict()["log_odds"]) == pytest.approx(one.log_odds)
    assert sum(one.points) == scores["points"][5]
    with pytest.raises(dangol.InvalidArgument, match="below"):
        found.scorer.explain(10**6, found.leads)


def test_one_lead_of_whom_little_is_known(found):
    lead = {"children": 2.0, "visits": (12, 180), "campaign_type": found_level(found, "campaign_type"), "visit_rhythm": ({"monday_morning": 1.0}, 12)}
    score = found.scorer.score_one(lead, as_of="2024-10-05")
    why = found.scorer.explain(lead, as_of="2024-10-05")
    assert why.log_odds == score.log_odds
    assert score.probability == pytest.approx(1 / (1 + math.exp(-score.log_odds)))
    entries = why.frame("korean").to_dict()
    assert not all(entries["known"]) and any(entries["known"])
    assert str(why) == why.to_text("english")
    assert found.scorer.score_one({}, as_of="2024-10-05") != score
    assert found.scorer.score_one({"children": None}, as_of="2024-10-05") == found.scorer.score_one({}, as_of="2024-10-05")


def found_level(found, name: str) -> str:
    return next(column for column in found.scorer.columns if column.name == name).levels[0]


@pytest.mark.parametrize(("lead", "kind", "says"), [
    ({"childern": 2}, KeyError, 'did you mean "children"'),
    ({"children": "two"}, TypeError, "children is 'two', but must be float"),
    ({"campaign_type": "telepathy"}, KeyError, 'no level "telepathy"'),
    ({"visits": (1, 2, 3)}, TypeError, "a pair of a value and the exposure"),
    ({"visit_rhythm": 3}, TypeError, "a dict of parts"),
    ({"gender": "여"}, ValueError, "gender"),
])
def test_what_is_wrong_with_a_lead_is_said(found, lead, kind, says):
    with pytest.raises(kind, match=says):
        found.scorer.score_one(lead, as_of="2024-10-05")


def test_costs_are_asked_for(found):
    with pytest.raises(dangol.InvalidArgument, match="contact_cost"):
        dangol.find_negative_personas(found.personas, found.leads)


def test_rankings_are_measured_and_compared(found):
    quality = dangol.measure_ranking(found.scorer, found.leads, bootstrap_samples=50)
    scores = pl.DataFrame(found.scorer.score(found.leads)).with_columns(outcome=pl.DataFrame(found.leads.frame())["outcome"].cast(pl.String))
    closed = scores.filter(pl.col("outcome") != "open")
    converted = (closed["outcome"] == "converted").to_numpy()
    again = dangol.measure_ranking(closed["probability"].to_numpy(), converted, closed["customer"].to_list(), bootstrap_samples=50)
    assert (again.auc.value, again.log_loss.value, again.customers) == (quality.auc.value, quality.log_loss.value, quality.customers)
    assert again.auc.interval.low == pytest.approx(quality.auc.interval.low, abs=0.02)
    assert "AUC" in str(quality)
    base_rate = np.full(closed.height, converted.mean())
    difference = dangol.compare_rankings(closed["probability"].to_numpy(), base_rate, converted, bootstrap_samples=50)
    assert difference.auc.value == pytest.approx(quality.auc.value - 0.5)
    with pytest.raises(dangol.WrongType, match="more than 0 and 1"):
        dangol.measure_ranking([0.1, 0.2], [0, 2])


@pytest.fixture(scope="module")
def studied(found):
    options = {
        "count": dangol.SegmentCountOptions(most=4),
        "judge": dangol.JudgeOptions(null_worlds=19, bootstrap_samples=10),
        "evidence": dangol.EvidenceOptions(bootstrap_samples=20),
        "quality": dangol.QualityOptions(bootstrap_samples=50),
        "test_leads_from": "2024-10-01",
    }
    return dangol.study(found.base, found.plan, contact_cost=COST, conversion_margin=MARGIN, **options)


def test_a_study_is_the_whole_way(found, studied):
    assert studied.account == found.base.account
    assert studied.scorer is not None
    assert studied.quality.auc.value > 0.6
    assert str(studied) == studied.summary("english") != studied.summary("korean")
    members = pl.DataFrame(studied.members(found.base))
    assert members.columns == ["customer", "segment", "persona", "probability"]


def test_cost_and_margin_belong_together(found):
    with pytest.raises(dangol.WrongType, match="belong together"):
        dangol.study(found.base, found.plan, contact_cost=COST)


def test_cost_and_margin_do_not_push_out_what_is_said_beside_them(found):
    assumed = {"contact_cost": COST, "conversion_margin": MARGIN}
    strict = dangol.NegativePersonaOptions(**assumed, contacts_at_least=7)
    with pytest.raises(dangol.WrongType, match=r"beside negatives: put it into NegativePersonaOptions\(…\)"):
        dangol.study(found.base, found.plan, negatives=strict, **assumed)
    with pytest.raises(dangol.WrongType, match=r"beside options: put negatives=NegativePersonaOptions\(…\) into StudyOptions\(…\)"):
        dangol.study(found.base, found.plan, dangol.StudyOptions(negatives=strict), **assumed)


def test_pages_of_leads_without_scores_are_refused_before_anything_is_written(found, studied, tmp_path):
    leads = dangol.build_leads(found.base.permitting_both("marketing", "profiling"), found.plan)
    unscored = dangol.Study(**{name: getattr(studied, name) for name in ("plan", "account", "segmentation", "personas")})
    with pytest.raises(dangol.InvalidArgument, match="left out where the study has no scorer"):
        unscored.to_html(tmp_path, leads)
    with pytest.raises(dangol.InvalidArgument, match="no leads"):
        studied.to_html(tmp_path, leads.rows([]))
    assert not list(tmp_path.iterdir())
