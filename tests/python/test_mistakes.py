"""What is said of calls that cannot be made: the argument, what was given, what is wanted, and how to get there. Nothing of pybind11's own words."""

import copy
import inspect
import pickle
import re

import numpy as np
import pandas as pd
import polars as pl
import pytest

import dangol
from dangol import _core
from dangol._settings import STUDY

TYPES = [value for value in vars(_core).values() if type(value).__name__ == "pybind11_type"]
RAW = re.compile(r"incompatible|Invoked with|_core\.|Supports|pybind|std::|collections\.abc")


class Stranger:
    """What no function of ours can take."""


def refused(call) -> str:
    with pytest.raises(dangol.DangolError) as caught:
        call()
    assert isinstance(caught.value, TypeError | ValueError) and not RAW.search(str(caught.value)), str(caught.value)
    return str(caught.value)


def functions():
    yield from ((name, function) for name, function in vars(_core).items() if inspect.isbuiltin(function))
    for kind in TYPES:
        for name, member in vars(kind).items():
            if isinstance(member, staticmethod) and not name.startswith("_pybind"):
                yield f"{kind.__name__}.{name}", member.__func__


@pytest.mark.parametrize("function", [pytest.param(function, id=name) for name, function in functions()])
def test_a_stranger_in_the_first_place_is_answered_in_words(function):
    try:
        function(Stranger(), *[Stranger()] * 30)
    except dangol.DangolError as error:
        assert isinstance(error, TypeError) and not RAW.search(str(error)), str(error)
    with pytest.raises((dangol.DangolError, TypeError)) as caught:
        function(no_such_argument=Stranger())
    assert not RAW.search(str(caught.value)), str(caught.value)


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.__name__)
def test_an_object_whose_content_was_never_made_says_so(kind):
    empty = kind.__new__(kind)
    assert repr(empty) == f"<{kind.__name__} without content>" if "__repr__" in vars(kind) else kind.__name__ in repr(empty)
    says = f"This {kind.__name__} has no content, as {kind.__name__}.__new__() leaves it: write "
    for name, member in vars(kind).items():
        if isinstance(member, property):
            assert says in refused(lambda name=name: getattr(empty, name))
    refused(lambda: pickle.dumps(empty))
    refused(lambda: copy.copy(empty))
    if "__eq__" in vars(kind):
        assert says in refused(lambda: empty == kind.__new__(kind))
    assert says in refused(lambda: dangol.build_features(empty, plan=empty))


@pytest.mark.parametrize("kind", [kind for kind in TYPES if "to_bytes" not in vars(kind)], ids=lambda kind: kind.__name__)
def test_a_member_called_on_nothing_of_its_kind_is_answered_in_words(kind):
    for name, member in vars(kind).items():
        if isinstance(member, property) or type(member).__name__ != "instancemethod" or name in ("__init__", "__eq__", "_pybind11_conduit_v1_"):
            continue
        refused(lambda name=name: getattr(kind, name)(Stranger()))


def test_how_to_get_from_what_was_given_to_what_is_wanted(shop, frames):
    base, features, segments = shop.base, shop.features, shop.segments
    frame = frames["interactions"]
    for call, says in [
        (lambda: dangol.build_features(base, shop.plan), 'base is a CustomerBase, but must be a PermittedBase: write base.permitting("profiling").'),
        (lambda: dangol.build_leads(base, shop.plan), 'base is a CustomerBase, but must be a PermittedBase: write base.permitting_both("marketing", "profiling").'),
        (lambda: dangol.default_plan(base), 'base is a CustomerBase, but must be a PermittedBase: write base.permitting("profiling").'),
        (lambda: dangol.find_segments(base), 'features is a CustomerBase, but must be a FeatureTable: write build_features(base.permitting("profiling"), plan).'),
        (lambda: dangol.find_segments(frame), 'features is a polars DataFrame, but must be a FeatureTable: write feature_table(frame, {"visits": "count"}), or build_features() of records.'),
        (lambda: dangol.find_segments(frame.to_pandas()), "features is a pandas DataFrame, but must be a FeatureTable: write feature_table(frame"),
        (lambda: dangol.find_segments(features.frame()), "features is a Frame, but must be a FeatureTable: write feature_table(frame"),
        (lambda: dangol.study(frame), "base is a polars DataFrame, but must be a CustomerBase: write collect(interactions=frame, schema=Schema(…))."),
        (lambda: dangol.study(base.permitting("profiling")), "base is a PermittedBase, but must be a CustomerBase: write base, as collect() returned it."),
        (lambda: dangol.bivariate_residuals(segments, features), "mixture is a Segmentation, but must be a Mixture: write segments.mixture."),
        (lambda: dangol.describe_personas(segments.mixture, features), "segments is a Mixture, but must be a Segmentation: write find_segments(features), or adopt_groups("),
        (lambda: dangol.describe_personas(features, segments), "segments is a FeatureTable, but must be a Segmentation: write find_segments(features)."),
        (lambda: dangol.describe_personas(segments, shop.leads), "features is a LeadTable, but must be a FeatureTable: write leads.features."),
        (lambda: segments.mixture.membership(base), "customers is a CustomerBase, but must be a FeatureTable: write build_features("),
        (lambda: dangol.build_features(base.permitting("profiling"), [dangol.Recency()]), "but must be a FeaturePlan: write default_plan(base.permitting(\"profiling\")), or FeaturePlan(features=[…])."),
        (lambda: dangol.build_features(base.permitting("profiling")), "build_features() needs plan, a FeaturePlan: default_plan("),
        (lambda: dangol.collect(interactions=frame, schema={"a": 1}), "schema is a dict of columns, but must be a Schema"),
    ]:
        assert says in refused(call), refused(call)


def test_a_study_knows_the_way_to_its_parts(shop):
    study = dangol.Study(segmentation=shop.segments)
    assert "segments is a Study, but must be a Segmentation: write study.segmentation." in refused(lambda: dangol.describe_personas(study, shop.features))
    assert "mixture is a Study, but must be a Mixture: write study.segmentation.mixture." in refused(lambda: dangol.bivariate_residuals(study, shop.features))


@pytest.mark.parametrize(("call", "says"), [
    (lambda: dangol.study(None, contact_costs=3), 'study() has no argument "contact_costs": did you mean "contact_cost"?'),
    (lambda: dangol.study(None, contact_cost=3, conversion_margn=3), 'study() has no argument "conversion_margn": did you mean "conversion_margin"?'),
    (lambda: dangol.study(None, leads_form="2024-01-01"), 'study() has no argument "leads_form": did you mean "leads_from"?'),
    (lambda: dangol.study(None, zzz=3), '"contact_cost", "conversion_margin"'),
    (lambda: dangol.find_segments(None, mots=3), 'find_segments() has no argument "mots": did you mean "most"?'),
    (lambda: dangol.find_segments(None, thread=3), 'find_segments() has no argument "thread": did you mean "threads"?'),
    (lambda: dangol.judge_segments(None, None, how_it_was_fond=3), 'did you mean "how_it_was_found"?'),
    (lambda: dangol.build_features(None, None, thread=3), 'build_features() has no argument "thread": did you mean "threads"?'),
    (lambda: dangol.collect(customer={}, schema=dangol.Schema()), 'collect() has no argument "customer": did you mean "customers"?'),
    (lambda: dangol.collect({}, {}, schema=dangol.Schema()), "collect() takes nothing by place, and was given 2 values: write customers=… (or interactions, leads, "),
    (lambda: dangol.read_permission({}, schema=dangol.Schema(), purposes="profiling"), 'did you mean "purpose"?'),
])
def test_misspelt_arguments_are_told_with_those_that_there_are(call, says):
    assert says in refused(call), refused(call)


@pytest.mark.parametrize(("call", "says"), [
    (lambda: dangol.study(None, most=3), 'study() has no argument "most": write count=SegmentCountOptions(most=…).'),
    (lambda: dangol.study(None, smallest_group=3), "write judge=JudgeOptions(smallest_group=…) or personas=PersonaOptions(smallest_group=…)."),
    (lambda: dangol.fit_kmeans([[1.0]], n_clusters=2), 'fit_kmeans() has no argument "n_clusters": did you mean "segment_count"?'),
    (lambda: dangol.find_segments(None, random_state=2), 'find_segments() has no argument "random_state": write mixture=MixtureOptions(seed=…).'),
    (lambda: dangol.find_segments(None, n_clusters=3), 'has no argument "n_clusters", because it chooses the number: write fit_mixture(features, segment_count=3), or least=3, most=3.'),
    (lambda: dangol.find_segments(None, segment_count=5), "write fit_mixture(features, segment_count=5), or least=5, most=5."),
    (lambda: dangol.study(None, k=5), "judge=JudgeOptions(smallest_group=…) and personas=PersonaOptions(smallest_group=…)"),
    (lambda: dangol.study(None, segments=5), "write judge=JudgeOptions(segments_wanted=…)."),
    (lambda: dangol.study(None, n_clusters=5), "write judge=JudgeOptions(segments_wanted=…)."),
    (lambda: dangol.study(None, currency="KRW"), "write it into the Schema(…) of collect()."),
    (lambda: dangol.study(None, satisfaction_scale=(1, 5)), "write negatives=NegativePersonaOptions(contact_cost=…, conversion_margin=…, satisfaction_scale=(1, 5))."),
    (lambda: dangol.fit_mixture(None, random_state=2), 'fit_mixture() has no argument "random_state": did you mean "seed"?'),
])
def test_what_belongs_to_a_part_or_has_another_name_elsewhere_is_found(call, says):
    assert says in refused(call), refused(call)


def test_every_word_of_the_command_line_says_where_it_goes_in_python():
    for word in (*STUDY, "time_zone", "currency"):
        if word not in inspect.signature(dangol.study).parameters and not hasattr(dangol.StudyOptions, word):
            assert ": write " in refused(lambda word=word: dangol.study(None, **{word: 1})), word


def test_the_number_of_segments_is_given_as_the_refusal_says(shop):
    for count in (3, 4):  # 4 is what fit_mixture() takes unasked
        assert f"mixture.segment_count is {count}, but must be left out" in refused(lambda count=count: dangol.find_segments(shop.features, mixture=dangol.MixtureOptions(segment_count=count)))
    assert "beside least and most" in refused(lambda: dangol.find_segments(shop.features, mixture=dangol.MixtureOptions(covariance="diagonal")))
    assert "but must be diagonal, shared_block" in refused(lambda: dangol.find_segments(shop.features, covariance="free_block"))
    assert dangol.MixtureOptions().segment_count is None
    two = [[0.0], [3.0]]
    assert "or as many as start has, 2" in refused(lambda: dangol.fit_kmeans([[0.0], [1.0], [3.0]], start=two, segment_count=3))
    assert len(dangol.fit_kmeans([[0.0], [1.0], [3.0]], start=two, segment_count=2).centres) == 2
    assert dangol.fit_mixture(shop.features, segment_count=3).segment_count == 3
    assert dangol.find_segments(shop.features, least=3, most=3).mixture.segment_count == 3


def test_a_scale_is_an_interval_or_a_pair():
    five_stars = dangol.NegativePersonaOptions(satisfaction_scale=dangol.Interval(1, 5))
    assert dangol.NegativePersonaOptions(satisfaction_scale=(1, 5)) == dangol.NegativePersonaOptions(satisfaction_scale=[1.0, np.int64(5)]) == five_stars
    for backwards in (dangol.Interval(5, 1), (5, 1)):
        says = "satisfaction_scale is \"5 to 1\", but must be a pair whose lower end comes first: write (1, 5)."
        assert refused(lambda backwards=backwards: dangol.NegativePersonaOptions(satisfaction_scale=backwards)) == says
    for no_pair in ("15", 5, (1, 2, 3), ("a", "b"), (None, 5)):
        says = "but must be an Interval or a pair of numbers, such as Interval(1, 5) or (1, 5)."
        assert says in refused(lambda no_pair=no_pair: dangol.NegativePersonaOptions(satisfaction_scale=no_pair))


@pytest.mark.parametrize(("call", "says"), [
    (lambda: dangol.collect(interactions="visits.csv", schema=dangol.Schema()), 'read the file first, for example with polars.read_csv("visits.csv").'),
    (lambda: dangol.collect(interactions=pl.LazyFrame({"a": [1]}), schema=dangol.Schema()), "of type LazyFrame, but must be a frame (polars, pandas, pyarrow, DuckDB) or a dict of columns: write frame.collect()."),
    (lambda: dangol.collect(interactions=[{"a": 1}], schema=dangol.Schema()), "write polars.DataFrame(rows)."),
    (lambda: dangol.collect(interactions={"a": [1]}, schema=dangol.InteractionColumns("a")), "schema is an InteractionColumns, but must be a Schema: write Schema(interaction=InteractionColumns("),
    (lambda: dangol.LeadScorer().score(pd.DataFrame({"customer": [1]})), 'leads is a pandas DataFrame, but must be a LeadTable: write scorer.score(build_leads(base.permitting_both("marketing", "profiling"), study.plan)), '
                                                                         "base being collect(leads=frame, …), or scorer.score_one({…}, as_of=…) for each row if the columns are those of scorer.columns."),
    (lambda: dangol.LeadScorer().score(pl.DataFrame({"customer": [1]})), "leads is a polars DataFrame, but must be a LeadTable: write scorer.score(build_leads("),
    (lambda: dangol.SegmentCountOptions(most="5"), "most is '5', but must be int: write most=5, a number without quotation marks."),
    (lambda: dangol.SegmentCountOptions(most="5.5"), "most is '5.5', but must be int: write a number without quotation marks."),
    (lambda: dangol.fit_kmeans([["a", "b"], ["c", "d"]]), "fit_kmeans() was given 'a' among numbers: choose the columns of numbers"),
    (lambda: dangol.measure_ranking(dangol.Study(), dangol.LeadTable()), "scorer is a Study, but must be a LeadScorer: write study.scorer."),
    (lambda: dangol.link_identities({"till": {"tel": ["010"]}}), 'the table till must be a frame and its keys: write {"till": (frame, {"tel": "phone"})}'),
    (lambda: dangol.link_identities(pl.DataFrame({"a": [1]})), "tables must be a dict of tables and their keys"),
    (lambda: dangol.FeaturePlan(features=["Recency"]), "features is ['Recency'], but must be a list of features: write Recency() for 'Recency'."),
    (lambda: dangol.FeaturePlan(features=["recency"]), "write Recency() for 'recency'."),
    (lambda: dangol.FeaturePlan(features="visit_trend"), "write [VisitTrend()]."),
    (lambda: dangol.FeaturePlan(features=["PersonaSet"]), "but must be a list of features: write [Recency(), Frequency()]."),
    (lambda: dangol.FeaturePlan(features=[dangol.Recency]), "but must be a list of features: write Recency(), with brackets."),
    (lambda: dangol.FeaturePlan(features=dangol.Recency()), "features is Recency(), but must be a list of features: write [Recency()]."),
    (lambda: dangol.Permission("profiling"), 'A Permission is not made by calling its name: write read_permission(consents, schema=schema, purpose="profiling").'),
    (lambda: dangol.CustomerBase(), "A CustomerBase is not made by calling its name: write collect("),
    (lambda: dangol.Recency(role="bas"), 'must be one of "basis"'),
    (lambda: dangol.collect(interactions={"w": ["a"], "t": ["2024-01-01"]}, schema=dangol.Schema(interaction=dangol.InteractionColumns("w", time="t"),
                                                                                                lead=dangol.LeadColumns(horizon_days=-14))), "horizon_days is -14, but must be above 0"),
])
def test_what_newcomers_hand_over_is_answered_with_what_to_write(call, says):
    assert says in refused(call), refused(call)


@pytest.mark.parametrize(("money", "says"), [
    ({"contact_cost": -1, "conversion_margin": 4}, "contact_cost is -1, but must be above 0: say what one contact costs."),
    ({"contact_cost": 1, "conversion_margin": float("nan")}, "conversion_margin is nan, but must be above 0: say what one conversion earns before the cost of contact."),
    ({"contact_cost": "3000", "conversion_margin": 4}, "contact_cost is '3000', but must be float: write contact_cost=3000, a number without quotation marks."),
    ({"contact_cost": "3,000원", "conversion_margin": 4}, "contact_cost is '3,000원', but must be float: write contact_cost=3000, a number without quotation marks."),
    ({"contact_cost": "about 3", "conversion_margin": 4}, "contact_cost is 'about 3', but must be float: write a number without quotation marks."),
])
def test_money_that_cannot_be_is_refused_before_the_work_with_leads_or_without(base, money, says):
    assert says in refused(lambda: dangol.study(base, **money))


def test_a_moment_that_cannot_be_read_is_told_under_its_name(base, shop):
    assert 'as_of is "soon", but must be a day and time that the calendar has' in refused(lambda: base.permitting("profiling", as_of="soon"))
    assert 'known_by is "soon"' in refused(lambda: dangol.build_leads(base.permitting("profiling"), shop.plan, known_by="soon"))
    assert 'holidays is "soon"' in refused(lambda: dangol.FeaturePlan(holidays=["soon"]))


def test_a_name_of_a_language_may_be_shortened_in_no_other_way_than_said(shop):
    assert 'Language is "ko", but must be one of "english", "korean": write "korean".' in refused(lambda: shop.segments.to_text("ko"))


def test_a_call_without_a_schema_says_what_to_write():
    with pytest.raises(dangol.errors.WrongType, match=r"needs schema, which says what the columns mean: write schema=Schema\(interaction="):
        dangol.collect()


@pytest.mark.parametrize(("call", "says"), [
    (lambda: dangol.SegmentCountOptions(most=-1), "most is -1, but must be at least 1: leave it out for 10."),
    (lambda: dangol.SegmentCountOptions(most=np.int64(-4)), "most is -4, but must be at least 1: leave it out for 10."),
    (lambda: dangol.SegmentCountOptions(most=np.array([1, 2])), "most is array([1, 2]), but must be int."),
    (lambda: dangol.SegmentCountOptions(-3), "least is -3, but must be at least 1: leave it out for 1."),
    (lambda: dangol.JudgeOptions(null_worlds=-1), "null_worlds is -1, but must be at least 19: leave it out for "),
    (lambda: dangol.JudgeOptions(segments_wanted=-1), "segments_wanted is -1, but must be at least 1: leave it out."),
    (lambda: dangol.MixtureOptions(seed=-1), "seed is -1, but must be at least 0: leave it out for "),
    (lambda: dangol.MixtureOptions(seed=2**64), 'seed is "18446744073709551616", but must be at most 18446744073709551615: leave it out for '),
    (lambda: dangol.find_segments(dangol.FeatureTable(), threads=-1), "threads is -1, but must be at least 0."),
    (lambda: dangol.FeatureTable().rows([-1]), "rows holds -1, but each must be at least 0."),
])
def test_a_whole_number_out_of_range_is_told_what_it_must_be(call, says):
    assert says in refused(call)


def test_every_count_says_its_least_as_the_library_does():
    """Of each option that counts: what is refused below 0 names a least that the record itself takes."""
    told = 0
    for kind in TYPES:
        for name, member in vars(kind).items():
            if not isinstance(member, property) or not re.search(r"-> int( \| None)?$", (member.fget.__doc__ or "").partition("\n")[0]):
                continue
            try:
                kind(**{name: -1})
            except dangol.InvalidArgument as error:
                least = re.fullmatch(rf"{name} is -1, but must be at least (\d+): leave it out.*", str(error))
                assert least, str(error)
                kind(**{name: int(least[1])})
                told += 1
            except TypeError:
                pass  # an identifier, or of a value that nobody makes
    assert told > 60


@pytest.mark.parametrize(("make", "says"), [
    (lambda shop: shop.base, "A CustomerBase cannot be pickled or copied: it holds the records of your customers"),
    (lambda shop: shop.base.permitting("profiling"), "A PermittedBase cannot be pickled or copied: it holds the records of customers who agreed"),
    (lambda shop: shop.features.frame(), "A Frame cannot be pickled or copied: give it to a library of frames first"),
    (lambda shop: dangol.fit_kmeans(np.arange(12.0).reshape(6, 2), segment_count=2), "A KMeans cannot be pickled or copied: make it again from what made it"),
], ids=["CustomerBase", "PermittedBase", "Frame", "KMeans"])
def test_what_cannot_be_pickled_says_what_to_keep_instead(shop, make, says):
    for keep in (pickle.dumps, copy.copy, copy.deepcopy):
        assert says in refused(lambda keep=keep: keep(make(shop)))


def test_what_stands_in_these_sentences_works(shop, tmp_path):
    """What is said to be written, written."""
    frame = pl.DataFrame({"customer": ["a", "b"], "visits": [1, 2], "visits.exposure": [10.0, 10.0]})
    assert dangol.feature_table(frame, {"visits": "count"}).customer_count == 2
    shop.features.save(tmp_path / "features.dangol")
    assert pickle.loads(pickle.dumps(shop.features)) == shop.features
    assert pl.DataFrame(shop.features.frame()).equals(pl.DataFrame(shop.features.frame().to_dict(), strict=False)) or shop.features.frame().to_dict()
    adopted = dangol.adopt_groups(shop.features, shop.segments.mixture.membership(shop.features))
    assert adopted.mixture.segment_count == shop.segments.mixture.segment_count


@pytest.mark.parametrize("make", [lambda window: dangol.FeaturePlan(window=window), lambda window: dangol.Schema(window=window)], ids=["plan", "schema"])
def test_a_window_is_looked_at_when_it_is_written(make):
    assert 'window is "2025-01-01 … 2024-01-01", but must be a pair whose end lies after its start' in refused(lambda: make(("2025-01-01", "2024-01-01")))
    assert 'window is "2024-13-01", but must be a day and time that the calendar has' in refused(lambda: make(("2024-13-01", None)))
    assert "window is '2024-01-01', but must be a pair of days, such as (\"2024-01-01\", \"2025-01-01\")" in refused(lambda: make("2024-01-01"))
    assert make((None, "2024-01-01")).window[0] is None


def test_a_window_outside_the_records_is_told_in_words_of_the_plan(shop):
    records = shop.base.permitting("profiling")
    assert "the start of the plan's window is \"2040-01-01 00:00:00\", but must be before the day after the last visit, 20" in refused(
        lambda: dangol.build_features(records, dangol.FeaturePlan(window=("2040-01-01", None), features=shop.plan.features)))


def test_a_currency_that_there_is_not_is_refused_with_the_one_that_was_meant():
    with pytest.raises(dangol.InvalidArgument, match='currency is "WON", but must be a code of ISO 4217 in capitals: did you mean "KRW"?'):
        dangol.collect(interactions={"who": ["a"], "at": ["2024-01-01"]}, schema=dangol.Schema(interaction=dangol.InteractionColumns("who", time="at"), currency="WON"))


def test_answers_of_events_off_the_declared_scale_are_refused_before_the_work():
    days = [f"2024-{1 + at % 12:02}-{1 + at % 27:02}" for at in range(600)]
    rows = {"who": [f"c{at % 60}" for at in range(600)], "when": days, "kind": ["survey_answer" if at % 3 == 0 else "visit" for at in range(600)],
            "rating": [7.0 if at == 303 else 4.0 if at % 3 == 0 else None for at in range(600)]}
    base = dangol.collect(interactions=rows, schema=dangol.Schema(interaction=dangol.InteractionColumns(customer="who", time="when", kind="kind", satisfaction="rating")))
    stages: list[str] = []
    negatives = dangol.NegativePersonaOptions(contact_cost=1, conversion_margin=9, satisfaction_scale=(1, 5))
    with pytest.raises(dangol.InvalidArgument, match="such as 7"):
        dangol.study(base, negatives=negatives, progress=lambda stage, *_: stages.append(stage))
    assert "looking for kinds of customer" not in stages


def test_score_says_which_verb_takes_what_is_known_of_one_lead(shop):
    scorer = dangol.fit_lead_scorer(dangol.PersonaSet(), dangol.NegativePersonaSet(), shop.leads, folds=4)
    for leads in ({"visits": (6, 120)}, [{"visits": (6, 120)}]):
        assert "score_one({…}, as_of=…)" in refused(lambda leads=leads: scorer.score(leads, as_of="2024-10-05"))
