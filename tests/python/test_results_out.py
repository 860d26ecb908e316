"""Results go out to every library as they are: kinds, missing values, and no copies where none is needed."""

import copy
import pickle

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import dangol


def test_a_frame_is_the_same_in_every_library(shop):
    frame = shop.features.frame()
    expected = frame.to_dict()
    polars = pl.DataFrame(frame)
    assert polars.to_dict(as_series=False) == expected
    assert pa.table(frame).to_pydict() == expected
    assert pl.from_pandas(pd.DataFrame.from_arrow(frame)).select(pl.exclude("age_band", "gender")).shape[0] == len(frame)
    assert duckdb.sql("select * from frame").pl().to_dict(as_series=False) == expected
    assert polars.schema["customer"] == pl.String
    assert polars.schema["visits"] == pl.Float64
    assert isinstance(polars.schema["age_band"], pl.Categorical)
    assert set(polars["gender"].unique().to_list()) == {None, "남", "여"}


def test_a_frame_may_be_read_many_times_and_outlives_what_made_it(base):
    frame = base.set_aside
    first = pl.DataFrame(frame)
    assert first.equals(pl.DataFrame(frame))
    del frame
    assert first["reason"].to_list().count("missing_customer") == first.filter(pl.col("reason") == "missing_customer").height > 0


def test_numpy_sees_whole_numbers_where_they_lie(shop):
    frame = shop.features.frame()
    recency = frame.to_numpy("recency_days")
    assert recency.dtype == np.float64
    assert np.shares_memory(recency, frame.to_numpy("recency_days"))
    assert not recency.flags.writeable
    assert np.shares_memory(shop.features.to_numpy("visits"), shop.features.to_numpy("visits"))
    del frame
    assert recency.min() > 0


def test_numpy_shows_gaps(shop):
    frame = shop.features.frame()
    children = frame.to_numpy("children")
    assert np.isnan(children).tolist() == [cell is None for cell in frame.to_dict()["children"]]
    assert np.isnan(children).any()
    assert frame.to_numpy("gender").dtype == object
    contacted = shop.leads.frame().to_numpy("contacted_at")
    assert contacted.dtype == "datetime64[us]"
    assert contacted.tolist() == [moment.replace(tzinfo=None) for moment in shop.leads.contacted_at]


def test_shares_go_out_as_proportions_with_their_trials(shop):
    frame = shop.features.frame()
    successes, trials = shop.features.to_numpy("visits_in_company"), shop.features.exposure("visits_in_company")
    seen = trials > 0
    assert np.array_equal(frame.to_numpy("visits_in_company")[seen], successes[seen] / trials[seen])
    assert np.array_equal(frame.to_numpy("visits_in_company.exposure"), trials)


def test_parts_of_a_composition_add_up(shop):
    frame = shop.features.frame()
    parts = [name for name in frame.columns if name.startswith("visit_rhythm.") and name != "visit_rhythm.exposure"]
    assert len(parts) == 28
    assert np.allclose(sum(frame.to_numpy(name) for name in parts), 1, atol=1e-6)


def test_an_unknown_column_is_named_with_the_closest(shop):
    for look in (shop.features.frame().to_numpy, shop.features.to_numpy):
        with pytest.raises(dangol.UnknownColumn, match='did you mean "recency_days"') as caught:
            look("recency_day")
        assert isinstance(caught.value, KeyError)
    with pytest.raises(dangol.ColumnKindMismatch):
        shop.features.to_numpy("gender")


def test_members_are_everyone_once(shop):
    members = shop.segments.members(shop.features).to_dict()
    assert members["customer"] == shop.features.customers
    assert set(members["segment"]) <= set(shop.segments.ids)
    assert all(0 < each <= 1 for each in members["probability"])


def test_membership_is_an_array_whose_rows_sum_to_one(shop):
    membership = shop.segments.mixture.membership(shop.features)
    assert membership.shape == (len(shop.features), shop.segments.mixture.segment_count)
    assert np.allclose(membership.sum(axis=1), 1)


@pytest.mark.parametrize("value", [
    dangol.Schema(customer=dangol.CustomerColumns("id", attributes={"children": "count"}), time_zone="Asia/Seoul"),
    dangol.FeaturePlan(window=("2017-01-01", None), features=[dangol.Recency("basis"), dangol.Attribute("town")]),
    dangol.SegmentCountOptions(most=4, covariance="diagonal", mixture=dangol.MixtureOptions(families={"visits": "poisson"})),
    dangol.Estimate(1.5, dangol.Interval(1, 2)),
    dangol.Verdict.natural,
], ids=lambda value: type(value).__name__)
def test_small_values_pickle_copy_and_compare(value):
    assert pickle.loads(pickle.dumps(value)) == value
    assert copy.deepcopy(value) == value
    assert not value == None  # noqa: E711


def test_options_have_the_defaults_of_the_library_and_show_what_differs():
    assert dangol.SegmentCountOptions() == dangol.SegmentCountOptions(1, 10)
    assert repr(dangol.SegmentCountOptions(most=4)) == "SegmentCountOptions(most=4)"
    assert repr(dangol.Recency(role="basis")) == "Recency(role='basis')"
    assert dangol.Recency(role="basis") == dangol.Recency(role=dangol.Role.basis) != dangol.Recency()
    with pytest.raises(AttributeError):
        dangol.Recency().role = "basis"


@pytest.mark.parametrize(("make", "kind", "says"), [
    (lambda: dangol.Recency("basis", role="basis"), TypeError, 'Recency takes "role" once'),
    (lambda: dangol.Recency(rol="basis"), TypeError, 'Recency has no option "rol": did you mean "role"'),
    (lambda: dangol.Recency(role="bases"), ValueError, 'role is "bases", but must be one of "basis", .*: write "basis"'),
    (lambda: dangol.Recency("basis", "basis"), TypeError, "Recency takes at most 1 values, not 2"),
    (lambda: dangol.OfferingMix(parts_at_most=2.5), TypeError, "parts_at_most is 2.5, but must be int"),
    (lambda: dangol.SegmentCountOptions(most=-1), ValueError, "most is -1, but must be at least 1"),
    (lambda: dangol.CustomerColumns("id", attributes={"town": "categry"}), ValueError, 'the kind of town is "categry".*write "category"'),
    (lambda: dangol.CustomerColumns("id", attributes=["town"]), TypeError, "must be a dict of names and kinds"),
    (lambda: dangol.FeaturePlan(window="2017"), TypeError, "window is '2017'"),
    (lambda: dangol.FeaturePlan(window=("2017-02-30", None)), ValueError, "2017-02-30.*a day and time that the calendar has"),
    (lambda: dangol.FeaturePlan(window=("2017-02-03T00:00Z", None)), ValueError, "leave the offset out"),
    (lambda: dangol.FeaturePlan(window=(3, None)), ValueError, "not int"),
    (lambda: dangol.collect(customers=3, schema=dangol.Schema()), TypeError, "the table of customers is of type int"),
    (lambda: dangol.collect(customers={"id": 3}, schema=dangol.Schema()), TypeError, 'column "id" is of type int'),
    (lambda: dangol.collect(customers={"id": np.ones((2, 2))}, schema=dangol.Schema()), TypeError, "has 2 dimensions"),
    (lambda: dangol.collect(customers={"ids": [1]}, schema=dangol.Schema(dangol.CustomerColumns("id"))), KeyError, 'no column "id".*did you mean "ids"'),
    (lambda: dangol.collect(customers={"id": [1]}, schema=dangol.Schema(dangol.CustomerColumns("id"), time_zone="Asia/Soul")), ValueError, "Asia/Seoul"),
])
def test_what_is_wrong_is_said_in_a_sentence_with_the_fix(make, kind, says):
    with pytest.raises(kind, match=says) as caught:
        make()
    assert isinstance(caught.value, dangol.DangolError)
    assert "\n" not in str(caught.value)


def test_options_are_given_whole_or_by_name(shop):
    with pytest.raises(dangol.WrongType, match="put it into SegmentCountOptions"):
        dangol.find_segments(shop.features, dangol.SegmentCountOptions(), most=2)
    with pytest.raises(dangol.WrongType, match="must be SegmentCountOptions"):
        dangol.find_segments(shop.features, 3)
    with pytest.raises(dangol.WrongType, match='no argument "mots": did you mean "most"'):
        dangol.find_segments(shop.features, mots=3)


def test_base_is_used_only_for_what_was_permitted(base):
    with pytest.raises(dangol.InvalidArgument, match='Purpose is "profilin".*write "profiling"'):
        base.permitting("profilin")
    assert base.permitting("marketing").customer_count < base.customer_count
    assert "동의" in base.account.to_text("korean")
    assert str(base.account) == base.account.to_text("english")
