"""What a fit says of itself in Python: parameters by name, intervals, what separates two segments, how unusual a customer is, ids that survive."""

import numpy as np
import pytest

import dangol


@pytest.fixture(scope="module")
def shop():
    rng = np.random.default_rng(1)
    kind = rng.random(500) < 0.6
    frame = {
        "customer": np.arange(500),
        "degrees": np.where(kind, 0, 6.0) + rng.normal(size=500),
        "height": rng.normal(size=500),
        "visits": rng.poisson(np.where(kind, 2, 9)),
        "branch": np.where(rng.random(500) < np.where(kind, 0.9, 0.2), "north", "south"),
    }
    return dangol.feature_table(frame, {"degrees": "numeric", "height": "numeric", "visits": "count", "branch": "category"})


def test_parameters_are_read_by_name(shop):
    mixture = dangol.fit_mixture(shop, segment_count=2, covariance="shared_block", prior_customers=3, assignment="hard")
    assert list(mixture.parameters(0, "degrees")) == ["mean", "variance"]
    assert mixture.parameters(0, "degrees")["mean"] == mixture.expected_value(0, "degrees")
    assert list(mixture.parameters(0, "visits")) == ["rate", "size"]
    assert mixture.level_probabilities(0, "branch") == mixture.parameters(0, "branch")
    assert sorted(mixture.level_probabilities(0, "branch")) == ["north", "south"]
    assert mixture.level_probabilities(0, "visits") == {}
    assert mixture.block == ["degrees", "height"]
    covariance = mixture.covariance_of(1)
    assert covariance.shape == (2, 2) and covariance[0, 0] == mixture.parameters(1, "degrees")["variance"]
    options = mixture.options
    assert (options.segment_count, options.prior_customers, options.assignment) == (2, 3.0, dangol.Assignment.hard)
    assert dangol.fit_mixture(shop, options).options == options
    with pytest.raises(KeyError, match="visits"):
        mixture.parameters(0, "vists")


def test_what_separates_two_segments(shop):
    mixture = dangol.fit_mixture(shop, segment_count=2)
    pair = dangol.separation(mixture, 0, 1, shop)
    assert [each.column for each in pair] == ["degrees", "height", "visits", "branch"]
    assert [each.share for each in pair] == pytest.approx(mixture.report.separation_share, abs=1e-6)
    assert max(pair, key=lambda each: each.nats).column == "degrees"


def test_how_unusual_a_customer_is(shop):
    mixture = dangol.fit_mixture(shop, segment_count=2)
    unusual = dangol.unusualness(mixture, shop)
    assert unusual.shape == (500,) and 0.05 < np.mean(unusual > 0.9) < 0.15
    stranger = dangol.feature_table({"customer": [1], "degrees": [-40.0]}, {"degrees": "numeric"})
    assert dangol.unusualness(mixture, stranger, draws=199)[0] == 0.995


def test_intervals_of_shares_and_parameters(shop):
    segments = dangol.find_segments(shop, most=3)
    estimates = dangol.bootstrap_segments(segments, shop, samples=40)
    assert [each.segment for each in estimates] == segments.ids
    for k, each in enumerate(estimates):
        assert each.share.value == segments.mixture.shares[k]
        assert each.share.interval.low < each.share.value < each.share.interval.high
        degrees = each.columns[0]
        assert [parameter.name for parameter in degrees.parameters] == ["mean", "variance"]
        assert degrees.expected_value == degrees.parameters[0].estimate
        assert [level.name for level in each.columns[3].levels] == ["north", "south"]


def test_ids_are_never_given_twice(shop):
    segments = dangol.fit_mixture(shop, segment_count=2)
    before = dangol.Segmentation(mixture=segments, ids=[4, 2], next_id=9)
    rng = np.random.default_rng(2)
    far = dangol.feature_table({"customer": np.arange(200), "degrees": 90 + rng.normal(size=200)}, {"degrees": "numeric"})
    after = dangol.find_segments(far, least=1, most=1)
    lineage = dangol.trace_lineage(before, after, far)
    assert [event.fate.name for event in lineage.events] == ["appeared", "vanished", "vanished"]
    assert lineage.segmentation.ids == [9] and lineage.segmentation.next_id == 10
