"""Weights of compare_consenting: written as a frame, put into features by id, used by whatever is fitted on them."""

import numpy as np
import polars as pl
import pytest

import dangol


@pytest.fixture(scope="module")
def compared(base):
    return dangol.compare_consenting(base, "profiling")


def test_weights_are_a_frame_of_those_who_agreed(base, compared):
    frame = pl.DataFrame(compared.frame())
    assert frame.columns == ["customer", "weight"]
    assert frame["customer"].to_list() == compared.agreed == base.permitting("profiling").customers
    assert frame["weight"].mean() == pytest.approx(1)
    assert np.array_equal(frame["weight"].to_numpy(), compared.weights)


def test_features_take_them_by_customer_also_where_some_are_left_out(base, compared):
    plan = dangol.FeaturePlan(features=[dangol.Frequency(), dangol.MonetaryValue(), dangol.RhythmShare("weekend")], visits_at_least=4)
    features = dangol.build_features(base.permitting("profiling"), plan)
    assert len(features) < len(compared.agreed)
    weighted = features.with_weights(compared)
    weight = dict(zip(compared.agreed, compared.weights, strict=True))
    assert weighted == features.with_weights([weight[customer] for customer in features.customers]) != features
    plain, counted = dangol.fit_mixture(features, segment_count=1), dangol.fit_mixture(weighted, segment_count=1)
    name = features.columns[0].name
    assert plain.parameters(0, name) != counted.parameters(0, name)


def test_weights_bring_those_who_agreed_closer_to_everybody(base, compared):
    far = [difference for difference in compared.differences if abs(difference.standardised) > 0.05]
    assert far
    assert sum(abs(difference.weighted) for difference in far) < sum(abs(difference.standardised) for difference in far)


def test_a_customer_without_a_weight_is_named(base, compared):
    everybody = dangol.build_features(base.permitting("marketing"), dangol.FeaturePlan(features=[dangol.Frequency()], visits_at_least=0))
    assert set(everybody.customers) - set(compared.agreed)
    with pytest.raises(dangol.InvalidArgument, match='weight of customer .* is "not given".*same purpose'):
        everybody.with_weights(compared)
